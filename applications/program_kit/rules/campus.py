"""Rules about present studies, for a school's verification and for work off campus (P03, P09; X06, X44).

They come from the Off-Campus Work Permit Program of 2006 to 2014, not from the Regulations: what it asks is told
and left to the school and the officer (decisions 6).
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from applications.program_kit.base import AnswerBook
from applications.program_kit.dates import add_months
from applications.program_kit.findings import Finding, error, warning

_MONTHS, _DAYS = 12, 365


def months_studied(periods: Iterable[Mapping[str, object]], today: date) -> int:
    """Return the whole months of full-time study in the last twelve; days that two periods share count once.

    Args:
        periods: rows with the days "from" and "to"; one that goes on has no "to".
        today: the last day of the twelve months.
    """
    first = add_months(today, -_MONTHS) + timedelta(days=1)
    days: set[date] = set()
    for row in periods:
        start, end = row.get("from"), row.get("to") or today
        if isinstance(start, date) and isinstance(end, date):
            begin, last = max(start, first), min(end, today)
            days.update(begin + timedelta(days=number) for number in range((last - begin).days + 1))
    return len(days) * _MONTHS // _DAYS


def study_dates(book: AnswerBook) -> Iterator[Finding]:
    """X06: present studies began and are not over."""
    start = book.day("program_start")
    if start and start > book.today:
        yield error("X06", _("{label} must be in the past."), "program_start", label=_("First day of the program"))
    yield from not_over(book)


def not_over(book: AnswerBook) -> Iterator[Finding]:
    """X06: the program is not over."""
    end = book.day("program_end")
    if end and end <= book.today:
        yield error("X06", _("Your program is over. This is for people who study now."), "program_end")


def permit_holds(book: AnswerBook) -> Iterator[Finding]:
    """P03-1: the student holds a study permit that has not ended."""
    expiry = book.day("sp_expiry")
    if expiry and expiry < book.today:
        yield warning(
            "P03-1",
            _("Your study permit has ended. Ask for more time on it or restore your status first."),
            "sp_expiry",
        )


def language_program(book: AnswerBook) -> Iterator[Finding]:
    """P03-5: a program that mainly teaches English or French does not count."""
    if book.choice("credential") == "esl_fsl":
        yield warning("P03-5", _("A program that mainly teaches English or French does not count."), "credential")


def verified(book: AnswerBook) -> Iterator[Finding]:
    """X44: the school that is named has confirmed it, and its answer is good today."""
    held = book.facts.verification
    if held is None or held.valid_until < book.today:
        yield error(
            "X44", _("You need a verification by your school that is good today. Ask your school first."), "evn"
        )
        return
    school, number = book.choice("institution"), book.text("evn")
    if school and school != held.institution:
        yield error(
            "X44",
            _("Your verification is of another school. Ask the school that you name here."),
            "institution",
            "evn",
        )
    elif number and number != held.number:
        yield error("X44", _("Your school gave another number. Copy it from the page of your verification."), "evn")


def least_months(book: AnswerBook) -> int:
    """Return how many months of full-time study are asked for."""
    return book.limit("off_campus_months")
