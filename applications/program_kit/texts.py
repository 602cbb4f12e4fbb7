"""Merge values into translated sentences, in the reader's language."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import get_language


def fill(message: str | Promise, values: Mapping[str, object]) -> str:
    """Return a sentence with its places filled.

    Args:
        message: a sentence with ``{places}``.
        values: what stands there; dates and amounts follow the active language.
    """
    return str(message).format(**{name: write(value) for name, value in values.items()}) if values else str(message)


def write(value: object) -> str:
    """Return a value as people of the active language write it."""
    if isinstance(value, date):
        return write_date(value)
    if isinstance(value, Decimal):
        return write_money(value)
    return str(value)


def write_date(value: date) -> str:
    """Return ``March 9, 2026`` or ``9 mars 2026`` (the first of a month is ``1er``)."""
    if get_language() == "fr":
        day = "1er" if value.day == 1 else str(value.day)
        return f"{day} {date_format(value, 'F Y')}"
    return date_format(value, "F j, Y")


def write_money(value: Decimal) -> str:
    """Return ``$1,255.00`` or ``1 255,00 $``."""
    if get_language() == "fr":
        whole, cents = f"{value:,.2f}".split(".")
        grouped = whole.replace(",", "\u00a0")
        return f"{grouped},{cents}\u00a0$"
    return f"${value:,.2f}"
