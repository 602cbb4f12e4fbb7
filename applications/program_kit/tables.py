"""Effective-dated facts: what held on a day under a policy set, with its source."""

import tomllib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

_DATA = Path(__file__).resolve().parent.parent / "data"


class NoSuchFact(LookupError):
    """No row of the table holds on that day: the data are incomplete."""


@dataclass(frozen=True)
class Row:
    """One dated fact."""

    code: str
    policy_set: str
    value: Decimal
    valid_from: date
    valid_to: date | None
    source: str

    def holds(self, code: str, policy_set: str, on: date) -> bool:
        """Tell whether this row answers a question."""
        return (
            self.code == code
            and self.policy_set in {"", policy_set}
            and self.valid_from <= on
            and (self.valid_to is None or on <= self.valid_to)
        )


@dataclass(frozen=True)
class Changed:
    """A fact that holds since a day in place of another one."""

    old: Row
    new: Row


@dataclass(frozen=True)
class Institution:
    """A designated learning institution."""

    number: str
    name: str
    city: str
    province: str
    public: bool
    valid_from: date
    source: str
    valid_to: date | None = None
    suspended: bool = False
    #: Whether it answers requests for verification (P03).
    participating: bool = False

    def designated(self, on: date) -> bool:
        """Tell whether it may take students on a day."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to) and not self.suspended

    def takes_part(self, on: date) -> bool:
        """Tell whether its students can ask it for a verification on a day."""
        return self.participating and self.designated(on)


@lru_cache(maxsize=16)
def rows(table: str) -> tuple[Row, ...]:
    """Return every row of a table of dated facts."""
    return tuple(
        Row(
            code=row["code"],
            policy_set=row["policy_set"],
            value=Decimal(row["value"]),
            valid_from=row["valid_from"],
            valid_to=row.get("valid_to"),
            source=row["source"],
        )
        for row in _load(table)["row"]
    )


def find(table: str, code: str, policy_set: str, on: date) -> Row | None:
    """Return the row that holds on a day, if one does."""
    return next((row for row in rows(table) if row.holds(code, policy_set, on)), None)


def value(table: str, code: str, policy_set: str, on: date) -> Decimal:
    """Return the value that holds on a day.

    Raises:
        NoSuchFact: no row holds.
    """
    row = find(table, code, policy_set, on)
    if row is None:
        raise NoSuchFact(f"{table}: {code} under {policy_set} on {on}")
    return row.value


def changed(table: str, codes: Collection[str], policy_set: str, *, since: date, until: date) -> list[Changed]:
    """Return which facts hold on a day in place of others that held before.

    Args:
        table: of dated facts.
        codes: the facts that matter.
        policy_set: which rules apply.
        since: the earlier day.
        until: the later day.
    """
    pairs = ((find(table, code, policy_set, since), find(table, code, policy_set, until)) for code in sorted(codes))
    return [Changed(old, new) for old, new in pairs if old and new and old.value != new.value]


def limit(code: str, policy_set: str, on: date) -> int:
    """Return a count of days, months, years, hours or percent that holds on a day; 0 if there is none."""
    row = find("limits", code, policy_set, on)
    return int(row.value) if row else 0


def institutions() -> dict[str, Institution]:
    """Return the designated learning institutions by number: the operator's list, or the sample until there is one.

    A list that is imported while the portal runs holds from the next question on, in every process.
    """
    own: Path = settings.INSTITUTIONS_FILE
    try:
        stamp = own.stat().st_mtime_ns
    except FileNotFoundError:
        return _sample()
    return _imported(own, stamp)


@lru_cache(maxsize=1)
def _sample() -> dict[str, Institution]:
    return {row["number"]: Institution(**row) for row in _load("institutions")["row"]}


@lru_cache(maxsize=1)
def _imported(path: Path, _stamp: int) -> dict[str, Institution]:
    rows = tomllib.loads(path.read_text(encoding="utf-8"))["row"]
    return {row["number"]: Institution(**row) for row in rows}


def living_costs(people: int, policy_set: str, on: date) -> Decimal:
    """Return the yearly living costs of a student with a family.

    Args:
        people: the student and the family members with them.
        policy_set: which rules apply.
        on: the day on which the table is read.
    """
    size = max(people, 1)
    known = max((known for known in _sizes(policy_set, on) if known <= size), default=1)
    base = value("funds", str(known), policy_set, on)
    more = find("funds", "more", policy_set, on)
    return base + (more.value * (size - known) if more else 0)


def _sizes(policy_set: str, on: date) -> Iterator[int]:
    return (int(row.code) for row in rows("funds") if row.code.isdigit() and row.holds(row.code, policy_set, on))


@lru_cache(maxsize=16)
def _load(table: str) -> dict[str, Any]:
    return tomllib.loads((_DATA / f"{table}.toml").read_text())
