"""The kinds of questions: how an answer is read, and what is said when it cannot be read.

Each keeps what was typed: reading never changes the stored answer, and a wrong one is shown back as it is.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import ClassVar

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as now_text
from django.utils.translation import gettext_lazy as _

from applications.choices import FindingLevel
from applications.program_kit import dates
from applications.program_kit.base import ALWAYS, NEVER, Condition, Finding, Text
from applications.program_kit.choices import Choices
from applications.program_kit.countries import countries
from applications.program_kit.texts import write

#: The longest explanation that fits a form.
LONG = 3000


class Wrong(Exception):  # noqa: N818 - it is an answer, not a failure of the program
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

    def show(self, raw: object) -> str:
        """Return the answer for reading; a wrong one exactly as typed."""
        if self.is_empty(raw):
            return ""
        try:
            return self.write(self.parse(raw))
        except Wrong:
            return self.verbatim(raw)

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


@dataclass(frozen=True, kw_only=True)
class TextLine(Question):
    """One line of text."""

    max_length: int = 100
    min_length: int = 0

    def parse(self, raw: object) -> object:
        """Return the tidy text, if its length fits."""
        text = tidy(str(raw))
        if len(text) > self.max_length:
            raise Wrong(
                _("{label}: use at most {max} characters. You have used {used}."), max=self.max_length, used=len(text)
            )
        if len(text) < self.min_length:
            raise Wrong(
                _("{label}: use at least {min} characters. You have used {used}."), min=self.min_length, used=len(text)
            )
        return text


@dataclass(frozen=True, kw_only=True)
class LongText(TextLine):
    """Several lines of text; line breaks are kept."""

    max_length: int = LONG

    kind: ClassVar[str] = "long_text"

    def parse(self, raw: object) -> object:
        """Return the text with its lines, if its length fits."""
        super().parse(raw)
        return unicodedata.normalize("NFC", str(raw)).strip()


@dataclass(frozen=True, kw_only=True)
class NameText(TextLine):
    """A person's name in any script, as in the passport."""

    max_length: int = 200
    own_script: bool = True

    _placeholders: ClassVar[frozenset[str]] = frozenset({"na", "n/a", "fnu", "lnu", "*", "-", "none", "unknown"})

    def parse(self, raw: object) -> object:
        """Return the name, if it has letters and no digits."""
        text = str(super().parse(raw))
        if text.casefold() in self._placeholders:
            raise Wrong(_("{label}: leave this empty if your passport shows no such name."))
        if not all(_fits_a_name(sign) for sign in text):
            raise Wrong(_("{label}: use letters, spaces, hyphens, apostrophes and periods only."))
        return text


def _fits_a_name(sign: str) -> bool:
    # Letters and marks of every script; the joiners that Persian and Indic names need; name punctuation.
    return unicodedata.category(sign)[0] in "LM" or sign in " '\u2019\u02bc-\u2010.\u00b7\u30fb\u200c\u200d"


@dataclass(frozen=True, kw_only=True)
class Code(Question):
    """A number or code with a shape, such as a UCI; spaces and hyphens do not count."""

    pattern: str
    example: str
    strip: str = r"[\s-]+"
    repair: Callable[[str], str] = field(default=str)
    layout: Callable[[str], str] = field(default=str)

    kind: ClassVar[str] = "code"

    def parse(self, raw: object) -> object:
        """Return the code in capitals without spaces."""
        code = self.repair(re.sub(self.strip, "", tidy(str(raw))).upper())
        if not re.fullmatch(self.pattern, code):
            raise Wrong(_("{label}: enter it like {example}."), example=self.example)
        return code

    def write(self, value: object) -> str:
        """Return the code as it is printed on papers."""
        return self.layout(str(value))


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
            return dates.parse(_parts(raw), need_day=not self.approximate, need_month=not self.approximate)
        except dates.NotADate as problem:
            raise Wrong(problem.message) from problem

    def show(self, raw: object) -> str:
        """Return the date with the precision that was given."""
        value = self.read(raw)
        return dates.write(value, _parts(raw)) if isinstance(value, date) else self.verbatim(raw or {})


@dataclass(frozen=True, kw_only=True)
class MonthQuestion(DateQuestion):
    """A month and a year."""

    kind: ClassVar[str] = "month"

    def parse(self, raw: object) -> object:
        """Return the first day of the month."""
        try:
            return dates.parse({**_parts(raw), "d": ""}, need_day=False, need_month=True)
        except dates.NotADate as problem:
            raise Wrong(problem.message) from problem


def _parts(raw: object) -> dict[str, str]:
    return {key: str(part) for key, part in raw.items()} if isinstance(raw, Mapping) else {}


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
        try:
            amount = Decimal(text) if re.fullmatch(r"\d{1,9}(\.\d{1,2})?", text) else None
        except InvalidOperation:  # pragma: no cover - the pattern lets digits of other scripts through
            amount = None
        if amount is None:
            raise Wrong(_("{label}: enter an amount in Canadian dollars, like 12500 or 12500.50."))
        return amount

    def write(self, value: object) -> str:
        """Return the amount with its sign."""
        return write(Decimal(str(value)))


@dataclass(frozen=True, kw_only=True)
class YesNo(Question):
    """Yes or no."""

    kind: ClassVar[str] = "yes_no"
    missing: ClassVar[Text] = _("Select yes or no for: {label}")

    def parse(self, raw: object) -> object:
        """Return True for yes and False for no."""
        if raw not in {"yes", "no"}:
            raise Wrong(self.missing)
        return raw == "yes"

    def write(self, value: object) -> str:
        """Return the word."""
        return now_text("Yes") if value else now_text("No")


@dataclass(frozen=True, kw_only=True)
class Explained(YesNo):
    """Yes or no; a yes needs an explanation."""

    min_length: int = 20
    max_length: int = LONG

    kind: ClassVar[str] = "explained"

    def is_empty(self, raw: object) -> bool:
        """Tell whether neither box was used."""
        return not isinstance(raw, Mapping) or not any(str(part).strip() for part in raw.values())

    def parse(self, raw: object) -> object:
        """Return the yes or no, if a yes is explained."""
        parts = _parts(raw)
        answer = super().parse(parts.get("a"))
        used = len(tidy(parts.get("x", "")))
        if answer and used < self.min_length:
            raise Wrong(_("{label}: explain your answer in at least {min} characters."), min=self.min_length)
        if used > self.max_length:
            raise Wrong(_("{label}: use at most {max} characters. You have used {used}."), max=self.max_length, used=used)
        return answer

    def show(self, raw: object) -> str:
        """Return the word and the explanation."""
        parts = _parts(raw)
        explanation = parts.get("x", "").strip()
        word = self.write(parts["a"] == "yes") if parts.get("a") in {"yes", "no"} else parts.get("a", "")
        return ". ".join(part for part in (word, explanation) if part)


@dataclass(frozen=True, kw_only=True)
class Choice(Question):
    """One of a few."""

    choices: Choices
    many_options: bool = False

    kind: ClassVar[str] = "choice"
    missing: ClassVar[Text] = _("Select an answer for: {label}")

    def options(self) -> Choices:
        """Return code and label of each option."""
        return self.choices

    def parse(self, raw: object) -> object:
        """Return the code of the option."""
        if raw not in {code for code, _label in self.options()}:
            raise Wrong(self.missing)
        return str(raw)

    def write(self, value: object) -> str:
        """Return the label of the option."""
        return str(dict(self.options()).get(str(value), value))


@dataclass(frozen=True, kw_only=True)
class Multi(Choice):
    """Any number of a few."""

    kind: ClassVar[str] = "multi"

    def parse(self, raw: object) -> object:
        """Return the codes of the options, in the order of the list."""
        chosen = raw if isinstance(raw, list) else [raw]
        codes = [code for code, _label in self.options()]
        if not all(code in codes for code in chosen):
            raise Wrong(self.missing)
        return tuple(code for code in codes if code in chosen)

    def write(self, value: object) -> str:
        """Return the labels of the options."""
        labels = dict(self.options())
        return ", ".join(str(labels[code]) for code in value) if isinstance(value, tuple) else ""


@dataclass(frozen=True, kw_only=True)
class Country(Choice):
    """A country or territory, or one of the special codes of travel documents."""

    choices: Choices = ()
    many_options: bool = True

    kind: ClassVar[str] = "country"

    def options(self) -> Choices:
        """Return every country in the active language."""
        return countries()


@dataclass(frozen=True, kw_only=True)
class Listed(Choice):
    """One of a long list that is read when it is needed."""

    choices: Choices = ()
    many_options: bool = True
    source: Callable[[], Choices]

    kind: ClassVar[str] = "country"

    def options(self) -> Choices:
        """Return the list in the active language."""
        return self.source()


@dataclass(frozen=True, kw_only=True)
class Phone(Question):
    """A telephone number of any country, with or without an extension."""

    autocomplete: str = "tel"

    kind: ClassVar[str] = "phone"

    def parse(self, raw: object) -> object:
        """Return the number in international writing."""
        try:
            number = phonenumbers.parse(str(raw), "CA")
        except phonenumbers.NumberParseException:
            number = None
        if number is None or not phonenumbers.is_possible_number(number):
            raise Wrong(_("{label}: enter a number like 613-555-0142, or +33 1 99 00 12 34 for another country."))
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


@dataclass(frozen=True, kw_only=True)
class Email(Question):
    """An e-mail address."""

    autocomplete: str = "email"

    kind: ClassVar[str] = "email"

    def parse(self, raw: object) -> object:
        """Return the address with its domain in small letters."""
        name, _at, domain = tidy(str(raw)).rpartition("@")
        address = f"{name}@{domain.lower()}"
        try:
            validate_email(address)
        except ValidationError as problem:
            raise Wrong(_("{label}: enter an address like name@example.com.")) from problem
        return address


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
        return [{"row": row.get("row", ""), **{item.name: item.read(row.get(item.name)) for item in self.items}} for row in raw]

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
