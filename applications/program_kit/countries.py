"""Countries and languages by their codes, named in the active language."""

from functools import lru_cache

from babel import Locale
from django.utils.translation import get_language
from django.utils.translation import gettext as now_text
from django_countries import countries as iso

from applications.program_kit.choices import Choices

CANADA = "CAN"
USA = "USA"
#: Codes that stand in no ISO list.
_NO_ISO = {"XK": "RKS"}


def countries() -> Choices:
    """Return every country (three letters) and the special codes of travel documents."""
    return _countries(get_language() or "en")


@lru_cache(maxsize=4)
def _countries(_language: str) -> Choices:
    named = [(str(iso.alpha3(code)), str(name)) for code, name in iso]
    return (
        *((code, name) for code, name in named if code),
        ("RKS", "Kosovo"),
        ("XXA", now_text("Stateless person")),
        ("XXB", now_text("Refugee (1951 Convention)")),
        ("XXC", now_text("Refugee (other)")),
        ("XXX", now_text("Nationality not known")),
        ("UNO", now_text("United Nations")),
        ("EUE", now_text("European Union laissez-passer")),
    )


def long_code(code: str) -> str:
    """Return the three letters of a country's two, as passports and applications write it; empty if unknown."""
    return _NO_ISO.get(code) or str(iso.alpha3(code))


def languages() -> Choices:
    """Return the languages that have a two-letter code, and "another language"."""
    return _languages(get_language() or "en")


@lru_cache(maxsize=4)
def _languages(language: str) -> Choices:
    names = Locale.parse(language).languages
    known = sorted((name, code) for code, name in names.items() if len(code) == 2)  # noqa: PLR2004 - ISO 639-1
    return (*((code, name) for name, code in known), ("other", now_text("Another language")))
