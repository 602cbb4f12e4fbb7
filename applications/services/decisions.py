"""Decide a case. Approving takes one officer, refusing takes two; each decision has its reasons and its letter."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from applications import policies, queries
from applications.choices import Action, DecisionState, LetterKind, Outcome
from applications.letters import issuing
from applications.letters.facts import Approval, Bilingual, Refusal
from applications.models import Case, Decision
from applications.program_kit import tables
from applications.program_kit.waiting import restore_after_refusal
from applications.services import refunds, review
from applications.workflow import CannotAdvance, advance
from messaging.choices import AlertKind
from messaging.services import alerts
from mycic import faultpoint
from mycic.exceptions import DomainError
from mycic.formats.text import local
from privacy import ledger
from privacy.services import dossiers

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from accounts.models import User
    from applications.letters.issuing import Rendered


class NeedsSecondOfficer(DomainError):
    """The officer who proposed a refusal wants to confirm it."""

    def __init__(self) -> None:
        """Carry the one sentence that an officer reads."""
        super().__init__(_("A refusal needs a second officer. Somebody else must confirm it."))


@dataclass(frozen=True, kw_only=True)
class Reasons:
    """Why a case is decided as it is.

    Attributes:
        words: the officer's reasons in both languages.
        grounds: codes of the official grounds of a refusal.
        valid_until: for an approval, the last day of the permit.
        conditions: for an approval, what is printed on the permit.
    """

    words: Bilingual | None = None
    grounds: tuple[str, ...] = ()
    valid_until: date | None = None
    conditions: tuple[Bilingual, ...] = ()


def approve(*, officer: User, case_id: UUID, reasons: Reasons, at: datetime) -> Decision:
    """Approve a case and tell the applicant with a letter.

    Raises:
        NotYourCase, CannotAdvance: as their names say.
    """
    case = review.case_for(officer, case_id)
    facts = Approval(
        **review.basics(case),
        valid_until=reasons.valid_until,
        conditions=reasons.conditions,
        note=reasons.words,
    )
    letter = review.rendered(case, LetterKind.APPROVAL, facts, at)
    decision = _made(case, officer, Outcome.APPROVED, DecisionState.FINAL, reasons, at)
    faultpoint.reach("decide.printed")
    with transaction.atomic():
        # The case's row first: at it two officers, or two presses of one, wait for each other.
        moved = review.moved(Action.APPROVE, officer=officer, case_id=case_id, at=at, decision=decision.pk)
        decision.save(force_insert=True)
        _tell(moved, decision, letter, officer, at)
    faultpoint.reach("decide.committed")
    return decision


def propose_refusal(*, officer: User, case_id: UUID, reasons: Reasons, at: datetime) -> Decision:
    """Propose to refuse; nothing is told to the applicant until a second officer confirms.

    Raises:
        NotYourCase, CannotAdvance: as their names say.
    """
    case = review.case_for(officer, case_id)
    decision = _made(case, officer, Outcome.REFUSED, DecisionState.PROPOSED, reasons, at)
    with transaction.atomic():
        review.moved(Action.PROPOSE_REFUSAL, officer=officer, case_id=case_id, at=at, decision=decision.pk)
        decision.save(force_insert=True)
    return decision


def confirm_refusal(*, officer: User, case_id: UUID, at: datetime) -> Decision:
    """Confirm a proposed refusal as the second officer and tell the applicant with a letter.

    Raises:
        NeedsSecondOfficer: it is the officer who proposed it.
        NotYourCase, CannotAdvance: as their names say.
    """
    decision, case = _proposed(officer, case_id)
    stored: dict[str, Any] = dossiers.unlock(case.dossier).read(decision, "reasons")
    words = Bilingual(stored["en"], stored["fr"])
    facts = refusal(case, grounds=tuple(stored["grounds"]), words=words, told_on=local(at).date())
    letter = review.rendered(case, LetterKind.REFUSAL, facts, at)
    faultpoint.reach("decide.printed")
    with transaction.atomic():
        actor = ledger.Actor.officer(officer)
        moved = advance(case.pk, Action.REFUSE, actor=actor, at=at, decision=decision.pk)
        _settle(decision, DecisionState.FINAL, officer, at)
        refunds.after_refusal(moved, at=at)
        _tell(moved, decision, letter, officer, at)
    faultpoint.reach("decide.committed")
    return decision


def refusal(case: Case, *, grounds: tuple[str, ...], words: Bilingual, told_on: date) -> Refusal:
    """Return what the letter of a refusal says, with the last day to ask for restoration where there is one.

    Args:
        case: the case, with its dossier.
        grounds: codes of the official grounds.
        words: the officer's reasons.
        told_on: the local day of the refusal.
    """
    days = tables.limit("restoration_days", case.policy_set, told_on)
    how = queries.waiting_of(case)
    return Refusal(
        **review.basics(case),
        grounds=grounds,
        reasons=words,
        told_on=told_on,
        restore_until=restore_after_refusal(how, told_on, days) if how else None,
    )


def send_back(*, officer: User, case_id: UUID, at: datetime) -> Decision:
    """Send a proposed refusal back for review, as the second officer.

    Raises:
        NeedsSecondOfficer, NotYourCase, CannotAdvance: as their names say.
    """
    decision, case = _proposed(officer, case_id)
    with transaction.atomic():
        advance(case.pk, Action.SEND_BACK, actor=ledger.Actor.officer(officer), at=at, decision=decision.pk)
        _settle(decision, DecisionState.SENT_BACK, officer, at)
    return decision


def _proposed(officer: User, case_id: UUID) -> tuple[Decision, Case]:
    case = Case.objects.select_related("dossier", "application__shared_dossier", "owner").filter(pk=case_id).first()
    if case is None or not policies.may_work_on(officer, case):
        raise review.NotYourCase
    decision = Decision.objects.filter(case=case, state=DecisionState.PROPOSED).first()
    if decision is None:
        raise CannotAdvance
    if decision.proposed_by_id == officer.pk:
        raise NeedsSecondOfficer
    return decision, case


def _settle(decision: Decision, state: DecisionState, officer: User, at: datetime) -> None:
    waiting = Decision.objects.filter(pk=decision.pk, state=DecisionState.PROPOSED)
    if waiting.update(state=state, second_by=officer, second_at=at) != 1:
        raise CannotAdvance
    decision.state, decision.second_by, decision.second_at = state, officer, at


def _made(
    case: Case, officer: User, outcome: Outcome, state: DecisionState, reasons: Reasons, at: datetime
) -> Decision:
    row = Decision(pk=uuid.uuid4(), case=case, outcome=outcome, state=state, proposed_by=officer, proposed_at=at)
    content = {
        "grounds": list(reasons.grounds),
        "en": reasons.words.en if reasons.words else "",
        "fr": reasons.words.fr if reasons.words else "",
        "valid_until": reasons.valid_until.isoformat() if reasons.valid_until else None,
        "conditions": [{"en": each.en, "fr": each.fr} for each in reasons.conditions],
    }
    dossiers.unlock(case.dossier).write(row, "reasons", content)
    return row


def _tell(moved: Case, decision: Decision, letter: Rendered, officer: User, at: datetime) -> None:
    faultpoint.reach("decide.advanced")
    decision.letter = issuing.store(moved, letter, at=at, actor=ledger.Actor.officer(officer))
    decision.save(update_fields=["letter"])
    faultpoint.reach("decide.letter")
    alerts.tell(moved.owner, AlertKind.DECISION, key=f"decision:{decision.pk}")
    faultpoint.reach("decide.told")
