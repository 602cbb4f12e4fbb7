"""What officers ask, decide and correct on a case."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from applications.choices import DecisionState, Outcome
from mycic.crypto.fields import SealedJSON


class MoreNeeded(models.Model):
    """A request to the applicant: what is missing, why, and the last day to answer."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("applications.Case", on_delete=models.PROTECT, related_name="requests")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    last_day = models.DateField()
    # [{"code": slot, "en": ..., "fr": ...}], and a note in both languages or null.
    items = SealedJSON()
    note = SealedJSON(null=True)
    letter = models.OneToOneField("applications.Letter", null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="applications_request_answered_after_asked",
                condition=Q(answered_at__isnull=True) | Q(answered_at__gte=F("asked_at")),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["case", "answered_at"], name="applications_request_open"),
        ]

    def __str__(self) -> str:
        """Return the opaque id."""
        return str(self.pk)


class Decision(models.Model):
    """A decision with its reasons; a refusal counts only when a second officer has confirmed it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("applications.Case", on_delete=models.PROTECT, related_name="decisions")
    outcome = models.CharField(max_length=16, choices=Outcome.choices)
    state = models.CharField(max_length=16, choices=DecisionState.choices)
    # {"grounds": [...], "en": ..., "fr": ..., "valid_until": ISO date or null, "conditions": [{"en", "fr"}]}
    reasons = SealedJSON()
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    second_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    second_at = models.DateTimeField(null=True, blank=True)
    letter = models.OneToOneField("applications.Letter", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="applications_decision_refusal_has_two_officers",
                condition=~Q(outcome=Outcome.REFUSED.value, state=DecisionState.FINAL.value)
                | (Q(second_by__isnull=False) & ~Q(second_by=F("proposed_by"))),
            ),
            models.CheckConstraint(
                name="applications_decision_second_has_time",
                condition=Q(second_by__isnull=True, second_at__isnull=True)
                | Q(second_by__isnull=False, second_at__isnull=False),
            ),
            models.UniqueConstraint(
                name="applications_decision_one_final",
                fields=["case"],
                condition=Q(state__in=[DecisionState.PROPOSED.value, DecisionState.FINAL.value]),
            ),
        ]

    def __str__(self) -> str:
        """Return the opaque id."""
        return str(self.pk)


class Correction(models.Model):
    """An answer that the applicant corrects after sending; what was sent stays as it was signed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("applications.Case", on_delete=models.PROTECT, related_name="corrections")
    made_at = models.DateTimeField()
    # {"question": name, "was": as sent, "now": as typed, "why": explanation}
    content = SealedJSON()
    seen_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="applications_correction_seen_has_time",
                condition=Q(seen_by__isnull=True, seen_at__isnull=True)
                | Q(seen_by__isnull=False, seen_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        """Return the opaque id."""
        return str(self.pk)
