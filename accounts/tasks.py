"""Night work of this floor."""

from collections.abc import Mapping

from celery import shared_task

from accounts.services import credentials, email_change, kept, officers, registration, signin, signing
from accounts.sessions import SessionStore
from mycic import clock


@shared_task(name="accounts.prune_registrations")
def prune_registrations(**_: object) -> None:
    """Remove unfinished registrations, links and browsers whose time is over, ended sessions, what nobody came for.

    Certificates that end soon are renewed in the same night.
    """
    at = clock.now()
    for room in (registration, email_change, credentials, officers, signin, kept):
        room.prune(at=at)
    SessionStore.clear_expired()
    signing.renew_certificates(at=at)


@shared_task(name="accounts.mail_reset_link")
def mail_reset_link(*, secret: Mapping[str, str], **_: object) -> None:
    """Look up the address that somebody typed, and mail the link if it has an epass."""
    credentials.mail_reset_link(secret["address"], at=clock.now())
