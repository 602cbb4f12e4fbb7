"""The outbox: work that must happen after a transaction commits, at least once, whatever dies in between.

The row is the truth; the broker is only a wake-up (decisions 43). A row is written in the caller's transaction. It is
then claimed by whoever comes first (a Celery worker woken on commit, or ``manage.py worker``), under a lease: a worker
that is killed leaves an expired lease behind, and the next one takes over. Handlers are therefore safe to run twice.
"""

import datetime as dt
import logging
import socket
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from celery import current_app
from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Q

from mycic import clock, faultpoint
from mycic.choices import JobState
from mycic.crypto.fields import system_vault
from mycic.models import Job

LEASE = dt.timedelta(minutes=10)
MAX_TRIES = 5
BROKER_PAUSE_SECONDS = 30.0
REDIS_PORT = 6379
FIRST_PAUSE = dt.timedelta(seconds=10)
LONGEST_PAUSE = dt.timedelta(hours=1)
# Work that waits on the world outside is tried for so long, however often; anything else is parked after MAX_TRIES.
PATIENCE = {"mycic.deliver_mail": dt.timedelta(hours=72)}

_log = logging.getLogger(__name__)


class GiveUp(Exception):
    """A task raises this when another try can never succeed; the job is parked at once."""


def enqueue(
    name: str,
    *,
    key: str | None = None,
    run_at: dt.datetime | None = None,
    secret: Mapping[str, Any] | None = None,
    **ids: Any,
) -> None:
    """Write a job row in the caller's transaction and wake Celery once it commits.

    Args:
        name: name of a registered task, ``"area.verb"``.
        key: at most one job with this key ever exists; a second call is a no-op.
        run_at: not before this moment.
        secret: small values that may not lie in clear; sealed under the system key, erased when the job is over.
        ids: identifiers for the task: strings, numbers and flat mappings of them, never personal data.
    """
    at = clock.now()
    job = Job(name=name, key=key, ids=ids, created_at=at, run_at=run_at or at)
    if secret is not None:
        system_vault().write(job, "secret", dict(secret))
    Job.objects.bulk_create([job], ignore_conflicts=key is not None)
    if settings.CELERY_BROKER_URL and job.run_at <= at:
        transaction.on_commit(lambda: _wake(job.pk))


def drain(*, limit: int | None = None) -> int:
    """Run due jobs one after another in this process and return how many were run."""
    count = 0
    while limit is None or count < limit:
        job = _claim_next()
        if job is None:
            break
        _perform(job)
        count += 1
    return count


def run(job_id: UUID | str) -> bool:
    """Run one job if it is due and nobody holds it; tell whether it was run."""
    job = _claim(Q(pk=job_id))
    if job is None:
        return False
    _perform(job)
    return True


def lag(at: dt.datetime) -> dt.timedelta:
    """Return how long the oldest due job has been waiting."""
    oldest = Job.objects.filter(_due(at)).order_by("run_at").values_list("run_at", flat=True).first()
    return at - oldest if oldest else dt.timedelta()


def sweep(*, at: dt.datetime, keep_keyed: dt.timedelta, keep_other: dt.timedelta) -> int:
    """Delete finished jobs that nobody needs any more; a keyed one stays longer, because its key prevents a repeat."""
    old = Q(key__isnull=True, finished_at__lt=at - keep_other) | Q(finished_at__lt=at - keep_keyed)
    return Job.objects.filter(old, state=JobState.DONE).delete()[0]


def registered(name: str) -> Any | None:
    """Return the Celery task of this name, or None while no app offers it."""
    current_app.loader.import_default_modules()
    return current_app.tasks.get(name)


def _due(at: dt.datetime) -> Q:
    return Q(state=JobState.WAITING, run_at__lte=at) | Q(state=JobState.RUNNING, lease_until__lt=at)


def _claim_next() -> Job | None:
    return _claim(Q())


def _claim(which: Q) -> Job | None:
    """Take one due job under a lease: SKIP LOCKED on PostgreSQL, compare-and-set where locks do not exist."""
    at = clock.now()
    with transaction.atomic():
        rows = Job.objects.filter(which, _due(at)).order_by("run_at")
        if connection.features.has_select_for_update_skip_locked:
            rows = rows.select_for_update(skip_locked=True)
        job = rows.first()
        if job is None:
            return None
        seen = Job.objects.filter(pk=job.pk, state=job.state, attempts=job.attempts)
        taken = seen.update(state=JobState.RUNNING, attempts=F("attempts") + 1, lease_until=at + LEASE)
    if not taken:
        return None
    job.refresh_from_db()
    faultpoint.reach("job.claimed")
    return job


def _perform(job: Job) -> None:
    """Run the task of a claimed job and write down how it went."""
    if _is_exhausted(job, before=True):
        _finish(job, JobState.DEAD, job.last_error or "WorkerLost")
        return
    task = registered(job.name)
    try:
        if task is None:
            raise LookupError(job.name)
        task(**job.ids, **({"secret": system_vault().read(job, "secret")} if job.secret is not None else {}))
    except GiveUp as refusal:
        _finish(job, JobState.DEAD, type(refusal.__cause__ or refusal).__name__)
    except Exception as error:  # noqa: BLE001 - whatever a task raises, the others must go on
        _log.warning("job.failed", extra={"job": job.name, "job_id": str(job.pk), "error": type(error).__name__})
        _retry_later(job, type(error).__name__)
    else:
        faultpoint.reach("job.performed")
        _finish(job, JobState.DONE, "")


def _retry_later(job: Job, error: str) -> None:
    if _is_exhausted(job, before=False):
        _finish(job, JobState.DEAD, error)
        return
    pause = min(FIRST_PAUSE * 2 ** (job.attempts - 1), LONGEST_PAUSE)
    _mine(job).update(state=JobState.WAITING, run_at=clock.now() + pause, lease_until=None, last_error=error)


def _is_exhausted(job: Job, *, before: bool) -> bool:
    """Tell whether no further try is due: by age for patient work, by count for the rest.

    Work that nobody could try in time, because every worker was away, is still tried once.
    """
    patience = PATIENCE.get(job.name)
    if patience is not None:
        is_first = before and job.attempts == 1
        return not is_first and clock.now() - job.created_at > patience
    return job.attempts > MAX_TRIES if before else job.attempts >= MAX_TRIES


def _finish(job: Job, state: JobState, error: str) -> None:
    if state == JobState.DEAD:
        _log.error("job.parked", extra={"job": job.name, "job_id": str(job.pk), "error": error})
    _mine(job).update(state=state, finished_at=clock.now(), lease_until=None, secret=None, last_error=error)


def _mine(job: Job) -> Any:
    """Return the row only while our claim still stands: a later claim has counted one attempt more."""
    return Job.objects.filter(pk=job.pk, state=JobState.RUNNING, attempts=job.attempts)


class _Broker:
    """Remembers for half a minute that the broker is away, so that only one page in that time waits for it."""

    away_until = 0.0


def _wake(job_id: UUID) -> None:
    """Tell Celery; if the broker is away the row simply waits for the outbox worker."""
    if time.monotonic() < _Broker.away_until:
        return
    try:
        task = registered("mycic.run_job")
        if task is not None:
            _knock()
            task.apply_async(kwargs={"job_id": str(job_id)}, retry=False)
    except Exception as error:  # noqa: BLE001 - kombu and redis raise many kinds; none may reach the person
        _Broker.away_until = time.monotonic() + BROKER_PAUSE_SECONDS
        _log.warning("broker.away", extra={"job_id": str(job_id), "error": type(error).__name__})


def _knock() -> None:
    """Fail within half a second if nobody listens: the broker's own client would try for several seconds."""
    address = urlsplit(str(settings.CELERY_BROKER_URL))
    if address.hostname:
        socket.create_connection((address.hostname, address.port or REDIS_PORT), timeout=0.5).close()
