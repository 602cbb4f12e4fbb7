"""One answer and its history: who typed it, when, when it was last confirmed, and what stood there before."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from applications import queries

#: How many former values of an answer are kept.
_FORMER = 3


class Made(NamedTuple):
    """The version of a section that a change makes, and of the program whose questions were answered."""

    section: int
    program: int


def merge(
    entries: dict[str, queries.Entry],
    typed: Mapping[str, object],
    *,
    by: str,
    at: datetime,
    made: Made,
    ok: bool,
) -> bool:
    """Take what was typed into the stored answers; tell whether there is anything to write.

    Args:
        entries: the stored answers of a section; changed in place.
        typed: question name to answer.
        by: who typed.
        at: now.
        made: the versions that belong to this change.
        ok: whether the person confirmed the page.
    """
    changed = False
    for name, value in typed.items():
        entry = entries.get(name, {})
        same = entry.get("v") == value or (not entry and not value)
        if same and not (ok and entry):
            continue
        changed = True
        confirmed = at.isoformat() if ok else None
        if same:
            entries[name] = {**entry, "ok": confirmed, "pv": made.program}
            continue
        entries[name] = {
            "v": value,
            "by": by,
            "at": at.isoformat(),
            "ok": confirmed,
            "n": made.section,
            "pv": made.program,
            **_former(entry),
        }
    return changed


def _former(entry: queries.Entry) -> queries.Entry:
    was = entry.get("was")
    former = [*(was if isinstance(was, list) else []), {key: entry[key] for key in ("v", "by", "at")}] if entry else []
    return {"was": former[-_FORMER:]} if former else {}
