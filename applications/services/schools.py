"""What a student asks a school, what the school answers, and the end of the consent."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, NamedTuple

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from applications import policies, queries
from applications.choices import Action, SchoolDecision, Status
from applications.program_kit.schooling import asked
from applications.queries import schools
from applications.services import school_letters, transfers
from applications.services.school_copies import Opened, alert_school, opened
from applications.workflow import CannotAdvance, advance
from messaging.choices import AlertKind
from messaging.services import alerts
from mycic.exceptions import DomainError
from privacy import ledger
from privacy.choices import Access, DestroyReason
from privacy.services import dossiers

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime
    from uuid import UUID

    from accounts.models import User
    from applications.letters.issuing import Rendered
    from applications.models import SchoolRequest

YES, NO, NOT_APPLICABLE = "yes", "no", "na"
#: What is on record with the word that the school chose.
_SAY_NO = (Action.NOT_VERIFY, Action.NOT_RELEASE, Action.NOT_ACCEPT)


class AnswerIncomplete(DomainError):
    """A check without which this decision cannot be given is missing or says something else."""

    def __init__(self, check: str) -> None:
        """Carry the check and the one sentence that a representative reads."""
        super().__init__(_("You can say yes only if this is so. Change this answer, or the decision."))
        self.check = check


# No repr: a traceback must not print what a school says about a student.
@dataclass(frozen=True, repr=False)
class Check:
    """One check: yes, no or not applicable, and a comment."""

    said: str
    comment: str = ""


@dataclass(frozen=True, repr=False)
class Answer:
    """What a school says: every check, the decision, and the reason or the question in its own words."""

    checks: Mapping[str, Check]
    decision: SchoolDecision
    reason: str = ""


def open_for_school(*, representative: User, request_id: UUID, at: datetime) -> Opened:
    """Open a request for a representative: on record first, and the first opening begins the school's work.

    Raises:
        NoSuchRequest: there is none, it is another school's, or the consent was taken back.
    """
    row = _for_school(representative, request_id)
    with transaction.atomic():
        if row.case.status == Status.SENT_TO_SCHOOL:
            _begin(row, representative, at)
        _hold(row, at)
        ledger.record(
            "school.opened", dossier=row.dossier_id, actor=ledger.Actor.school(representative), at=at, part="school"
        )
        return opened(row)


def _hold(row: SchoolRequest, at: datetime) -> None:
    # From here on the student's withdrawal waits until the opening is on record; one that was faster is seen.
    try:
        dossiers.hold_open(row.dossier, at=at)
    except dossiers.DossierDestroyed:
        raise schools.NoSuchRequest from None


def _for_school(representative: User, request_id: UUID) -> SchoolRequest:
    row = schools.for_school(representative, request_id)
    if policies.guard_verification(representative, row.dossier) is not Access.ASSIGNED:
        raise schools.NoSuchRequest
    return row


def _begin(row: SchoolRequest, representative: User, at: datetime) -> None:
    try:
        with transaction.atomic():
            moved = advance(row.case_id, Action.SCHOOL_OPEN, actor=ledger.Actor.school(representative), at=at)
    except CannotAdvance:
        # A colleague opened it at the same instant, or the consent ended: what follows reads the present state.
        row.case.refresh_from_db(fields=["status"])
        if row.case.status == Status.CONSENT_WITHDRAWN:
            raise schools.NoSuchRequest from None
    else:
        row.case.status = moved.status


def contradiction(step: str, answer: Answer) -> str | None:
    """Return the first check that does not fit a yes; None if all do, and for other answers."""
    if answer.decision != asked(step).yes:
        return None
    for name, (_label, may_not_apply) in asked(step).checks.items():
        said = answer.checks[name].said
        if said != YES and not (may_not_apply and said == NOT_APPLICABLE):
            return name
    return None


def answer(*, representative: User, request_id: UUID, said: Answer, at: datetime) -> SchoolRequest:
    """Take a school's answer, or its question to the student. Of two answers at once, the second is refused.

    Args:
        representative: who answers.
        request_id: a request to their school.
        said: checks, decision and reason.
        at: now.

    Raises:
        NoSuchRequest: there is none, it is another school's, or the consent was taken back.
        AnswerIncomplete: the checks do not fit the decision.
        CannotAdvance: a colleague answered first, or the student has still to answer.
    """
    row = _for_school(representative, request_id)
    wrong = contradiction(row.step, said)
    if wrong is not None:
        raise AnswerIncomplete(wrong)
    action = asked(row.step).decisions[said.decision]
    facts = {"answer": said.decision.value} if action in _SAY_NO else {}
    settled = None if action == Action.SCHOOL_ASK else _settle(row, said, at)
    with transaction.atomic():
        advance(row.case_id, action, actor=ledger.Actor.school(representative), at=at, **facts)
        # Held by the case's row: nobody else writes this one now.
        if settled is None:
            _ask(row, said, at)
        else:
            _keep(row, said, representative, settled, at)
    return row


class _Settled(NamedTuple):
    """What is made ready before the transaction: the number, where there is one, and the letter."""

    given: tuple[str, date] | None
    letter: Rendered


def _settle(row: SchoolRequest, said: Answer, at: datetime) -> _Settled:
    given = transfers.number_for(row, said.decision, at=at)
    wrong = [name for name, check in said.checks.items() if check.said == NO]
    letter = school_letters.of_answer(row, decision=said.decision, wrong=wrong, reason=said.reason, given=given, at=at)
    return _Settled(given, letter)


def _ask(row: SchoolRequest, said: Answer, at: datetime) -> None:
    exchange = [*opened(row).exchange, {"asked": said.reason, "asked_at": at.isoformat(), "told": "", "told_at": ""}]
    dossiers.unlock(row.dossier).write(row, "exchange", exchange)
    row.save(update_fields=["exchange"])
    alerts.tell(row.case.owner, AlertKind.REQUEST, key=f"school:{row.pk}:{len(exchange)}")


def _keep(row: SchoolRequest, said: Answer, representative: User, settled: _Settled, at: datetime) -> None:
    row.decision, row.answered_by, row.answered_at = said.decision.value, representative, at
    if settled.given is not None:
        row.number, row.valid_until = settled.given
    kept = {
        "checks": {name: asdict(check) for name, check in said.checks.items()},
        "decision": said.decision.value,
        "reason": said.reason,
    }
    dossiers.unlock(row.dossier).write(row, "answer", kept)
    row.save(update_fields=["decision", "answered_by", "answered_at", "answer", "number", "valid_until"])
    letter = school_letters.keep(row.case, settled.letter, at=at, until=row.valid_until)
    if said.decision == SchoolDecision.RELEASED:
        transfers.pass_on(row.case, before=kept, at=at)
    if said.decision == SchoolDecision.ACCEPTED:
        transfers.end_at_former_school(row, letter, actor=ledger.Actor.school(representative), at=at)
    alerts.tell(row.case.owner, AlertKind.DECISION, key=f"school:{row.pk}:answer")


def tell_school(*, owner: User, case_id: UUID, text: str, at: datetime) -> None:
    """Answer the school's question.

    Raises:
        NoSuchCase: not theirs, or it asks no school.
        CannotAdvance: the school waits for nothing, for example because this was pressed twice.
    """
    (row, *_later) = _own(owner, case_id)
    with transaction.atomic():
        advance(case_id, Action.ANSWER_SCHOOL, actor=ledger.Actor.person(owner), at=at)
        exchange = opened(row).exchange
        exchange[-1] |= {"told": text, "told_at": at.isoformat()}
        dossiers.unlock(row.dossier).write(row, "exchange", exchange)
        row.save(update_fields=["exchange"])
        alert_school(row, AlertKind.MESSAGE, key=f"told:{len(exchange)}")


def withdraw_consent(*, owner: User, case_id: UUID, at: datetime) -> None:
    """Take the consent back: the key of each copy is destroyed and the schools' view closes. Twice changes nothing.

    Raises:
        NoSuchCase: not theirs, or it asks no school.
        CannotAdvance: it ended in another way.
    """
    rows = _own(owner, case_id)
    with transaction.atomic():
        try:
            # Alone in a savepoint: a refusal leaves the transaction whole.
            with transaction.atomic():
                advance(case_id, Action.WITHDRAW_CONSENT, actor=ledger.Actor.person(owner), at=at)
        except CannotAdvance:
            if queries.case_of(owner, case_id).status == Status.CONSENT_WITHDRAWN:
                return
            raise
        for row in rows:
            row.content = row.exchange = row.answer = row.before = None
            row.closed_at = at
            row.save(update_fields=["content", "exchange", "answer", "before", "closed_at"])
            dossiers.destroy(row.dossier, reason=DestroyReason.WITHDRAWN, at=at, title=row.case.program)
        school_letters.end(rows[0].case, at=at)


def _own(owner: User, case_id: UUID) -> list[SchoolRequest]:
    rows = schools.of_case(queries.case_of(owner, case_id))
    if not rows:
        raise queries.NoSuchCase
    return rows
