"""Results of self-assessments that somebody asked to keep: nothing here can be opened without what they know."""

import uuid

from django.db import models


class SavedResult(models.Model):
    """The answers of a self-assessment, locked under its code and the date of birth; linked to nobody."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # A keyed hash of the code: finds the row, tells nothing.
    lookup = models.BinaryField(max_length=32, unique=True)
    salt = models.BinaryField(max_length=16)
    # The key is made of the code and the date of birth, and kept nowhere.
    box = models.BinaryField()
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        """Return the opaque id."""
        return str(self.pk)
