"""What a tampered ledger looks like to the verifier."""

import json
import uuid
from collections.abc import Iterator
from datetime import datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import QuerySet

from privacy import ledger, tasks
from privacy.choices import DestroyReason
from privacy.ledger import triggers, verification
from privacy.ledger.verification import LedgerBroken, verify
from privacy.models import ChainHead, Dossier, DossierKey, Event, Tombstone
from privacy.services import dossiers

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R3.29")]


@pytest.fixture
def written(chain: uuid.UUID, at: datetime) -> uuid.UUID:
    for days in (30, 14, 7, 3):
        ledger.record("draft.reminded", dossier=chain, actor=ledger.Actor.system(), at=at, days=days)
    return chain


def whats(chain: uuid.UUID | None) -> list[str]:
    return [problem.what for problem in verify(chain).problems]


def test_untouched_chain_is_sound(written: uuid.UUID) -> None:
    report = verify(written)
    assert (report.chains, report.events, report.problems) == (1, 4, [])


def test_edited_fact_is_found_at_its_place(written: uuid.UUID) -> None:
    with triggers.lifted():
        Event.objects.filter(chain=written, seq=2).update(facts={"days": 90})
    (problem,) = verify(written).problems
    assert (problem.seq, problem.what) == (2, "the event was changed")


def test_removed_event_is_found(written: uuid.UUID) -> None:
    with triggers.lifted():
        Event.objects.filter(chain=written, seq=2).delete()
    assert "an event is missing" in whats(written)


def test_event_hashed_anew_breaks_the_link_after_it(written: uuid.UUID) -> None:
    with triggers.lifted():
        Event.objects.filter(chain=written, seq=2).update(hash=b"x" * 32)
    assert "the link to the event before is broken" in whats(written)


def test_cut_tail_is_found_by_the_head(written: uuid.UUID) -> None:
    with triggers.lifted():
        Event.objects.filter(chain=written, seq=4).delete()
    assert whats(written) == ["the head is not the last event"]


def test_lost_head_is_found(written: uuid.UUID) -> None:
    ChainHead.objects.filter(pk=written).delete()
    assert whats(written) == ["the head is not the last event"]


def test_head_without_any_event_is_found(written: uuid.UUID) -> None:
    with triggers.lifted():
        Event.objects.filter(chain=written).delete()
    assert whats(written) == ["the head points at an event that is gone"]


def test_tombstones_events_and_dossiers_agree(draft: Dossier, at: datetime) -> None:
    dossiers.destroy(draft, reason=DestroyReason.DISCARDED, at=at)
    assert whats(None) == []


def test_restored_dossier_is_found(draft: Dossier, at: datetime) -> None:
    row = DossierKey.objects.get(pk=draft.pk)
    dossiers.destroy(draft, reason=DestroyReason.DISCARDED, at=at)
    row.save(force_insert=True)
    assert whats(None) == ["destroyed, but there again"]


def test_tombstone_of_a_living_dossier_is_found(draft: Dossier, at: datetime) -> None:
    Tombstone.objects.create(dossier=draft.pk, kind="case", reason="expired", started_at=at, destroyed_at=at)
    assert set(whats(None)) == {"a tombstone without its event", "destroyed, but there again"}


def test_missing_tombstone_is_found(draft: Dossier, at: datetime) -> None:
    dossiers.destroy(draft, reason=DestroyReason.DISCARDED, at=at)
    Tombstone.objects.all().delete()
    assert set(whats(None)) == {
        "destroyed, but without a tombstone",
        "marked as destroyed, but without a tombstone",
    }


def test_command_prints_json_and_succeeds(written: uuid.UUID) -> None:
    out = StringIO()
    call_command("audit_verify", "--chain", str(written), "--json", stdout=out)
    assert json.loads(out.getvalue()) == {"chains": 1, "events": 4, "problems": []}


def test_command_names_the_problem_and_fails(written: uuid.UUID) -> None:
    ChainHead.objects.filter(pk=written).update(seq=9)
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("audit_verify", stdout=out)
    assert f"{written} 4: the head is not the last event" in out.getvalue()


def test_nightly_task_fails_loudly_on_a_broken_ledger(written: uuid.UUID) -> None:
    tasks.verify_ledger()
    ChainHead.objects.filter(pk=written).update(seq=9)
    with pytest.raises(LedgerBroken):
        tasks.verify_ledger()


def test_a_chain_of_thousands_is_read_in_pieces(chain: uuid.UUID, at: datetime) -> None:
    for _ in range(30):
        ledger.record("draft.reminded", dossier=chain, actor=ledger.Actor.system(), at=at, days=1)
    assert verify(chain).events == 30
    assert connection.in_atomic_block


def test_an_event_written_while_the_chain_is_read_is_no_damage(
    written: uuid.UUID, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_order, writers = verification._in_order, iter([14])

    def with_a_writer(events: QuerySet[Event]) -> Iterator[Event]:
        for days in writers:
            ledger.record("draft.reminded", dossier=written, actor=ledger.Actor.system(), at=at, days=days)
        return in_order(events)

    monkeypatch.setattr(verification, "_in_order", with_a_writer)
    assert verify(written).problems == []
    assert Event.objects.filter(chain=written).count() == 5
