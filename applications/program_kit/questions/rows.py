"""Repeated groups."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from applications.program_kit.conditions import NEVER
from applications.program_kit.findings import Finding
from applications.program_kit.questions.base import Question, Wrong
from applications.program_kit.texts import Text


@dataclass(frozen=True, kw_only=True)
class Rows(Question):
    """A repeated group: each row is a page of its own."""

    items: tuple[Question, ...]
    maximum: int = 20
    add_label: Text

    kind: ClassVar[str] = "rows"
    missing: ClassVar[Text] = _("Add at least one: {label}")

    def parse(self, raw: object) -> object:
        """Return each row as what it means."""
        if not isinstance(raw, list) or not all(isinstance(row, Mapping) for row in raw):
            raise Wrong(self.missing)
        if len(raw) > self.maximum:
            raise Wrong(_("{label}: add at most {max}."), max=self.maximum)
        return [
            {"row": row.get("row", ""), **{item.name: item.read(row.get(item.name)) for item in self.items}}
            for row in raw
        ]

    def check(self, raw: object, *, required: bool) -> Iterator[Finding]:
        """Return what is missing or wrong in the group and in each row."""
        yield from super().check(raw, required=required)
        for row in raw if isinstance(raw, list) else []:
            yield from self.check_row(row)

    def check_row(self, row: Mapping[str, object]) -> Iterator[Finding]:
        """Return what is missing or wrong in one row."""
        for item in self.items:
            for found in item.check(row.get(item.name), required=item.required is not NEVER):
                yield replace(found, fields=(self.name,), row=str(row.get("row", "")))

    def show(self, raw: object) -> str:
        """Return all rows, one after the other."""
        return "; ".join(self.show_row(row) for row in raw) if isinstance(raw, list) else ""

    def show_row(self, row: Mapping[str, object]) -> str:
        """Return one row in a line."""
        return ", ".join(filter(None, (item.show(row.get(item.name)) for item in self.items)))
