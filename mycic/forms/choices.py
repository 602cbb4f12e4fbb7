"""Countries in both languages, sorted as people of that language expect, and "stateless"."""

import unicodedata
from functools import lru_cache
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django_countries import countries

# ICAO 9303 code for a person without a nationality; travel documents print the same letters.
STATELESS = "XXA"


def folded(text: str) -> str:
    """Return the text without accents and case, for sorting and searching."""
    plain = unicodedata.normalize("NFKD", text)
    return "".join(c for c in plain if not unicodedata.combining(c)).casefold()


@lru_cache(maxsize=8)
def _sorted_countries(language: str, stateless: bool) -> tuple[tuple[str, str], ...]:  # noqa: FBT001 - a cache key
    del language  # part of the key: names follow the active language
    rows = sorted(((code, str(name)) for code, name in countries), key=lambda row: folded(row[1]))
    extra = ((STATELESS, _("Stateless (no nationality)")),) if stateless else ()
    return (*extra, *rows)


def country_choices(*, stateless: bool = False) -> tuple[tuple[str, str], ...]:
    """Return ``(code, name)`` in the active language, "stateless" first when asked for."""
    return _sorted_countries(get_language() or "en", stateless)


class CountryField(forms.ChoiceField):
    """One country, by its two-letter ISO code (``STATELESS`` when allowed)."""

    widget = forms.Select

    def __init__(self, *, stateless: bool = False, **kwargs: Any) -> None:
        """Build the field; names are looked up when the form is made, in the language of the request."""

        def choices() -> list[tuple[str, str]]:
            return [("", _("Select a country")), *country_choices(stateless=stateless)]

        super().__init__(choices=choices, **kwargs)
        self.widget.attrs.setdefault("data-width", "16")
        self.widget.attrs.setdefault("translate", "no")
