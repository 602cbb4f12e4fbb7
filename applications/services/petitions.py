"""Ask something after a decision, and answer what is asked: about a decision, about the document, about the fee."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from applications import policies, queries
from applications.choices import Action, DecisionState, LetterState, PetitionKind, PetitionState
from applications.letters import issuing
from applications.models import Case, Decision, Petition
from applications.queries import desk
from applications.queries import petitions as made
from applications.services import owed_fees
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


def ask(*, owner: User, case_id: UUID, kind: PetitionKind, text: str, at: datetime) -> Petition:
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
    open_now = made.openings(case, valid_until(case), clock.today())
    if kind not in {opening.kind for opening in open_now}:
        raise CannotAsk
    row = Petition(pk=uuid.uuid4(), case=case, kind=kind, asked_at=at)
    dossiers.unlock(case.dossier).write(row, "said", {"text": text})
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            ledger.record(
                "petition.made", dossier=case.dossier_id, actor=ledger.Actor.person(owner), at=at, petition=row.pk
            )
    except IntegrityError:
        raise AskedAlready from None
    return row


def answer(*, officer: User, case_id: UUID, request_id: UUID, grant: bool, words: Bilingual, at: datetime) -> Case:
    """Answer what was asked.

    Granting a second look opens the case again, for the same officers' rules as before. An answer about the fee sends
    the application on to the check, or says until when it is to be paid.

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
        CannotAdvance: of the fee: it was paid or the application withdrawn meanwhile.
    """
    row = Petition.objects.select_related("case__dossier", "case__owner").filter(pk=request_id, case=case_id).first()
    if row is None:
        raise AnsweredAlready
    if not policies.may_work_on(officer, row.case):
        raise NotYourCase
    dossiers.unlock(row.case.dossier).write(row, "answer", {"en": words.en, "fr": words.fr})
    answered = _Answer(row, PetitionState.GRANTED if grant else PetitionState.DECLINED, officer, at)
    if row.kind == PetitionKind.WAIVE_FEE:
        answered.about_fee()
    else:
        answered.about_decision()
    return row.case


@dataclass(frozen=True)
class _Answer:
    """An officer's answer that is not kept yet."""

    row: Petition
    state: PetitionState
    officer: User
    at: datetime

    @property
    def actor(self) -> ledger.Actor:
        return ledger.Actor.officer(self.officer)

    def about_fee(self) -> None:
        if self.state == PetitionState.GRANTED:
            owed_fees.settle(self.row.case, Action.WAIVE_FEE, actor=self.actor, at=self.at, along=self._keep)
            return
        with transaction.atomic():
            owed_fees.move(self.row.case, Action.KEEP_FEE, actor=self.actor, at=self.at)
            self._keep()

    @transaction.atomic
    def about_decision(self) -> None:
        self._keep()
        if self.row.kind == PetitionKind.RECONSIDER and self.state == PetitionState.GRANTED:
            _open_again(self.row.case, self.actor, self.at)

    def _keep(self) -> None:
        row, dossier = self.row, self.row.case.dossier_id
        waiting = Petition.objects.filter(pk=row.pk, state=PetitionState.OPEN)
        kept = {"answer": row.answer, "answered_by": self.officer, "answered_at": self.at}
        if waiting.update(state=self.state, **kept) != 1:
            raise AnsweredAlready
        granted = self.state == PetitionState.GRANTED
        ledger.record(
            "petition.answered", dossier=dossier, actor=self.actor, at=self.at, petition=row.pk, granted=granted
        )
        alerts.tell(row.case.owner, AlertKind.DECISION, key=f"petition:{row.pk}")


def _open_again(case: Case, actor: ledger.Actor, at: datetime) -> None:
    # The decision stays on the file, set aside, and its letter counts no more: the case can be decided anew.
    decision = Decision.objects.select_related("letter").get(case=case, state=DecisionState.FINAL)
    Decision.objects.filter(pk=decision.pk).update(state=DecisionState.SET_ASIDE)
    if decision.letter is not None:
        issuing.end(decision.letter, LetterState.WITHDRAWN, at=at, actor=actor)
    advance(case.pk, Action.CORRECT, actor=actor, at=at)
