"""What somebody asks of us: to pay no fee; after a decision to look again, to correct or to replace a document."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from applications.choices import PetitionKind, PetitionState
from mycic.crypto.fields import SealedJSON


class Petition(models.Model):
    """What somebody asked, and our answer."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("applications.Case", on_delete=models.PROTECT, related_name="petitions")
    kind = models.CharField(max_length=16, choices=PetitionKind.choices)
    state = models.CharField(max_length=16, choices=PetitionState.choices, default=PetitionState.OPEN)
    asked_at = models.DateTimeField()
    # {"text": what the person wrote}
    said = SealedJSON()
    # {"en": ..., "fr": ...}; null until it is answered.
    answer = SealedJSON(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        # The name with which it began: what is sealed is bound to the table.
        db_table = "applications_afterrequest"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                name="applications_petition_one_open",
                fields=["case", "kind"],
                condition=Q(state=PetitionState.OPEN.value),
            ),
            models.CheckConstraint(
                name="applications_petition_answered_has_time",
                condition=Q(state=PetitionState.OPEN.value, answered_at__isnull=True, answered_by__isnull=True)
                | (~Q(state=PetitionState.OPEN.value) & Q(answered_at__isnull=False, answered_by__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        """Return the opaque id."""
        return str(self.pk)
