"""One row of a repeated group, added, changed or removed; the group is saved as one answer."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from applications.services import drafts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from applications import queries
    from applications.program_kit.base import Section

Row = dict[str, object]


def listed(raw: object) -> list[Row]:
    """Return the rows of a stored answer; anything else has none."""
    return [row for row in raw if isinstance(row, dict)] if isinstance(raw, list) else []


def find(raw: object, row_id: str) -> Row | None:
    """Return one row of a stored answer."""
    return next((row for row in listed(raw) if row.get("row") == row_id), None)


def new_id() -> str:
    """Return the id of a new row: short, random, without meaning."""
    return secrets.token_hex(4)


def put(
    draft: queries.Draft, section: Section, name: str, row_id: str, said: Mapping[str, object], version: int
) -> drafts.Typed:
    """Return the group with a row added or changed; a new row fits whatever the group holds now.

    Raises:
        Conflict: that row was changed elsewhere since.
    """
    rows = listed(draft.answers.get(name))
    place = next((place for place, row in enumerate(rows) if row.get("row") == row_id), None)
    changed = [*rows]
    new = {"row": row_id, **said}
    if place is None:
        changed.append(new)
        return drafts.Typed(section, {name: changed}, None)
    changed[place] = new
    return drafts.Typed(section, {name: changed}, version)


def without(draft: queries.Draft, section: Section, name: str, row_id: str) -> drafts.Typed:
    """Return the group without a row."""
    rows = [row for row in listed(draft.answers.get(name)) if row.get("row") != row_id]
    return drafts.Typed(section, {name: rows}, None)
