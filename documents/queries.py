"""What screens and other floors read about the files of a dossier: frozen values, unsealed with one unwrap."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.db.models import OuterRef, Subquery
from django.utils.translation import get_language

from documents import policies
from documents.choices import HELD, DocumentState, Note, RejectionReason
from documents.inspection.kinds import MIME
from documents.models import Document, FileRoom, Slot
from privacy.services import dossiers

if TYPE_CHECKING:
    from mycic.crypto.fields import Vault
    from privacy.models import Dossier

_SHORT = 12


@dataclass(frozen=True)
class FileView:
    """One file as a page shows it."""

    id: UUID
    name: str
    kind: str
    pages: int
    size: int
    state: DocumentState
    sha256: str
    generation: int
    received_at: datetime
    notes: tuple[str, ...]
    refusal: str
    can_change: bool

    @property
    def fingerprint(self) -> str:
        """Return the beginning of the SHA-256, enough to compare by eye."""
        return self.sha256[:_SHORT]

    @property
    def is_ready(self) -> bool:
        """Tell whether everybody who may can open it."""
        return self.state == DocumentState.READY


@dataclass(frozen=True)
class SlotView:
    """One wanted document with what lies in it."""

    id: UUID
    code: str
    title: str
    why: str
    is_required: bool
    takes_several: bool
    files: tuple[FileView, ...]
    explanation: str
    explained_at: datetime | None
    can_add: bool
    can_explain: bool

    @property
    def is_answered(self) -> bool:
        """Tell whether a file or an explanation is there."""
        return bool(self.explanation) or any(file.state in HELD for file in self.files)

    @property
    def is_missing(self) -> bool:
        """Tell whether sending still waits for it."""
        return self.is_required and not self.is_answered


def slots(dossier: "Dossier") -> list[SlotView]:
    """Return what a dossier asks for, in order, with its files: two queries and one unwrap."""
    return rooms([dossier])[dossier.pk].slots


@dataclass(frozen=True)
class Room:
    """The files of one dossier: what it asks for, and a number that moves with every change of them."""

    slots: list[SlotView]
    version: int


def rooms(asked: Sequence["Dossier"]) -> dict[UUID, Room]:
    """Return the files of some dossiers: two queries, and one unwrap a dossier."""
    keys = [dossier.pk for dossier in asked]
    files: defaultdict[UUID, list[Document]] = defaultdict(list)
    for document in (
        Document.objects.filter(dossier__in=keys).exclude(state=DocumentState.REMOVED).order_by("received_at")
    ):
        files[document.slot_id].append(document)
    rows: defaultdict[UUID, list[Slot]] = defaultdict(list)
    version_of = FileRoom.objects.filter(pk=OuterRef("dossier")).values("version")
    wanted = Slot.objects.filter(dossier__in=keys).annotate(room_version=Subquery(version_of))
    for slot in wanted.order_by("position", "code"):
        rows[slot.dossier_id].append(slot)
    return {dossier.pk: _room(dossier, rows[dossier.pk], files) for dossier in asked}


def _room(dossier: "Dossier", rows: list[Slot], files: Mapping[UUID, list[Document]]) -> Room:
    # Without a slot there was never a file.
    known = (getattr(row, "room_version", None) for row in rows[:1])
    return Room(_slots(dossier, rows, files), next(known, None) or 0)


def _slots(dossier: "Dossier", rows: list[Slot], files: Mapping[UUID, list[Document]]) -> list[SlotView]:
    vault = dossiers.unlock(dossier)
    held = {slot.pk: files.get(slot.pk, []) for slot in rows}
    return [_slot(slot, held[slot.pk], dossier, vault) for slot in rows if slot.is_wanted or held[slot.pk]]


def slot(dossier: "Dossier", slot_id: UUID) -> Slot | None:
    """Return a slot of this dossier and of no other."""
    row = Slot.objects.filter(pk=slot_id, dossier=dossier).first()
    if row is not None:
        row.dossier = dossier
    return row


def document(document_id: UUID) -> Document | None:
    """Return a document with its dossier and slot; whether the reader may see it is for the policies."""
    return Document.objects.select_related("dossier", "slot").filter(pk=document_id).first()


def file(row: Document) -> FileView:
    """Return one file as a page shows it."""
    return _file(row, row.dossier, dossiers.unlock(row.dossier))


def title(row: Slot) -> str:
    """Return what a slot is called in the active language."""
    return _words(dossiers.unlock(row.dossier), row)["title"]


def explanation(row: Slot) -> str:
    """Return why this document cannot be had, empty if nothing was said."""
    return dossiers.unlock(row.dossier).read(row, "explanation") or ""


def limits() -> dict[str, Any]:
    """Return what a page says about sizes and types."""
    return {"file_bytes": settings.DOCUMENT_FILE_BYTES, "accept": ",".join(MIME.values())}


def manifest(dossier: "Dossier") -> list[dict[str, Any]]:
    """Return the list of files that a signature names: id, slot, name, size and SHA-256, in a stable order."""
    vault = dossiers.unlock(dossier)
    rows = Document.objects.filter(dossier=dossier, state__in=HELD).select_related("slot")
    return [
        {
            "id": str(row.pk),
            "slot": row.slot.code,
            "name": vault.read(row, "name"),
            "kind": vault.read(row, "report")["kind"],
            "size": row.size,
            "sha256": vault.read(row, "sha256"),
            "received_at": row.received_at.isoformat(timespec="seconds"),
        }
        for row in sorted(rows, key=lambda row: (row.slot.position, row.slot.code, row.received_at, str(row.pk)))
    ]


def explanations(dossier: "Dossier") -> list[dict[str, Any]]:
    """Return what a signature says instead of files: slot, its title by language, and why there is none, in order."""
    vault = dossiers.unlock(dossier)
    rows = Slot.objects.filter(dossier=dossier, is_wanted=True, explained_at__isnull=False).order_by("position", "code")
    return [
        {
            "slot": row.code,
            "title": vault.read(row, "wording")["title"],
            "text": vault.read(row, "explanation"),
            "explained_at": row.explained_at.isoformat(timespec="seconds") if row.explained_at else "",
        }
        for row in rows
    ]


def version(dossier: "Dossier") -> int:
    """Return a number that moves with every change of the dossier's files."""
    return FileRoom.objects.filter(pk=dossier.pk).values_list("version", flat=True).first() or 0


def export(dossier_id: UUID) -> Iterable[Mapping[str, object]]:
    """Return everything held in a dossier in readable form; the bytes are fetched file by file."""
    row = Slot.objects.select_related("dossier").filter(dossier=dossier_id).first()
    if row is None:
        return []
    return [
        {
            "document": view.title,
            "explanation": view.explanation,
            "files": [
                {
                    "id": str(item.id),
                    "name": item.name,
                    "size": item.size,
                    "sha256": item.sha256,
                    "received_at": item.received_at.isoformat(),
                }
                for item in view.files
            ],
        }
        for view in slots(row.dossier)
    ]


def _slot(row: Slot, files: list[Document], dossier: "Dossier", vault: "Vault") -> SlotView:
    words = _words(vault, row)
    views = tuple(_file(document, dossier, vault) for document in files)
    is_full = not row.takes_several and any(view.state in HELD for view in views)
    return SlotView(
        id=row.pk,
        code=row.code,
        title=words["title"],
        why=words["why"],
        is_required=row.is_required and row.is_wanted,
        takes_several=row.takes_several,
        files=views,
        explanation=vault.read(row, "explanation") or "",
        explained_at=row.explained_at,
        can_add=policies.may_add(dossier) and not is_full,
        can_explain=policies.may_explain(dossier, row) and not is_full,
    )


def _words(vault: "Vault", row: Slot) -> dict[str, str]:
    language = (get_language() or "en").partition("-")[0]
    wording = vault.read(row, "wording")
    return {part: words.get(language) or words["en"] for part, words in wording.items()}


def _file(row: Document, dossier: "Dossier", vault: "Vault") -> FileView:
    report = vault.read(row, "report") or {"kind": "", "pages": 0, "notes": []}
    return FileView(
        id=row.pk,
        name=vault.read(row, "name") or "",
        kind=report["kind"],
        pages=report["pages"],
        size=row.size,
        state=DocumentState(row.state),
        sha256=vault.read(row, "sha256") or "",
        generation=row.generation,
        received_at=row.received_at,
        notes=tuple(str(Note(note).label) for note in report["notes"]),
        refusal=str(RejectionReason(row.refusal).label) if row.refusal else "",
        can_change=policies.may_take_back(dossier, row),
    )
