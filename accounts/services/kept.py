"""Nothing typed is lost when a session ends: the text is sealed for half an hour, for the same person and page.

It is never executed: the page is shown again with the fields filled in, and the person sends it. A page is named by its
path in either language, and is the same page in both: somebody may sign in again in the other one.
"""

import hashlib
import re
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from accounts.choices import KEPT_FOR, KEPT_PAGES
from accounts.models import KeptPost
from mycic import addresses
from mycic.crypto.errors import CannotOpen
from mycic.crypto.fields import system_vault

# A test compares this with the fields of all forms. A postal code is no secret.
_SECRET = re.compile(r"passw|token|secret|(?:^|[-_])otp(?:[-_]|$)|(?:^|-)code$", re.IGNORECASE)
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
        newest = KeptPost.objects.filter(user_id=user_id).order_by("-kept_at").values_list("pk", flat=True)
        KeptPost.objects.filter(pk__in=list(newest[KEPT_PAGES:])).delete()


def waits_until(user_id: UUID, *, at: datetime) -> datetime | None:
    """Return how long something waits for this person, None if nothing does."""
    newest = KeptPost.objects.filter(user_id=user_id, kept_at__gt=at - KEPT_FOR).aggregate(newest=Max("kept_at"))
    kept_at: datetime | None = newest["newest"]
    return kept_at + KEPT_FOR if kept_at else None


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
    return hashlib.sha256(addresses.page_of(page).encode()).hexdigest()
