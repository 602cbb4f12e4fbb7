"""Rules about work after graduation: window, program, language, field, length of the permit (X15, X41 to X43; P04).

They come from the program delivery instructions under R205(c)(ii), not from the Regulations themselves: what they ask
is told and left to the officer (decisions 6).
"""

from collections.abc import Iterator
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from applications.program_kit import choices, tables
from applications.program_kit.base import AnswerBook
from applications.program_kit.dates import add_months
from applications.program_kit.findings import Finding, error, warning

_CIP_SERIES = 2


def window_end(confirmed: date, days: int) -> date:
    """Return the last day to apply after the school confirmed the completion; the day itself is day 0."""
    return confirmed + timedelta(days=days)


def in_window(book: AnswerBook) -> Iterator[Finding]:
    """X41: the application comes within the window, and a study permit was valid in it."""
    confirmed, permit = book.day("completion_letter_date"), book.day("sp_expiry")
    if confirmed is None:
        return
    days = book.limit("after_graduation_days")
    last = window_end(confirmed, days)
    if confirmed > book.today:
        yield error("X06", _("{label} must be in the past."), "completion_letter_date", label=_("The confirmation"))
    elif book.today > last:
        yield warning(
            "X41a",
            _("You had until {last} to apply: {n} days after the school confirmed that you finished."),
            "completion_letter_date",
            last=last,
            n=days,
        )
    if permit and permit < confirmed:
        yield warning(
            "X41b",
            _("Your study permit ended before the school confirmed that you finished. Check the dates."),
            "sp_expiry",
            "completion_letter_date",
        )


def program_counts(book: AnswerBook) -> Iterator[Finding]:
    """X41: the program is long enough, was taken mostly in class and ends after it starts."""
    start, end = book.day("program_start"), book.day("program_end")
    if start and end and end <= start:
        yield error("X24", _("The program must end after it starts."), "program_end", "program_start")
    months, hours = book.money("program_length_months"), book.money("program_hours")
    least = book.limit("pgwp_least_months")
    if months is not None and months < least and (hours is None or hours < book.limit("pgwp_least_hours")):
        yield warning(
            "X41c", _("The program is shorter than {n} months. It may not count."), "program_length_months", n=least
        )
    share = book.money("distance_share")
    if share is not None and share > book.limit("pgwp_most_away_percent"):
        yield warning(
            "X41d", _("More than half of the program was online or outside Canada. It may not count."), "distance_share"
        )


def full_time_terms(book: AnswerBook) -> Iterator[Finding]:
    """X41: every term was full-time, except the last one and authorized leave."""
    terms = [row for row in book.rows("terms") if isinstance(row.get("from"), date)]
    terms.sort(key=lambda row: str(row["from"]))
    if any(row.get("load") == "part_time" for row in terms[:-1]):
        yield warning("X41e", _("A term before the last one was part-time. Explain why."), "terms")


def once_in_a_lifetime(book: AnswerBook) -> Iterator[Finding]:
    """P04-1: the permit is given once; some scholarships exclude it."""
    if book.yes("previous_pgwp"):
        yield warning("P04-1", _("This permit is given once in a lifetime. You had one already."), "previous_pgwp")
    if book.yes("gac_funding"):
        yield warning("P04-6", _("Studies paid by Global Affairs Canada may exclude this permit."), "gac_funding")


def language_level(book: AnswerBook) -> int:
    """Return the language level that is needed in all four skills; 0 if none is (P04-7)."""
    university = book.choice("credential") in choices.UNIVERSITY
    return book.limit("pgwp_language_university" if university else "pgwp_language_other")


def language(book: AnswerBook) -> Iterator[Finding]:
    """X42: the language level is high enough and the test not too old."""
    needed, level = language_level(book), book.money("clb_lowest")
    if not needed or book.yes("flight_school"):
        return
    years = book.limit("language_test_years")
    dates = [row["date"] for row in book.rows("language_test") if isinstance(row.get("date"), date)]
    fresh = any(isinstance(day, date) and add_months(day, 12 * years) >= book.today for day in dates)
    if level is not None and (level < needed or not fresh):
        yield warning(
            "X42",
            _("The language result is too old or below level {n}."),
            "clb_lowest",
            "language_test_taken",
            n=needed,
        )


def field_needed(book: AnswerBook) -> bool:
    """Tell whether the field counts: not for degrees, nor if the study permit was asked for before (P04-8)."""
    asked = book.day("sp_application_date")
    degree = book.choice("credential") in choices.DEGREES
    return bool(asked) and not degree and bool(book.limit("pgwp_field", asked))


def field_listed(book: AnswerBook) -> bool:
    """Tell whether the field is on the list in force when the study permit or this permit was asked for."""
    if book.choice("field_group"):
        return book.choice("field_group") != "other"
    series = book.text("cip_code")[:_CIP_SERIES]
    days = (book.day("sp_application_date") or book.today, book.today)
    return any(tables.find("fields", series, book.facts.policy_set, day) for day in days)


def field_of_study(book: AnswerBook) -> Iterator[Finding]:
    """X43: the field of study is on the list, where it counts."""
    if field_needed(book) and not field_listed(book):
        yield warning("X43", _("This field of study is not on the eligible list."), "cip_code")


def entitled_months(credential: str, months: int, *, full: int, long: int) -> int:
    """Return for how many months the permit can be (P04-10).

    Args:
        credential: what was earned, by its code.
        months: the official length of the program.
        full: months of the longest permit.
        long: months of study from which the longest permit is given; a master’s gives it always.
    """
    return full if months >= long or credential == "masters" else min(months, full)


def entitled_until(book: AnswerBook) -> date | None:
    """Return the last day of the longest permit, counted from today; two programs add up."""
    months = book.money("program_length_months")
    if months is None:
        return None
    full, long = book.limit("pgwp_full_months"), book.limit("pgwp_long_months")
    total = entitled_months(book.choice("credential"), int(months), full=full, long=long)
    for row in book.rows("second_program"):
        length = row.get("length")
        if isinstance(length, int) and length >= book.limit("pgwp_least_months"):
            total = min(full, total + entitled_months(str(row.get("credential")), length, full=full, long=long))
    return add_months(book.today, total)


def asked_until(book: AnswerBook) -> date | None:
    """Return until when the permit is asked for: the day chosen, or all that is given."""
    return book.day("requested_to") or entitled_until(book)


def longest(book: AnswerBook) -> Iterator[Finding]:
    """X15: nobody gets more than the program gives."""
    asked, most = book.day("requested_to"), entitled_until(book)
    if asked and asked <= book.today:
        yield error("X14", _("The time you ask for is over. It must end in the future."), "requested_to")
    elif asked and most and asked > most:
        yield warning("X15", _("The longest permit for your program ends on {max}."), "requested_to", max=most)
