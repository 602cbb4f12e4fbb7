"""Ask something after a decision, and answer it: look again, correct the document, replace a lost one."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from applications import policies, queries
from applications.choices import Action, AfterKind, AfterState, DecisionState, LetterState
from applications.letters import issuing
from applications.models import AfterRequest, Case, Decision
from applications.queries import after, desk
from applications.services.review import NotYourCase
from applications.workflow import advance
from messaging.choices import AlertKind
from messaging.services import alerts
from mycic import clock
from mycic.exceptions import DomainError
from privacy import ledger
from privacy.services import dossiers

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from accounts.models import User
    from applications.letters.facts import Bilingual


class CannotAsk(DomainError):
    """It does not fit the decision, or its last day is over."""

    def __init__(self) -> None:
        """Carry the one sentence that a person reads."""
        super().__init__(_("This cannot be asked any more. Look at the page of your case for what you can do."))


class AskedAlready(DomainError):
    """The same waits for an answer."""

    def __init__(self) -> None:
        """Carry the one sentence that a person reads."""
        super().__init__(_("You asked this already. We will answer in your account."))


class AnsweredAlready(DomainError):
    """Another officer was faster, or there is no such request."""

    def __init__(self) -> None:
        """Carry the one sentence that an officer reads."""
        super().__init__(_("This was answered already. Load the page again to read the answer."))


def valid_until(case: Case) -> date | None:
    """Return the last day of the permit that was given, if one was."""
    final = next((each for each in desk.decisions(case) if each.state == DecisionState.FINAL), None)
    return final.valid_until if final else None


def ask(*, owner: User, case_id: UUID, kind: AfterKind, text: str, at: datetime) -> AfterRequest:
    """Ask something after a decision.

    Args:
        owner: the applicant.
        case_id: a decided case of theirs.
        kind: what is asked.
        text: why, in the person's words.
        at: now.

    Raises:
        NoSuchCase: not theirs.
        CannotAsk: it does not fit the decision, or its last day is over.
        AskedAlready: the same waits for an answer.
    """
    case = queries.case_of(owner, case_id)
    open_now = after.openings(case, valid_until(case), clock.today())
    if kind not in {opening.kind for opening in open_now}:
        raise CannotAsk
    row = AfterRequest(pk=uuid.uuid4(), case=case, kind=kind, asked_at=at)
    dossiers.unlock(case.dossier).write(row, "said", {"text": text})
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            ledger.record(
                "after.asked", dossier=case.dossier_id, actor=ledger.Actor.person(owner), at=at, request=row.pk
            )
    except IntegrityError:
        raise AskedAlready from None
    return row


def answer(*, officer: User, case_id: UUID, request_id: UUID, grant: bool, words: Bilingual, at: datetime) -> Case:
    """Answer a request; granting a second look opens the case again for the same officers' rules as before.

    Args:
        officer: who answers; nobody answers a request of their own.
        case_id: the case about which it was asked.
        request_id: what is answered.
        grant: whether it is granted.
        words: the answer in both languages.
        at: now.

    Raises:
        NotYourCase: it is the officer's own file.
        AnsweredAlready: another officer was faster, or there is no such request.
    """
    row = (
        AfterRequest.objects.select_related("case__dossier", "case__owner").filter(pk=request_id, case=case_id).first()
    )
    if row is None:
        raise AnsweredAlready
    case = row.case
    if not policies.may_work_on(officer, case):
        raise NotYourCase
    dossiers.unlock(case.dossier).write(row, "answer", {"en": words.en, "fr": words.fr})
    state = AfterState.GRANTED if grant else AfterState.DECLINED
    actor = ledger.Actor.officer(officer)
    with transaction.atomic():
        waiting = AfterRequest.objects.filter(pk=row.pk, state=AfterState.OPEN)
        if waiting.update(state=state, answer=row.answer, answered_by=officer, answered_at=at) != 1:
            raise AnsweredAlready
        ledger.record("after.answered", dossier=case.dossier_id, actor=actor, at=at, request=row.pk, granted=grant)
        if grant and row.kind == AfterKind.RECONSIDER:
            _open_again(case, actor, at)
        alerts.tell(case.owner, AlertKind.DECISION, key=f"after:{row.pk}")
    return case


def _open_again(case: Case, actor: ledger.Actor, at: datetime) -> None:
    # The decision stays on the file, set aside, and its letter counts no more: the case can be decided anew.
    decision = Decision.objects.select_related("letter").get(case=case, state=DecisionState.FINAL)
    Decision.objects.filter(pk=decision.pk).update(state=DecisionState.SET_ASIDE)
    if decision.letter is not None:
        issuing.end(decision.letter, LetterState.WITHDRAWN, at=at, actor=actor)
    advance(case.pk, Action.CORRECT, actor=actor, at=at)
