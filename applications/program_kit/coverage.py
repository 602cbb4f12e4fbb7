"""How far a history of ten years is told: what rows cover of it, and where nothing is said (G10, X20)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from applications.program_kit.dates import add_months, add_years, age
from applications.program_kit.rules import gaps

if TYPE_CHECKING:
    from collections.abc import Mapping

    from applications.program_kit.base import AnswerBook
    from applications.program_kit.rules.gaps import Span


@dataclass(frozen=True)
class Coverage:
    """What is told of a time.

    Attributes:
        start: its first day.
        end: its last day.
        spans: what rows cover of it, in their order; they can overlap.
        holes: where nothing is said for longer than is allowed.
    """

    start: date
    end: date
    spans: tuple[Span, ...]
    holes: tuple[Span, ...]


def span_of(row: Mapping[str, object], today: date) -> Span | None:
    """Return the days of a row that names months: the last month counts whole, one that goes on ends today."""
    start, end = row.get("from"), row.get("to")
    if not isinstance(start, date):
        return None
    return start, add_months(end, 1) - timedelta(days=1) if isinstance(end, date) else today


def ten_years(book: AnswerBook) -> Coverage | None:
    """Return what activities and studies cover of the last ten years, or since the 18th birthday.

    None for a child, and before there is anything to show.
    """
    born, adult = book.day("date_of_birth"), book.limit("adult_age")
    if not book.rows("activities") or (born and age(born, book.today) < adult):
        return None
    start = add_years(book.today, -book.limit("history_years"))
    if born:
        start = max(start, add_years(born, adult))
    rows = (*book.rows("activities"), *book.rows("education_rows"))
    spans = sorted(span for row in rows if (span := span_of(row, book.today)))
    told = tuple((max(first, start), min(last, book.today)) for first, last in spans if last >= start)
    allowed = timedelta(days=book.limit("history_gap_days"))
    return Coverage(start, book.today, told, tuple(gaps.holes(start, book.today, spans, allowed)))
