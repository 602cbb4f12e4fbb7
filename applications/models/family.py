"""How an adult member of the family confirms their own part of an application (R1.59, decisions 64)."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from mycic.crypto.fields import SealedText


class PartLink(models.Model):
    """The link of one person to their own part, and what they said about it."""

    case = models.OneToOneField(
        "applications.Case", primary_key=True, on_delete=models.CASCADE, related_name="part_link"
    )
    # SHA-256 of the secret in the link: the row opens nothing by itself.
    secret_hash = models.BinaryField(max_length=32, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    # Wrong dates of birth; after a few the link is dead, and a new one is made.
    tries = models.PositiveSmallIntegerField(default=0)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    # What they saw: the confirmation counts while the part is the same.
    answer_versions = models.JSONField(null=True)
    file_version = models.PositiveIntegerField(null=True)
    # "Something is wrong", in their words, for the main person of the application.
    objection = SealedText(null=True)
    objected_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="applications_partlink_confirmed_what_was_seen",
                condition=Q(confirmed_at__isnull=True, answer_versions__isnull=True, file_version__isnull=True)
                | Q(confirmed_at__isnull=False, answer_versions__isnull=False, file_version__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        """Return the opaque id."""
        return str(self.pk)
