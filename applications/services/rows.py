"""Add, change and remove one row of a repeated group; the group is saved as one answer."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from applications.services import drafts

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from uuid import UUID

    from accounts.models import User
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
    *,
    owner: User,
    case_id: UUID,
    section: Section,
    name: str,
    row_id: str,
    typed: Mapping[str, object],
    stored: object,
    version: int,
    at: datetime,
) -> drafts.Saved:
    """Add a row or change one, as typed.

    Raises:
        Conflict: the group was changed elsewhere since.
    """
    rows = listed(stored)
    place = next((place for place, row in enumerate(rows) if row.get("row") == row_id), len(rows))
    rows[place : place + 1] = [{"row": row_id, **typed}]
    return drafts.save(
        owner=owner, case_id=case_id, section=section, typed={name: rows}, version=version, at=at, confirmed=True
    )


def remove(
    *,
    owner: User,
    case_id: UUID,
    section: Section,
    name: str,
    row_id: str,
    stored: object,
    version: int,
    at: datetime,
) -> drafts.Saved:
    """Remove a row.

    Raises:
        Conflict: the group was changed elsewhere since.
    """
    rows = [row for row in listed(stored) if row.get("row") != row_id]
    return drafts.save(
        owner=owner, case_id=case_id, section=section, typed={name: rows}, version=version, at=at, confirmed=True
    )
