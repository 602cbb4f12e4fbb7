"""Take a received file, replace it, remove it. What a person sees as received is stored, sealed and read back."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Sum
from django.utils.translation import gettext as _

from documents import policies, scanners, storage
from documents.choices import HELD, DocumentState, RejectionReason
from documents.models import Document, FileRoom, Slot
from documents.services import examining, slots
from documents.services.examining import FileRefused
from documents.services.slots import FilesClosed
from mycic import faultpoint, jobs
from privacy import ledger
from privacy.services import dossiers, notices

if TYPE_CHECKING:
    from accounts.models import User
    from documents.services.examining import Examined
    from documents.services.receiving import Receiving
    from mycic.crypto.fields import Vault
    from privacy.models import Dossier


@dataclass(frozen=True)
class Accepted:
    """What became of a file."""

    document: Document
    # The same bytes lay in this slot already: nothing was added.
    is_repeat: bool = False


def accept(*, user: "User", slot: Slot, file: "Receiving", at: datetime, replaces: Document | None = None) -> Accepted:
    """Make a received file part of a slot.

    Args:
        user: the owner.
        slot: where it belongs.
        file: sealed and stored by ``receiving``.
        at: now.
        replaces: the file that it takes the place of.

    Raises:
        FileRefused: it is not a file that we can take.
        FilesClosed: the dossier takes no such change any more.
        StillChecking: another file of theirs is being looked into.
    """
    dossier = slot.dossier
    try:
        with examining.taking_turns(user.pk):
            examined = examining.examine(file, dossiers.unlock(dossier), dossier)
        faultpoint.reach("upload.after_inspection")
        with transaction.atomic():
            accepted = _add(user, slot, examined, at, replaces)
            faultpoint.reach("upload.in_transaction")
    except FileRefused as refusal:
        actor = ledger.Actor.person(user)
        ledger.record(
            "document.refused", dossier=dossier.pk, actor=actor, at=at, slot=slot.pk, reason=refusal.reason.value
        )
        raise
    faultpoint.reach("upload.after_commit")
    return accepted


@transaction.atomic
def remove(*, user: "User", document: Document, at: datetime) -> None:
    """Take a file back; removing it twice changes nothing.

    Raises:
        FilesClosed: it was sent already.
    """
    dossier = document.dossier
    version = slots.hold(dossier)
    document.refresh_from_db()
    if document.state not in HELD:
        return
    _check_changeable(dossier)
    drop(document, DocumentState.REMOVED, at=at)
    slots.touch(dossier, version)
    ledger.record(
        "document.removed",
        dossier=dossier.pk,
        actor=ledger.Actor.person(user),
        at=at,
        document=document.pk,
        slot=document.slot_id,
    )
    faultpoint.reach("remove.in_transaction")


def drop(document: Document, state: DocumentState, *, at: datetime) -> None:
    """Forget a file's content within the caller's transaction; its bytes go right after."""
    blob_key = str(document.blob_key)
    document.state = state
    document.removed_at = at
    document.blob_key = document.name = document.report = None
    document.save(update_fields=["state", "removed_at", "blob_key", "name", "report", "refusal"])
    jobs.enqueue("documents.discard", key=f"documents.discard:{blob_key}", blob_key=blob_key)


def erase(dossier_id: UUID) -> list[str]:
    """Delete all rows of a dossier within the caller's transaction and return the keys of its blobs; safe to repeat."""
    documents = Document.objects.filter(dossier=dossier_id)
    keys = [key for key in documents.values_list("blob_key", flat=True) if key]
    documents.update(replaces=None)
    documents.delete()
    Slot.objects.filter(dossier=dossier_id).delete()
    FileRoom.objects.filter(pk=dossier_id).delete()
    return keys


def discard_blob(blob_key: str) -> None:
    """Delete the bytes of a file whose row is gone; a missing blob is no error."""
    storage.blobs().discard(blob_key)


def _add(user: "User", slot: Slot, file: "Examined", at: datetime, replaces: Document | None) -> Accepted:
    """Write the row under the lock of the dossier's files."""
    dossier = slot.dossier
    version = slots.hold(dossier)
    if not policies.may_add(dossier):
        raise FilesClosed(_("This application is closed. No files can be added."))
    vault = dossiers.unlock(dossier)
    if replaces is not None:
        _replace(dossier, replaces, at=at)
    elif (same := _same_file(slot, file.receipt.plain_sha256, vault)) is not None:
        return Accepted(same, is_repeat=True)
    _check_room(dossier, slot, file.receipt.plain_size)
    document = Document(
        id=file.id,
        dossier=dossier,
        slot=slot,
        replaces=replaces,
        generation=file.generation,
        state=DocumentState.CHECKING if scanners.configured() else DocumentState.READY,
        blob_key=file.blob_key,
        size=file.receipt.plain_size,
        cipher_sha256=bytes.fromhex(file.receipt.cipher_sha256),
        received_at=at,
        seen_at=at,
    )
    vault.write(document, "sha256", file.receipt.plain_sha256)
    vault.write(document, "name", file.name)
    vault.write(document, "report", file.report)
    document.save(force_insert=True)
    slots.touch(dossier, version)
    _tell(user, document, replaces, at)
    return Accepted(document)


def _tell(user: "User", document: Document, replaces: Document | None, at: datetime) -> None:
    facts: dict[str, UUID | int] = {"document": document.pk, "slot": document.slot_id, "size": document.size}
    kind = "document.received"
    facts["notice_version"] = notices.current("documents").number
    if replaces is not None:
        kind, facts["replaced"] = "document.replaced", replaces.pk
    actor = ledger.Actor.person(user)
    ledger.record(kind, dossier=document.dossier_id, actor=actor, at=at, generation=document.generation, **facts)
    if document.state == DocumentState.CHECKING:
        jobs.enqueue("documents.screen", key=f"documents.screen:{document.pk}", document_id=str(document.pk))


def _replace(dossier: "Dossier", old: Document, *, at: datetime) -> None:
    old.refresh_from_db()
    _check_changeable(dossier)
    if old.state not in HELD:
        raise FilesClosed(_("This file was replaced or removed already. Load the page again."))
    drop(old, DocumentState.REMOVED, at=at)


def _check_changeable(dossier: "Dossier") -> None:
    if not policies.may_change(dossier):
        raise FilesClosed(_("You sent this file already, so it stays. You can add a newer one beside it."))


def _same_file(slot: Slot, sha256: str, vault: "Vault") -> Document | None:
    """Return the file of this slot with the same content: a second click, or the same paper chosen twice."""
    held = Document.objects.filter(slot=slot, state__in=HELD)
    return next((document for document in held if vault.read(document, "sha256") == sha256), None)


def _check_room(dossier: "Dossier", slot: Slot, size: int) -> None:
    held = Document.objects.filter(dossier=dossier, state__in=HELD)
    used = held.aggregate(files=Count("pk"), total=Sum("size", default=0))
    if used["files"] >= settings.DOCUMENT_TOTAL_FILES:
        raise FileRefused(RejectionReason.QUOTA_FILES)
    if used["total"] + size > settings.DOCUMENT_TOTAL_BYTES:
        raise FileRefused(RejectionReason.QUOTA_BYTES)
    if not slot.takes_several and held.filter(slot=slot).exists():
        raise FileRefused(RejectionReason.ONE_ONLY)
