"""One sealed conversation per dossier. This floor does not know what a case is."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from messaging.choices import Sender
from mycic.crypto.fields import SealedText


class Thread(models.Model):
    """The conversation of a dossier: its counters are kept here so that a page reads them with one row."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    dossier = models.OneToOneField("privacy.Dossier", on_delete=models.PROTECT, related_name="thread")
    opened_at = models.DateTimeField()
    last_message_at = models.DateTimeField(db_index=True)
    messages_count = models.PositiveIntegerField(default=0)
    unread_by_applicant = models.PositiveIntegerField(default=0)
    unread_by_officer = models.PositiveIntegerField(default=0)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["last_message_at"], condition=Q(unread_by_officer__gt=0), name="messaging_thread_unanswered"
            ),
        ]

    def __str__(self) -> str:
        """Return the opaque id: a conversation has no title."""
        return str(self.pk)


class Message(models.Model):
    """One message; its text is sealed under the dossier's key."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="messages")
    number = models.PositiveIntegerField()
    sender = models.CharField(max_length=16, choices=Sender.choices)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    body = SealedText()
    sent_at = models.DateTimeField()
    # When the other side first saw it.
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["thread", "number"], name="messaging_message_number_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["thread", "sender"], condition=Q(read_at__isnull=True), name="messaging_message_unread"
            ),
        ]

    def __str__(self) -> str:
        """Return the opaque id."""
        return str(self.pk)
