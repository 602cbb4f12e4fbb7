"""Rules about money (X40)."""

from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from applications.program_kit import tables
from applications.program_kit.base import AnswerBook
from applications.program_kit.findings import Finding, flag, warning

_HUNDRED = Decimal(100)


def people(book: AnswerBook) -> int:
    """Return how many people live on the money: the applicant and the family in Canada."""
    return 1 + sum(1 for row in book.rows("family_members") if row.get("accompanies") is True)


def needed(book: AnswerBook) -> Decimal | None:
    """Return what a year of studies costs: tuition, the living table and transport."""
    tuition = book.money("tuition")
    if tuition is None:
        return None
    policy, today = book.facts.policy_set, book.today
    living = tables.living_costs(people(book), policy, today)
    return tuition + living + tables.value("funds", "transport", policy, today)


def enough_money(book: AnswerBook) -> Iterator[Finding]:
    """X40: the money shown is what a year costs; far less is for the officer to weigh."""
    have, need = book.money("funds_available"), needed(book)
    if have is None or need is None or have >= need:
        return
    yield warning(
        "X40",
        _("The funds shown ({have}) are below the amount expected ({need}). Add proof or explain."),
        "funds_available",
        have=have,
        need=need,
    )
    floor = need * book.limit("low_funds_percent") / _HUNDRED
    if have < floor:
        yield flag("X40b", _("Funds are below half of the amount expected."), "funds_available")
