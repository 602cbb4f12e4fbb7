"""What every kind of question has."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from applications.choices import FindingLevel
from applications.program_kit.conditions import ALWAYS, Condition
from applications.program_kit.findings import Finding
from applications.program_kit.texts import Text, write


class Wrong(Exception):
    """An answer cannot be read; the sentence says how to write it."""

    def __init__(self, message: Text, **values: object) -> None:
        super().__init__(message)
        self.message = message
        self.values = values


def tidy(text: str) -> str:
    """Return a text in NFC, trimmed, with single spaces."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", text)).strip()


@dataclass(frozen=True, kw_only=True)
class Question:
    """What every question has."""

    name: str
    label: Text
    hint: Text = ""
    why: Text = ""
    required: Condition = ALWAYS
    shown: Condition = ALWAYS
    #: In a row of a group: the item and its answer beside which this one counts; it counts while that one is open.
    beside: tuple[str, str] | None = None
    autocomplete: str = ""
    own_script: bool = False

    kind: ClassVar[str] = "text"
    missing: ClassVar[Text] = _("Enter an answer for: {label}")

    def is_empty(self, raw: object) -> bool:
        """Tell whether nothing was typed."""
        return not raw or (isinstance(raw, str) and not raw.strip())

    def parse(self, raw: object) -> object:
        """Return what an answer means.

        Raises:
            Wrong: it cannot be read.
        """
        return tidy(str(raw))

    def read(self, raw: object) -> object:
        """Return what an answer means, or None when it is empty or wrong."""
        try:
            return None if self.is_empty(raw) else self.parse(raw)
        except Wrong:
            return None

    def check(self, raw: object, *, required: bool) -> Iterator[Finding]:
        """Return what is missing or wrong in one answer."""
        if self.is_empty(raw):
            if required:
                yield self._finding("missing", self.missing)
            return
        try:
            self.parse(raw)
        except Wrong as wrong:
            yield self._finding("wrong", wrong.message, **wrong.values)

    def _finding(self, rule_id: str, message: Text, **values: object) -> Finding:
        values = {"label": self.label, **values}
        return Finding(FindingLevel.ERROR, rule_id, message, (self.name,), values)

    def counted(self, raw: object) -> object:
        """Return what counts of an answer: without parts that another part of it makes pointless."""
        return raw

    def show(self, raw: object) -> str:
        """Return the answer for reading; a wrong one exactly as typed."""
        if self.is_empty(raw):
            return ""
        try:
            return self.write(self.parse(raw))
        except Wrong:
            return self.verbatim(raw)

    def groups(self, _raw: object) -> list[list[tuple[str, str]]]:
        """Return the rows of a repeated group as labels and texts; other questions have none."""
        return []

    def write(self, value: object) -> str:
        """Return a value that was read, in the active language."""
        return write(value)

    def verbatim(self, raw: object) -> str:
        """Return what was typed as one text."""
        if isinstance(raw, Mapping):
            return " ".join(str(part) for part in raw.values() if part)
        if isinstance(raw, list):
            return ", ".join(str(part) for part in raw)
        return str(raw)
