"""Look into a received file before anything is promised: read it back, let the child inspect it, settle its name."""

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents import sandbox, storage
from documents.choices import KIND_NAMES, Note, RejectionReason
from documents.inspection import findings, kinds, names
from mycic.crypto import streams
from mycic.crypto.errors import CannotOpen
from mycic.exceptions import DomainError
from mycic.formats.text import size_text

if TYPE_CHECKING:
    from documents.services.receiving import Receiving
    from mycic.crypto.fields import Vault
    from privacy.models import Dossier


# The people whose files this process looks into now, and for how long another file of theirs waits for its turn.
_turns = threading.Condition()
_busy_for: set[UUID] = set()
_PATIENCE_SECONDS = 2.0


class StillChecking(DomainError):
    """Another file of the same person is being looked into."""

    def __init__(self) -> None:
        """Carry the one sentence that a person reads."""
        super().__init__(
            gettext_lazy("Another file of yours is being checked at this moment. Send this file again in a minute.")
        )


@contextmanager
def taking_turns(person: UUID) -> Iterator[None]:
    """Look into one file of a person at a time: files made to be slow must not keep everybody else waiting.

    Raises:
        StillChecking: an earlier file takes longer than an honest one does.
    """
    with _turns:
        if not _turns.wait_for(lambda: person not in _busy_for, timeout=_PATIENCE_SECONDS):
            raise StillChecking
        _busy_for.add(person)
    try:
        yield
    finally:
        with _turns:
            _busy_for.discard(person)
            _turns.notify_all()


class FileRefused(DomainError):
    """A file is not taken; the sentence says what to do.

    Args:
        reason: why.
        facts: what the sentence names.
    """

    def __init__(self, reason: RejectionReason, **facts: object) -> None:
        limits = {
            "limit": size_text(settings.DOCUMENT_FILE_BYTES),
            "total": size_text(settings.DOCUMENT_TOTAL_BYTES),
            "files": settings.DOCUMENT_TOTAL_FILES,
            "at_once": settings.DOCUMENT_FILES_AT_ONCE,
            "pages": findings.PAGES,
        }
        super().__init__(str(reason.label) % {**limits, **facts})
        self.reason = reason


@dataclass(frozen=True)
class Examined:
    """A file that may be kept."""

    id: UUID
    generation: int
    blob_key: str
    receipt: streams.Receipt
    name: str
    report: dict[str, Any]


@contextmanager
def plain_file(chunks: Iterator[bytes], sha256: str) -> Iterator[int]:
    """Yield a descriptor of memory that holds a file, after proving that it is the one that was sent.

    Raises:
        CannotOpen: the bytes are not those.
    """
    digest = hashlib.sha256()

    def watched() -> Iterator[bytes]:
        for chunk in chunks:
            digest.update(chunk)
            yield chunk

    with sandbox.memory_file(watched()) as descriptor:
        if digest.hexdigest() != sha256:
            raise CannotOpen
        yield descriptor


def examine(file: "Receiving", vault: "Vault", dossier: "Dossier") -> Examined:
    """Look into a received file.

    Raises:
        FileRefused: it is not a file that we can take.
    """
    if file.refusal is not None:
        raise FileRefused(file.refusal)
    if file.receipt is None:
        raise FileRefused(RejectionReason.NOT_RECEIVED)
    head = _ask_child(file, file.receipt, vault, dossier)
    if "refused" in head:
        raise FileRefused(_known_reason(head["refused"]))
    kind = head.get("kind")
    # The child was alone with a stranger's file, so its words are checked as well.
    if kind not in KIND_NAMES or kind != kinds.accepted_kind(file.head):
        raise FileRefused(RejectionReason.DAMAGED)
    name = names.clean(file.name)
    extension = names.split(name)[1]
    if not names.fits(extension, kind):
        raise FileRefused(RejectionReason.MISNAMED, named=f".{extension}", found=KIND_NAMES[kind])
    report = {"kind": kind, "pages": _count(head.get("pages")), "notes": _known_notes(head.get("notes"))}
    name = names.with_extension(name, kind, _("file"))
    return Examined(file.id, file.generation, file.blob_key, file.receipt, name, report)


def _ask_child(file: "Receiving", receipt: streams.Receipt, vault: "Vault", dossier: "Dossier") -> dict[str, Any]:
    """Read the file back from the storage, so that "received" is only said of what can be opened again."""
    try:
        with storage.blobs().reader(file.blob_key) as source:
            chunks = streams.open_stream(
                source,
                vault.key,
                document=file.id,
                dossier=dossier.pk,
                generation=file.generation,
                size=receipt.plain_size,
            )
            with plain_file(chunks, receipt.plain_sha256) as descriptor:
                return sandbox.ask(descriptor, verb="inspect").head
    except sandbox.Gone:
        return {"refused": RejectionReason.COMPLEX}
    except (OSError, CannotOpen):
        return {"refused": RejectionReason.STORAGE}


def _known_reason(word: object) -> RejectionReason:
    return RejectionReason(word) if word in RejectionReason.values else RejectionReason.DAMAGED


def _count(pages: object) -> int:
    return min(max(pages, 1), findings.PAGES) if isinstance(pages, int) else 1


def _known_notes(notes: object) -> list[str]:
    return [note for note in Note.values if note in notes] if isinstance(notes, list) else []
