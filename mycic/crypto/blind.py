"""Blind indexes: a keyed hash beside a sealed column, so that equal values can be found and nothing can be read.

Only for values with many possibilities (addresses, numbers, whole names): a hash of a birth date or a sex would give
itself away by how often it occurs.
"""

import hmac
import re
import unicodedata
from enum import Enum

from mycic.crypto import envelope, keyring

_GAPS = re.compile(r"[\s\-\u2010-\u2015'\u2019\u02bc]+")


class Kind(Enum):
    """How two spellings of the same value are made alike."""

    TEXT = "text"
    DIGITS = "digits"
    EMAIL = "email"


def index(value: str, *, table_column: str, kind: Kind = Kind.TEXT) -> bytes:
    """Return 32 bytes that are equal for equal values of the same column, and only there.

    Args:
        value: what a person typed.
        table_column: for example ``accounts_profile.uci``.
        kind: how to normalise it.
    """
    key = envelope.hkdf(keyring.secret(keyring.BLIND_ROOT, envelope.make_key), f"bidx/{table_column}/v1")
    return hmac.digest(key, normalise(value, kind).encode(), "sha256")


def normalise(value: str, kind: Kind) -> str:
    """Return the spelling that is hashed."""
    if kind is Kind.DIGITS:
        return "".join(str(unicodedata.digit(character)) for character in value if character.isdigit())
    if kind is Kind.EMAIL:
        return unicodedata.normalize("NFC", value).strip().casefold()
    letters = (character for character in unicodedata.normalize("NFKD", value) if not unicodedata.combining(character))
    return _GAPS.sub(" ", "".join(letters).casefold()).strip()
