"""Close a case without a decision on it: nobody answered in time, or it is not needed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from applications.choices import Action, LetterKind
from applications.letters import issuing
from applications.letters.facts import Abandoned, Bilingual, Cancelled
from applications.queries import desk
from applications.services import refunds, review
from messaging.choices import AlertKind
from messaging.services import alerts
from mycic import clock, faultpoint
from mycic.exceptions import DomainError
from privacy import ledger

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from uuid import UUID

    from accounts.models import User
    from applications.letters.issuing import Rendered
    from applications.models import Case
    from applications.queries.desk import RequestView


class NotLate(DomainError):
    """There is still time to answer."""

    def __init__(self) -> None:
        """Carry the one sentence that an officer reads."""
        super().__init__(_("The person can still answer. Wait until the last day of each request is over."))


def abandoned(case: Case, note: Bilingual | None) -> Abandoned:
    """Return what the letter about a request without an answer says.

    Args:
        case: the case.
        note: what the officer adds, in both languages.

    Raises:
        NotLate: there is no open request, or one can still be answered.
    """
    waiting = [each for each in desk.requests(case) if each.answered_at is None]
    if not waiting or any(each.last_day >= clock.today() for each in waiting):
        raise NotLate
    last = max(each.last_day for each in waiting)
    return Abandoned(**review.basics(case), items=tuple(_items(waiting)), last_day=last, note=note)


def _items(waiting: list[RequestView]) -> list[Bilingual]:
    return [Bilingual(item["en"], item["fr"]) for each in waiting for item in each.items]


def abandon(*, officer: User, case_id: UUID, note: Bilingual | None, at: datetime) -> Case:
    """Close a case whose requests were not answered in time, with a letter (L21).

    Args:
        officer: who closes; the case is theirs.
        case_id: the case.
        note: what the officer adds, in both languages.
        at: now.

    Raises:
        NotYourCase, CannotAdvance: as their names say.
        NotLate: there is no open request, or one can still be answered.
    """
    case = review.case_for(officer, case_id)
    letter = review.rendered(case, LetterKind.ABANDONED, abandoned(case, note), at)
    return _close(case, Action.ABANDON, letter, officer, at, refunds.after_refusal)


def cancel(*, officer: User, case_id: UUID, reasons: Bilingual, at: datetime) -> Case:
    """Close a case that is not needed or was our error, with a letter; every fee goes back.

    Args:
        officer: who closes; the case is theirs.
        case_id: the case.
        reasons: why, in both languages.
        at: now.

    Raises:
        NotYourCase, CannotAdvance: as their names say.
    """
    case = review.case_for(officer, case_id)
    letter = review.rendered(case, LetterKind.CANCELLED, Cancelled(**review.basics(case), reasons=reasons), at)
    return _close(case, Action.CANCEL, letter, officer, at, refunds.after_cancelling)


def _close(
    case: Case, action: Action, letter: Rendered, officer: User, at: datetime, refund: Callable[..., None]
) -> Case:
    faultpoint.reach("close.printed")
    with transaction.atomic():
        moved = review.moved(action, officer=officer, case_id=case.pk, at=at)
        issuing.store(moved, letter, at=at, actor=ledger.Actor.officer(officer))
        refund(moved, at=at)
        alerts.tell(case.owner, AlertKind.DECISION, key=f"closed:{case.pk}:{at:%Y%m%dT%H%M%S}")
        faultpoint.reach("close.told")
    return moved
