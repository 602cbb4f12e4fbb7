"""What is asked for (Slot), what was received (Document), and the lock that keeps both honest (FileRoom)."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from documents.choices import HELD, DocumentState, RejectionReason
from mycic.crypto.fields import SealedJSON, SealedText


class FileRoom(models.Model):
    """One row per dossier, locked by everything that changes its files; the version moves with each change."""

    dossier = models.OneToOneField("privacy.Dossier", primary_key=True, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        """Return the opaque id of the dossier."""
        return str(self.dossier_id)


class Slot(models.Model):
    """A place for one kind of document on a dossier; it may hold several files, or an explanation why there is none."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    dossier = models.ForeignKey("privacy.Dossier", on_delete=models.PROTECT, related_name="slots")
    code = models.CharField(max_length=64)
    position = models.PositiveSmallIntegerField(default=0)
    is_required = models.BooleanField(default=True)
    takes_several = models.BooleanField(default=True)
    # False once the answers no longer call for it; files that lie in it stay until their owner removes them.
    is_wanted = models.BooleanField(default=True)
    # {"title": {"en", "fr"}, "why": {"en", "fr"}}: the words as they stood when the document was asked for.
    wording = SealedJSON()
    # "I cannot get this document", in the person's words.
    explanation = SealedText(null=True, blank=True)
    explained_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["dossier", "code"], name="documents_slot_code_once"),
            models.CheckConstraint(
                name="documents_slot_explained_with_time",
                condition=Q(explanation__isnull=True, explained_at__isnull=True)
                | Q(explanation__isnull=False, explained_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        """Return the opaque id."""
        return str(self.pk)


class Document(models.Model):
    """One received file. Its bytes lie sealed in the storage under a random key; the row never changes its content."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    dossier = models.ForeignKey("privacy.Dossier", on_delete=models.PROTECT, related_name="documents")
    slot = models.ForeignKey(Slot, on_delete=models.PROTECT, related_name="documents")
    replaces = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="replaced_by"
    )
    generation = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=16, choices=DocumentState.choices)
    refusal = models.CharField(max_length=16, choices=RejectionReason.choices, blank=True)
    # Null once the bytes are gone.
    blob_key = models.CharField(max_length=64, null=True, blank=True, unique=True)
    size = models.PositiveBigIntegerField()
    # Of the sealed bytes: lets the storage be checked without a key.
    cipher_sha256 = models.BinaryField(max_length=32)
    sha256 = SealedText(null=True)
    name = SealedText(null=True)
    # What the inspection found: kind, pages and notes.
    report = SealedJSON(null=True)
    received_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)
    # When the sweeper last found the bytes in the storage, and since when it does not.
    seen_at = models.DateTimeField()
    missing_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="documents_document_held_has_bytes",
                condition=~Q(state__in=[state.value for state in HELD]) | Q(blob_key__isnull=False),
            ),
            models.CheckConstraint(
                name="documents_document_gone_has_none",
                condition=Q(state__in=[state.value for state in HELD]) | Q(blob_key__isnull=True),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["dossier", "state"], name="documents_document_of_dossier"),
            models.Index(fields=["state", "received_at"], name="documents_document_waiting"),
            models.Index(fields=["state", "seen_at"], name="documents_document_unseen"),
        ]

    def __str__(self) -> str:
        """Return the opaque id: the name of a file can say much about a person."""
        return str(self.pk)
