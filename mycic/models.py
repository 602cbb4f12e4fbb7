"""Rows of the ground floor: the outbox, the timetable's runs, closures and throttle counts. None is personal."""

import uuid
from typing import ClassVar

from django.db import models

from mycic.choices import JobState
from mycic.crypto.fields import SealedJSON


class Job(models.Model):
    """One piece of work to do after the transaction that asked for it: the outbox row is the truth."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=100)
    key = models.CharField(max_length=200, null=True, unique=True)  # noqa: DJ001 - NULL means: may be repeated
    ids = models.JSONField(default=dict)
    secret = SealedJSON(system=True, null=True)
    state = models.CharField(max_length=10, choices=JobState.choices, default=JobState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=100, blank=True, default="")
    created_at = models.DateTimeField()
    run_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index("run_at", name="job_waiting", condition=models.Q(state="waiting")),
            models.Index("lease_until", name="job_running", condition=models.Q(state="running")),
            models.Index("finished_at", name="job_finished"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(state__in=JobState.values), name="job_state_known"),
            models.CheckConstraint(
                condition=~models.Q(state="running") | models.Q(lease_until__isnull=False), name="job_running_has_lease"
            ),
        ]

    def __str__(self) -> str:
        """Name the job without any personal data."""
        return f"{self.name} {self.pk}"


class ScheduleRun(models.Model):
    """One due time of one timetable entry; the unique pair lets only one process start it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=100)
    due_at = models.DateTimeField()
    started_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["name", "due_at"], name="schedule_run_once")]

    def __str__(self) -> str:
        """Name the run."""
        return f"{self.name} {self.due_at:%Y-%m-%dT%H:%M}"


class Closure(models.Model):
    """A day on which the offices are closed beside the statutory holidays; deadlines move past it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    day = models.DateField(unique=True)
    reason_en = models.CharField(max_length=200)
    reason_fr = models.CharField(max_length=200)

    def __str__(self) -> str:
        """Name the day."""
        return self.day.isoformat()


class ThrottleCount(models.Model):
    """How often something happened within one window; the key is a keyed hash, so the row names nobody."""

    key = models.CharField(primary_key=True, max_length=64)
    count = models.PositiveIntegerField(default=0)
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        """Name the counter by its hash."""
        return self.key
