"""The life of a dossier and its key."""

import threading
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connections

from accounts.models import User
from mycic import clock
from mycic.crypto.envelope import Binding
from mycic.crypto.errors import CannotOpen
from mycic.crypto.fields import Vault
from privacy import queries
from privacy.choices import DestroyReason, DossierKind, DossierState
from privacy.ledger.verification import verify
from privacy.models import Dossier, DossierKey, Tombstone
from privacy.services import dossiers, retention
from privacy.services.dossiers import DossierBusy, DossierDestroyed, DossierHeld

pytestmark = pytest.mark.django_db
PLACE = Binding("table", "column", "row")


def sent(draft: Dossier, at: datetime, reference: str = "S300412889") -> Dossier:
    dossiers.submit(draft, dossiers.prepare_submission(draft), reference=reference, at=at)
    return draft


def test_draft_key_is_wrapped_under_the_week_of_expiry(draft: Dossier) -> None:
    assert draft.expires_at is not None
    year, week, _day = draft.expires_at.isocalendar()
    assert draft.key.kek_id == f"draft-{year}-W{week:02}"


@pytest.mark.parametrize("kind", [DossierKind.PROFILE, DossierKind.MAILBOX, DossierKind.VERIFICATION])
def test_everything_else_is_wrapped_under_the_case_key(person: User, at: datetime, kind: DossierKind) -> None:
    assert dossiers.create(kind=kind, owner=person, at=at).key.kek_id.startswith("case-")


def test_dossier_may_have_no_owner_and_a_chosen_id(at: datetime) -> None:
    chosen = uuid.uuid4()
    assert dossiers.create(kind=DossierKind.MAILBOX, owner=None, at=at, dossier_id=chosen).pk == chosen


def test_what_is_sealed_opens_again_and_only_with_its_own_key(person: User, at: datetime) -> None:
    one, other = (dossiers.create(kind=DossierKind.PROFILE, owner=person, at=at) for _ in range(2))
    sealed = dossiers.unlock(one).key.seal(b"secret", aad=PLACE)
    assert dossiers.unlock(one).key.open(sealed, aad=PLACE) == b"secret"
    with pytest.raises(CannotOpen):
        dossiers.unlock(other).key.open(sealed, aad=PLACE)


def test_unlocking_takes_one_query_and_none_with_the_key_at_hand(
    draft: Dossier, django_assert_num_queries: Callable[[int], Any]
) -> None:
    fresh = Dossier.objects.get(pk=draft.pk)
    with django_assert_num_queries(1):
        assert isinstance(dossiers.unlock(fresh), Vault)
        dossiers.unlock(fresh)
    loaded = queries.dossier(draft.pk)
    assert loaded is not None
    with django_assert_num_queries(0):
        dossiers.unlock(loaded)


@pytest.mark.parametrize("amount", [1, 3])
def test_unlocking_many_takes_one_query(
    person: User, at: datetime, amount: int, django_assert_num_queries: Callable[[int], Any]
) -> None:
    made = [dossiers.create(kind=DossierKind.CASE, owner=person, at=at).pk for _ in range(amount)]
    rows = list(Dossier.objects.filter(pk__in=made))
    with django_assert_num_queries(1):
        assert dossiers.unlock_many(rows).keys() == set(made)
    assert dossiers.unlock_many([]) == {}


def test_expired_draft_does_not_open(old_draft: Dossier) -> None:
    with pytest.raises(DossierDestroyed):
        dossiers.unlock(old_draft)


@pytest.mark.requirement("R3.58")
def test_draft_opens_until_the_last_instant(draft: Dossier, at: datetime) -> None:
    assert draft.expires_at is not None
    with clock.shifted(draft.expires_at - clock.now() - timedelta(seconds=5)):
        dossiers.unlock(draft)
    with clock.shifted(draft.expires_at - clock.now() + timedelta(seconds=5)), pytest.raises(DossierDestroyed):
        dossiers.unlock(draft)


@pytest.mark.parametrize("state", [DossierState.PURGING, DossierState.DESTROYED])
def test_gone_dossier_does_not_open_even_with_a_key(draft: Dossier, state: DossierState) -> None:
    draft.state = state
    with pytest.raises(DossierDestroyed):
        dossiers.unlock(draft)


def test_dossier_without_key_does_not_open_or_go(draft: Dossier, at: datetime) -> None:
    DossierKey.objects.all().delete()
    stale = Dossier.objects.get(pk=draft.pk)
    with pytest.raises(DossierDestroyed):
        dossiers.unlock(stale)
    with pytest.raises(DossierDestroyed):
        dossiers.prepare_submission(stale)


@pytest.mark.requirement("R3.60", "R4.33")
def test_destroying_takes_the_key_and_leaves_tombstone_and_event(draft: Dossier, at: datetime) -> None:
    dossiers.destroy(draft, reason=DestroyReason.WITHDRAWN, at=at, title="study-permit")
    dossiers.destroy(draft, reason=DestroyReason.WITHDRAWN, at=at)
    assert draft.state == DossierState.DESTROYED
    assert not DossierKey.objects.exists()
    assert Tombstone.objects.get().title == "study-permit"
    assert verify().is_sound
    with pytest.raises(DossierDestroyed) as refusal:
        dossiers.unlock(Dossier.objects.get(pk=draft.pk))
    assert "deleted" in str(refusal.value)


def test_a_held_dossier_is_not_destroyed(draft: Dossier, at: datetime) -> None:
    Dossier.objects.update(held_at=at)
    with pytest.raises(DossierHeld):
        dossiers.destroy(draft, reason=DestroyReason.WITHDRAWN, at=at)
    dossiers.unlock(draft)


def test_sending_keeps_the_data_key_and_moves_it_under_the_case_key(draft: Dossier, at: datetime) -> None:
    sealed = dossiers.unlock(draft).key.seal(b"answer", aad=PLACE)
    sent(draft, at)
    row = DossierKey.objects.get(pk=draft.pk)
    assert (draft.state, draft.reference, draft.expires_at) == (DossierState.SUBMITTED, "S300412889", None)
    assert (row.kek_id.split("-")[0], row.version) == ("case", 2)
    assert dossiers.unlock(Dossier.objects.get(pk=draft.pk)).key.open(sealed, aad=PLACE) == b"answer"


def test_sending_twice_is_refused(draft: Dossier, at: datetime) -> None:
    stale = dossiers.prepare_submission(draft)
    sent(draft, at)
    with pytest.raises(DossierBusy):
        dossiers.submit(draft, stale, reference="S300412897", at=at)


def test_sending_with_a_key_that_changed_meanwhile_is_refused_whole(draft: Dossier, at: datetime) -> None:
    prepared = dossiers.prepare_submission(draft)
    DossierKey.objects.update(version=5)
    with pytest.raises(DossierBusy):
        dossiers.submit(draft, prepared, reference=None, at=at)
    assert Dossier.objects.get(pk=draft.pk).state == DossierState.OPEN


@pytest.mark.requirement("R3.58")
def test_sending_after_the_end_is_refused(draft: Dossier) -> None:
    prepared = dossiers.prepare_submission(draft)
    assert draft.expires_at is not None
    with pytest.raises(DossierDestroyed):
        dossiers.submit(draft, prepared, reference=None, at=draft.expires_at)


def test_sending_a_discarded_draft_is_refused(draft: Dossier, at: datetime) -> None:
    prepared = dossiers.prepare_submission(draft)
    Dossier.objects.update(discarded_at=at)
    with pytest.raises(DossierDestroyed):
        dossiers.submit(draft, prepared, reference=None, at=at)


def test_a_key_prepared_for_another_dossier_is_a_mistake(draft: Dossier, old_draft: Dossier, at: datetime) -> None:
    with pytest.raises(ValueError, match="another"):
        dossiers.submit(old_draft, dossiers.prepare_submission(draft), reference=None, at=at)


def test_writers_are_let_in_only_while_the_dossier_lives(draft: Dossier, old_draft: Dossier, at: datetime) -> None:
    dossiers.hold_open(draft, at=at)
    with pytest.raises(DossierDestroyed):
        dossiers.hold_open(old_draft, at=at)
    for change in ({"discarded_at": at}, {"state": DossierState.PURGING}):
        Dossier.objects.filter(pk=draft.pk).update(**change)
        with pytest.raises(DossierDestroyed):
            dossiers.hold_open(draft, at=at)
    with pytest.raises(DossierDestroyed):
        dossiers.hold_open(Dossier(pk=uuid.uuid4()), at=at)


def test_closing_and_reopening(draft: Dossier, at: datetime) -> None:
    with pytest.raises(DossierBusy):
        dossiers.close(draft)
    sent(draft, at)
    dossiers.close(draft)
    dossiers.unlock(draft)
    assert draft.state == DossierState.CLOSED
    with pytest.raises(DossierBusy):
        dossiers.close(draft)
    dossiers.reopen(draft)
    assert draft.state == DossierState.SUBMITTED
    with pytest.raises(DossierBusy):
        dossiers.reopen(draft)


def race(*acts: Callable[[], object]) -> None:
    """Start several acts in threads at the same moment and wait for all."""
    gate = threading.Barrier(len(acts))

    def run(act: Callable[[], object]) -> None:
        gate.wait()
        try:
            act()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def submit_or_lose(draft: Dossier, outcome: list[str], at: datetime) -> None:
    prepared = dossiers.prepare_submission(draft)
    try:
        dossiers.submit(draft, prepared, reference=None, at=at)
        outcome.append("submitted")
    except DossierBusy:
        outcome.append("second")
    except DossierDestroyed:
        outcome.append("destroyed")


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attempt", range(5))
def test_of_a_purge_and_a_submission_exactly_one_wins(person: User, attempt: int) -> None:
    at = clock.now()
    end = at + timedelta(days=1)
    draft = dossiers.create(kind=DossierKind.CASE, owner=person, at=at, expires_at=end)
    outcome: list[str] = []
    # The sender's clock reads a moment before the end, the purge's the end itself.
    race(
        lambda: submit_or_lose(draft, outcome, end - timedelta(seconds=1)),
        lambda: retention.purge_expired(at=end),
    )
    state = Dossier.objects.get(pk=draft.pk).state
    assert outcome == [state]
    assert DossierKey.objects.filter(pk=draft.pk).exists() is (state == DossierState.SUBMITTED)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_many_submissions_exactly_one_wins(person: User) -> None:
    at = clock.now()
    draft = dossiers.create(kind=DossierKind.CASE, owner=person, at=at, expires_at=at + timedelta(days=1))
    outcome: list[str] = []
    race(*[lambda: submit_or_lose(Dossier.objects.get(pk=draft.pk), outcome, at) for _ in range(8)])
    assert sorted(outcome) == ["second"] * 7 + ["submitted"]
