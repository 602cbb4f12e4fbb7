"""Repeated groups."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from applications.program_kit.conditions import NEVER
from applications.program_kit.findings import Finding
from applications.program_kit.questions.base import Question, Wrong
from applications.program_kit.texts import Text

#: How many answers name a row.
_TITLE = 2


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
            {"row": row.get("row", ""), **{item.name: item.read(said.get(item.name)) for item in self.items}}
            for row in raw
            for said in [self._counted_row(row)]
        ]

    def check(self, raw: object, *, required: bool) -> Iterator[Finding]:
        """Return what is missing or wrong in the group and in each row."""
        yield from super().check(raw, required=required)
        for row in raw if isinstance(raw, list) else []:
            yield from self.check_row(row)

    def check_row(self, row: Mapping[str, object]) -> Iterator[Finding]:
        """Return what is missing or wrong in one row."""
        for item in self.asked(row):
            for found in item.check(row.get(item.name), required=item.required is not NEVER):
                yield replace(found, fields=(self.name,), row=str(row.get("row", "")))

    def asked(self, row: Mapping[str, object]) -> Iterator[Question]:
        """Return the items that apply to a row, given its other answers."""
        return (item for item in self.items if not item.beside or row.get(item.beside[0], "") in ("", item.beside[1]))

    def counted(self, raw: object) -> object:
        """Return the rows, each without what does not apply to it."""
        rows = raw if isinstance(raw, list) and all(isinstance(row, Mapping) for row in raw) else None
        return [self._counted_row(row) for row in rows] if rows is not None else raw

    def _counted_row(self, row: Mapping[str, object]) -> dict[str, object]:
        said = {item.name: item.counted(row[item.name]) for item in self.asked(row) if item.name in row}
        return {"row": row.get("row", ""), **said}

    def pairs(self, row: Mapping[str, object]) -> list[tuple[str, str]]:
        """Return one row for reading: what is asked and what was answered; from and to as one period."""
        shown = {item.name: item.show(row.get(item.name)) for item in self.asked(row)}
        if shown.get("from"):
            may_go_on = any(item.name == "to" and item.required is NEVER for item in self.items)
            shown["from"] = _period(shown["from"], shown.pop("to", ""), may_go_on=may_go_on)
        labels = {item.name: str(item.label) for item in self.items} | {"from": gettext("When")}
        return [(labels[name], text) for name, text in shown.items() if text]

    def title(self, row: Mapping[str, object]) -> str:
        """Return a few words that tell a row from the others."""
        return ", ".join(text for _label, text in self.pairs(row)[:_TITLE])

    def groups(self, raw: object) -> list[list[tuple[str, str]]]:
        """Return each row as labels and texts."""
        return [self.pairs(row) for row in raw if isinstance(row, Mapping)] if isinstance(raw, list) else []

    def show(self, raw: object) -> str:
        """Return all rows, one after the other, each answer on a line of its own."""
        return "\n\n".join("\n".join(_line(*pair) for pair in pairs) for pairs in self.groups(raw))


def _period(start: str, end: str, *, may_go_on: bool) -> str:
    if end:
        return gettext("from %(start)s to %(end)s") % {"start": start, "end": end}
    return (gettext("from %(start)s until now") if may_go_on else gettext("from %(start)s")) % {"start": start}


def _line(label: str, text: str) -> str:
    """Return a question and its answer as one line."""
    if label.endswith("?"):
        return f"{label} {text}"
    return gettext("%(label)s: %(text)s") % {"label": label, "text": text}
