"""Destroying what is due: key first, then rows, then files; killed anywhere, the next run ends in the same place.

::

    open --claim--> purging --> key gone --> rows, tombstone, event, destroyed (one transaction) --> files gone
"""

import logging
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from mycic import faultpoint
from mycic.crypto import keyring
from privacy import ledger, registry
from privacy.choices import Brake, DestroyReason, DossierState
from privacy.models import Dossier, DossierKey, Event, FileToRemove
from privacy.services import dossiers
from privacy.services.retention import brakes

_log = logging.getLogger(__name__)
_DRAFT_KEY = "draft-"
_KEY_DESTROYED = "retention.key_destroyed"


@dataclass(frozen=True)
class Purged:
    """What a run did."""

    dossiers: int = 0
    files: int = 0
    brake: Brake = Brake.NONE


class PurgeIncomplete(Exception):
    """A dossier could not be destroyed to the end; it is shut and its key is gone, the next run tries again."""


def purge_expired(*, at: datetime) -> Purged:
    """Destroy drafts that expired or were discarded a day ago; finish what an earlier run left half done.

    Raises:
        PurgeIncomplete: the rows of at least one dossier resist; all others are done.
    """
    brake = brakes.check(at=at)
    if brake is Brake.NONE:
        _claim_all(at)
    # What was claimed before a brake is shut already: it is finished in any case. Case before shared.
    claimed = Dossier.objects.filter(state=DossierState.PURGING).order_by("expires_at", "kind")
    outcomes = [_try_to_finish(dossier_id, at=at) for dossier_id in claimed.values_list("pk", flat=True)]
    files = remove_files()
    if None in outcomes:
        raise PurgeIncomplete
    return Purged(dossiers=outcomes.count(True), files=files, brake=brake)


def destroy_draft_keys(*, at: datetime) -> list[str]:
    """Destroy the keys of weeks that are over and that no draft uses; then no backup opens those drafts either."""
    if brakes.stopped() is not None or brakes.clock_is_odd(at=at):
        return []
    destroyed = []
    for kek_id in sorted(each for each in keyring.ids() if each.startswith(_DRAFT_KEY)):
        if keyring.destroyable_from(kek_id) > at or DossierKey.objects.filter(kek_id=kek_id).exists():
            continue
        # Written down first: a key that is gone cannot be found again by a run that follows a killed one.
        _note_key(kek_id, at=at)
        faultpoint.reach("purge.draft_key_noted")
        keyring.destroy(kek_id)
        faultpoint.reach("purge.draft_key_destroyed")
        destroyed.append(kek_id)
    return destroyed


@transaction.atomic
def _note_key(kek_id: str, *, at: datetime) -> None:
    noted = Event.objects.filter(chain=ledger.SYSTEM_CHAIN, kind=_KEY_DESTROYED, facts__key=kek_id)
    if not noted.exists():
        ledger.record(_KEY_DESTROYED, dossier=ledger.SYSTEM_CHAIN, actor=ledger.Actor.system(), at=at, key=kek_id)


def remove_files() -> int:
    """Remove stored files whose rows are gone; one that cannot be removed now waits for the next run."""
    count = 0
    for waiting in FileToRemove.objects.order_by("pk"):
        remove = registry.source(waiting.source).remove_file
        try:
            if remove is not None:
                remove(waiting.name)
        except Exception as error:  # noqa: BLE001 - storages raise what they like; the other files must go on
            _log.warning("purge.file_stays", extra={"source": waiting.source, "error": type(error).__name__})
            continue
        faultpoint.reach("purge.file_removed")
        waiting.delete()
        count += 1
    return count


def _claim_all(at: datetime) -> None:
    """Shut every due draft at once; from here on nobody can open, change or send it."""
    due = brakes.due(at) | brakes.discarded(at)
    for dossier_id in list(due.order_by("expires_at", "kind").values_list("pk", flat=True)):
        # Compare-and-set against a submission or an undo at this very moment.
        due.filter(pk=dossier_id).update(state=DossierState.PURGING)
    faultpoint.reach("purge.claimed")


def _try_to_finish(dossier_id: UUID, *, at: datetime) -> bool | None:
    """Finish one dossier; None if something stands in its way, which must not keep the others."""
    try:
        return _finish(dossier_id, at=at)
    except Exception as error:  # noqa: BLE001 - whatever stands in the way of one, the others must go on
        _log.warning("purge.stuck", extra={"dossier": str(dossier_id), "error": type(error).__name__})
        return None


def _finish(dossier_id: UUID, *, at: datetime) -> bool:
    DossierKey.objects.filter(pk=dossier_id).delete()
    faultpoint.reach("purge.key_destroyed")
    with transaction.atomic():
        dossier = Dossier.objects.select_for_update().get(pk=dossier_id)
        if dossier.state != DossierState.PURGING:
            return False
        expired = dossier.discarded_at is None
        title = _title(dossier_id)
        _erase(dossier_id)
        faultpoint.reach("purge.rows_erased")
        if expired:
            ledger.record("dossier.expired", dossier=dossier_id, actor=ledger.Actor.system(), at=at)
        reason = DestroyReason.EXPIRED if expired else DestroyReason.DISCARDED
        dossiers.destroy(dossier, reason=reason, at=at, title=title)
        faultpoint.reach("purge.before_commit")
    faultpoint.reach("purge.committed")
    return True


def _title(dossier_id: UUID) -> str:
    for source in registry.sources():
        title = source.title(dossier_id) if source.title else None
        if title:
            return title
    return ""


def _erase(dossier_id: UUID) -> None:
    for source in registry.sources():
        names = source.erase(dossier_id)
        FileToRemove.objects.bulk_create(
            [FileToRemove(source=source.name, name=name) for name in names], ignore_conflicts=True
        )
