"""Where signed-in people can go: each app adds its entries once, when Django is ready."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Entry:
    """One place of the service navigation.

    Attributes:
        url_name: What ``reverse`` understands, without arguments.
        label: Translatable words of the link.
        order: Small numbers first.
        count: How many new things wait there; it may query, so keep it to one indexed count.
        count_label: Translatable word for those things, read by screen readers ("new messages").
        shown: Whether this person has the place at all.
    """

    url_name: str
    label: str | Promise
    order: int
    count: Callable[[HttpRequest], int] | None = None
    count_label: str | Promise = ""
    shown: Callable[[HttpRequest], bool] | None = None


_entries: list[Entry] = []


def register(entry: Entry) -> None:
    """Add a place; a repeated registration replaces the earlier one."""
    _entries[:] = sorted([*(e for e in _entries if e.url_name != entry.url_name), entry], key=lambda e: e.order)


def items(request: HttpRequest) -> list[dict[str, object]]:
    """Return plain values for the navigation of this request's person."""
    match = request.resolver_match
    current = match.view_name if match else ""
    rows: list[dict[str, object]] = []
    for entry in _entries:
        url = url_of(entry.url_name)
        if not url or (entry.shown and not entry.shown(request)):
            continue
        rows.append(
            {
                "url": url,
                "label": entry.label,
                "current": entry.url_name == current,
                "count": entry.count(request) if entry.count else 0,
                "count_label": entry.count_label,
            }
        )
    return rows


def url_of(name: str) -> str:
    """Return the address of a named page, or an empty text when this installation does not have it."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
