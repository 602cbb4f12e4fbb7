"""Making drafts older than they are: for demonstrations and browser tests only (decisions 69)."""

from collections.abc import Collection
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction

from mycic.crypto import envelope, keyring
from privacy.models import Dossier, DossierKey


def age_drafts(drafts: Collection[Dossier], *, by: timedelta) -> None:
    """Move start, expiry and the week of the key into the past.

    Raises:
        ImproperlyConfigured: this is not a demonstration.
    """
    if not settings.DEMO:
        raise ImproperlyConfigured("Only a demonstration may age drafts.")
    for draft in drafts:
        with transaction.atomic():
            _age(draft, by)


def _age(draft: Dossier, by: timedelta) -> None:
    if draft.expires_at is None:
        return
    draft.created_at -= by
    draft.expires_at -= by
    draft.save(update_fields=["created_at", "expires_at"])
    key = DossierKey.objects.get(pk=draft.pk)
    kek_id = keyring.draft_kek(draft.expires_at)
    key.wrapped = envelope.rewrap(bytes(key.wrapped), key.kek_id, kek_id, owner=draft.pk, version=key.version)
    key.kek_id = kek_id
    key.save(update_fields=["wrapped", "kek_id"])
