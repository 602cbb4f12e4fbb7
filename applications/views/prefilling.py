"""What a new draft starts with: what the profile knows, by the names of the questions, as people type it."""

import re
from typing import TYPE_CHECKING

from accounts import queries as people
from applications.program_kit.countries import long_code

if TYPE_CHECKING:
    from accounts.models import User
    from accounts.queries import ProfileCard

#: Documents that both the profile and the applications know, by the profile's names; an identity card is none of them.
_DOCUMENTS = {"passport": "passport", "travel_document": "refugee_td", "none": "none"}
_NUMBER_FIRST = re.compile(r"(?P<number>\d+(?:[A-Za-z]|bis|ter)?),?\s+(?P<street>.+)")


def profile_answers(user: "User") -> dict[str, object]:
    """Return what the profile knows that a question asks as well."""
    try:
        card = people.profile(user)
    except people.NotEnrolled:
        return {}
    return {
        "family_name": card.family_name,
        "given_name": card.given_name,
        "phone_number": card.phone,
        "date_of_birth": _day(card.birth_date),
        "uci": card.client_number,
        "service_language": card.language,
        "correspondence_language": card.language,
        "email": user.email,
        **_document(card),
        **_address(card),
    }


def _document(card: "ProfileCard") -> dict[str, object]:
    kind = _DOCUMENTS.get(card.document_kind)
    if kind is None:
        return {}
    return {
        "document_kind": kind,
        "passport_number": card.document_number,
        "passport_country": long_code(card.document_country),
        "passport_expiry": _day(card.document_expiry) if card.document_expiry else None,
        "passport_explanation": card.no_document_reason,
    }


def _address(card: "ProfileCard") -> dict[str, object]:
    street = ", ".join(line.strip() for line in card.address["street"].splitlines() if line.strip())
    # Where the number does not stand first, the whole line goes into one box, and the person takes it apart.
    parts = _NUMBER_FIRST.fullmatch(street)
    return {
        "mail_street_no": parts["number"] if parts else "",
        "mail_street": parts["street"] if parts else street,
        "mail_city": card.address["city"],
        "mail_province": card.address["region"],
        "mail_postal": card.address["postal_code"],
        "mail_country": long_code(card.address["country"]),
    }


def _day(written: str) -> dict[str, str]:
    year, month, day = [*written.split("-"), "", ""][:3]
    return {"d": day, "m": month, "y": year}
