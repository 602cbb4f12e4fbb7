"""Tasks of the ground floor; each is one call and safe to run twice."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from celery import shared_task

from mycic import clock, jobs, mail, throttle, timetable

KEEP_KEYED = dt.timedelta(days=120)  # longer than any draft lives, so that a reminder's key outlives its reason
DRAIN_AT_MOST = 20  # well within the time limit of a task
KEEP_OTHER = dt.timedelta(days=7)


@shared_task(name="mycic.run_job")
def run_job(*, job_id: str, **_: object) -> None:
    """Run one outbox row, if nobody else has."""
    jobs.run(job_id)


@shared_task(name="mycic.drain")
def drain(**_: object) -> None:
    """Run what is due and was not woken."""
    jobs.drain(limit=DRAIN_AT_MOST)


@shared_task(name="mycic.fire")
def fire(*, name: str, **_: object) -> None:
    """Look at one timetable entry."""
    timetable.fire(name)


@shared_task(name="mycic.deliver_mail")
def deliver_mail(*, secret: Mapping[str, Any] | None = None, **ids: Any) -> None:
    """Send one mail."""
    mail.deliver(secret=secret or {}, **ids)


@shared_task(name="mycic.sweep_jobs")
def sweep_jobs(**_: object) -> None:
    """Forget finished jobs, past runs and old counts."""
    at = clock.now()
    jobs.sweep(at=at, keep_keyed=KEEP_KEYED, keep_other=KEEP_OTHER)
    timetable.forget(before=at - KEEP_OTHER)
    throttle.forget(before=at)
