"""Dates as people type them: three boxes, month names in both languages, sometimes only a year."""

import calendar
import unicodedata
from collections.abc import Mapping
from datetime import date, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mycic.formats.text import date_text

_MONTHS = {
    name: number
    for names in (
        "january february march april may june july august september october november december",
        "jan feb mar apr may jun jul aug sep oct nov dec",
        "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
        "janv fevr mars avr mai juin juil aout sept oct nov dec",
    )
    for number, name in enumerate(names.split(), start=1)
}
_YEARS = (1850, 2150)


class NotADate(Exception):
    """What was typed is not a date; the sentence says how to write it."""

    def __init__(self, message: Promise) -> None:
        super().__init__(message)
        self.message = message


def parse(parts: Mapping[str, str], *, need_day: bool, need_month: bool) -> date:
    """Return the date in three boxes.

    Args:
        parts: ``d``, ``m`` and ``y`` as typed.
        need_day: whether the day must be known.
        need_month: whether the month must be known.

    Raises:
        NotADate: a part is missing or there is no such day.
    """
    day, month, year = (parts.get(key, "").strip() for key in "dmy")
    _need(day or not need_day, month or not (need_month or day), year)
    try:
        found = date(int(year), _month(month) if month else 1, int(day) if day else 1)
    except (ValueError, OverflowError) as problem:
        raise NotADate(_("{label}: enter a date that exists, like 27 3 2007.")) from problem
    if not _YEARS[0] <= found.year <= _YEARS[1]:
        raise NotADate(_("{label}: write the year with four digits, like 2007."))
    return found


def _need(day: object, month: object, year: object) -> None:
    if not day:
        raise NotADate(_("{label} must include a day."))
    if not month:
        raise NotADate(_("{label} must include a month."))
    if not year:
        raise NotADate(_("{label} must include a year."))


def _month(text: str) -> int:
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", text.casefold()) if sign.isalnum())
    if plain in _MONTHS:
        return _MONTHS[plain]
    return int(plain) if plain.isascii() and plain.isdigit() else 0


def write(value: date, parts: Mapping[str, str]) -> str:
    """Return a date with the precision that was given."""
    if parts.get("d", "").strip():
        return date_text(value)
    return date_text(value, "month") if parts.get("m", "").strip() else str(value.year)


def add_months(start: date, months: int) -> date:
    """Return the same day some months later, or the last day of a shorter month."""
    years, month = divmod(start.month - 1 + months, 12)
    year = start.year + years
    return date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))


def add_years(start: date, years: int) -> date:
    """Return the same day some years later."""
    return add_months(start, 12 * years)


def age(born: date, on: date) -> int:
    """Return a person's age in whole years on a day."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def restoration_last_day(lost: date, days: int) -> date:
    """Return the last day to ask for restoration; day 1 is the day after the loss (R182(1))."""
    return lost + timedelta(days=days)
