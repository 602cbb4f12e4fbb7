"""The one clock: the time of the database host, so that every web and worker machine agrees (decisions 69)."""

import datetime as dt
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from zoneinfo import ZoneInfo

import psycopg
from django.conf import settings
from django.db import Error, connection

_RESYNC_SECONDS = 60.0


class _Offsets:
    """What is added to this machine's clock: the measured distance to the database, and a test's shift."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.database = dt.timedelta()
        self.measured_at: float | None = None
        self.shift = dt.timedelta()


_offsets = _Offsets()


def now() -> dt.datetime:
    """Return the present moment, aware, in UTC."""
    if connection.vendor == "postgresql" and _is_stale():
        _measure()
    demo = dt.timedelta(seconds=settings.CLOCK_OFFSET_SECONDS)
    return _host_now() + _offsets.database + _offsets.shift + demo


def today(zone: str | None = None) -> dt.date:
    """Return the present date where the service works, or in another zone."""
    return now().astimezone(ZoneInfo(zone or settings.SERVICE_TIME_ZONE)).date()


def skew() -> dt.timedelta:
    """Measure how far the database's clock is ahead of this machine's; destruction refuses on a large one."""
    if connection.vendor == "postgresql":
        _measure()
    return _offsets.database


@contextmanager
def shifted(by: dt.timedelta) -> Iterator[None]:
    """Move this process's clock for a while; for tests only."""
    _offsets.shift += by
    try:
        yield
    finally:
        _offsets.shift -= by


def _is_stale() -> bool:
    measured_at = _offsets.measured_at
    return measured_at is None or time.monotonic() - measured_at > _RESYNC_SECONDS


def _measure() -> None:
    """Ask the database for the time, beneath Django's query counting; keep the last answer if it cannot say."""
    with _offsets.lock:
        try:
            connection.ensure_connection()
            with connection.connection.cursor() as cursor:
                before = _host_now()
                cursor.execute("SELECT clock_timestamp()")
                (answer,) = cursor.fetchone()
        except (Error, psycopg.Error):
            return
        _offsets.database = answer - (before + (_host_now() - before) / 2)
        _offsets.measured_at = time.monotonic()


def _host_now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
