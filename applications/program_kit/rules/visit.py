"""Rules about a visit: its length, the way home, a short course, the money (X14, X15, X40; R181, R183, R188)."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from applications.program_kit.base import AnswerBook
from applications.program_kit.dates import add_months
from applications.program_kit.findings import Finding, error, flag, warning
from applications.program_kit.rules.funds import people
from applications.program_kit.waiting import lost_on


def stay_until(book: AnswerBook) -> date | None:
    """Return until when the stay is asked for."""
    return book.day("stay_to")


def period_ahead(book: AnswerBook) -> Iterator[Finding]:
    """X14: the stay asked for ends in the future, and after the present stay."""
    until, present = stay_until(book), book.day("current_document_expiry")
    if until and until <= book.today:
        yield error("X14", _("The time you ask for is over. It must end in the future."), "stay_to")
    elif until and present and until <= present:
        yield error(
            "X14",
            _("Your present stay already ends on {date}. Ask for a later day."),
            "stay_to",
            "current_document_expiry",
            date=present,
        )


def long_stay(book: AnswerBook) -> Iterator[Finding]:
    """X15: a visitor is given about six months at a time; more than a year is seldom (R183(2))."""
    until, present = stay_until(book), book.day("current_document_expiry")
    months = book.limit("visitor_long_months")
    if until and present and until > add_months(max(present, lost_on(book) or present), months):
        yield warning("X15", _("You ask for more than {n} months. Explain why."), "stay_to", n=months)
    entered = book.day("last_entry_date")
    most = book.limit("visitor_total_months")
    if until and entered and until > add_months(entered, most):
        yield flag("P06-b4", _("The whole stay would be longer than {n} months."), "stay_to", "last_entry_date", n=most)


def way_home(book: AnswerBook) -> Iterator[Finding]:
    """P06: the ticket is not for later than the stay."""
    ticket, until = book.day("ticket_date"), stay_until(book)
    if ticket and until and ticket > until:
        yield warning("P06-t", _("Your ticket is for later than the stay you ask for. Which is right?"), "ticket_date")


def short_course(book: AnswerBook) -> Iterator[Finding]:
    """R188(1)(c): a course of six months or less within the stay needs no study permit."""
    start, end, until = book.day("course_from"), book.day("course_to"), stay_until(book)
    if not (start and end):
        return
    if end < start:
        yield error("X06", _("Check the dates: the end cannot be before the start."), "course_to", "course_from")
    elif end > add_months(start, book.limit("short_program_months")):
        yield warning("R188", _("A course of more than six months needs a study permit."), "course_to")
    elif until and end > until:
        yield warning("R188", _("The course ends after the stay you ask for. Which is right?"), "course_to", "stay_to")


def months_asked(book: AnswerBook) -> int:
    """Return for how many months, begun ones included, money is needed."""
    until = stay_until(book)
    if until is None or until <= book.today:
        return 0
    months = (until.year - book.today.year) * 12 + until.month - book.today.month
    return months + (until > add_months(book.today, months))


def enough_money(book: AnswerBook) -> Iterator[Finding]:
    """X40: a visitor lives on the money shown."""
    have = book.money("funds_available")
    need = Decimal(book.limit("visitor_month_money")) * months_asked(book) * people(book)
    if have is not None and have < need:
        yield warning(
            "X40",
            _("The funds shown ({have}) are below the amount expected ({need}). Add proof or explain."),
            "funds_available",
            have=have,
            need=need,
        )
