"""Dates in three boxes, exact or partial; month names are understood in both languages."""

import calendar
import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from mycic.formats.text import MONTHS, active_language
from mycic.forms.choices import folded

_MONTH_WORDS = {folded(name): i for names in MONTHS.values() for i, name in enumerate(names, 1)}
_SHORTEST = 3
_PARTS = 3


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date of which only the year need be known; doubt is an answer."""

    year: int
    month: int | None = None
    day: int | None = None

    def __str__(self) -> str:
        """Return ``2024``, ``2024-03`` or ``2024-03-09``: sorts and stores well."""
        known = [f"{self.year:04}", *(f"{part:02}" for part in (self.month, self.day) if part)]
        return "-".join(known)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read what ``str`` wrote; raise ValueError otherwise."""
        parts = [int(part) for part in text.split("-")]
        if not 1 <= len(parts) <= _PARTS:
            raise ValueError(text)
        partial = cls(*parts)
        partial.earliest()
        return partial

    def earliest(self) -> dt.date:
        """The first day it can be."""
        return dt.date(self.year, self.month or 1, self.day or 1)


def _small_number(text: str) -> int | None:
    """Read a day or month typed as digits; Python refuses to read thousands of them."""
    return int(text) if re.fullmatch(r"\d{1,4}", text, re.ASCII) else None


def month_number(text: str) -> int:
    """Return 1 to 12 from a number, a name or its first letters in English or French; 0 when not understood."""
    number = _small_number(text)
    if number is not None:
        return number if 1 <= number <= len(MONTHS["en"]) else 0
    word = folded(text).rstrip(".")
    if len(word) < _SHORTEST:
        return 0
    found = {number for name, number in _MONTH_WORDS.items() if name.startswith(word)}
    return found.pop() if len(found) == 1 else 0


class DatePartsWidget(forms.MultiWidget):
    """Day, month and year as three plain boxes: no picker, no guessing of order."""

    template_name = "components/forms/date.html"

    def __init__(self, attrs: dict[str, Any] | None = None, *, autocomplete: str = "") -> None:
        """Build the boxes; ``autocomplete="bday"`` fills in a birth date."""
        self._autocomplete = autocomplete
        boxes = [forms.TextInput(attrs={"data-width": width, "maxlength": most, "autocomplete": self._hint(part)})
                 for part, width, most in (("day", "2", 2), ("month", "8", 12), ("year", "4", 4))]  # fmt: skip
        for box in (boxes[0], boxes[2]):
            box.attrs["inputmode"] = "numeric"
        super().__init__(boxes, attrs)

    def _hint(self, part: str) -> str:
        return f"{self._autocomplete}-{part}" if self._autocomplete else "off"

    def decompress(self, value: Any) -> list[str]:
        """Split a date, a partial date, or an earlier raw answer ("2025-13-" keeps its wrong parts)."""
        if not value:
            return ["", "", ""]
        if isinstance(value, dt.date):
            value = value.isoformat()
        year, month, day = ([*str(value).split("-"), "", ""])[:_PARTS]
        return [day.lstrip("0"), self._month_word(month), year]

    def _month_word(self, month: str) -> str:
        number = month_number(month)
        return MONTHS[active_language()][number - 1] if number else month

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Give each box its own visible label; the hint and the error belong to the whole group."""
        context = super().get_context(name, value, attrs)
        labels = (_("Day"), _("Month"), _("Year"))
        for box, label in zip(context["widget"]["subwidgets"], labels, strict=True):
            box["label"] = label
        return context


class PartialDateField(forms.MultiValueField):
    """A date of which the day, or the day and the month, may be unknown; cleans to a PartialDate."""

    widget = DatePartsWidget
    default_error_messages: ClassVar[dict[str, Any]] = {
        "year": _("Enter the year with four numbers, like 2019"),
        "month": _("Enter the month as a number from 1 to 12 or by its name"),
        "month_missing": _("Enter the month as well, or leave the day empty"),
        "day": _("Enter a day that exists in this month"),
    }

    def __init__(self, *, autocomplete: str = "", **kwargs: Any) -> None:
        """Build the field; ``autocomplete="bday"`` for a birth date."""
        kwargs.setdefault("widget", DatePartsWidget(autocomplete=autocomplete))
        boxes = tuple(forms.CharField(required=False) for _part in range(_PARTS))
        super().__init__(boxes, require_all_fields=False, **kwargs)

    def compress(self, data_list: Sequence[str]) -> PartialDate | dt.date | None:
        """Join the boxes; each problem has its own sentence."""
        if not any(data_list):
            return None
        day, month, year = (re.sub(r"\s", "", part or "") for part in data_list)
        if not re.fullmatch(r"[12]\d{3}", year, re.ASCII):
            raise ValidationError(self.error_messages["year"], code="year")
        number = month_number(month) if month else None
        if number == 0:
            raise ValidationError(self.error_messages["month"], code="month")
        return self._with_day(int(year), number, day)

    def _with_day(self, year: int, month: int | None, day: str) -> PartialDate | dt.date:
        if not day:
            return PartialDate(year, month)
        if month is None:
            raise ValidationError(self.error_messages["month_missing"], code="month_missing")
        last = calendar.monthrange(year, month)[1]
        text = day.removesuffix("er")
        number = _small_number(text)
        if number is None or not 1 <= number <= last:
            raise ValidationError(self.error_messages["day"], code="day")
        return PartialDate(year, month, number)


class DatePartsField(PartialDateField):
    """A whole date; cleans to ``datetime.date``."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "incomplete_date": _("Enter the day, the month and the year"),
    }

    def compress(self, data_list: Sequence[str]) -> dt.date | None:
        """Refuse a date with a missing part."""
        if not any(data_list):
            return None
        if not all(data_list):
            raise ValidationError(self.error_messages["incomplete_date"], code="incomplete_date")
        partial = super().compress(data_list)
        return partial.earliest() if isinstance(partial, PartialDate) else partial
