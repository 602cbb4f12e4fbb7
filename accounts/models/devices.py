"""Second steps: own device rows on django-otp, with sealed seeds and hashed codes."""

import uuid
from typing import ClassVar

from django.db import models
from django_otp.models import Device

from accounts.models.people import User
from mycic.crypto.fields import SealedText


class UuidDevice(Device):  # type: ignore[misc]  # django-otp ships no types
    """A device whose key is a UUID; django-otp reads the last part of a persistent id as a whole number."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        """Return the row's id."""
        return str(self.pk)

    @property
    def persistent_id(self) -> str:
        """The id that django-otp keeps in the session."""
        return f"{self.model_label()}/{self.pk.int}"


class TotpDevice(UuidDevice):
    """An authenticator app: its seed is sealed under the system key, its last counter lives in the database."""

    seed = SealedText(system=True)
    last_counter = models.BigIntegerField(default=-1)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["user"], condition=models.Q(confirmed=True), name="accounts_one_confirmed_totp"
            ),
        ]


class RecoverySheet(UuidDevice):
    """The ten codes of a person, as one device."""

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["user"], name="accounts_one_recovery_sheet"),
        ]


class RecoveryCode(models.Model):
    """One code: only a keyed hash of it is kept; used once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sheet = models.ForeignKey(RecoverySheet, on_delete=models.CASCADE, related_name="codes")
    digest = models.BinaryField(max_length=32)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["sheet", "digest"], name="accounts_recovery_code_once"),
        ]

    def __str__(self) -> str:
        """Return the row's id."""
        return str(self.pk)
