"""Recording events."""

import threading
import uuid
from datetime import datetime

import pytest
from django.db import connections

from accounts.models import User
from mycic import clock
from privacy import ledger
from privacy.choices import Audience
from privacy.events import KINDS
from privacy.ledger.verification import verify
from privacy.models import ActorToken, ChainHead, Event


def note(chain: uuid.UUID, *, days: int = 3, actor: ledger.Actor | None = None) -> Event:
    return ledger.record(
        "draft.reminded", dossier=chain, actor=actor or ledger.Actor.system(), at=clock.now(), days=days
    )


@pytest.mark.requirement("R3.29")
@pytest.mark.django_db
def test_events_of_a_chain_are_numbered_and_linked(chain: uuid.UUID) -> None:
    first, second = note(chain), note(chain)
    assert (first.seq, second.seq) == (1, 2)
    assert bytes(second.prev_hash) == bytes(first.hash)
    assert verify(chain).is_sound


@pytest.mark.django_db
def test_chains_do_not_touch_one_another(chain: uuid.UUID) -> None:
    note(chain)
    assert note(uuid.uuid4()).seq == 1


@pytest.mark.django_db
def test_unknown_kind_is_refused(chain: uuid.UUID, at: datetime) -> None:
    with pytest.raises(ledger.UnknownKind):
        ledger.record("case.teleported", dossier=chain, actor=ledger.Actor.system(), at=at)
    assert not Event.objects.filter(chain=chain).exists()


@pytest.mark.django_db
def test_undeclared_fact_is_refused(chain: uuid.UUID, at: datetime) -> None:
    with pytest.raises(ledger.UndeclaredFact):
        ledger.record("dossier.expired", dossier=chain, actor=ledger.Actor.system(), at=at, colour="red")


@pytest.mark.django_db
def test_fact_named_by_the_sentence_must_be_given(chain: uuid.UUID, at: datetime) -> None:
    with pytest.raises(ledger.MissingFact):
        ledger.record("draft.reminded", dossier=chain, actor=ledger.Actor.system(), at=at)


@pytest.mark.django_db
@pytest.mark.parametrize("value", ["Amara Okonkwo", "amara@mail.example", "", "x" * 65, "é", 2**53, 1.5])
def test_personal_looking_or_odd_facts_are_refused(chain: uuid.UUID, at: datetime, value: object) -> None:
    with pytest.raises(ledger.UnfitFact):
        ledger.record(
            "desk.record_opened",
            dossier=chain,
            actor=ledger.Actor.system(),
            at=at,
            part=value,  # type: ignore[arg-type]
        )


@pytest.mark.django_db
@pytest.mark.parametrize("value", ["case", "draft-2026-W48", True, 7, uuid.UUID(int=5)])
def test_ids_counts_and_states_are_fit(chain: uuid.UUID, at: datetime, value: str | int | uuid.UUID) -> None:
    event = ledger.record("desk.record_opened", dossier=chain, actor=ledger.Actor.system(), at=at, part=value)
    event.refresh_from_db()
    assert str(event.facts["part"]) == str(value)
    assert verify(chain).is_sound


@pytest.mark.django_db
def test_actor_is_a_token_that_differs_from_chain_to_chain(person: User, chain: uuid.UUID) -> None:
    here = note(chain, actor=ledger.Actor.person(person))
    again = note(chain, actor=ledger.Actor.person(person))
    there = note(uuid.uuid4(), actor=ledger.Actor.officer(person))
    assert here.actor == again.actor != there.actor
    assert person.pk not in {here.actor, there.actor}
    assert (here.role, there.role) == ("person", "officer")


@pytest.mark.django_db
def test_forgetting_who_a_token_was_keeps_the_chain_sound(person: User, chain: uuid.UUID) -> None:
    note(chain, actor=ledger.Actor.person(person))
    ActorToken.objects.filter(chain=chain).delete()
    assert verify(chain).is_sound


@pytest.mark.django_db
def test_a_head_that_moved_under_the_lock_stops_the_record(chain: uuid.UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    note(chain)
    monkeypatch.setattr("privacy.ledger.recording._lock_head", lambda pk: ChainHead(chain=pk, seq=7, hash=bytes(32)))
    with pytest.raises(RuntimeError):
        note(chain)
    assert Event.objects.filter(chain=chain).count() == 1


def test_kinds_are_declared_once_and_well_formed() -> None:
    with pytest.raises(ValueError, match="twice"):
        ledger.kind("dossier.expired", audience=(), sentence="again")
    with pytest.raises(ValueError, match="dotted"):
        ledger.kind("Expired", audience=(), sentence="no")
    with pytest.raises(ValueError, match="colour"):
        ledger.kind("test.colour", audience=(), sentence="It was {colour}.")
    assert "test.colour" not in KINDS


def test_auditors_see_every_kind() -> None:
    assert all(Audience.AUDIT in kind.audience for kind in KINDS.values())


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_writers_at_the_same_time_make_one_unbroken_chain(chain: uuid.UUID) -> None:
    def write() -> None:
        try:
            for _ in range(10):
                note(chain)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Event.objects.filter(chain=chain).count() == 40
    assert verify(chain).is_sound
