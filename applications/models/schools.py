"""What a student asks a school, and what the school answers."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from applications.choices import SchoolDecision, SchoolStep
from mycic.crypto.fields import SealedJSON

#: Answers with which a number is given.
_CONFIRM = [SchoolDecision.ELIGIBLE.value, SchoolDecision.ACCEPTED.value]


class SchoolRequest(models.Model):
    """A copy of consented answers of one case, for one school, with its answer; sealed under a dossier of its own.

    The school reads this row and never the case. Destroying the dossier's key closes it for everybody.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("applications.Case", on_delete=models.PROTECT, related_name="school_requests")
    dossier = models.OneToOneField("privacy.Dossier", on_delete=models.PROTECT, related_name="school_request")
    institution = models.CharField(max_length=20)
    step = models.CharField(max_length=10, choices=SchoolStep.choices)
    # Null as long as another school has to answer first: until then this one sees nothing of it.
    sent_at = models.DateTimeField(null=True, blank=True)
    # When it was late enough to tell an officer.
    escalated_at = models.DateTimeField(null=True, blank=True)
    # From then on the school cannot open it any more.
    closed_at = models.DateTimeField(null=True, blank=True)
    # When what it had confirmed ended, other than by the student, and when an officer saw that.
    ended_at = models.DateTimeField(null=True, blank=True)
    end_seen_at = models.DateTimeField(null=True, blank=True)
    # {question: answer as typed}; null after the consent was taken back.
    content = SealedJSON(null=True)
    # [{"asked", "asked_at", "told", "told_at"}], the newest last; null before the first question.
    exchange = SealedJSON(null=True)
    # {"checks": {name: {"said", "comment"}}, "decision", "reason"}
    answer = SealedJSON(null=True)
    # What the school before this one answered: {"checks", "decision", "reason"}; null where none did.
    before = SealedJSON(null=True)
    decision = models.CharField(max_length=20, choices=SchoolDecision.choices, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    # Given when a school confirms: never in a URL.
    number = models.CharField(max_length=14, null=True, blank=True, unique=True)
    # The last day on which an application can rest on it.
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="applications_schoolrequest_answered_after_sent",
                condition=Q(answered_at__isnull=True) | Q(sent_at__isnull=False, answered_at__gte=F("sent_at")),
            ),
            models.CheckConstraint(
                name="applications_schoolrequest_number_when_eligible",
                condition=Q(decision__in=_CONFIRM, number__isnull=False, valid_until__isnull=False)
                | (~Q(decision__in=_CONFIRM) & Q(number__isnull=True, valid_until__isnull=True)),
            ),
            models.CheckConstraint(
                name="applications_schoolrequest_step_known", condition=Q(step__in=SchoolStep.values)
            ),
            models.UniqueConstraint(fields=["case", "step"], name="applications_schoolrequest_once_a_step"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["institution", "sent_at"], name="applications_school_queue"),
        ]

    def __str__(self) -> str:
        """Return the opaque id."""
        return str(self.pk)


class YearlyCheck(models.Model):
    """Whether a student whom a school has confirmed is still eligible, asked once a year; sealed with the request."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(SchoolRequest, on_delete=models.CASCADE, related_name="yearly_checks")
    year = models.PositiveSmallIntegerField()
    asked_at = models.DateTimeField()
    is_eligible = models.BooleanField(null=True)
    # {"text": why not, in the school's words}
    reason = SealedJSON(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["request", "year"], name="applications_yearlycheck_once_a_year"),
            models.CheckConstraint(
                name="applications_yearlycheck_answered_has_time",
                condition=Q(is_eligible__isnull=True, answered_at__isnull=True, answered_by__isnull=True)
                | Q(is_eligible__isnull=False, answered_at__isnull=False, answered_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        """Return the opaque id."""
        return str(self.pk)
