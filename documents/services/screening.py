"""The virus check of a received file: idempotent by the document's state, and never satisfied by silence."""

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction

from documents import scanners, signals
from documents.choices import DocumentState, RejectionReason
from documents.models import Document
from documents.services import access, slots, uploads
from privacy import ledger
from privacy.services import dossiers

if TYPE_CHECKING:
    from documents.scanners import Scanner


def screen(document_id: UUID, *, at: datetime) -> None:
    """Settle whether a file that is being checked may be opened.

    Nothing happens when it is settled already, or when its dossier is gone.

    Raises:
        ScannerDown: there was no clear answer; the file stays unseen and the job is tried again.
    """
    document = Document.objects.select_related("dossier").filter(pk=document_id).first()
    if document is None or document.state != DocumentState.CHECKING:
        return
    scanner = scanners.configured()
    try:
        is_clean = scanner is None or _ask(scanner, document)
        _settle(document, is_clean=is_clean, at=at)
    except dossiers.DossierDestroyed:
        return


def _ask(scanner: "Scanner", document: Document) -> bool:
    with access.plain_chunks(document) as chunks:
        return scanner.is_clean(chunks)


@transaction.atomic
def _settle(document: Document, *, is_clean: bool, at: datetime) -> None:
    version = slots.hold(document.dossier)
    document.refresh_from_db()
    if document.state != DocumentState.CHECKING:
        return
    actor = ledger.Actor.system()
    dossier = document.dossier_id
    if is_clean:
        document.state = DocumentState.READY
        document.save(update_fields=["state"])
        ledger.record("document.checked", dossier=dossier, actor=actor, at=at, document=document.pk)
    else:
        document.refusal = RejectionReason.VIRUS
        uploads.drop(document, DocumentState.REFUSED, at=at)
        facts = {"document": document.pk, "slot": document.slot_id}
        ledger.record(
            "document.rejected", dossier=dossier, actor=actor, at=at, reason=RejectionReason.VIRUS.value, **facts
        )
        signals.document_rejected.send(
            sender=Document,
            dossier_id=dossier,
            slot_id=document.slot_id,
            document_id=document.pk,
            reason=RejectionReason.VIRUS,
            at=at,
        )
    slots.touch(document.dossier, version)
