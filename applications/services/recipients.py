"""Whom a letter is for: name, address, and the spelling of the passport where the name is in another script."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from accounts import queries as people
from applications import queries
from applications.letters.facts import Recipient
from applications.program_kit.base import Facts
from mycic import clock

if TYPE_CHECKING:
    from accounts.queries import ProfileCard
    from applications.models import Case
    from applications.program_kit.base import AnswerBook


def recipient(card: ProfileCard, case: Case, book: AnswerBook) -> Recipient:
    """Return the addressee as the person writes their name; a member of the family in care of the main person.

    Args:
        card: the profile of the owner: name and postal address.
        case: which person of the application.
        book: the answers: the name there is spelled as in the passport.
    """
    spelled = " ".join(filter(None, (book.text("given_name"), book.text("family_name"))))
    address, country = card.street_lines, card.address["country"]
    if not case.is_main:
        return Recipient(name=spelled, address=address, country=country, care_of=card.full_name)
    latin = spelled if is_latin(spelled) and not is_latin(card.full_name) else ""
    return Recipient(name=card.full_name, address=address, latin=latin, country=country)


def of_case(case: Case) -> Recipient:
    """Return the addressee of a case that was sent."""
    book = queries.opened(case).book(Facts(policy_set=case.policy_set), clock.today())
    return recipient(people.profile(case.owner), case, book)


def is_latin(name: str) -> bool:
    """Tell whether a name has letters, and all of them are Latin."""
    letters = [sign for sign in name if sign.isalpha()]
    return bool(letters) and all(unicodedata.name(sign, "").startswith("LATIN") for sign in letters)
