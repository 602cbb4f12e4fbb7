"""Postal addresses as they stand on what is posted in Canada."""

from django.utils import translation
from django_countries import countries

from mycic.formats.text import active_language

_HERE = "CA"


def destination(country: str, *, language: str | None = None) -> str:
    """Return the last line of an address: the country in capitals, as the postal union asks; empty within Canada.

    Args:
        country: its code of two letters.
        language: the language of what is posted; the active one if none is named.
    """
    if country == _HERE:
        return ""
    with translation.override(active_language(language)):
        return (str(countries.name(country)) or country).upper()
