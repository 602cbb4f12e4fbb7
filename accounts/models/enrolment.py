"""What a person tells MyCIC about themselves at the first sign-in; sealed under their profile dossier."""

import uuid

from django.db import models

from accounts.models.people import User
from mycic.crypto.fields import SealedJSON


class Enrolment(models.Model):
    """One person's identity and contact details. The open columns say when and under which notice, nothing else."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="enrolment")
    dossier = models.OneToOneField("privacy.Dossier", on_delete=models.PROTECT, related_name="+")
    identity = (
        SealedJSON()
    )  # names, date of birth, nationality or stateless, document or why there is none, client number
    contact = SealedJSON()  # address, phone
    address_history = SealedJSON()  # earlier addresses with their days
    notice_version = models.PositiveIntegerField()
    version = models.PositiveIntegerField(default=1)
    enrolled_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    def __str__(self) -> str:
        """Return the row's id."""
        return str(self.pk)
