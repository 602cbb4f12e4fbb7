"""The one JSON parser for what comes from outside: small, flat enough, and without the traps of the format."""

import json
import re
from typing import Any, NoReturn

from django.utils.translation import gettext_lazy as _

from mycic.exceptions import DomainError

MAX_BYTES = 64 * 1024
MAX_DEPTH = 20
_MAX_DIGITS = 30
_TEXT = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)


class NotJSON(DomainError):
    """The body is not JSON that we accept."""

    def __init__(self) -> None:
        super().__init__(_("We could not read what was sent. Reload the page and try again."))


def loads(body: bytes, *, max_bytes: int = MAX_BYTES) -> Any:
    """Parse a body.

    Args:
        body: what was sent.
        max_bytes: how long it may be.

    Raises:
        NotJSON: too long, too deep, malformed, a name twice, NaN or infinity, a huge number, NUL or a lone surrogate.
    """
    if len(body) > max_bytes or _depth(body) > MAX_DEPTH:
        raise NotJSON
    try:
        value = json.loads(
            body.decode("utf-8"),
            object_pairs_hook=_unique,
            parse_constant=_refuse,
            parse_int=_whole,
            parse_float=_fraction,
        )
        json.dumps(value, ensure_ascii=False).encode("utf-8")  # a lone surrogate has no UTF-8 form
    except (ValueError, RecursionError) as error:
        raise NotJSON from error
    return value


def _depth(body: bytes) -> int:
    """Return the deepest nesting; brackets inside a text do not count."""
    deepest = level = 0
    for byte in _TEXT.sub(b"", body):
        if byte in b"[{":
            level += 1
            deepest = max(deepest, level)
        elif byte in b"]}":
            level -= 1
    return deepest


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs) or any("\0" in text for pair in pairs for text in pair if isinstance(text, str)):
        raise ValueError("a name twice, or NUL")
    return result


def _whole(digits: str) -> int:
    if len(digits) > _MAX_DIGITS:
        raise ValueError("a huge number")
    return int(digits)


def _fraction(digits: str) -> float:
    number = float(digits)
    if len(digits) > _MAX_DIGITS or number in {float("inf"), float("-inf")}:
        raise ValueError("a huge number")
    return number


def _refuse(_constant: str) -> NoReturn:
    raise ValueError("NaN or infinity")
