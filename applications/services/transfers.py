"""How a verification goes from one school to the next: released there, accepted here, with a number that counts up."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.db.models import Q

from applications.choices import Action, SchoolDecision, SchoolStep
from applications.models import SchoolRequest
from applications.program_kit import tables
from applications.queries import schools
from applications.services import review, school_letters
from applications.services.school_copies import alert_school
from applications.workflow import CannotAdvance, advance
from messaging.choices import AlertKind
from messaging.services import alerts
from mycic import references
from mycic.formats.text import local
from privacy import ledger
from privacy.services import dossiers

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime
    from uuid import UUID

    from accounts.models import User
    from applications.models import Case, Letter

_TRIES_FOR_A_NUMBER = 3


def pass_on(case: Case, *, before: Mapping[str, Any] | None, at: datetime) -> None:
    """Put the copy for the new school where it can read it; call it while the case's row is held.

    Args:
        case: a transfer.
        before: what the former school answered; None where an officer released.
        at: now.
    """
    row = SchoolRequest.objects.select_related("dossier__key", "case").get(case=case, step=SchoolStep.ACCEPT)
    row.sent_at = at
    if before is not None:
        dossiers.unlock(row.dossier).write(row, "before", before)
    row.save(update_fields=["sent_at", "before"])
    alert_school(row, AlertKind.REQUEST, key="new")


def release_anyway(*, officer: User, case_id: UUID, at: datetime) -> None:
    """Release a student in place of a school that has not answered in time (domain/permits P10).

    Raises:
        NotYourCase: it is not assigned to this officer.
        CannotAdvance: the school is not late, or answered meanwhile.
    """
    case = review.case_for(officer, case_id)
    if not SchoolRequest.objects.filter(case=case, step=SchoolStep.RELEASE, escalated_at__isnull=False).exists():
        raise CannotAdvance
    letter = school_letters.of_transfer(
        case, decision=SchoolDecision.RELEASED, step=SchoolStep.RELEASE, by_school=False, at=at
    )
    with transaction.atomic():
        advance(case_id, Action.RELEASE_ANYWAY, actor=ledger.Actor.officer(officer), at=at)
        pass_on(case, before=None, at=at)
        school_letters.keep(case, letter, at=at)
        alerts.tell(case.owner, AlertKind.DECISION, key=f"school:{case.pk}:released")


def number_for(row: SchoolRequest, decision: SchoolDecision, *, at: datetime) -> tuple[str, date] | None:
    """Return the number with which the student applies and its last day; None if the answer is not such a yes.

    A verification that comes from another school keeps its number and counts up the suffix.
    """
    if decision not in {SchoolDecision.ELIGIBLE, SchoolDecision.ACCEPTED}:
        return None
    today = local(at).date()
    days = tables.limit("verification_valid_days", row.case.policy_set, today)
    return _number(row), today + timedelta(days=days)


def _number(row: SchoolRequest) -> str:
    former = _former(row)
    held = schools.confirmed_at(row.case.owner, former).first() if former else None
    if held is not None and held.number:
        return references.after_transfer(held.number)
    for _attempt in range(_TRIES_FOR_A_NUMBER):
        number = references.new_verification()
        if not SchoolRequest.objects.filter(number=number).exists():
            return number
    raise IntegrityError("no free number")


def _former(row: SchoolRequest) -> str:
    """Return the school from which a student comes; empty where none was asked to release."""
    asked = SchoolRequest.objects.filter(case=row.case_id, step=SchoolStep.RELEASE)
    return asked.values_list("institution", flat=True).first() or ""


def end_at_former_school(row: SchoolRequest, letter: Letter, *, actor: ledger.Actor, at: datetime) -> None:
    """End what the former school has confirmed, and its view of everything that it answered (R1.28).

    Args:
        row: what the new school accepted.
        letter: the one about it, in place of those about the former number.
        actor: who accepted.
        at: now.
    """
    former = _former(row)
    for held in schools.confirmed_at(row.case.owner, former):
        advance(held.case_id, Action.MOVE, actor=actor, at=at)
        school_letters.end(held.case, at=at, replaced_by=letter)
    theirs = SchoolRequest.objects.filter(case__owner=row.case.owner, institution=former, closed_at__isnull=True)
    theirs.filter(Q(answered_at__isnull=False) | Q(case=row.case_id)).update(closed_at=at)
