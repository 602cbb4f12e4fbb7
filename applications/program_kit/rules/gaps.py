"""Holes in a history: the spans that no row covers."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta

Span = tuple[date, date]


def days(rows: Iterable[Mapping[str, object]], today: date) -> list[Span]:
    """Return the spans of rows with exact days; one without an end goes on until today."""
    spans = ((row.get("from"), row.get("to")) for row in rows)
    return [(start, end if isinstance(end, date) else today) for start, end in spans if isinstance(start, date)]


def holes(start: date, end: date, spans: Iterable[Span], allowed: timedelta) -> Iterator[Span]:
    """Yield the holes between two days that are longer than allowed, in their order."""
    covered = start
    for begins, ends in sorted(spans):
        if min(begins, end) - covered > allowed:
            yield covered, min(begins, end)
        covered = max(covered, ends)
    if end - covered > allowed:
        yield covered, end


def first(start: date, end: date, spans: Iterable[Span], allowed: timedelta) -> Span | None:
    """Return the first hole between two days that is longer than allowed, if there is one."""
    return next(holes(start, end, spans, allowed), None)
