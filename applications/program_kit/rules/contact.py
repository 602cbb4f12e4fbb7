"""Rules about addresses (X21, G07)."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from applications.program_kit.base import AnswerBook
from applications.program_kit.findings import Finding, error, warning

_PREFIXES = ("mail", "home")
_PROVINCES_BY_LETTER = {
    letter: set(provinces.split())
    for letters, provinces in (
        ("A", "NL"),
        ("B", "NS"),
        ("C", "PE"),
        ("E", "NB"),
        ("GHJ", "QC"),
        ("KLMNP", "ON"),
        ("R", "MB"),
        ("S", "SK"),
        ("T", "AB"),
        ("V", "BC"),
        ("X", "NT NU"),
        ("Y", "YT"),
    )
    for letter in letters
}


def canadian_postal(book: AnswerBook) -> Iterator[Finding]:
    """G07: a Canadian postal code has its shape."""
    for prefix in _PREFIXES:
        postal = book.text(f"{prefix}_postal")
        shaped = len(postal) == 7 and postal[3] == " "  # noqa: PLR2004 - A1A 1A1
        if book.choice(f"{prefix}_country") == "CAN" and postal and not shaped:
            yield error("G07", _("Enter a Canadian postal code like K1A 0B1."), f"{prefix}_postal")


def home_in_canada(book: AnswerBook) -> Iterator[Finding]:
    """G07: the person lives in Canada."""
    country = book.choice("home_country")
    if country and country != "CAN":
        yield error("G07", _("Your home address must be in Canada."), "home_country")


def postal_place(book: AnswerBook) -> Iterator[Finding]:
    """X21: a postal code begins with a letter of its province."""
    for prefix in _PREFIXES:
        postal, province = book.text(f"{prefix}_postal"), book.text(f"{prefix}_province")
        if not (book.choice(f"{prefix}_country") == "CAN" and postal and province):
            continue
        if province not in _PROVINCES_BY_LETTER.get(postal[0], {province}):
            yield warning("X21", _("The postal code does not match the province."), f"{prefix}_postal")
