"""What happens when a school does not answer: it is reminded, an officer is told, the request ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from applications.choices import Action, Status
from applications.models import SchoolRequest
from applications.program_kit import tables
from applications.queries import schools
from applications.services.school_copies import alert_school
from applications.workflow import CannotAdvance, advance
from messaging.choices import AlertKind
from messaging.services import alerts
from mycic.formats.text import local
from privacy import ledger

if TYPE_CHECKING:
    from datetime import datetime


def remind(*, at: datetime) -> int:
    """Tell the school, once, of each request that waits for it since a week; return how many wait so long.

    A school that waits for its student is not reminded.
    """
    late = [row for row in _waiting_since(at, "school_remind_days") if row.case.status != Status.SCHOOL_ASKS]
    for row in late:
        with transaction.atomic():
            alert_school(row, AlertKind.REMINDER, key="late")
    return len(late)


def escalate(*, at: datetime) -> int:
    """Tell an officer, the student and the school, once, that a school is late; return how many are.

    A school that waits for its student is not late.
    """
    late = [row for row in _waiting_since(at, "school_escalate_days") if row.case.status != Status.SCHOOL_ASKS]
    return sum(_escalate(row, at) for row in late if row.escalated_at is None)


@transaction.atomic
def _escalate(row: SchoolRequest, at: datetime) -> int:
    # Of two runs at once, one finds it done.
    if SchoolRequest.objects.filter(pk=row.pk, escalated_at__isnull=True).update(escalated_at=at) != 1:
        return 0
    ledger.record("school.late", dossier=row.case.dossier_id, actor=ledger.Actor.system(), at=at)
    alert_school(row, AlertKind.REMINDER, key="escalated")
    alerts.tell(row.case.owner, AlertKind.REMINDER, key=f"school:{row.pk}:late")
    return 1


def close_silent(*, at: datetime) -> int:
    """Close the requests that a school has not answered in time; return how many."""
    return sum(_close_silent(row, at) for row in _waiting_since(at, "school_silence_days"))


def _waiting_since(at: datetime, limit: str) -> list[SchoolRequest]:
    """Return the requests without an answer that were sent at least so many days ago."""
    today = local(at).date()
    return [
        row
        for row in schools.unanswered()
        if row.sent_at and (today - local(row.sent_at).date()).days >= tables.limit(limit, row.case.policy_set, today)
    ]


def _close_silent(row: SchoolRequest, at: datetime) -> int:
    try:
        with transaction.atomic():
            advance(row.case_id, Action.EXPIRE, actor=ledger.Actor.system(), at=at)
            alerts.tell(row.case.owner, AlertKind.DECISION, key=f"school:{row.pk}:silent")
    except CannotAdvance:
        # Answered or taken back in this moment, or an officer goes on with it.
        return 0
    return 1
