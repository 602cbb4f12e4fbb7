"""Rules about how long a permit is asked for: it ends with the passport and with the biometrics (X11, X13)."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from applications.program_kit.base import AnswerBook
from applications.program_kit.findings import Finding, warning
from applications.program_kit.waiting import biometrics_until


def cut_at_passport(book: AnswerBook) -> Iterator[Finding]:
    """X11: a permit ends with the passport (R52(1))."""
    passport, end = book.day("passport_expiry"), book.program.until(book)
    if passport and end and book.today <= passport < end:
        yield warning(
            "X11",
            _("A permit cannot go beyond your passport expiry ({date}). The requested end was shortened."),
            "passport_expiry",
            date=passport,
        )


def cut_at_biometrics(book: AnswerBook) -> Iterator[Finding]:
    """X13: biometrics that end early shorten the stay (R12.7, R183(4)(c.1))."""
    until, end = biometrics_until(book), book.program.until(book)
    if until and end and book.today <= until < end:
        yield warning(
            "X13b",
            _("Your biometrics are valid until {date}. A permit cannot go beyond that day."),
            "biometrics_date",
            date=until,
        )
