"""Log lines carry no personal data."""

import json
import logging

import pytest

from mycic import logs

ID = "3f2b8a10-1234-5678-9abc-def012345678"


def _line(message: str, **extra: object) -> str:
    record = logging.LogRecord("mycic.test", logging.INFO, __file__, 1, message, (), None)
    record.__dict__.update(extra)
    return logs.formatter().format(record)


@pytest.mark.parametrize(
    "personal",
    [
        "person@example.org",
        "046 454 286",
        "046454286",
        "1234-5678",
        "12-3456-7890",
        "AB123456",
        "W300 412 889",
        "+1 (613) 555-0199",
    ],
)
def test_what_looks_personal_is_blacked_out(personal: str) -> None:
    assert personal not in _line(f"seen {personal} here")
    assert personal not in _line("seen", detail=f"x {personal}")


def test_ids_of_rows_stay_readable() -> None:
    assert json.loads(_line(f"job {ID} done"))["event"] == f"job {ID} done"


def test_an_exception_keeps_its_kind_and_loses_its_message() -> None:
    try:
        raise ValueError("Olena Kovalenko")
    except ValueError as error:
        line = _line("failed", exc_info=(ValueError, error, error.__traceback__))
    assert "Kovalenko" not in line
    assert json.loads(line)["exception"] == "ValueError"


def test_attached_objects_are_dropped() -> None:
    assert "request" not in json.loads(_line("refused", request=object(), status_code=400))
