"""Traces of reminders and destruction: counts, dates and codes, nothing personal."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from privacy.choices import DestroyReason, DossierKind


class ReminderSent(models.Model):
    """A reminder that is settled for a draft; the unique row makes it happen once."""

    dossier = models.ForeignKey("privacy.Dossier", on_delete=models.CASCADE, related_name="reminders")
    days_before = models.PositiveSmallIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["dossier", "days_before"], name="privacy_reminder_once"),
        ]

    def __str__(self) -> str:
        """Return which reminder of which dossier."""
        return f"{self.dossier_id} {self.days_before} days before"


class Tombstone(models.Model):
    """What is left of a destroyed dossier; re-applied after a restore so that nothing comes back."""

    dossier = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=16, choices=DossierKind.choices)
    # A program's code, for the page that tells the owner what was deleted.
    title = models.CharField(max_length=64, blank=True)
    reason = models.CharField(max_length=16, choices=DestroyReason.choices)
    started_at = models.DateTimeField()
    destroyed_at = models.DateTimeField()

    def __str__(self) -> str:
        """Return the id of what is gone."""
        return str(self.dossier)


class FileToRemove(models.Model):
    """A stored file whose rows are gone already; kept until the file is gone too."""

    source = models.CharField(max_length=40)
    name = models.CharField(max_length=255)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["source", "name"], name="privacy_filetoremove_once"),
        ]

    def __str__(self) -> str:
        """Return where the file lies; stored names are random."""
        return f"{self.source}: {self.name}"


class PurgeRun(models.Model):
    """One nightly run: what the brakes saw, and whether an operator let it go on."""

    at = models.DateTimeField()
    due = models.PositiveIntegerField()
    live = models.PositiveIntegerField()
    forecast = models.PositiveIntegerField(help_text="Drafts that will be due at the next run, as seen now.")
    stopped_by = models.CharField(max_length=16, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="privacy_purgerun_confirms_a_stop",
                condition=Q(confirmed_at__isnull=True) | ~Q(stopped_by=""),
            ),
        ]

    def __str__(self) -> str:
        """Return the moment of the run."""
        return f"{self.at:%Y-%m-%dT%H:%MZ}"
