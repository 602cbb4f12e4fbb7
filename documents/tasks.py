"""Background work on files; each task is safe to run twice."""

from uuid import UUID

from celery import shared_task

from documents.services import screening, sweeping, uploads
from mycic import clock


@shared_task(name="documents.screen")
def screen(*, document_id: str, **_: object) -> None:
    """Run the virus check of one file."""
    screening.screen(UUID(document_id), at=clock.now())


@shared_task(name="documents.discard")
def discard(*, blob_key: str, **_: object) -> None:
    """Delete the bytes of a file whose row let go of them."""
    uploads.discard_blob(blob_key)


@shared_task(name="documents.sweep_orphans")
def sweep_orphans(**_: object) -> None:
    """Bring storage and rows into step."""
    sweeping.sweep(at=clock.now())
