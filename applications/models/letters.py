"""Letters of a case, and the register behind the public verification page."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from applications.choices import LetterKind, LetterState
from mycic.crypto.fields import SealedBytes, SealedJSON


class Letter(models.Model):
    """One letter, in both languages under one code. Nothing on this row is personal."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("applications.Case", on_delete=models.PROTECT, related_name="letters")
    dossier = models.ForeignKey("privacy.Dossier", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16, choices=LetterKind.choices)
    # The language the person chose; the other one is always there too, except for what they signed themself.
    language = models.CharField(max_length=2, choices=[("en", "English"), ("fr", "Français")])
    code = models.CharField(max_length=13, unique=True)
    state = models.CharField(max_length=16, choices=LetterState.choices, default=LetterState.VALID)
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    replaced_by = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="replaces")

    class Meta:
        ordering: ClassVar[list[str]] = ["-issued_at", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="applications_letter_ended_has_time",
                condition=Q(state=LetterState.VALID.value, ended_at__isnull=True)
                | Q(~Q(state=LetterState.VALID.value), ended_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        """Return the opaque id."""
        return str(self.pk)


class LetterCopy(models.Model):
    """A letter in one language: its words, its signed PDF and the detached signature, sealed with the dossier."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="copies")
    language = models.CharField(max_length=2)
    paper = SealedJSON()
    pdf = SealedBytes()
    # What the detached signature covers if it is not the PDF itself: the canonical JSON of a submission.
    payload = SealedBytes(null=True)
    signature = SealedBytes()
    # Fingerprints find the row when somebody uploads a file to check; they say nothing about its content.
    pdf_sha256 = models.CharField(max_length=64, unique=True)
    payload_sha256 = models.CharField(max_length=64, db_index=True)
    signed_at = models.DateTimeField()
    signer_serial = models.CharField(max_length=40)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["letter", "language"], name="applications_letter_copy_once"),
        ]

    def __str__(self) -> str:
        """Return the opaque id."""
        return str(self.pk)
