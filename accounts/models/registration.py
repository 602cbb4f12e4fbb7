"""Things half done: a registration, a change of e-mail address, a forgotten password, an invitation."""

import uuid

from django.db import models

from accounts.choices import Role
from accounts.models.people import User
from mycic.crypto.fields import SealedText


class PendingRegistration(models.Model):
    """Steps 1 to 3 of a registration. A known address gets a row too, which no code can ever finish."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="pending")
    email = SealedText(system=True)
    code_digest = models.BinaryField(max_length=32)
    code_sent_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        """Return the row's id."""
        return str(self.pk)


class EmailChange(models.Model):
    """A new address waiting for its code, and the old one kept for seven days so that the change can be undone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    new_email = SealedText(system=True)
    old_email = SealedText(system=True)
    code_digest = models.BinaryField(max_length=32)
    undo_digest = models.CharField(max_length=64, blank=True)
    asked_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        """Return the row's id."""
        return str(self.pk)


class PasswordReset(models.Model):
    """A link that was mailed: only its hash is kept; it works once, for thirty minutes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    asked_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        """Return the row's id."""
        return str(self.pk)


class Invitation(models.Model):
    """A one-time way in for an officer or a school's representative.

    All but the very first officer's need a second person's confirmation.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    token_hash = models.CharField(max_length=64, unique=True)
    username = models.CharField(max_length=40)
    email = SealedText(system=True)
    role = models.CharField(max_length=16, choices=Role.choices)
    unit = models.CharField(max_length=60)
    # For a representative: the number of the school.
    institution = models.CharField(max_length=20, blank=True)
    invited_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    confirmed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        """Return the row's id."""
        return str(self.pk)
