"""Append-only events, one hash chain per dossier (or account), and the heads of the chains."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models

from privacy.choices import ActorRole


class Event(models.Model):
    """One thing that happened. Written only by privacy.ledger; the database refuses changes (decisions 70)."""

    # The dossier's UUID, or the account's before enrolment: no foreign key, so purging keeps the chain.
    chain = models.UUIDField()
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=60)
    at = models.DateTimeField()
    role = models.CharField(max_length=8, choices=ActorRole.choices)
    # Random per person and chain; what ties it to an account is ActorToken, which can be deleted.
    actor = models.UUIDField(null=True)
    facts = models.JSONField(default=dict)
    prev_hash = models.BinaryField(max_length=32)
    hash = models.BinaryField(max_length=32)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["chain", "seq"], name="privacy_event_one_per_place"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["chain", "at"], name="privacy_event_timeline"),
        ]

    def __str__(self) -> str:
        """Return the place in the chain."""
        return f"{self.chain}/{self.seq}"


class ChainHead(models.Model):
    """The last event of a chain; locked while the next one is written."""

    chain = models.UUIDField(primary_key=True)
    seq = models.PositiveIntegerField(default=0)
    hash = models.BinaryField(max_length=32)

    def __str__(self) -> str:
        """Return the place of the last event."""
        return f"{self.chain}/{self.seq}"


class ActorToken(models.Model):
    """Which account stands behind the token of an event; deletable without touching any chain."""

    token = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    chain = models.UUIDField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["chain", "user"], name="privacy_actortoken_one_per_chain"),
        ]

    def __str__(self) -> str:
        """Return the token itself."""
        return str(self.token)
