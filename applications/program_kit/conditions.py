"""Conditions about the answers, which can also say themselves in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from applications.program_kit.base import AnswerBook


@dataclass(frozen=True)
class Condition:
    """A yes-or-no about the answers that can also say itself in words."""

    test: Callable[[AnswerBook], bool]
    prose: str

    def __call__(self, book: AnswerBook) -> bool:
        """Tell whether the condition holds."""
        return self.test(book)

    def __and__(self, other: Condition) -> Condition:
        """Return the condition that needs both."""
        if other is ALWAYS:
            return self
        return Condition(lambda book: self(book) and other(book), f"{self.prose} and {other.prose}")

    def __or__(self, other: Condition) -> Condition:
        """Return the condition that needs one of both."""
        return Condition(lambda book: self(book) or other(book), f"{self.prose} or {other.prose}")

    def __invert__(self) -> Condition:
        """Return the opposite."""
        return Condition(lambda book: not self(book), f"not ({self.prose})")


ALWAYS = Condition(lambda _book: True, "always")
NEVER = Condition(lambda _book: False, "never")


def answered(name: str, *values: str) -> Condition:
    """Return the condition that a question was answered with one of some values."""
    return Condition(lambda book: book.choice(name) in values, f"{name} is {' or '.join(values)}")


def yes(name: str) -> Condition:
    """Return the condition that a question was answered with yes."""
    return Condition(lambda book: book.yes(name), f"{name} is yes")


def no(name: str) -> Condition:
    """Return the condition that a question was answered with no."""
    return Condition(lambda book: book.no(name), f"{name} is no")
