"""The letters about what a school answered: written before the transaction, kept in the student's case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from applications.choices import LetterKind, LetterState, SchoolDecision, SchoolStep
from applications.letters import issuing
from applications.letters.facts import GiveBack, NotVerified, Transfer, Verified
from applications.models import Letter
from applications.program_kit import tables
from applications.program_kit.schooling import asked
from applications.queries import schools
from applications.services import review
from applications.services.snapshot import both
from mycic.formats.text import end_of
from privacy import ledger

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from applications.letters.issuing import Rendered
    from applications.models import Case, SchoolRequest

#: The letters that say that a number counts.
_GIVE_A_NUMBER = (LetterKind.VERIFIED, LetterKind.TRANSFER)


def of_answer(
    row: SchoolRequest,
    *,
    decision: SchoolDecision,
    wrong: Sequence[str],
    reason: str,
    given: tuple[str, date] | None,
    at: datetime,
) -> Rendered:
    """Write the letter about an answer.

    Args:
        row: what was asked.
        decision: the answer.
        wrong: names of the checks that were answered with no.
        reason: the school's own words.
        given: number and last day, where it is a yes that gives one.
        at: now.
    """
    case = row.case
    if row.step != SchoolStep.VERIFY:
        return of_transfer(row.case, decision=decision, step=SchoolStep(row.step), reason=reason, given=given, at=at)
    school = name_of(row.institution)
    if given is not None:
        verified = Verified(**review.basics(case), school=school, number=given[0], valid_until=given[1])
        return review.rendered(case, LetterKind.VERIFIED, verified, at)
    labels = asked(row.step).checks
    checks = tuple(both(labels[name][0]) for name in wrong)
    refused = NotVerified(**review.basics(case), school=school, checks=checks, reason=reason)
    return review.rendered(case, LetterKind.NOT_VERIFIED, refused, at)


def of_transfer(
    case: Case,
    *,
    decision: SchoolDecision,
    step: SchoolStep,
    at: datetime,
    reason: str = "",
    given: tuple[str, date] | None = None,
    by_school: bool = True,
) -> Rendered:
    """Write the letter about a step of a transfer, by a school or by an officer in its place."""
    former, new = (name_of(row.institution) for row in schools.of_case(case))
    facts = Transfer(
        **review.basics(case),
        former=former,
        new=new,
        outcome=decision,
        at_former=step == SchoolStep.RELEASE,
        by_school=by_school,
        reason=reason,
        number=given[0] if given else "",
        valid_until=given[1] if given else None,
    )
    return review.rendered(case, LetterKind.TRANSFER, facts, at)


def give_back(row: SchoolRequest, *, school_left: bool, at: datetime, reason: str = "") -> Rendered:
    """Write the letter that says that a verification ended and the permit goes back."""
    facts = GiveBack(**review.basics(row.case), school=name_of(row.institution), school_left=school_left, reason=reason)
    return review.rendered(row.case, LetterKind.GIVE_BACK, facts, at)


def keep(case: Case, letter: Rendered, *, at: datetime, until: date | None = None) -> Letter:
    """Keep a letter; call it inside the transaction of what it says.

    Args:
        case: whose letter it is.
        letter: from one of the functions above.
        at: now.
        until: the last day on which one can apply with the number in it.
    """
    expires_at = end_of(until) if until else None
    return issuing.store(case, letter, at=at, actor=ledger.Actor.system(), expires_at=expires_at)


def end(case: Case, *, at: datetime, replaced_by: Letter | None = None) -> None:
    """Let the letters of a case that give a number count no more; call it inside a transaction."""
    state = LetterState.REPLACED if replaced_by else LetterState.WITHDRAWN
    for letter in Letter.objects.filter(case=case, kind__in=_GIVE_A_NUMBER):
        issuing.end(letter, state, at=at, actor=ledger.Actor.system(), replaced_by=replaced_by)


def name_of(number: str) -> str:
    """Return the name of a school; its number if it left the list."""
    school = tables.institutions().get(number)
    return school.name if school else number
