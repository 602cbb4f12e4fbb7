"""Text, names, codes, telephone numbers and e-mail addresses."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import ClassVar

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from applications.program_kit.questions.base import Question, Wrong, tidy

#: The longest explanation that fits a form.
LONG = 3000


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


# Name punctuation, the Hebrew hyphen included, and the joiners that Persian and Indic names need: the profile takes
# the same, so that no name that it knows stands in the way of an application.
_NAME_SIGNS = frozenset(" .'’ʼʻ‘`´-‐‑·・,()/\u05be\u200c\u200d\u200e\u200f")


def _fits_a_name(sign: str) -> bool:
    return unicodedata.category(sign)[0] in "LM" or sign in _NAME_SIGNS


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
