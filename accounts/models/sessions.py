"""Sessions, the browsers a person called their own, and what somebody typed when their session ended."""

import uuid
from typing import ClassVar

from django.db import models

from accounts.choices import Realm
from accounts.models.people import User
from mycic.crypto.fields import SealedJSON


class Session(models.Model):
    """A session. Its key is the SHA-256 of the token in the cookie: a copy of this table opens nothing."""

    key_hash = models.CharField(max_length=64, primary_key=True)
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="+")
    realm = models.CharField(max_length=10, choices=Realm.choices, default=Realm.APPLICANT)
    shared = models.BooleanField(default=False)
    payload = SealedJSON(system=True)
    started_at = models.DateTimeField()
    last_used_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["last_used_at"], name="accounts_session_last_used"),
        ]

    def __str__(self) -> str:
        """Return the id that may be shown, never the key."""
        return str(self.public_id)


class KnownBrowser(models.Model):
    """A browser that its owner passed the second step in and called their own; it gets its own throttle bucket."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        """Return the row's id."""
        return str(self.pk)


class KeptPost(models.Model):
    """What a person had typed when their session ended: sealed, for the same person and page, for half an hour."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    page_hash = models.CharField(max_length=64)
    values = SealedJSON(system=True)
    kept_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["user", "page_hash"], name="accounts_kept_post_page"),
        ]

    def __str__(self) -> str:
        """Return the row's id."""
        return str(self.pk)
