"""Telling people in time that a draft will be deleted: once for each reminder day, late ones in one mail."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from mycic import faultpoint, mail
from privacy import ledger
from privacy.choices import DossierKind, DossierState
from privacy.models import Dossier, ReminderSent
from privacy.services.retention.clockwork import RULES, days_left, last_usable_day


def remind_expiring(*, at: datetime) -> int:
    """Send what is due by now and return how many people were told; safe to run twice or at the same time."""
    return sum(_remind(dossier_id, at=at) for dossier_id in _candidates(at).values_list("pk", flat=True))


def _candidates(at: datetime) -> QuerySet[Dossier]:
    """Return the living drafts that come near their end; an application is told of once, by its case."""
    # One day more than the first reminder: the local date may be ahead of 24-hour steps from the end.
    horizon = at + timedelta(days=max(RULES.reminder_days) + 1)
    return Dossier.objects.filter(
        kind=DossierKind.CASE,
        state=DossierState.OPEN,
        expires_at__gt=at,
        expires_at__lte=horizon,
        discarded_at__isnull=True,
        owner__isnull=False,
    ).order_by("expires_at")


def _remind(dossier_id: UUID, *, at: datetime) -> bool:
    with transaction.atomic():
        # The lock makes two runs wait for each other; where it does not exist, every transaction is exclusive.
        dossier = _candidates(at).select_for_update(of=("self",)).filter(pk=dossier_id).first()
        if dossier is None or dossier.expires_at is None:
            return False
        left = days_left(dossier.expires_at, at=at)
        settled = set(ReminderSent.objects.filter(dossier=dossier).values_list("days_before", flat=True))
        due = [days for days in RULES.reminder_days if left <= days and days not in settled]
        if not due:
            return False
        ReminderSent.objects.bulk_create(ReminderSent(dossier=dossier, days_before=days, at=at) for days in due)
        ledger.record("draft.reminded", dossier=dossier.pk, actor=ledger.Actor.system(), at=at, days=left)
        faultpoint.reach("remind.recorded")
        mail.send(
            "privacy/draft_reminder",
            key=f"draft-reminder:{dossier.pk}:{min(due)}",
            user_id=dossier.owner_id,
            context={"days": left, "last_day": last_usable_day(dossier.expires_at).isoformat()},
        )
    return True
