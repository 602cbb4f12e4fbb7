"""A history as one line: what is told of each month, and where a hole is; drawn by the server, told in words too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse

from applications.program_kit.base import Facts
from mycic import clock

if TYPE_CHECKING:
    from datetime import date

    from applications.program_kit.base import Page, Section
    from applications.program_kit.coverage import Coverage
    from applications.queries import Draft

#: Width of the drawing in units of its own; it grows and shrinks with the page.
_WIDTH = 1000


def ribbon(draft: Draft, section: Section, page: Page) -> dict[str, Any] | None:
    """Return the line above the rows of a page; None where nothing has to be told whole.

    Args:
        draft: whose answers are shown.
        section: of the page.
        page: with the rows.
    """
    told = page.covers(draft.book(Facts(policy_set=draft.case.policy_set), clock.today()))
    if told is None:
        return None
    after = section.pages[section.pages.index(page) + 1 :]
    return {
        "width": _WIDTH,
        "start": told.start,
        "end": told.end,
        "told": [_part(told, *span) for span in told.spans],
        "holes": [_part(told, *hole) | {"from": hole[0], "to": hole[1]} for hole in told.holes],
        "years": [
            {"x": _x(told, day), "year": day.year}
            for year in range(told.start.year + 1, told.end.year + 1)
            if (day := told.start.replace(year=year, month=1, day=1))
        ],
        "explain_url": reverse("applications:page", args=[draft.case.pk, section.key, after[0].key]) if after else "",
    }


def _part(told: Coverage, first: date, last: date) -> dict[str, Any]:
    x = _x(told, first)
    return {"x": x, "width": max(_x(told, last) - x, 1)}


def _x(told: Coverage, day: date) -> int:
    whole = max((told.end - told.start).days, 1)
    return round((day - told.start).days * _WIDTH / whole)
