"""The sealed container of one person's data, and its key in a table of its own."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from privacy.choices import DossierKind, DossierState


class Dossier(models.Model):
    """Unit of encryption, of retention, of the timeline and of destruction (architecture section 1)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=16, choices=DossierKind.choices)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="dossiers"
    )
    reference = models.CharField(max_length=10, null=True, blank=True, unique=True)
    state = models.CharField(max_length=16, choices=DossierState.choices, default=DossierState.OPEN)
    created_at = models.DateTimeField()
    # Set for drafts only: the moment from which nobody can open the draft any more.
    expires_at = models.DateTimeField(null=True, blank=True)
    # Hidden by its owner; shredded a day later unless taken back.
    discarded_at = models.DateTimeField(null=True, blank=True)
    # A legal hold: nothing destroys this dossier while it is set.
    held_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="privacy_dossier_state_known", condition=Q(state__in=[state.value for state in DossierState])
            ),
            models.CheckConstraint(
                name="privacy_dossier_sent_does_not_expire",
                condition=~Q(state__in=["submitted", "closed"]) | Q(expires_at__isnull=True),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["state", "expires_at"], name="privacy_dossier_expiry"),
            models.Index(fields=["state", "discarded_at"], name="privacy_dossier_discarded"),
        ]

    def __str__(self) -> str:
        """Return the opaque id: a dossier has no speaking name."""
        return str(self.pk)


class DossierKey(models.Model):
    """The wrapped data key of a dossier.

    In its own table so that the main dump can leave it out (decisions 26); deleting the row destroys the dossier.
    """

    dossier = models.OneToOneField(Dossier, primary_key=True, on_delete=models.PROTECT, related_name="key")
    kek_id = models.CharField(max_length=64, db_index=True)
    wrapped = models.BinaryField()
    version = models.PositiveIntegerField()

    def __str__(self) -> str:
        """Return whose key this is, never the key."""
        return f"key of {self.dossier_id}"
