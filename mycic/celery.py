"""The Celery app and the timetable, as one table.

Beat looks at every entry once a minute, and so does ``manage.py worker``; whoever comes first writes the ScheduleRun
row of the due time and with it the job (mycic.timetable). After days of silence only the latest due time is run.
"""

import datetime as dt
import os
from dataclasses import dataclass
from typing import Any

from celery import Celery
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mycic.settings")

HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class ScheduleEntry:
    """One line of the timetable: a task, run every so often, counted from midnight UTC plus an offset."""

    name: str
    task: str
    every: dt.timedelta
    offset: dt.timedelta = dt.timedelta()

    def last_due(self, at: dt.datetime) -> dt.datetime:
        """Return the latest due time that is not after ``at``."""
        epoch = dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + self.offset
        return epoch + (at - epoch) // self.every * self.every


SCHEDULE: tuple[ScheduleEntry, ...] = (
    ScheduleEntry("remind-expiring", "privacy.remind_expiring", every=HOUR),
    ScheduleEntry("purge-expired", "privacy.purge_expired", every=HOUR, offset=dt.timedelta(minutes=20)),
    # Hourly: a draft that is purged as its week begins must be noise in every backup eight days later.
    ScheduleEntry("destroy-draft-keys", "privacy.destroy_draft_keys", every=HOUR, offset=dt.timedelta(minutes=30)),
    ScheduleEntry("verify-ledger", "privacy.verify_ledger", every=DAY, offset=7 * HOUR),
    ScheduleEntry("sweep-orphans", "documents.sweep_orphans", every=HOUR, offset=dt.timedelta(minutes=40)),
    ScheduleEntry("prune-registrations", "accounts.prune_registrations", every=DAY, offset=9 * HOUR),
    ScheduleEntry("purge-results", "applications.purge_results", every=DAY, offset=8 * HOUR),
    ScheduleEntry("remind-schools", "applications.remind_schools", every=DAY, offset=14 * HOUR),
    ScheduleEntry("escalate-silent-schools", "applications.escalate_silent_schools", every=DAY, offset=15 * HOUR),
    ScheduleEntry("check-verifications", "applications.check_verifications", every=DAY, offset=13 * HOUR),
    ScheduleEntry("close-silent-schools", "applications.close_silent_schools", every=DAY, offset=8 * HOUR),
    ScheduleEntry("remind-fees", "applications.remind_fees", every=DAY, offset=14 * HOUR),
    ScheduleEntry("reconcile-payments", "applications.reconcile_payments", every=dt.timedelta(minutes=5)),
    ScheduleEntry("lapse-signatures", "applications.lapse_signatures", every=HOUR, offset=dt.timedelta(minutes=10)),
    ScheduleEntry("sweep-jobs", "mycic.sweep_jobs", every=HOUR, offset=dt.timedelta(minutes=50)),
)


def beat_schedule() -> dict[str, dict[str, Any]]:
    """Return the timetable in the form that Celery beat reads."""
    look_every = float(settings.TIMETABLE_LOOK_SECONDS)
    entries: dict[str, dict[str, Any]] = {
        entry.name: {
            "task": "mycic.fire",
            "kwargs": {"name": entry.name},
            "schedule": look_every,
            "options": {"expires": 2 * look_every},
        }
        for entry in SCHEDULE
    }
    # Retries and jobs for later have nobody who wakes them at their time.
    entries["drain-outbox"] = {"task": "mycic.drain", "schedule": look_every, "options": {"expires": 2 * look_every}}
    return entries


app = Celery("mycic")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.add_defaults(lambda: {"beat_schedule": beat_schedule()})
app.autodiscover_tasks()
