"""Nothing typed is lost when a session ends: the text is sealed for half an hour, for the same person and page.

It is never executed: the page is shown again with the fields filled in, and the person sends it.
"""

import hashlib
import re
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.choices import KEPT_FOR
from accounts.models import KeptPost
from mycic.crypto.errors import CannotOpen
from mycic.crypto.fields import system_vault

_SECRET = re.compile(r"passw|mot_de_passe|code|token|otp|csrf|secret", re.IGNORECASE)
Values = dict[str, list[str]]


def without_secrets(values: Mapping[str, list[str]]) -> Values:
    """Return what was typed without passwords, codes and tokens."""
    return {name: list(items) for name, items in values.items() if not _SECRET.search(name)}


def keep(user_id: UUID, page: str, values: Mapping[str, list[str]], *, at: datetime) -> None:
    """Seal what somebody typed on a page after their session had ended."""
    with transaction.atomic():
        KeptPost.objects.filter(user_id=user_id, page_hash=_page_hash(page)).delete()
        row = KeptPost(user_id=user_id, page_hash=_page_hash(page), kept_at=at)
        system_vault().write(row, "values", without_secrets(values))
        row.save(force_insert=True)


def has_any(user_id: UUID, *, at: datetime) -> bool:
    """Tell whether something waits for this person."""
    return KeptPost.objects.filter(user_id=user_id, kept_at__gt=at - KEPT_FOR).exists()


def find(user_id: UUID, page: str, *, at: datetime) -> Values | None:
    """Return what this person had typed on this page, as often as the page is loaded within the half hour."""
    row = KeptPost.objects.filter(user_id=user_id, page_hash=_page_hash(page), kept_at__gt=at - KEPT_FOR).first()
    if row is None:
        return None
    try:
        values: Values = system_vault().read(row, "values")
    except CannotOpen:
        return None
    return values


def forget(user_id: UUID, page: str) -> None:
    """Drop it: the person sent the page."""
    KeptPost.objects.filter(user_id=user_id, page_hash=_page_hash(page)).delete()


def prune(*, at: datetime) -> int:
    """Delete what nobody came back for."""
    return KeptPost.objects.filter(kept_at__lte=at - KEPT_FOR).delete()[0]


def _page_hash(page: str) -> str:
    return hashlib.sha256(page.encode()).hexdigest()
