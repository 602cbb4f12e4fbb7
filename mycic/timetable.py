"""Starting what the timetable says is due, once, whichever process notices it first."""

import datetime as dt
import logging

from django.db import transaction

from mycic import clock, jobs
from mycic.celery import SCHEDULE, ScheduleEntry
from mycic.models import ScheduleRun

_log = logging.getLogger(__name__)


def fire_due() -> int:
    """Start every entry that is due and not yet started; return how many were."""
    return sum(_fire(entry) for entry in SCHEDULE)


def fire(name: str) -> bool:
    """Start one entry if it is due and not yet started."""
    return any(_fire(entry) for entry in SCHEDULE if entry.name == name)


def forget(*, before: dt.datetime) -> int:
    """Delete the runs that lie so far back that their due time cannot come up again."""
    return ScheduleRun.objects.filter(due_at__lt=before).delete()[0]


def _fire(entry: ScheduleEntry) -> bool:
    """Write the run and its job in one transaction: the job then has a lease, retries and a place to be parked."""
    at = clock.now()
    due_at = entry.last_due(at)
    if ScheduleRun.objects.filter(name=entry.name, due_at=due_at).exists() or jobs.registered(entry.task) is None:
        return False
    run = ScheduleRun(name=entry.name, due_at=due_at, started_at=at)
    with transaction.atomic():
        ScheduleRun.objects.bulk_create([run], ignore_conflicts=True)
        if not ScheduleRun.objects.filter(pk=run.pk).exists():
            return False
        jobs.enqueue(entry.task)
    _log.info("timetable.fired", extra={"entry": entry.name})
    return True
