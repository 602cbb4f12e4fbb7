"""The fee of an application that was sent without it: what is owed, until when, and what follows once it is settled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from django.db import transaction

from applications import completeness, queries
from applications.choices import OWING, Action
from applications.queries import petitions
from applications.services import refunds, review, waiting
from applications.workflow import CannotAdvance, advance
from messaging.choices import AlertKind
from messaging.services import alerts
from mycic import faultpoint
from mycic.formats.text import local
from privacy import ledger

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from applications.models import Case

#: How many days before the last day to pay somebody is reminded.
_REMIND_DAYS = 7


def owing(case: Case) -> completeness.Together | None:
    """Return those of an application who wait for the fee, with what it was on the day of sending; None if nobody does.

    Args:
        case: any sent case of the application.
    """
    if case.submitted_at is None:
        return None
    whole = completeness.whole(case.owner, case.pk, today=local(case.submitted_at).date())
    reviews = tuple(each for each in whole.reviews if each.draft.case.status in OWING)
    return completeness.Together(reviews, frozenset()) if reviews else None


def settle(
    case: Case,
    action: Literal[Action.PAY_FEE, Action.WAIVE_FEE],
    *,
    actor: ledger.Actor,
    at: datetime,
    along: Callable[[], None],
) -> list[Case]:
    """Send everybody who waits for the fee on to the check, each with the letters that were held back until now.

    Args:
        case: any case of the application.
        action: why nothing is owed any more.
        actor: who found that.
        at: now.
        along: happens in the same transaction.

    Raises:
        CannotAdvance: nobody waits for the fee any more.
    """
    whole = owing(case)
    if whole is None:
        raise CannotAdvance
    printed = {each.draft.case.pk: _letters(each, at) for each in whole.reviews}
    faultpoint.reach("fee.printed")
    with transaction.atomic():
        moved = move(case, action, actor=actor, at=at)
        for each in moved:
            waiting.hand_out(each, printed[each.pk], at=at)
        along()
        faultpoint.reach("fee.settled")
    return moved


def _letters(found: completeness.Review, at: datetime) -> waiting.Prepared:
    case = found.draft.case
    language: Literal["en", "fr"] = "fr" if case.owner.language == "fr" else "en"
    sent_at = case.submitted_at or at
    return waiting.prepare(found.book, review.basics(case), language=language, at=sent_at, issued_at=at)


@transaction.atomic
def move(case: Case, action: Action, *, actor: ledger.Actor, at: datetime) -> list[Case]:
    """Take everybody of an application who waits for the fee one step further.

    Raises:
        CannotAdvance: nobody does, or not any more.
    """
    waiting_for_it = [each for each in queries.locked_together(case.application_id) if each.status in OWING]
    if not waiting_for_it:
        raise CannotAdvance
    return [advance(each.pk, action, actor=actor, at=at) for each in waiting_for_it]


def pay(case: Case, *, at: datetime, use: Callable[[], None]) -> None:
    """Take money that was paid later; the part of whoever went away while it was on its way goes back.

    Args:
        case: the main case.
        at: now.
        use: notes in the same transaction that this money was used.

    Raises:
        CannotAdvance: nothing is owed any more.
    """

    def along() -> None:
        use()
        for each in queries.together(case.application_id):
            refunds.where_not_started(each, at=at)
        alerts.tell(case.owner, AlertKind.LETTER, key=f"fee-paid:{case.pk}")

    settle(case, Action.PAY_FEE, actor=ledger.Actor.system(), at=at, along=along)


def remind(*, at: datetime) -> int:
    """Tell those whose last day to pay is near, once; return how many there are."""
    today = local(at).date()
    near = [each for each in petitions.fees_due() if (each.last_day - today).days <= _REMIND_DAYS]
    for each in near:
        with transaction.atomic():
            alerts.tell(each.case.owner, AlertKind.REMINDER, key=f"fee-due:{each.case.pk}")
    return len(near)
