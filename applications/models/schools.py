"""What a student asks their school to confirm, and what the school answers."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from applications.choices import SchoolDecision
from mycic.crypto.fields import SealedJSON


class SchoolRequest(models.Model):
    """A copy of the consented answers of one case, for one school, with its answer; sealed under a dossier of its own.

    The school reads this row and never the case. Destroying the dossier's key closes it for everybody.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.OneToOneField("applications.Case", on_delete=models.PROTECT, related_name="school_request")
    dossier = models.OneToOneField("privacy.Dossier", on_delete=models.PROTECT, related_name="school_request")
    institution = models.CharField(max_length=20)
    sent_at = models.DateTimeField()
    # {question: answer as typed}; null after the consent was taken back.
    content = SealedJSON(null=True)
    # [{"asked", "asked_at", "told", "told_at"}], the newest last; null before the first question.
    exchange = SealedJSON(null=True)
    # {"checks": {name: {"said", "comment"}}, "decision", "reason"}
    answer = SealedJSON(null=True)
    decision = models.CharField(max_length=20, choices=SchoolDecision.choices, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    # Given with the answer "eligible": never in a URL.
    number = models.CharField(max_length=11, null=True, blank=True, unique=True)
    # The last day on which an application can rest on it.
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="applications_schoolrequest_answered_after_sent",
                condition=Q(answered_at__isnull=True) | Q(answered_at__gte=F("sent_at")),
            ),
            models.CheckConstraint(
                name="applications_schoolrequest_number_when_eligible",
                condition=Q(decision=SchoolDecision.ELIGIBLE.value, number__isnull=False, valid_until__isnull=False)
                | (~Q(decision=SchoolDecision.ELIGIBLE.value) & Q(number__isnull=True, valid_until__isnull=True)),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["institution", "sent_at"], name="applications_school_queue"),
        ]

    def __str__(self) -> str:
        """Return the opaque id."""
        return str(self.pk)
