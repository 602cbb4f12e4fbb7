"""Reading every chain again: gaps, links, hashes, heads, and what tombstones promise."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby

from django.db.models import QuerySet

from privacy.choices import DossierState
from privacy.ledger.chain import GENESIS, event_hash
from privacy.models import ChainHead, Dossier, DossierKey, Event, Tombstone

_CHUNK = 2000


@dataclass(frozen=True)
class Problem:
    """One thing that is not as it was written."""

    chain: uuid.UUID
    seq: int
    what: str


@dataclass
class Report:
    """What was read and what was wrong with it."""

    chains: int = 0
    events: int = 0
    problems: list[Problem] = field(default_factory=list)

    @property
    def is_sound(self) -> bool:
        """Tell whether nothing is wrong."""
        return not self.problems


def verify(chain: uuid.UUID | None = None) -> Report:
    """Verify one chain, or all of them and the tombstones."""
    report = _read(chain)
    if not report.is_sound:
        # Heads, events and tombstones are read one after the other beside live writers: what is wrong stays wrong.
        again = set(_read(chain).problems)
        report.problems = [problem for problem in report.problems if problem in again]
    return report


def _read(chain: uuid.UUID | None) -> Report:
    report = Report()
    events, heads = Event.objects.all(), ChainHead.objects.all()
    if chain is not None:
        events, heads = events.filter(chain=chain), heads.filter(chain=chain)
    unseen = {head.pk: head for head in heads.iterator(_CHUNK)}
    for chain_id, run in groupby(_in_order(events), key=lambda event: event.chain):
        _verify_chain(report, chain_id, run, unseen.pop(chain_id, None))
    for head in unseen.values():
        report.problems.append(Problem(head.chain, head.seq, "the head points at an event that is gone"))
    if chain is None:
        report.problems.extend(_tombstone_problems())
    return report


def _in_order(events: QuerySet[Event]) -> Iterator[Event]:
    return events.order_by("chain", "seq").iterator(_CHUNK)


def _verify_chain(report: Report, chain: uuid.UUID, events: Iterator[Event], head: ChainHead | None) -> None:
    report.chains += 1
    seq, last = 0, GENESIS
    for event in events:
        report.events += 1
        if event.seq != seq + 1:
            report.problems.append(Problem(chain, seq + 1, "an event is missing"))
        elif bytes(event.prev_hash) != last:
            report.problems.append(Problem(chain, event.seq, "the link to the event before is broken"))
        if _recomputed(event) != bytes(event.hash):
            report.problems.append(Problem(chain, event.seq, "the event was changed"))
        seq, last = event.seq, bytes(event.hash)
    if head is None or (head.seq, bytes(head.hash)) != (seq, last):
        report.problems.append(Problem(chain, seq, "the head is not the last event"))


def _recomputed(event: Event) -> bytes:
    return event_hash(
        chain=event.chain,
        seq=event.seq,
        prev_hash=bytes(event.prev_hash),
        kind=event.kind,
        at=event.at,
        role=event.role,
        actor=event.actor,
        facts=event.facts,
    )


def _tombstone_problems() -> Iterator[Problem]:
    """Compare the three places that know of a destruction: the stone, the dossier and the chain."""
    stones = set(Tombstone.objects.values_list("pk", flat=True))
    recorded = set(Event.objects.filter(kind="dossier.destroyed").values_list("chain", flat=True))
    destroyed = set(Dossier.objects.filter(state=DossierState.DESTROYED).values_list("pk", flat=True))
    present = set(Dossier.objects.filter(pk__in=stones).values_list("pk", flat=True))
    keys = set(DossierKey.objects.filter(pk__in=stones | recorded).values_list("pk", flat=True))
    for gone in sorted(recorded - stones):
        yield Problem(gone, 0, "destroyed, but without a tombstone")
    for gone in sorted(stones - recorded):
        yield Problem(gone, 0, "a tombstone without its event")
    for back in sorted((present - destroyed) | keys):
        yield Problem(back, 0, "destroyed, but there again")
    for unmarked in sorted(destroyed - stones):
        yield Problem(unmarked, 0, "marked as destroyed, but without a tombstone")


class LedgerBroken(Exception):
    """The ledger is not as it was written."""


def verify_or_raise() -> None:
    """Verify everything.

    Raises:
        LedgerBroken: something is wrong; ``manage.py audit_verify`` says what.
    """
    report = verify()
    if not report.is_sound:
        raise LedgerBroken(f"{len(report.problems)} problems")
