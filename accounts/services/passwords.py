"""What a password must be: long and hard to guess; nothing else is asked of it (decisions 22)."""

import secrets
import unicodedata
from collections.abc import Iterable

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from zxcvbn import zxcvbn

from mycic.exceptions import DomainError

SHORTEST = 12
LONGEST = 128
_STRONG_ENOUGH = 3
_LOOKED_AT = 72  # zxcvbn refuses to look further
# zxcvbn tries every reading of the signs that can stand for a letter: with all of them it works for a quarter minute.
_SIGNS_FOR_LETTERS = frozenset("@({[<&#!|$+%/")
_MOST_SIGNS = 3
CONTEXT_WORDS = (
    "mycic", "epass", "immigration", "canada", "canadian", "canadien", "permit", "permis", "student", "étudiant",
    "etudiant", "study", "études", "asylum", "asile", "refugee", "réfugié", "refugie", "visa", "citizenship",
    "citoyenneté", "citoyennete", "portal", "portail", "toronto", "ottawa", "montréal", "montreal", "vancouver",
    "québec", "quebec", "maple", "érable", "erable", "password", "motdepasse",
)  # fmt: skip
_COMMON = CommonPasswordValidator()


class WeakPassword(DomainError):
    """The password is too short, too long or too easy to guess."""


def check(password: str, *, words: Iterable[str] = ()) -> None:
    """Refuse a password that others could guess.

    Args:
        password: as typed.
        words: what others know of the person: user ID, parts of the e-mail address.

    Raises:
        WeakPassword: with the reason and the way out.
    """
    check_length(password)
    password = unicodedata.normalize("NFKC", password)
    try:
        _COMMON.validate(password)
    except ValidationError:
        raise WeakPassword(_("Many people use this password. Choose another one.")) from None
    known = {part.lower() for word in words for part in (word, *word.replace("@", ".").split(".")) if len(part) > 2}  # noqa: PLR2004 - shorter parts are in every password
    lowered = password.casefold()
    left = lowered
    for word in sorted({*known, *CONTEXT_WORDS}, key=len, reverse=True):
        left = left.replace(word, "")
    if len([c for c in left if c.isalnum()]) < SHORTEST // 2:
        raise WeakPassword(
            _(
                "This password is made of your user ID, your e-mail address or words about this service. "
                "Add other words."
            )
        )
    if zxcvbn(_quickly_read(password[:_LOOKED_AT]), user_inputs=[*known, *CONTEXT_WORDS])["score"] < _STRONG_ENOUGH:
        raise WeakPassword(_("This password is easy to guess. Make it longer: four or five words in a row work well."))


def check_length(password: str) -> None:
    """Refuse a password that is too short or too long; quick enough to ask of every form.

    Raises:
        WeakPassword: with the reason.
    """
    length = len(unicodedata.normalize("NFKC", password))
    if length < SHORTEST:
        raise WeakPassword(_("Use 12 characters or more. Four or five words in a row work well."))
    if length > LONGEST:
        raise WeakPassword(_("Use 128 characters or fewer."))


def _quickly_read(password: str) -> str:
    """Return the password with all but the first few kinds of signs for letters made alike."""
    kinds = dict.fromkeys(sign for sign in password if sign in _SIGNS_FOR_LETTERS)
    return password.translate({ord(sign): "_" for sign in list(kinds)[_MOST_SIGNS:]})


_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def readable_code(length: int) -> str:
    """Return random letters and digits that cannot be confused, in groups of four."""
    letters = "".join(secrets.choice(_ALPHABET) for _ in range(length))
    return "-".join(letters[i : i + 4] for i in range(0, length, 4))


def plain_code(code: str) -> str:
    """Return a typed code as it was made: without spaces and hyphens, in capitals."""
    return "".join(c for c in unicodedata.normalize("NFKC", code).upper() if c.isalnum())
