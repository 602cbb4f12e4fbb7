"""What somebody asks after a decision: look again, correct the document, replace a lost one."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from applications.choices import AfterKind, AfterState
from mycic.crypto.fields import SealedJSON


class AfterRequest(models.Model):
    """One request after a decision, and our answer."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("applications.Case", on_delete=models.PROTECT, related_name="after_requests")
    kind = models.CharField(max_length=16, choices=AfterKind.choices)
    state = models.CharField(max_length=16, choices=AfterState.choices, default=AfterState.OPEN)
    asked_at = models.DateTimeField()
    # {"text": what the person wrote}
    said = SealedJSON()
    # {"en": ..., "fr": ...}; null until it is answered.
    answer = SealedJSON(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                name="applications_after_one_open",
                fields=["case", "kind"],
                condition=Q(state=AfterState.OPEN.value),
            ),
            models.CheckConstraint(
                name="applications_after_answered_has_time",
                condition=Q(state=AfterState.OPEN.value, answered_at__isnull=True, answered_by__isnull=True)
                | (~Q(state=AfterState.OPEN.value) & Q(answered_at__isnull=False, answered_by__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        """Return the opaque id."""
        return str(self.pk)
