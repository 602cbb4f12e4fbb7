"""Signing keys and certificates: the private half is sealed twice, the serial row stands before the signature."""

import uuid
from typing import ClassVar

from django.db import models

from accounts.choices import KeyState
from accounts.models.people import User


class SigningKey(models.Model):
    """A person's key pair. Its private half opens only with the person's password."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="signing_keys")
    state = models.CharField(max_length=8, choices=KeyState.choices, default=KeyState.PENDING)
    private_key = models.BinaryField(null=True)
    public_key = models.TextField()
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["user"], condition=models.Q(state="active"), name="accounts_one_active_key"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["pending", "active"]) | models.Q(private_key__isnull=True),
                name="accounts_ended_key_is_destroyed",
            ),
        ]

    def __str__(self) -> str:
        """Return the row's id."""
        return str(self.pk)


class Certificate(models.Model):
    """A certificate, its serial written before anything is signed with it. Rows are never deleted."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    serial = models.CharField(max_length=40, unique=True)  # lower-case hexadecimal
    key = models.ForeignKey(SigningKey, null=True, on_delete=models.SET_NULL, related_name="certificates")
    pem = models.TextField(blank=True)
    not_before = models.DateTimeField()
    not_after = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        """Return the serial number."""
        return self.serial
