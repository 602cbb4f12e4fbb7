"""Whole numbers and amounts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from applications.program_kit.questions.base import Question, Wrong
from applications.program_kit.texts import write


@dataclass(frozen=True, kw_only=True)
class Integer(Question):
    """A whole number."""

    minimum: int = 0
    maximum: int = 999_999

    kind: ClassVar[str] = "integer"

    def parse(self, raw: object) -> object:
        """Return the number, if it lies within the limits."""
        text = re.sub(r"\s", "", str(raw))
        if not re.fullmatch(r"-?[0-9]{1,9}", text) or not self.minimum <= int(text) <= self.maximum:
            raise Wrong(
                _("{label}: enter a whole number from {min} to {max}."), min=self.minimum, max=f"{self.maximum}"
            )
        return int(text)


@dataclass(frozen=True, kw_only=True)
class Money(Question):
    """An amount in Canadian dollars."""

    kind: ClassVar[str] = "money"

    def parse(self, raw: object) -> object:
        """Return the amount; ``12,500.00``, ``12 500,00 $`` and ``12500`` are the same."""
        text = re.sub(r"[\s$]|CAD", "", str(raw))
        text = re.sub(r",(?=\d{1,2}$)", ".", text).replace(",", "")
        if not re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,2})?", text):
            raise Wrong(_("{label}: enter an amount in Canadian dollars, like 12500 or 12500.50."))
        return Decimal(text)

    def write(self, value: object) -> str:
        """Return the amount with its sign."""
        return write(Decimal(str(value)))
