"""The operator's list of designated learning institutions: read from a table, checked whole, put in place at once."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import tempfile
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from accounts import queries as people
from applications.program_kit import tables
from applications.program_kit.choices import PROVINCE
from applications.program_kit.tables import Institution
from applications.queries import schools

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

NEEDED = ("number", "name", "city", "province", "public", "valid_from", "source")
OPTIONAL = ("valid_to", "suspended", "participating")
#: A list of every school of the country is a tenth of this.
LARGEST = 5_000_000
_LONGEST = 200
_NUMBER = re.compile(r"O\d{11,12}")
_YES, _NO = {"yes", "oui", "true", "1"}, {"no", "non", "false", "0", ""}


class BadList(ValueError):
    """The list cannot be taken; nothing was changed.

    Attributes:
        problems: one sentence each, with the line.
    """

    def __init__(self, problems: Sequence[str]) -> None:
        """Carry every problem, so that the operator mends them in one go."""
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


@dataclass(frozen=True)
class Difference:
    """What a new list changes, by the numbers of the institutions."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]


def read(content: bytes) -> dict[str, Institution]:
    """Read a table with one institution a line, separated by commas or semicolons, in UTF-8.

    Args:
        content: the file. Its first line names the columns: those of ``NEEDED``, and of ``OPTIONAL`` where wanted.
            Days are written YYYY-MM-DD, yes and no as such. A zero in place of the letter O is mended.

    Raises:
        BadList: with every line that is wrong and why.
    """
    reader = csv.DictReader(io.StringIO(_text(content), newline=""), delimiter=_delimiter(content))
    missing = [name for name in NEEDED if name not in (reader.fieldnames or ())]
    unknown = [str(name) for name in reader.fieldnames or () if name not in {*NEEDED, *OPTIONAL}]
    if missing or unknown:
        raise BadList(
            [
                *(f"The column {name!r} is missing." for name in missing),
                *(f"No such column: {name!r}." for name in unknown),
            ]
        )
    found: dict[str, Institution] = {}
    problems: list[str] = []
    for row in reader:
        wrong, institution = _row(row)
        if institution is not None and institution.number in found:
            wrong.append(f"{institution.number} stands in the list twice")
        problems += [f"Line {reader.line_num}: {each}." for each in wrong]
        if institution is not None:
            found[institution.number] = institution
    if not found and not problems:
        problems.append("The list is empty.")
    if problems:
        raise BadList(problems)
    return found


def _text(content: bytes) -> str:
    if len(content) > LARGEST:
        raise BadList([f"The file is larger than {LARGEST:,} bytes."])
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadList(["The file is not in UTF-8. Save it as “CSV UTF-8”."]) from None


def _delimiter(content: bytes) -> str:
    head = content.split(b"\n", 1)[0]
    return ";" if head.count(b";") > head.count(b",") else ","


def _row(row: Mapping[str | None, Any]) -> tuple[list[str], Institution | None]:
    """Return what is wrong with a line, or the institution."""
    if None in row:
        return ["there are more values than columns"], None
    wrong, values = [], {}
    for name, parse in _COLUMNS.items():
        try:
            values[name] = parse(str(row.get(name) or "").strip())
        except ValueError as problem:
            wrong.append(f"{name}: {problem}")
    first, last = values.get("valid_from"), values.get("valid_to")
    if first and last and last < first:
        wrong.append("valid_to: it lies before valid_from")
    return wrong, None if wrong else Institution(**values)


def _number(cell: str) -> str:
    number = re.sub(r"^0(?=\d{11,12}$)", "O", re.sub(r"[\s-]+", "", cell).upper())
    if not _NUMBER.fullmatch(number):
        raise ValueError("write the letter O and 11 or 12 digits")
    return number


def _words(cell: str) -> str:
    if not cell or len(cell) > _LONGEST or not cell.isprintable():
        raise ValueError(f"write 1 to {_LONGEST} characters on one line")
    return cell


def _province(cell: str) -> str:
    code = cell.upper()
    if code not in {value for value, _label in PROVINCE}:
        raise ValueError("write the two letters of a province or territory, such as ON")
    return code


def _flag(cell: str) -> bool:
    word = cell.lower()
    if word not in _YES | _NO:
        raise ValueError("write yes or no")
    return word in _YES


def _day(cell: str) -> date:
    try:
        return date.fromisoformat(cell)
    except ValueError:
        raise ValueError("write the day as YYYY-MM-DD") from None


def _day_or_none(cell: str) -> date | None:
    return _day(cell) if cell else None


_COLUMNS: Mapping[str, Callable[[str], Any]] = {
    "number": _number,
    "name": _words,
    "city": _words,
    "province": _province,
    "public": _flag,
    "valid_from": _day,
    "valid_to": _day_or_none,
    "suspended": _flag,
    "participating": _flag,
    "source": _words,
}


def difference(new: Mapping[str, Institution]) -> Difference:
    """Return what a list changes against the one that holds now."""
    old = tables.institutions()
    return Difference(
        added=tuple(sorted(new.keys() - old.keys())),
        changed=tuple(sorted(number for number in new.keys() & old.keys() if new[number] != old[number])),
        removed=tuple(sorted(old.keys() - new.keys())),
    )


def install(new: Mapping[str, Institution], *, into: Path) -> Difference:
    """Put a list in place of the one that holds now, completely or not at all.

    Args:
        new: from ``read``.
        into: the file.

    Raises:
        BadList: a school that has requests or representatives would vanish; one that left stays, with its last day.
    """
    change = difference(new)
    used = schools.asked_ever() | people.represented_schools()
    lost = [number for number in change.removed if number in used]
    if lost:
        raise BadList(
            [f"{number} has requests or representatives. Keep it, with its last day in valid_to." for number in lost]
        )
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=into.parent, delete=False) as file:
        file.write("\n".join(_lines(new)))
        file.flush()
        os.fsync(file.fileno())
    Path(file.name).chmod(0o644)
    Path(file.name).replace(into)
    return change


def _lines(new: Mapping[str, Institution]) -> Iterator[str]:
    yield "# Written by manage.py import_institutions."
    for number in sorted(new):
        yield "[[row]]"
        for name, value in asdict(new[number]).items():
            if isinstance(value, date):
                yield f"{name} = {value.isoformat()}"
            elif value is not None:
                # A JSON text or truth value is one of TOML as well.
                yield f"{name} = {json.dumps(value, ensure_ascii=False)}"
    yield ""
