"""Deleting a draft on its owner's word, with a day to think again."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from mycic.exceptions import DomainError
from privacy import ledger
from privacy.models import Dossier
from privacy.services.retention.brakes import drafts
from privacy.services.retention.clockwork import RULES


class TooLate(DomainError):
    """The draft was sent, deleted or expired meanwhile."""

    def __init__(self) -> None:
        """Carry the one sentence that a person reads."""
        super().__init__(_("It is too late for that: the draft was sent or deleted meanwhile."))


def discard(dossiers: Collection[Dossier], *, actor: ledger.Actor, at: datetime) -> None:
    """Hide drafts from now on; a day later they are destroyed.

    Raises:
        TooLate: one of them is no living draft any more; then none is hidden.
    """
    with transaction.atomic():
        for dossier in dossiers:
            hidden = drafts().filter(pk=dossier.pk, expires_at__gt=at, discarded_at__isnull=True)
            if hidden.update(discarded_at=at) != 1:
                raise TooLate
            ledger.record("dossier.discarded", dossier=dossier.pk, actor=actor, at=at)
            dossier.discarded_at = at


def take_back(dossiers: Collection[Dossier], *, actor: ledger.Actor, at: datetime) -> None:
    """Bring hidden drafts back within the day.

    Raises:
        TooLate: the day or the draft's own time is over.
    """
    with transaction.atomic():
        for dossier in dossiers:
            hidden = drafts().filter(pk=dossier.pk, expires_at__gt=at, discarded_at__gt=at - RULES.undo)
            if hidden.update(discarded_at=None) != 1:
                raise TooLate
            ledger.record("dossier.restored", dossier=dossier.pk, actor=actor, at=at)
            dossier.discarded_at = None
