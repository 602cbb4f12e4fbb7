"""An officer's first acts on a case: take it, give it back, say that it is complete or that it is not."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from applications import policies, programs
from applications.choices import FINISHED, Action, LetterKind, Status
from applications.letters import issuing
from applications.letters.facts import Bilingual, Recipient, Returned
from applications.models import Case
from applications.services import recipients, refunds
from applications.services.snapshot import both
from applications.workflow import CannotAdvance, advance
from messaging.choices import AlertKind
from messaging.services import alerts
from mycic import faultpoint, jobs
from mycic.exceptions import DomainError
from privacy import ledger

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from accounts.models import User
    from applications.letters.facts import Facts
    from applications.letters.issuing import Rendered


class Basics(TypedDict):
    """What every letter of a case shows."""

    recipient: Recipient
    reference: str
    program: Bilingual


class NotYourCase(DomainError):
    """The officer may not act on this case."""

    def __init__(self) -> None:
        """Carry the one sentence that an officer reads."""
        super().__init__(_("Take this case first. Nobody can act on a case of their own or of somebody else."))


class TakenMeanwhile(DomainError):
    """Somebody else was faster."""

    def __init__(self) -> None:
        """Carry the one sentence that an officer reads."""
        super().__init__(_("Another officer has this case. Choose the next one in the queue."))


def case_for(officer: User, case_id: UUID) -> Case:
    """Return a case that an officer works on.

    Raises:
        NotYourCase: it is not assigned to this officer, or does not exist for them.
    """
    case = Case.objects.select_related("dossier", "application__shared_dossier", "owner").filter(pk=case_id).first()
    if case is None or case.officer_id != officer.pk or not policies.may_work_on(officer, case):
        raise NotYourCase
    return case


@transaction.atomic
def take(*, officer: User, case_id: UUID, at: datetime) -> Case:
    """Assign a waiting case to an officer; taking one's own case again changes nothing.

    Raises:
        NotYourCase: it is the officer's own file, or there is none.
        TakenMeanwhile: another officer has it.
        CannotAdvance: nothing is left to do in it.
    """
    case = Case.objects.select_for_update(of=("dossier", "self")).select_related("dossier").filter(pk=case_id).first()
    if case is None or not policies.may_work_on(officer, case):
        raise NotYourCase
    if case.officer_id == officer.pk:
        return case
    if case.status in FINISHED:
        raise CannotAdvance
    if Case.objects.filter(pk=case_id, officer__isnull=True).update(officer=officer, assigned_at=at) != 1:
        raise TakenMeanwhile
    actor = ledger.Actor.officer(officer)
    ledger.record("case.assigned", dossier=case.dossier_id, actor=actor, at=at, officer=officer.pk)
    if case.status == Status.SUBMITTED:
        advance(case_id, Action.START_CHECK, actor=actor, at=at)
    return case_for(officer, case_id)


@transaction.atomic
def release(*, officer: User, case_id: UUID, at: datetime) -> None:
    """Give a case back to the queue; one in which nothing is left to do stays with the officer who closed it.

    Raises:
        NotYourCase: the officer does not have it, or gave it back already.
        CannotAdvance: nothing is left to do.
    """
    case = case_for(officer, case_id)
    if case.status in FINISHED:
        raise CannotAdvance
    held = Case.objects.filter(pk=case.pk, officer=officer).exclude(status__in=FINISHED)
    if held.update(officer=None, assigned_at=None) != 1:
        raise NotYourCase
    ledger.record("case.released", dossier=case.dossier_id, actor=ledger.Actor.officer(officer), at=at)


@transaction.atomic
def acknowledge(*, officer: User, case_id: UUID, at: datetime) -> Case:
    """Say that the application is complete: work on it begins, and a letter says so.

    Raises:
        NotYourCase, CannotAdvance: as their names say.
    """
    case = moved(Action.ACKNOWLEDGE, officer=officer, case_id=case_for(officer, case_id).pk, at=at)
    jobs.enqueue("applications.write_acknowledgement", key=f"acknowledged:{case.pk}", case_id=str(case.pk))
    return case


def start_review(*, officer: User, case_id: UUID, at: datetime) -> Case:
    """Go on with the review, also when an answer is still awaited.

    Raises:
        NotYourCase, CannotAdvance: as their names say.
    """
    return moved(Action.START_REVIEW, officer=officer, case_id=case_for(officer, case_id).pk, at=at)


def return_incomplete(*, officer: User, case_id: UUID, missing: Sequence[Bilingual], at: datetime) -> Case:
    """Return the application with a letter that lists what is missing.

    Raises:
        NotYourCase, CannotAdvance: as their names say.
    """
    case = case_for(officer, case_id)
    facts = Returned(**basics(case), missing=tuple(missing))
    letter = rendered(case, LetterKind.RETURNED, facts, at)
    faultpoint.reach("return.printed")
    with transaction.atomic():
        returned = moved(Action.RETURN_INCOMPLETE, officer=officer, case_id=case_id, at=at)
        faultpoint.reach("return.advanced")
        issuing.store(returned, letter, at=at, actor=ledger.Actor.officer(officer))
        refunds.after_return(returned, at=at)
        faultpoint.reach("return.letter")
        alerts.tell(case.owner, AlertKind.DECISION, key=f"returned:{case.pk}")
        faultpoint.reach("return.told")
    faultpoint.reach("return.committed")
    return returned


@transaction.atomic
def moved(action: Action, *, officer: User, case_id: UUID, at: datetime, **facts: str | int | bool | UUID) -> Case:
    """Take an officer's case one step further; call it first of all inside the transaction of an act.

    Raises:
        NotYourCase: the case went to somebody else since it was read, for example while its letter was printed.
        CannotAdvance: the case is in another state meanwhile.
    """
    case = advance(case_id, action, actor=ledger.Actor.officer(officer), at=at, reference=None, **facts)
    # The row is held now, so this is whose case it is; a refusal takes the step back.
    if case.officer_id != officer.pk:
        raise NotYourCase
    return case


def basics(case: Case) -> Basics:
    """Return what every letter of a case shows."""
    return {
        "recipient": recipients.of_case(case),
        "reference": case.reference or "",
        "program": both(programs.get(case.program).title),
    }


def rendered(case: Case, kind: LetterKind, facts: Facts, at: datetime) -> Rendered:
    """Print and sign a letter in both languages, in the applicant's first; call it before the transaction."""
    return issuing.render(kind, facts, language="fr" if case.owner.language == "fr" else "en", at=at)
