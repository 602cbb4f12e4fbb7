"""Verification codes: twelve random signs and a check sign, easy to read aloud and to type.

The alphabet has 31 signs (a prime) without those that look alike, so the weighted check sign finds every
single wrong sign and every swap of two neighbours. A code says nothing about the person or the case.
"""

import re
import secrets

_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_BODY = 12
LENGTH = _BODY + 1
# The longest thing worth looking at: a code typed with separators, or the address that the QR code holds.
LONGEST_TYPED = 200


def new() -> str:
    """Return a fresh code: 59 bits of chance and the check sign."""
    body = "".join(secrets.choice(_ALPHABET) for _ in range(_BODY))
    return body + _check_sign(body)


def normalise(typed: str) -> str:
    """Return what a person typed, pasted or scanned as a bare code; a whole address is accepted too."""
    last_part = typed[:LONGEST_TYPED].strip().rstrip("/").rsplit("/", 1)[-1]
    return re.sub(r"[\s\-\u2010-\u2015.]+", "", last_part).upper()


def is_valid(code: str) -> bool:
    """Tell whether a normalised code has the right length, signs and check sign."""
    return len(code) == LENGTH and set(code) <= set(_ALPHABET) and _check_sign(code[:-1]) == code[-1]


def display(code: str) -> str:
    """Return the code in groups: ``ABCD-EFGH-JKMN-P``."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def _check_sign(body: str) -> str:
    total = sum(weight * _ALPHABET.index(sign) for weight, sign in enumerate(body, start=2))
    return _ALPHABET[total % len(_ALPHABET)]
