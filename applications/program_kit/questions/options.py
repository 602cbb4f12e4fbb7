"""Yes or no, one of a few, several of a few, countries and long lists."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext as now_text
from django.utils.translation import gettext_lazy as _

from applications.program_kit.choices import Choices
from applications.program_kit.countries import countries
from applications.program_kit.questions.base import Question, Wrong, tidy
from applications.program_kit.questions.dates import parts_of
from applications.program_kit.questions.text import LONG
from applications.program_kit.texts import Text


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
        parts = parts_of(raw)
        answer = super().parse(parts.get("a"))
        used = len(tidy(parts.get("x", "")))
        if answer and used < self.min_length:
            raise Wrong(_("{label}: explain your answer in at least {min} characters."), min=self.min_length)
        if used > self.max_length:
            raise Wrong(
                _("{label}: use at most {max} characters. You have used {used}."), max=self.max_length, used=used
            )
        return answer

    def counted(self, raw: object) -> object:
        """Return a no without its explanation: only a yes is explained."""
        return {"a": "no", "x": ""} if self.read(raw) is False else raw

    def show(self, raw: object) -> str:
        """Return the word and the explanation."""
        parts = parts_of(self.counted(raw))
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
