"""The days of a draft: pure functions, and the rules as data."""

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from mycic.formats.text import end_of

_FILE = Path(__file__).resolve().parent.parent.parent / "data" / "retention.json"
_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True)
class Brakes:
    """When a run of destruction is too odd to go on without a person."""

    due_above: int
    share_above_percent: int
    forecast_above_times: int
    clock_jump: timedelta
    clock_skew: timedelta
    confirmation: timedelta


@dataclass(frozen=True)
class Rules:
    """How long things are kept."""

    draft_days: int
    reminder_days: tuple[int, ...]
    undo: timedelta
    keep_runs: timedelta
    brakes: Brakes


def _read() -> Rules:
    data: dict[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))
    brakes = data["brakes"]
    return Rules(
        draft_days=data["draft_days"],
        reminder_days=tuple(sorted(data["reminder_days"], reverse=True)),
        undo=timedelta(hours=data["undo_hours"]),
        keep_runs=timedelta(days=data["keep_runs_days"]),
        brakes=Brakes(
            due_above=brakes["due_above"],
            share_above_percent=brakes["share_above_percent"],
            forecast_above_times=brakes["forecast_above_times"],
            clock_jump=timedelta(hours=brakes["clock_jump_hours"]),
            clock_skew=timedelta(seconds=brakes["clock_skew_seconds"]),
            confirmation=timedelta(hours=brakes["confirmation_hours"]),
        ),
    )


RULES = _read()


def draft_expiry(started_at: datetime, *, days: int = RULES.draft_days) -> datetime:
    """Return the moment from which a draft is gone: 24:00 local of the start date plus 90 days (decisions 7).

    Args:
        started_at: aware moment of the start.
        days: a program's own length of life.
    """
    return end_of(_local_date(started_at) + timedelta(days=days))


def last_usable_day(expires_at: datetime) -> date:
    """Return the last local day on which the draft can be used and sent."""
    return _local_date(expires_at - _INSTANT)


def days_left(expires_at: datetime, *, at: datetime) -> int:
    """Return how many days remain after today: 0 on the last day, negative afterwards."""
    return (last_usable_day(expires_at) - _local_date(at)).days


def _local_date(moment: datetime) -> date:
    return moment.astimezone(_zone()).date()


def _zone() -> ZoneInfo:
    return ZoneInfo(settings.SERVICE_TIME_ZONE)
