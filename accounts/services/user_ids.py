"""User IDs: one spelling, and none that could be taken for the portal's own name in a certificate."""

import re
import unicodedata

from django.utils.translation import gettext_lazy as _

from mycic.exceptions import DomainError

_SHAPE = re.compile(r"[a-z0-9](?:[a-z0-9._-]{2,38})[a-z0-9]")
_MARKS = re.compile(r"[^a-z0-9]")
# The letters' certificate is issued to "MyCIC letters": a person's signature must not look like the portal's.
_OURS = re.compile(r"^m[yi]c[il1]c|^(?:system|root|administrator|letters?|epass)$")


class UnfitUserId(DomainError):
    """The user ID has other characters than allowed, or is too short or too long."""


class UserIdTaken(DomainError):
    """Somebody has this user ID, or it is kept for the portal itself."""


def plain(typed: str) -> str:
    """Return a user ID in its one spelling.

    Raises:
        UnfitUserId: it has other characters, or is too short or too long.
        UserIdTaken: it could be taken for the portal itself.
    """
    text = unicodedata.normalize("NFKC", typed).strip().lower()
    if not _SHAPE.fullmatch(text):
        raise UnfitUserId(_("Enter a user ID of 4 to 40 letters (a to z), numbers, points, hyphens or underscores"))
    if _OURS.search(_MARKS.sub("", text)):
        raise UserIdTaken(_("This user ID is taken. Choose another one."))
    return text
