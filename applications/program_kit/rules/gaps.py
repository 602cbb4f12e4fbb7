"""Holes in a history: the first span that no row covers."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

Span = tuple[date, date]


def days(rows: Iterable[Mapping[str, object]], today: date) -> list[Span]:
    """Return the spans of rows with exact days; one without an end goes on until today."""
    spans = ((row.get("from"), row.get("to")) for row in rows)
    return [(start, end if isinstance(end, date) else today) for start, end in spans if isinstance(start, date)]


def first(start: date, end: date, spans: Iterable[Span], allowed: timedelta) -> Span | None:
    """Return the first hole between two days that is longer than allowed, if there is one."""
    covered = start
    for begins, ends in sorted(spans):
        if begins - covered > allowed:
            return covered, begins
        covered = max(covered, ends)
    return (covered, end) if end - covered > allowed else None
