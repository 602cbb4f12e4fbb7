"""What can be asked after a decision and until when, and what was asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from applications.choices import AfterKind, AfterState, Status
from applications.models import AfterRequest, Case
from applications.program_kit import tables
from mycic.formats.text import local
from privacy.services import dossiers

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_GRANTED = (Status.APPROVED, Status.DOCUMENT_ISSUED)


@dataclass(frozen=True)
class Opening:
    """One thing that can be asked, and its last day."""

    kind: AfterKind
    last_day: date


@dataclass(frozen=True, repr=False)
class Asked:
    """A request after a decision, opened."""

    id: UUID
    kind: AfterKind
    state: AfterState
    text: str
    answer: Mapping[str, str] | None
    asked_at: datetime
    answered_at: datetime | None


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
        yield Opening(AfterKind.RECONSIDER, after("reconsider_days"))
    if case.status in _GRANTED:
        yield Opening(AfterKind.AMEND, after("amend_days"))
        if valid_until is not None:
            yield Opening(AfterKind.REPLACE, valid_until)


def asked(case: Case) -> list[Asked]:
    """Return what was asked after the decision, the newest first: one query, no unwrap more than the page has."""
    vault = dossiers.unlock(case.dossier)
    return [
        Asked(
            id=row.pk,
            kind=AfterKind(row.kind),
            state=AfterState(row.state),
            text=vault.read(row, "said")["text"],
            answer=vault.read(row, "answer") if row.answer is not None else None,
            asked_at=row.asked_at,
            answered_at=row.answered_at,
        )
        for row in AfterRequest.objects.filter(case=case).order_by("-asked_at")
    ]
