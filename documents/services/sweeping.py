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

# An upload that is still running is younger than this.
_BLOB_AGE = dt.timedelta(hours=24)
_CHECK_AGE = dt.timedelta(minutes=15)
_BATCH = 500
# Every file is looked for about once a day, and one run asks the storage only so often.
_LOOK_AGE = dt.timedelta(hours=23)
_LOOKS = 2000
_log = logging.getLogger(__name__)


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
    return Swept(_discard_orphans(at), _report_missing(at), rechecked)


def _discard_orphans(at: dt.datetime) -> int:
    """Delete blobs that no row names: left by a killed process, or by a storage that was away."""
    count = 0
    for keys in _batches(storage.blobs().keys(older_than=at - _BLOB_AGE)):
        known = set(Document.objects.filter(blob_key__in=keys).values_list("blob_key", flat=True))
        count += sum(map(_discarded, set(keys) - known))
    return count


def _discarded(key: str) -> bool:
    """Delete one blob; one that resists waits for the next run and does not keep the others."""
    try:
        storage.blobs().discard(key)
    except OSError as error:
        _log.warning("sweep.blob_stays", extra={"error": type(error).__name__})
        return False
    return True


def _report_missing(at: dt.datetime) -> int:
    """Look for the bytes of files not looked at for a day; record each loss once."""
    count = 0
    held = Document.objects.filter(state__in=HELD, missing_at__isnull=True, seen_at__lt=at - _LOOK_AGE)
    for document in held.order_by("seen_at")[:_LOOKS]:
        if storage.blobs().size_of(str(document.blob_key)) is not None:
            Document.objects.filter(pk=document.pk).update(seen_at=at)
        elif _mark_missing(document, at):
            count += 1
    return count


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
