"""Dates in boxes, exact or approximate, and months."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from applications.program_kit import dates
from applications.program_kit.questions.base import Question, Wrong
from applications.program_kit.texts import Text


def parts_of(raw: object) -> dict[str, str]:
    """Return the boxes of an answer as texts; none for an answer of another shape."""
    return {key: str(part) for key, part in raw.items()} if isinstance(raw, Mapping) else {}


@dataclass(frozen=True, kw_only=True)
class DateQuestion(Question):
    """A date in three boxes; month names are accepted in both languages."""

    approximate: bool = False

    kind: ClassVar[str] = "date"
    missing: ClassVar[Text] = _("Enter a date for: {label}")

    def is_empty(self, raw: object) -> bool:
        """Tell whether all three boxes are empty."""
        return not isinstance(raw, Mapping) or not any(str(part).strip() for part in raw.values())

    def parse(self, raw: object) -> object:
        """Return the date; an approximate one stands at the start of its month or year."""
        try:
            return dates.parse(parts_of(raw), need_day=not self.approximate, need_month=not self.approximate)
        except dates.NotADate as problem:
            raise Wrong(problem.message) from problem

    def show(self, raw: object) -> str:
        """Return the date with the precision that was given."""
        value = self.read(raw)
        return dates.write(value, parts_of(raw)) if isinstance(value, date) else self.verbatim(raw or {})


@dataclass(frozen=True, kw_only=True)
class MonthQuestion(DateQuestion):
    """A month and a year."""

    kind: ClassVar[str] = "month"

    def parse(self, raw: object) -> object:
        """Return the first day of the month."""
        try:
            return dates.parse({**parts_of(raw), "d": ""}, need_day=False, need_month=True)
        except dates.NotADate as problem:
            raise Wrong(problem.message) from problem
