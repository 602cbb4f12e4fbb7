"""What somebody can ask of us about a sent application and until when, and what was asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from applications.choices import PetitionKind, PetitionState, PolicySet, Status
from applications.models import Case, Petition
from applications.program_kit import tables
from mycic.formats.text import end_of, local
from privacy.services import dossiers

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from uuid import UUID

    from django.db.models import QuerySet

    from accounts.models import User

_GRANTED = (Status.APPROVED, Status.DOCUMENT_ISSUED)


@dataclass(frozen=True)
class Opening:
    """One thing that can be asked, and its last day."""

    kind: PetitionKind
    last_day: date


@dataclass(frozen=True, repr=False)
class Asked:
    """A petition, opened."""

    id: UUID
    kind: PetitionKind
    state: PetitionState
    text: str
    answer: Mapping[str, str] | None
    asked_at: datetime
    answered_at: datetime | None


@dataclass(frozen=True)
class FeeDue:
    """A fee that stayed due after somebody asked to pay none: the main case of the application, the last day."""

    case: Case
    last_day: date


def fees_due(owner: User | None = None) -> list[FeeDue]:
    """Return the fees that are still due, the nearest last day first: one query.

    Args:
        owner: whose; everybody's if none is given.
    """
    owing = declined_waivers().filter(case__application__cases__status=Status.FEE_DUE).distinct()
    rows = (owing.filter(case__owner=owner) if owner else owing).select_related("case__owner")
    due = [FeeDue(row.case, _last_day_after(row.answered_at)) for row in rows if row.answered_at]
    return sorted(due, key=lambda each: each.last_day)


def declined_waivers() -> QuerySet[Petition]:
    """Return what was asked instead of a fee and not granted."""
    return Petition.objects.filter(kind=PetitionKind.WAIVE_FEE, state=PetitionState.DECLINED)


def days_to_pay(today: date) -> timedelta:
    """Return how long a fee can be paid after the answer that it stays due."""
    return timedelta(days=tables.limit("fee_due_days", PolicySet.IRCC_2026, today))


def late_since(today: date) -> datetime:
    """Return the moment before which an answer lies whose fee is late on a day."""
    return end_of(today - days_to_pay(today) - timedelta(days=1))


def _last_day_after(answered_at: datetime) -> date:
    day = local(answered_at).date()
    return day + days_to_pay(day)


def last_day_to_pay(case: Case) -> date | None:
    """Return until when the fee of a sent case can be paid; None while no officer has said that it stays due."""
    row = waiver_of(case)
    if row is None or row.state != PetitionState.DECLINED or row.answered_at is None:
        return None
    return _last_day_after(row.answered_at)


def waiver_of(case: Case) -> Petition | None:
    """Return what was asked instead of paying for a case's application, if anything was."""
    return Petition.objects.filter(case__application=case.application_id, kind=PetitionKind.WAIVE_FEE).first()


def is_moot(case: Case, each: Asked) -> bool:
    """Tell whether nobody waits for an answer any more: the fee was paid after all, or everybody withdrew.

    One query, for what is asked of the fee and not answered; none for the rest.
    """
    if each.kind != PetitionKind.WAIVE_FEE or each.state != PetitionState.OPEN:
        return False
    waiting = Case.objects.filter(application=case.application_id, status=Status.FEE_WAIVER_ASKED)
    return not waiting.exists()


def openings(case: Case, valid_until: date | None, today: date) -> tuple[Opening, ...]:
    """Return what can still be asked about a decided case; the last day itself is in time.

    Args:
        case: a case with its status and the moment of the decision.
        valid_until: the last day of the permit, if one was given.
        today: the service's date.
    """
    return tuple(each for each in _openings(case, valid_until) if each.last_day >= today)


def _openings(case: Case, valid_until: date | None) -> Iterator[Opening]:
    if case.decided_at is None:
        return
    decided = local(case.decided_at).date()

    def after(code: str) -> date:
        return decided + timedelta(days=tables.limit(code, case.policy_set, decided))

    if case.status == Status.REFUSED:
        yield Opening(PetitionKind.RECONSIDER, after("reconsider_days"))
    if case.status in _GRANTED:
        yield Opening(PetitionKind.AMEND, after("amend_days"))
        if valid_until is not None:
            yield Opening(PetitionKind.REPLACE, valid_until)


def asked(case: Case) -> list[Asked]:
    """Return what was asked, the newest first: one query, no unwrap more than the page has."""
    vault = dossiers.unlock(case.dossier)
    return [
        Asked(
            id=row.pk,
            kind=PetitionKind(row.kind),
            state=PetitionState(row.state),
            text=vault.read(row, "said")["text"],
            answer=vault.read(row, "answer") if row.answer is not None else None,
            asked_at=row.asked_at,
            answered_at=row.answered_at,
        )
        for row in Petition.objects.filter(case=case).order_by("-asked_at")
    ]
