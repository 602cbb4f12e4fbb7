"""Public references: one letter and nine digits, the last a Luhn check digit (decisions 8).

Shown as ``W300 412 889``. Random, never sequential, never a primary key, never in a URL. The number that a school's
verification gets is of the same kind, with two letters: ``EV 3004 1288 9``. Each transfer to another school keeps it
and counts up a suffix: ``EV 3004 1288 9 T2``.
"""

import re
import secrets

_SHAPE = re.compile(r"[A-Z]\d{9}")
_VERIFICATION = "EV"
_VERIFICATION_SHAPE = re.compile(rf"({_VERIFICATION}\d{{9}})(?:T([2-9]|[1-9]\d))?")
_RANDOM_DIGITS = 8
_CODE_SHAPE = re.compile(r"[A-Z]{2}\d{10}")
_CODE_DIGITS = 9
#: Without I and O, which look like digits.
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"


def new(letter: str) -> str:
    """Return a fresh random reference for a family of programs.

    Args:
        letter: one capital letter: S study, W work, V visitor, E verification, R refugee claim.
    """
    return letter + _digits()


def new_verification() -> str:
    """Return a fresh random number for a school's verification."""
    return _VERIFICATION + _digits()


def after_transfer(number: str) -> str:
    """Return the number that a verification has at the next school: the same with a suffix one higher.

    Args:
        number: a normalised verification number, with or without a suffix.

    Raises:
        ValueError: it is not the number of a verification.
    """
    found = _VERIFICATION_SHAPE.fullmatch(number)
    if found is None:
        raise ValueError(number)
    return f"{found[1]}T{int(found[2] or 1) + 1}"


def personal_code() -> str:
    """Return a fresh random code of a self-assessment: two letters and ten digits, the last a check digit."""
    letters = "".join(secrets.choice(_LETTERS) for _place in range(2))
    return letters + _digits(_CODE_DIGITS)


def is_personal_code(code: str) -> bool:
    """Tell whether a normalised code has the right shape and check digit."""
    return bool(_CODE_SHAPE.fullmatch(code)) and _check_digit(code[2:-1]) == code[-1]


def display_code(code: str) -> str:
    """Return a code in groups, as people read it: ``AB 123 456 7890``."""
    return f"{code[:2]} {code[2:5]} {code[5:8]} {code[8:]}"


def normalise(typed: str) -> str:
    """Return what a person typed without spaces and hyphens, in capitals."""
    return re.sub(r"[\s-]+", "", typed).upper()


def is_valid(reference: str) -> bool:
    """Tell whether a normalised reference has the right shape and check digit."""
    return bool(_SHAPE.fullmatch(reference)) and _check_digit(reference[1:-1]) == reference[-1]


def is_verification(number: str) -> bool:
    """Tell whether a normalised verification number has the right shape and check digit."""
    found = _VERIFICATION_SHAPE.fullmatch(number)
    return found is not None and _check_digit(found[1][2:-1]) == found[1][-1]


def display_verification(number: str) -> str:
    """Return a verification number in groups, as people read it: ``EV 3004 1288 9``."""
    return " ".join(filter(None, (number[:2], number[2:6], number[6:10], number[10:11], number[11:])))


def display(reference: str) -> str:
    """Return the reference in groups, as people read it: ``W300 412 889``."""
    return f"{reference[:4]} {reference[4:7]} {reference[7:]}"


def _digits(count: int = _RANDOM_DIGITS) -> str:
    body = f"{secrets.randbelow(10**count):0{count}d}"
    return body + _check_digit(body)


def _check_digit(body: str) -> str:
    total = 0
    for position, digit in enumerate(reversed(body)):
        doubled = int(digit) * 2 if position % 2 == 0 else int(digit)
        total += doubled - 9 if doubled > 9 else doubled  # noqa: PLR2004 - the Luhn rule itself
    return str(-total % 10)
