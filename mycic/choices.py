"""States of the ground floor's own rows."""

from django.db import models


class JobState(models.TextChoices):
    """Where a background job stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    DEAD = "dead"
