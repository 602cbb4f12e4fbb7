"""Timed work of this floor; each is one call and safe to run twice."""

from celery import shared_task

from mycic import clock
from privacy.ledger.verification import verify_or_raise
from privacy.services import retention


@shared_task(name="privacy.remind_expiring")
def remind_expiring(**_: object) -> None:
    """Tell people whose drafts come near their end."""
    retention.remind_expiring(at=clock.now())


@shared_task(name="privacy.purge_expired")
def purge_expired(**_: object) -> None:
    """Destroy drafts whose time is over."""
    retention.purge_expired(at=clock.now())


@shared_task(name="privacy.destroy_draft_keys")
def destroy_draft_keys(**_: object) -> None:
    """Destroy the keys of past weeks."""
    retention.destroy_draft_keys(at=clock.now())


@shared_task(name="privacy.verify_ledger")
def verify_ledger(**_: object) -> None:
    """Read the ledger again; a job that fails shows on the operator's page."""
    verify_or_raise()
