"""Merge values into translated sentences, in the reader's language."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django.utils.functional import Promise

from mycic.formats.text import date_text, money_text

Text = str | Promise


def fill(message: Text, values: Mapping[str, object]) -> str:
    """Return a sentence with its places filled.

    Args:
        message: a sentence with ``{places}``.
        values: what stands there; dates and amounts follow the active language.
    """
    return str(message).format(**{name: write(value) for name, value in values.items()}) if values else str(message)


def write(value: object) -> str:
    """Return a value as people of the active language write it."""
    if isinstance(value, date):
        return date_text(value)
    if isinstance(value, Decimal):
        return money_text(value)
    return str(value)
