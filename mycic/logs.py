"""JSON log lines without personal data: what looks like it is blacked out, and exceptions lose their messages."""

import re
import traceback
from collections.abc import MutableMapping
from types import TracebackType
from typing import Any

import structlog
from structlog.typing import Processor

_KEEP = frozenset({"timestamp", "level", "logger", "request_id", "job_id"})
_PATTERNS = (
    (re.compile(r"[^\s@<>\"'(),;:]+@[^\s@<>\"'(),;:]+\.\w+"), "[e-mail]"),
    (re.compile(r"\b\d{3}[ -]?\d{3}[ -]?\d{3}\b"), "[number]"),  # social insurance number
    (re.compile(r"\b\d{2}[ -]?\d{4}[ -]?\d{4}\b|\b\d{4}[ -]?\d{4}\b"), "[number]"),  # client identifier
    (re.compile(r"\b[A-Z]{1,2} ?\d{6,9}\b|\b[A-Z]\d{3} \d{3} \d{3}\b"), "[number]"),  # passport, case reference
    (re.compile(r"\+?\d[\d ().-]{8,}\d"), "[number]"),  # telephone
)
_UUID = re.compile(r"\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b", re.IGNORECASE)

Event = MutableMapping[str, Any]


def redact(_logger: Any, _method: str, event: Event) -> Event:
    """Black out e-mail addresses and numbers of persons in every text of a log line."""
    for key, value in event.items():
        if key not in _KEEP:
            event[key] = _clean(value)
    return event


def bare_exception(_logger: Any, _method: str, event: Event) -> Event:
    """Replace an exception by its kind and places: its message may quote what somebody typed."""
    info = event.pop("exc_info", None)
    if isinstance(info, BaseException):
        info = (type(info), info, info.__traceback__)
    if isinstance(info, tuple) and info[0] is not None:
        event["exception"] = info[0].__name__
        event["places"] = _places(info[2])
    return event


def formatter() -> structlog.stdlib.ProcessorFormatter:
    """Return the formatter of every handler."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(allow=None),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _without_objects,
        bare_exception,
        redact,
    ]
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, structlog.processors.JSONRenderer()],
    )


def _without_objects(_logger: Any, _method: str, event: Event) -> Event:
    """Drop what Django attaches to its records (the request, the server's socket) and keep plain values."""
    for key in [key for key, value in event.items() if key != "exc_info" and not key.startswith("_")]:
        if not isinstance(event[key], str | int | float | bool | None):
            del event[key]
    return event


def _clean(value: Any) -> Any:
    if isinstance(value, list):
        return [_clean(item) for item in value]
    if not isinstance(value, str):
        return value
    around, ids = _UUID.split(value), [*_UUID.findall(value), ""]
    return "".join(_black_out(text) + kept for text, kept in zip(around, ids, strict=True))


def _black_out(text: str) -> str:
    for pattern, label in _PATTERNS:
        text = pattern.sub(label, text)
    return text


def _places(trace: TracebackType | None) -> list[str]:
    frames = traceback.extract_tb(trace)
    return [f"{frame.filename.rsplit('site-packages/', 1)[-1]}:{frame.lineno}:{frame.name}" for frame in frames][-12:]
