"""Collection notices: what a person is told before they type anything."""

import uuid
from typing import ClassVar

from django.db import models


class Notice(models.Model):
    """One notice per collecting form; its text lives in versions."""

    slug = models.SlugField(primary_key=True, max_length=40)

    def __str__(self) -> str:
        """Return the slug."""
        return self.slug


class NoticeVersion(models.Model):
    """A published bilingual text. The database refuses changes: what somebody was shown stays provable."""

    # Derived from slug, number and text, so the same text has the same id in every installation.
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    published_at = models.DateTimeField()
    # {"en": {element: text}, "fr": {element: text}} with every element of privacy.choices.NoticeElement.
    content = models.JSONField()
    digest = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["notice", "number"], name="privacy_noticeversion_one_per_number"),
        ]

    def __str__(self) -> str:
        """Return slug and number."""
        return f"{self.notice_id} v{self.number}"
