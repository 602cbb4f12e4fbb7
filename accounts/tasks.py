"""Night work of this floor."""

from celery import shared_task

from accounts.services import email_change, kept, registration
from accounts.sessions import SessionStore
from mycic import clock


@shared_task(name="accounts.prune_registrations")
def prune_registrations(**_: object) -> None:
    """Remove unfinished registrations, ended sessions and what was kept for nobody."""
    at = clock.now()
    registration.prune(at=at)
    email_change.prune(at=at)
    kept.prune(at=at)
    SessionStore.clear_expired()
