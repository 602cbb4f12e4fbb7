"""Business days: pure functions that take a calendar. A last day that falls on a closed day moves to the next open one.

The federal calendar comes from the ``holidays`` library (statutory holidays of the federal government); it is loaded
on first use because the library takes a second to import.
"""

from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache

#: Tells whether the offices are open on a day.
Calendar = Callable[[date], bool]

_SATURDAY = 5
_ONE_DAY = timedelta(days=1)


def add_business_days(start: date, days: int, calendar: Calendar) -> date:
    """Return the day on which the given number of open days after ``start`` have passed."""
    day = start
    while days > 0:
        day += _ONE_DAY
        days -= calendar(day)
    return day


def business_days_between(start: date, end: date, calendar: Calendar) -> int:
    """Count the open days after ``start`` up to and including ``end``; zero if ``end`` is not later."""
    return sum(calendar(start + timedelta(days=offset)) for offset in range(1, (end - start).days + 1))


def next_open_day(day: date, calendar: Calendar) -> date:
    """Return the day itself if it is open, else the next open one."""
    while not calendar(day):
        day += _ONE_DAY
    return day


def federal(day: date) -> bool:
    """Tell whether federal offices are open: neither a weekend nor a statutory holiday of the federal government."""
    return day.weekday() < _SATURDAY and day not in _federal_holidays(day.year)


@lru_cache(maxsize=32)
def _federal_holidays(year: int) -> frozenset[date]:
    from holidays import country_holidays  # noqa: PLC0415 - a second to import, needed by few processes

    return frozenset(country_holidays("CA", years=year, categories=("government",)))
