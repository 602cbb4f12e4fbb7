"""Canonical JSON: one spelling for one meaning, so that a signature over it can be checked by anybody, for ever."""

import json
import unicodedata
from collections.abc import Mapping
from datetime import UTC, date, datetime
from uuid import UUID

#: Whole numbers beyond this are read wrongly by some programs.
_LARGEST = 2**53 - 1

Plain = None | bool | int | str | list["Plain"] | dict[str, "Plain"]


def canonical_json(value: object) -> bytes:
    """Return UTF-8 JSON with sorted keys, no blanks, text in NFC and times in UTC.

    Raises:
        TypeError: a value has no single spelling (a float, a time without a zone, a key that is no text).
        ValueError: a number is too large, or two keys are the same text in NFC.
    """
    return json.dumps(_plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _plain(value: object) -> Plain:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, Mapping):
        return _members(value)
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return _number(value) if isinstance(value, int) else _spelt(value)


def _number(value: int) -> int:
    if abs(value) > _LARGEST:
        raise ValueError("A whole number is too large for canonical JSON.")
    return int(value)


def _spelt(value: object) -> str:
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in canonical JSON.")


def _members(value: Mapping[object, object]) -> dict[str, Plain]:
    members: dict[str, Plain] = {}
    for key, item in value.items():
        if not isinstance(key, str):
            raise TypeError("A key of canonical JSON is text.")
        name = unicodedata.normalize("NFC", key)
        if name in members:
            raise ValueError("Two keys of canonical JSON are the same text.")
        members[name] = _plain(item)
    return members
