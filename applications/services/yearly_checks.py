"""What a school has confirmed, asked again each 15 October, and what ends it (domain/permits P09.g)."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

from django.db import transaction

from applications.choices import Action
from applications.models import SchoolRequest, YearlyCheck
from applications.program_kit import tables
from applications.queries import schools
from applications.services import school_letters
from applications.services.school_copies import alert_representatives
from applications.workflow import CannotAdvance, advance
from messaging.choices import AlertKind
from messaging.services import alerts
from mycic.formats.text import local
from privacy import ledger
from privacy.services import dossiers

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from accounts.models import User
    from applications.letters.issuing import Rendered

#: Month and day on which each school gets the list of the students whom it has confirmed.
MONTH, DAY = 10, 15


class AnsweredAlready(CannotAdvance):
    """A colleague answered first, or nothing is asked about this student now."""


def ask(*, at: datetime) -> int:
    """Ask each school about the students whom it confirmed before 15 October; return about how many students.

    A list that is due while nothing runs is asked as soon as something does, and only once a year.
    """
    today = local(at).date()
    due = date(today.year, MONTH, DAY)
    if today < due:
        due = date(today.year - 1, MONTH, DAY)
    rows = schools.not_asked_in(due.year, confirmed_before=due).order_by("institution")
    by_school = groupby(rows, key=lambda row: row.institution)
    return sum(_ask(school, list(theirs), due.year, at) for school, theirs in by_school)


@transaction.atomic
def _ask(institution: str, rows: Sequence[SchoolRequest], year: int, at: datetime) -> int:
    asked = [row for row in rows if _begin(row, year, at)]
    if asked:
        # One mail for the whole list.
        alert_representatives(institution, AlertKind.REQUEST, key=f"yearly:{institution}:{year}")
    return len(asked)


def _begin(row: SchoolRequest, year: int, at: datetime) -> bool:
    _check, is_new = YearlyCheck.objects.get_or_create(request=row, year=year, defaults={"asked_at": at})
    if is_new:
        ledger.record("school.asked_again", dossier=row.case.dossier_id, actor=ledger.Actor.system(), at=at)
    return is_new


def answer(*, representative: User, row: SchoolRequest, is_eligible: bool, reason: str, at: datetime) -> None:
    """Take a school's answer to the yearly question; a no ends the verification.

    Args:
        representative: who answers.
        row: from ``schools.for_school``, so theirs.
        is_eligible: whether the student still is.
        reason: why not, in the school's words; the student reads them.
        at: now.

    Raises:
        AnsweredAlready: nothing is asked now.
    """
    actor = ledger.Actor.school(representative)
    letter = None if is_eligible else school_letters.give_back(row, school_left=False, reason=reason, at=at)
    with transaction.atomic():
        if letter is None:
            ledger.record("school.confirmed_again", dossier=row.case.dossier_id, actor=actor, at=at)
        else:
            # First: of a student who takes the consent back at this moment nothing can be opened any more.
            _end(row, Action.END, letter, actor=actor, at=at)
        check = schools.open_check(row)
        if check is None:
            raise AnsweredAlready
        check.is_eligible, check.answered_by, check.answered_at = is_eligible, representative, at
        if letter is not None:
            dossiers.unlock(row.dossier).write(check, "reason", {"text": reason})
        _store(check)


def _store(check: YearlyCheck) -> None:
    # The compare-and-set is the lock: of two answers at once, the second finds nothing to change.
    waiting = YearlyCheck.objects.filter(pk=check.pk, answered_at__isnull=True)
    changed = {name: getattr(check, name) for name in ("is_eligible", "answered_by", "answered_at", "reason")}
    if waiting.update(**changed) != 1:
        raise AnsweredAlready


def end_where_school_left(*, at: datetime) -> int:
    """End what schools have confirmed that do not take part any more; return how many."""
    today = local(at).date()
    taking_part = [number for number, school in tables.institutions().items() if school.takes_part(today)]
    return sum(_leave(row, at) for row in schools.standing_elsewhere(taking_part))


def _leave(row: SchoolRequest, at: datetime) -> int:
    letter = school_letters.give_back(row, school_left=True, at=at)
    try:
        with transaction.atomic():
            _end(row, Action.LEAVE, letter, actor=ledger.Actor.system(), at=at)
    except CannotAdvance:
        # The student took the consent back or moved in this moment.
        return 0
    return 1


def _end(row: SchoolRequest, action: Action, letter: Rendered, *, actor: ledger.Actor, at: datetime) -> None:
    advance(row.case_id, action, actor=actor, at=at)
    SchoolRequest.objects.filter(pk=row.pk).update(ended_at=at)
    school_letters.end(row.case, at=at, replaced_by=school_letters.keep(row.case, letter, at=at))
    alerts.tell(row.case.owner, AlertKind.DECISION, key=f"school:{row.pk}:ended")


@transaction.atomic
def see_end(*, officer: User, case_id: UUID, at: datetime) -> None:
    """Note that an officer has seen that a verification ended, and looks after the permit; twice changes nothing.

    Raises:
        CannotAdvance: nothing ended here.
    """
    rows = SchoolRequest.objects.filter(case=case_id, ended_at__isnull=False)
    row = rows.select_related("case").first()
    if row is None:
        raise CannotAdvance
    if rows.filter(end_seen_at__isnull=True).update(end_seen_at=at):
        ledger.record("school.end_seen", dossier=row.case.dossier_id, actor=ledger.Actor.officer(officer), at=at)
