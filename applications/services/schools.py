"""What a student asks their school, what the school answers, and the end of the consent."""

from __future__ import annotations

import uuid
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts import queries as people
from applications import policies, queries
from applications.choices import WITH_SCHOOL, Action, SchoolDecision, Status
from applications.models import SchoolRequest
from applications.program_kit import tables
from applications.queries import schools
from applications.workflow import CannotAdvance, advance
from messaging.choices import AlertKind
from messaging.services import alerts
from mycic import references
from mycic.exceptions import DomainError
from mycic.formats.text import local
from privacy import ledger
from privacy.choices import Access, DestroyReason, DossierKind
from privacy.services import dossiers

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from uuid import UUID

    from accounts.models import User
    from applications.completeness import Review
    from applications.models import Case
    from applications.program_kit.texts import Text

YES, NO, NOT_APPLICABLE = "yes", "no", "na"
#: What a school looks at before it answers (IMM 5582); the second value says whether "not applicable" is good enough.
CHECKS: dict[str, tuple[Text, bool]] = {
    "is_student": (_("This person is our student"), False),
    "full_time_now": (_("Studies full-time now"), False),
    "months_full_time": (_("Studied full-time for at least six of the last twelve months"), False),
    "satisfactory_standing": (_("Has satisfactory academic standing"), False),
    "qualifying_program": (_("The program qualifies"), False),
    "not_exchange": (_("Is not an exchange or visiting student"), True),
    "not_excluded_scholarship": (_("Holds no scholarship that excludes this work"), True),
}
_TRIES_FOR_A_NUMBER = 3
_ACTIONS = {
    SchoolDecision.ELIGIBLE: Action.VERIFY,
    SchoolDecision.NOT_ELIGIBLE: Action.NOT_VERIFY,
    SchoolDecision.NOT_OUR_STUDENT: Action.NOT_VERIFY,
    SchoolDecision.NEED_INFORMATION: Action.SCHOOL_ASK,
}


class AnswerIncomplete(DomainError):
    """A check without which this decision cannot be given is missing or says something else."""

    def __init__(self, check: str) -> None:
        """Carry the check and the one sentence that a representative reads."""
        super().__init__(_("A student is eligible only if this is so. Change this answer, or the decision."))
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


@dataclass(frozen=True, repr=False)
class Opened:
    """A request, opened."""

    row: SchoolRequest
    content: Mapping[str, object]
    exchange: list[dict[str, Any]]
    answer: Mapping[str, Any] | None


def copy_of(review: Review) -> dict[str, object] | None:
    """Return the answers that a school gets, as typed; None for a program that asks no school."""
    if review.draft.program.workflow != "verification":
        return None
    return {name: value for name, value in review.draft.answers.items() if review.book.shows(name)}


def hand_over(case: Case, content: Mapping[str, object], *, at: datetime) -> None:
    """Put the copy where the school can read it; call it inside the transaction of sending."""
    dossier = dossiers.create(kind=DossierKind.VERIFICATION, owner=case.owner, at=at, closed=True)
    row = SchoolRequest(
        pk=uuid.uuid4(), case=case, dossier=dossier, institution=str(content["institution"]), sent_at=at
    )
    dossiers.unlock(dossier).write(row, "content", dict(content))
    row.save(force_insert=True)
    _alert_school(row, AlertKind.REQUEST, key="new")


def _alert_school(row: SchoolRequest, kind: AlertKind, *, key: str) -> None:
    for person in people.representatives(row.institution):
        alerts.tell(person, kind, key=f"school:{row.pk}:{key}:{person.pk}")


def opened(row: SchoolRequest) -> Opened:
    """Return a request with what it says; the caller has settled who may read.

    Raises:
        DossierDestroyed: the student took the consent back.
    """
    vault = dossiers.unlock(row.dossier)
    return Opened(row, vault.read(row, "content"), vault.read(row, "exchange") or [], vault.read(row, "answer"))


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


def contradiction(answer: Answer) -> str | None:
    """Return the first check that does not fit the decision "eligible"; None if all do, and for other decisions."""
    if answer.decision != SchoolDecision.ELIGIBLE:
        return None
    for name, (_label, may_not_apply) in CHECKS.items():
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
    wrong = contradiction(said)
    if wrong is not None:
        raise AnswerIncomplete(wrong)
    actor = ledger.Actor.school(representative)
    facts = {"answer": said.decision.value} if _ACTIONS[said.decision] == Action.NOT_VERIFY else {}
    with transaction.atomic():
        advance(row.case_id, _ACTIONS[said.decision], actor=actor, at=at, **facts)
        # Held by the case's row: nobody else writes this one now.
        if said.decision == SchoolDecision.NEED_INFORMATION:
            _ask(row, said, at)
        else:
            _keep(row, said, representative, at)
    return row


def _ask(row: SchoolRequest, said: Answer, at: datetime) -> None:
    exchange = [*opened(row).exchange, {"asked": said.reason, "asked_at": at.isoformat(), "told": "", "told_at": ""}]
    dossiers.unlock(row.dossier).write(row, "exchange", exchange)
    row.save(update_fields=["exchange"])
    alerts.tell(row.case.owner, AlertKind.REQUEST, key=f"school:{row.pk}:{len(exchange)}")


def _keep(row: SchoolRequest, said: Answer, representative: User, at: datetime) -> None:
    row.decision, row.answered_by, row.answered_at = said.decision.value, representative, at
    kept = {
        "checks": {name: asdict(check) for name, check in said.checks.items()},
        "decision": said.decision.value,
        "reason": said.reason,
    }
    dossiers.unlock(row.dossier).write(row, "answer", kept)
    if said.decision == SchoolDecision.ELIGIBLE:
        today = local(at).date()
        days = tables.limit("verification_valid_days", row.case.policy_set, today)
        row.number, row.valid_until = _free_number(), today + timedelta(days=days)
    row.save(update_fields=["decision", "answered_by", "answered_at", "answer", "number", "valid_until"])
    alerts.tell(row.case.owner, AlertKind.DECISION, key=f"school:{row.pk}:answer")


def _free_number() -> str:
    for _attempt in range(_TRIES_FOR_A_NUMBER):
        number = references.new_verification()
        if not SchoolRequest.objects.filter(number=number).exists():
            return number
    raise IntegrityError("no free number")


def tell_school(*, owner: User, case_id: UUID, text: str, at: datetime) -> None:
    """Answer the school's question.

    Raises:
        NoSuchCase: not theirs, or it asks no school.
        CannotAdvance: the school waits for nothing, for example because this was pressed twice.
    """
    row = _own(owner, case_id)
    with transaction.atomic():
        advance(case_id, Action.ANSWER_SCHOOL, actor=ledger.Actor.person(owner), at=at)
        exchange = opened(row).exchange
        exchange[-1] |= {"told": text, "told_at": at.isoformat()}
        dossiers.unlock(row.dossier).write(row, "exchange", exchange)
        row.save(update_fields=["exchange"])
        _alert_school(row, AlertKind.MESSAGE, key=f"told:{len(exchange)}")


def withdraw_consent(*, owner: User, case_id: UUID, at: datetime) -> None:
    """Take the consent back: the key of the copy is destroyed and the school's view closes. Twice changes nothing.

    Raises:
        NoSuchCase: not theirs, or it asks no school.
        CannotAdvance: it ended in another way.
    """
    row = _own(owner, case_id)
    with transaction.atomic():
        try:
            # Alone in a savepoint: a refusal leaves the transaction whole.
            with transaction.atomic():
                advance(case_id, Action.WITHDRAW_CONSENT, actor=ledger.Actor.person(owner), at=at)
        except CannotAdvance:
            if queries.case_of(owner, case_id).status == Status.CONSENT_WITHDRAWN:
                return
            raise
        row.content = row.exchange = row.answer = None
        row.save(update_fields=["content", "exchange", "answer"])
        dossiers.destroy(row.dossier, reason=DestroyReason.WITHDRAWN, at=at, title=row.case.program)


def _own(owner: User, case_id: UUID) -> SchoolRequest:
    row = schools.of_case(queries.case_of(owner, case_id))
    if row is None:
        raise queries.NoSuchCase
    return row


def remind(*, at: datetime) -> int:
    """Tell the school, once, of each request that waits for it since a week; return how many wait so long.

    A school that waits for its student is not reminded.
    """
    late = [row for row in _waiting_since(at, "school_remind_days") if row.case.status != Status.SCHOOL_ASKS]
    for row in late:
        with transaction.atomic():
            _alert_school(row, AlertKind.REMINDER, key="late")
    return len(late)


def close_silent(*, at: datetime) -> int:
    """Close the requests that a school has not answered in time; return how many."""
    return sum(_close_silent(row, at) for row in _waiting_since(at, "school_silence_days"))


def _waiting_since(at: datetime, limit: str) -> list[SchoolRequest]:
    """Return the requests without an answer that were sent at least so many days ago."""
    today = local(at).date()
    return [
        row
        for row in SchoolRequest.objects.filter(case__status__in=WITH_SCHOOL).select_related("case__owner")
        if (today - local(row.sent_at).date()).days >= tables.limit(limit, row.case.policy_set, today)
    ]


def _close_silent(row: SchoolRequest, at: datetime) -> int:
    try:
        with transaction.atomic():
            advance(row.case_id, Action.EXPIRE, actor=ledger.Actor.system(), at=at)
            alerts.tell(row.case.owner, AlertKind.DECISION, key=f"school:{row.pk}:silent")
    except CannotAdvance:
        # Answered or taken back in this moment.
        return 0
    return 1
