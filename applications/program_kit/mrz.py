"""The two machine-readable lines of a passport (ICAO 9303, TD3)."""

import re
from dataclasses import dataclass
from datetime import date

_LENGTH = 44
_WEIGHTS = (7, 3, 1)


@dataclass(frozen=True)
class Lines:
    """What the two lines say.

    Attributes:
        checks: whether every check digit is right.
    """

    passport_number: str
    date_of_birth: date | None
    passport_expiry: date | None
    sex: str
    checks: bool


def read(first: str, second: str) -> Lines | None:
    """Return what the lines say, or None if they are not two lines of a passport."""
    one, two = (re.sub(r"\s", "", line).upper() for line in (first, second))
    if not all(re.fullmatch(rf"[A-Z0-9<]{{{_LENGTH}}}", line) for line in (one, two)):
        return None
    return Lines(
        passport_number=two[:9].replace("<", ""),
        date_of_birth=_day(two[13:19], past=True),
        passport_expiry=_day(two[21:27], past=False),
        sex=two[20].replace("<", ""),
        checks=all(
            check_digit(part) == digit
            for part, digit in (
                (two[:9], two[9]),
                (two[13:19], two[19]),
                (two[21:27], two[27]),
                (two[:10] + two[13:20] + two[21:43], two[43]),
            )
        ),
    )


def check_digit(text: str) -> str:
    """Return the check digit of a part: weights 7, 3, 1; A is 10, Z is 35, the filler is 0."""
    total = sum(
        (0 if sign == "<" else int(sign, 36)) * _WEIGHTS[place % len(_WEIGHTS)] for place, sign in enumerate(text)
    )
    return str(total % 10)


def _day(text: str, *, past: bool) -> date | None:
    if not text.isdigit():
        return None
    year, month, day = int(text[:2]), int(text[2:4]), int(text[4:])
    # A birth lies in the past: two digits above those of this decade belong to the last century.
    century = 1900 if past and year > 30 else 2000  # noqa: PLR2004 - the usual pivot of two-digit years
    try:
        return date(century + year, month, day)
    except ValueError:
        return None
