"""Who runs this installation: brand and contact details from settings, in the language of the page."""

from dataclasses import dataclass
from functools import cached_property

from django.conf import settings


@dataclass(frozen=True)
class Operator:
    """The organisation behind this installation, as printed on every page, letter and error."""

    name: str
    address: tuple[str, ...]
    phone: str
    email: str
    hours: str
    privacy_officer: str
    notice: str
    brand: str

    @cached_property
    def one_line(self) -> str:
        """The postal address on one line."""
        return ", ".join(self.address)

    @cached_property
    def phone_link(self) -> str:
        """The phone number as a ``tel:`` link wants it."""
        digits = "".join(c for c in self.phone if c.isdigit())
        return f"+1{digits}" if len(digits) == 10 else f"+{digits}"  # noqa: PLR2004 - a North American number


def _read(language: str) -> Operator:
    def pair(name: str) -> str:
        return str(settings.OPERATOR[f"{name}_{language}"])

    lines = (line.strip() for line in pair("ADDRESS").split("|"))
    return Operator(
        name=pair("NAME"),
        address=tuple(line for line in lines if line),
        phone=str(settings.OPERATOR["PHONE"]),
        email=str(settings.OPERATOR["EMAIL"]),
        hours=pair("HOURS"),
        privacy_officer=str(settings.OPERATOR["PRIVACY_EMAIL"]) or str(settings.OPERATOR["EMAIL"]),
        notice=pair("NOTICE"),
        brand=pair("BRAND"),
    )


def operator(language: str) -> Operator:
    """Return the operator's details in "en" or "fr"."""
    return _read("FR" if language.startswith("fr") else "EN")
