"""What an applicant may still do after sending: correct an answer, withdraw."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from applications import queries
from applications.choices import OPEN, Action, LetterKind, Status
from applications.letters import issuing
from applications.letters.facts import Withdrawal
from applications.models import Case, Correction
from applications.queries import desk
from applications.services import refunds, review
from applications.workflow import CannotAdvance, advance
from messaging.choices import AlertKind
from messaging.services import alerts
from mycic.exceptions import DomainError
from privacy import ledger
from privacy.services import notices

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from accounts.models import User
    from applications.letters.issuing import Rendered


class TooLateToCorrect(DomainError):
    """The case is closed, or with a school that has a copy of the answers."""

    def __init__(self) -> None:
        """Carry the one sentence that a person reads."""
        super().__init__(
            _("This case is closed or with a school, so answers cannot be corrected any more. Write to us instead.")
        )


def present_answer(draft: queries.Draft, question: str) -> object:
    """Return an answer as it stands now: as last corrected, or else as it was signed; one query."""
    return next(
        (each.now for each in reversed(desk.corrections(draft.case)) if each.question == question),
        draft.answers.get(question),
    )


def correct(*, owner: User, case_id: UUID, question: str, now_is: object, why: str, at: datetime) -> Correction | None:
    """Add a correction to an answer that was sent; the signed answer stays as it is.

    Args:
        owner: the applicant.
        case_id: a case of theirs that was sent and is open.
        question: name of the question.
        now_is: the right answer as typed.
        why: what was wrong, in the person's words.
        at: now.

    Returns:
        The correction; None when the answer says this already, for example after a second press.

    Raises:
        NoSuchCase: not theirs, not sent yet, or no such question.
        TooLateToCorrect: the case is closed.
    """
    with transaction.atomic():
        draft = queries.locked_draft(owner, case_id)
        if draft.case.submitted_at is None or question not in draft.program.places:
            raise queries.NoSuchCase
        if draft.case.status not in OPEN:
            raise TooLateToCorrect
        was = present_answer(draft, question)
        if was == now_is:
            return None
        row = Correction(pk=uuid.uuid4(), case=draft.case, made_at=at)
        draft.vault.write(row, "content", {"question": question, "was": was, "now": now_is, "why": why})
        row.save(force_insert=True)
        ledger.record(
            "answer.corrected",
            dossier=draft.case.dossier_id,
            actor=ledger.Actor.person(owner),
            at=at,
            correction=row.pk,
            notice_version=notices.current(draft.program.notice).number,
        )
    return row


class NoSuchCorrection(LookupError):
    """The case has no such correction."""


def mark_seen(*, officer: User, case_id: UUID, correction_id: UUID, at: datetime) -> None:
    """Remember that the officer in charge has read a correction; the applicant sees it. A second press changes nothing.

    Raises:
        NotYourCase: the officer does not have the case.
        NoSuchCorrection: the case has none like this.
    """
    case = review.case_for(officer, case_id)
    with transaction.atomic():
        row = Correction.objects.filter(pk=correction_id, case=case).first()
        if row is None:
            raise NoSuchCorrection
        if Correction.objects.filter(pk=row.pk, seen_at__isnull=True).update(seen_by=officer, seen_at=at):
            ledger.record(
                "answer.correction_seen",
                dossier=case.dossier_id,
                actor=ledger.Actor.officer(officer),
                at=at,
                correction=row.pk,
            )


def withdraw(*, owner: User, case_id: UUID, at: datetime) -> Case:
    """Withdraw a case before it is decided, with a letter that confirms it; a second press changes nothing.

    Raises:
        NoSuchCase: not theirs.
        CannotAdvance: it is a draft, with a school, or closed in another way.
    """
    case = queries.case_of(owner, case_id)
    if case.status == Status.WITHDRAWN:
        return case
    if case.status not in OPEN:
        raise CannotAdvance
    facts = Withdrawal(**review.basics(case), withdrawn_at=at)
    letter = review.rendered(case, LetterKind.WITHDRAWAL, facts, at)
    try:
        return _withdrawn(case, owner, letter, at)
    except CannotAdvance:
        # A press at the same instant may have been faster; what an officer decided meanwhile stands.
        first = queries.case_of(owner, case_id)
        if first.status != Status.WITHDRAWN:
            raise
        return first


@transaction.atomic
def _withdrawn(case: Case, owner: User, letter: Rendered, at: datetime) -> Case:
    # The dossier first, as in every step: so two steps never wait for each other.
    locked = Case.objects.select_for_update(of=("dossier", "self")).select_related("dossier")
    was = locked.get(pk=case.pk).status
    moved = advance(case.pk, Action.WITHDRAW, actor=ledger.Actor.person(owner), at=at)
    issuing.store(moved, letter, at=at, actor=ledger.Actor.system())
    refunds.after_withdrawal(moved, was=was, at=at)
    alerts.tell(owner, AlertKind.LETTER, key=f"withdrawn:{case.pk}")
    return moved
