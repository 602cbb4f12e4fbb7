"""Legal holds: while one stands, nothing destroys the dossier."""

from datetime import datetime

from django.db import transaction

from privacy import ledger
from privacy.choices import GONE
from privacy.models import Dossier
from privacy.services.dossiers import DossierDestroyed


def hold(dossier: Dossier, *, actor: ledger.Actor, at: datetime) -> None:
    """Keep a dossier from being destroyed; safe to repeat.

    Raises:
        DossierDestroyed: too late.
    """
    with transaction.atomic():
        placed = Dossier.objects.filter(pk=dossier.pk, held_at__isnull=True).exclude(state__in=GONE).update(held_at=at)
        if placed:
            ledger.record("dossier.held", dossier=dossier.pk, actor=actor, at=at)
    dossier.refresh_from_db()
    if dossier.state in GONE:
        raise DossierDestroyed


def release(dossier: Dossier, *, actor: ledger.Actor, at: datetime) -> None:
    """Lift the hold; what is overdue goes with the next run. Safe to repeat."""
    with transaction.atomic():
        lifted = Dossier.objects.filter(pk=dossier.pk, held_at__isnull=False).update(held_at=None)
        if lifted:
            ledger.record("dossier.released", dossier=dossier.pk, actor=actor, at=at)
    dossier.refresh_from_db()
