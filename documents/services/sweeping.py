"""Keep rows and stored bytes in step: bytes without a row go, rows without bytes are reported, checks are repeated."""

import datetime as dt
import itertools
import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import transaction

from documents import storage
from documents.choices import HELD, DocumentState
from documents.models import Document
from mycic import jobs
from privacy import ledger
from privacy.services.retention import RULES

# An upload that is still running is younger than this.
_BLOB_AGE = dt.timedelta(hours=24)
_CHECK_AGE = dt.timedelta(minutes=15)
_BATCH = 500
# Every file is looked for about once a day, and one run asks the storage only so often.
_LOOK_AGE = dt.timedelta(hours=23)
_LOOKS = 2000
# If not one of so many files is found, it is the storage that is lost.
_TOO_MANY_TO_LOSE = 10
_log = logging.getLogger(__name__)


class StorageEmpty(Exception):
    """None of many files is where it was: nothing is recorded as lost, an operator must look at the storage."""


class TooManyOrphans(Exception):
    """An empty or older database would make files of living people look like orphans; an operator must confirm."""


@dataclass(frozen=True)
class Orphans:
    """Blobs that no row names, among how many."""

    keys: tuple[str, ...]
    blobs: int

    @property
    def is_too_many(self) -> bool:
        """Tell whether these are more than killed processes leave behind: the brakes of the nightly deletion."""
        brakes = RULES.brakes
        return len(self.keys) > brakes.due_above and len(self.keys) * 100 > self.blobs * brakes.share_above_percent


@dataclass(frozen=True)
class Swept:
    """What one run found."""

    discarded: int
    missing: int
    rechecked: int


def sweep(*, at: dt.datetime) -> Swept:
    """Compare storage and rows in both directions; safe to repeat and to run twice at once."""
    # First what needs no storage: people wait for it, and a storage that is away ends the run.
    rechecked = _check_again(at)
    return Swept(discard_orphans(at), _report_missing(at), rechecked)


def orphans(at: dt.datetime) -> Orphans:
    """Look for blobs that no row names: left by a killed process, or by a storage that was away."""
    found, blobs = [], 0
    for keys in _batches(storage.blobs().keys(older_than=at - _BLOB_AGE)):
        blobs += len(keys)
        known = set(Document.objects.filter(blob_key__in=keys).values_list("blob_key", flat=True))
        found += sorted(set(keys) - known)
    return Orphans(tuple(found), blobs)


def discard_orphans(at: dt.datetime, *, confirmed: bool = False) -> int:
    """Delete blobs that no row names; return how many went.

    Raises:
        TooManyOrphans: so many that it is rather the database that is the wrong one; nothing was deleted.
    """
    found = orphans(at)
    if found.is_too_many and not confirmed:
        raise TooManyOrphans
    return sum(map(_discarded, found.keys))


def _discarded(key: str) -> bool:
    """Delete one blob; one that resists waits for the next run and does not keep the others."""
    try:
        storage.blobs().discard(key)
    except OSError as error:
        _log.warning("sweep.blob_stays", extra={"error": type(error).__name__})
        return False
    return True


def _report_missing(at: dt.datetime) -> int:
    """Look for the bytes of files not looked at for a day; record each loss once.

    Raises:
        StorageEmpty: not one of many files is there: that is a folder that is not mounted or another bucket.
    """
    held = Document.objects.filter(state__in=HELD, missing_at__isnull=True, seen_at__lt=at - _LOOK_AGE)
    looked, lost = 0, []
    for document in held.order_by("seen_at")[:_LOOKS]:
        looked += 1
        if storage.blobs().size_of(str(document.blob_key)) is None:
            lost.append(document)
        else:
            Document.objects.filter(pk=document.pk).update(seen_at=at)
    if len(lost) == looked >= _TOO_MANY_TO_LOSE:
        raise StorageEmpty
    return sum(_mark_missing(document, at) for document in lost)


@transaction.atomic
def _mark_missing(document: Document, at: dt.datetime) -> bool:
    still_held = Document.objects.filter(pk=document.pk, state__in=HELD, missing_at__isnull=True)
    if not still_held.update(missing_at=at):
        return False
    actor = ledger.Actor.system()
    ledger.record("document.damaged", dossier=document.dossier_id, actor=actor, at=at, document=document.pk)
    return True


def _check_again(at: dt.datetime) -> int:
    """Ask once more for files whose virus check got no answer: the outbox gives up, the sweeper does not."""
    waiting = Document.objects.filter(state=DocumentState.CHECKING, received_at__lt=at - _CHECK_AGE)
    for pk in (keys := list(waiting.values_list("pk", flat=True))):
        jobs.enqueue("documents.screen", key=f"documents.screen:{pk}:{at:%Y%m%d%H}", document_id=str(pk))
    return len(keys)


def _batches(keys: Iterable[str]) -> Iterator[list[str]]:
    iterator = iter(keys)
    while batch := list(itertools.islice(iterator, _BATCH)):
        yield batch
