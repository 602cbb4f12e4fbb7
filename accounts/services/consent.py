"""The security message: which version a person accepted, and when they want to see it (R1.60, R1.61)."""

from datetime import datetime

from django.db import transaction

from accounts.choices import SECURITY_MESSAGE_VERSION
from accounts.models import User
from privacy import ledger


def accept(user: User, *, always_show: bool, at: datetime) -> None:
    """Remember that the person accepted the message in force."""
    with transaction.atomic():
        User.objects.filter(pk=user.pk).update(
            security_message_version=SECURITY_MESSAGE_VERSION,
            security_message_always=always_show,
            security_message_accepted_at=at,
        )
        ledger.record(
            "account.security_message_accepted",
            dossier=user.pk,
            actor=ledger.Actor.person(user),
            at=at,
            version=SECURITY_MESSAGE_VERSION,
        )


def choose_display(user: User, *, always_show: bool) -> None:
    """Show the message at each sign-in, or only when it changes."""
    User.objects.filter(pk=user.pk).update(security_message_always=always_show)
