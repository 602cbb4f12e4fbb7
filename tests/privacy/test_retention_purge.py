"""Destroying drafts: what goes, what stays, what stops it."""

from datetime import datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from mycic import clock
from mycic.crypto import envelope, keyring
from mycic.crypto.envelope import Binding
from mycic.crypto.errors import CannotOpen
from privacy import ledger, queries, tasks
from privacy.choices import Brake, DestroyReason, DossierKind, DossierState
from privacy.ledger.verification import verify
from privacy.models import Dossier, DossierKey, Event, FileToRemove, PurgeRun, Tombstone
from privacy.services import dossiers, retention
from privacy.services.dossiers import DossierDestroyed
from privacy.services.retention import brakes
from privacy.services.retention.purge import PurgeIncomplete
from tests.privacy.cupboard import Cupboard

pytestmark = pytest.mark.django_db
PLACE = Binding("table", "column", "row")


def drafts(owner: User, *, amount: int, start: datetime, end: datetime) -> None:
    """Make many drafts at once; their keys are not opened here."""
    rows = Dossier.objects.bulk_create(
        Dossier(kind=DossierKind.CASE, owner=owner, created_at=start, expires_at=end) for _ in range(amount)
    )
    DossierKey.objects.bulk_create(
        DossierKey(dossier=row, kek_id="draft-2020-W01", wrapped=b"x", version=1) for row in rows
    )


def run_before(at: datetime) -> PurgeRun:
    return PurgeRun.objects.create(at=at - timedelta(hours=1), due=0, live=0, forecast=0)


@pytest.mark.requirement("R3.59", "R4.33")
def test_an_expired_draft_goes_with_key_rows_and_files(old_draft: Dossier, cupboard: Cupboard, at: datetime) -> None:
    cupboard.files[old_draft.pk] = ["a", "b"]
    cupboard.titles[old_draft.pk] = "study-permit"
    done = retention.purge_expired(at=at)
    assert (done.dossiers, done.files, done.brake) == (1, 2, Brake.NONE)
    assert cupboard.removed == ["a", "b"]
    assert not DossierKey.objects.exists()
    assert not FileToRemove.objects.exists()
    stone = Tombstone.objects.get()
    assert (stone.title, stone.reason, stone.destroyed_at) == ("study-permit", DestroyReason.EXPIRED, at)
    kinds = list(Event.objects.filter(chain=old_draft.pk).values_list("kind", flat=True))
    assert kinds == ["dossier.expired", "dossier.destroyed"]
    assert verify().is_sound


@pytest.mark.requirement("R3.59")
def test_a_second_run_changes_nothing(old_draft: Dossier, at: datetime) -> None:
    retention.purge_expired(at=at)
    events = Event.objects.count()
    assert retention.purge_expired(at=at + timedelta(hours=1)).dossiers == 0
    assert Event.objects.count() == events


@pytest.mark.requirement("R3.59")
def test_living_drafts_stay(draft: Dossier, old_draft: Dossier, at: datetime) -> None:
    retention.purge_expired(at=at)
    dossiers.unlock(Dossier.objects.get(pk=draft.pk))
    assert Dossier.objects.get(pk=old_draft.pk).state == DossierState.DESTROYED


@pytest.mark.requirement("R3.58", "R3.59")
def test_a_draft_goes_at_the_instant_of_its_end_and_not_before(draft: Dossier) -> None:
    assert draft.expires_at is not None
    assert retention.purge_expired(at=draft.expires_at - timedelta(seconds=1)).dossiers == 0
    assert retention.purge_expired(at=draft.expires_at).dossiers == 1


def test_what_was_sent_is_never_purged(draft: Dossier, at: datetime) -> None:
    dossiers.submit(draft, dossiers.prepare_submission(draft), reference=None, at=at)
    assert retention.purge_expired(at=at + timedelta(days=400)).dossiers == 0


@pytest.mark.requirement("R3.59")
def test_the_owner_is_told_what_was_deleted(old_draft: Dossier, person: User, cupboard: Cupboard, at: datetime) -> None:
    cupboard.titles[old_draft.pk] = "study-permit"
    retention.purge_expired(at=at)
    (gone,) = queries.deleted_drafts(person)
    assert (gone.title, gone.deleted_at, gone.reason) == ("study-permit", at, DestroyReason.EXPIRED)


@pytest.mark.requirement("R3.59")
def test_rows_that_resist_keep_one_draft_shut_and_the_others_go_on(
    old_draft: Dossier, person: User, cupboard: Cupboard, at: datetime
) -> None:
    cupboard.broken_rows = True
    with pytest.raises(PurgeIncomplete):
        retention.purge_expired(at=at)
    with pytest.raises(DossierDestroyed):
        dossiers.unlock(Dossier.objects.get(pk=old_draft.pk))
    assert not DossierKey.objects.exists()
    cupboard.broken_rows = False
    assert retention.purge_expired(at=at).dossiers == 1
    assert verify().is_sound


@pytest.mark.requirement("R3.59")
def test_files_wait_while_the_storage_is_away(old_draft: Dossier, cupboard: Cupboard, at: datetime) -> None:
    cupboard.files[old_draft.pk] = ["a"]
    cupboard.broken_storage = True
    assert retention.purge_expired(at=at).files == 0
    cupboard.broken_storage = False
    assert retention.purge_expired(at=at).files == 1


def test_a_source_without_files_or_titles_is_fine(old_draft: Dossier, at: datetime) -> None:
    FileToRemove.objects.create(source="privacy-test", name="x")
    from privacy import registry  # noqa: PLC0415

    bare = registry.PersonalDataSource(
        name="privacy-test", holds="", expiry="", export=lambda _: [], erase=lambda _: []
    )
    registry.register_source(bare)
    try:
        assert retention.purge_expired(at=at).files == 1
        assert Tombstone.objects.get().title == ""
        with pytest.raises(ValueError, match="already"):
            registry.register_source(
                registry.PersonalDataSource(
                    name="privacy-test", holds="x", expiry="", export=lambda _: [], erase=lambda _: []
                )
            )
    finally:
        del registry._sources["privacy-test"]


def test_a_dossier_that_another_run_finished_is_skipped(old_draft: Dossier, at: datetime) -> None:
    from privacy.services.retention import purge  # noqa: PLC0415

    retention.purge_expired(at=at)
    assert purge._try_to_finish(old_draft.pk, at=at) is False


def test_a_held_draft_stays_until_the_hold_is_lifted(old_draft: Dossier, colleague: User, at: datetime) -> None:
    actor = ledger.Actor.officer(colleague)
    retention.hold(old_draft, actor=actor, at=at)
    retention.hold(old_draft, actor=actor, at=at)
    assert retention.purge_expired(at=at).dossiers == 0
    retention.release(old_draft, actor=actor, at=at)
    retention.release(old_draft, actor=actor, at=at)
    assert retention.purge_expired(at=at).dossiers == 1
    with pytest.raises(DossierDestroyed):
        retention.hold(old_draft, actor=actor, at=at)
    kinds = list(Event.objects.filter(chain=old_draft.pk).values_list("kind", flat=True))
    assert kinds[:2] == ["dossier.held", "dossier.released"]


@pytest.mark.usefixtures("person")
class TestDiscarding:
    @pytest.mark.requirement("R3.59")
    def test_a_discarded_draft_goes_a_day_later(self, draft: Dossier, person: User, at: datetime) -> None:
        retention.discard([draft], actor=ledger.Actor.person(person), at=at)
        assert retention.purge_expired(at=at + timedelta(hours=23)).dossiers == 0
        assert retention.purge_expired(at=at + timedelta(hours=24)).dossiers == 1
        assert Tombstone.objects.get().reason == DestroyReason.DISCARDED

    def test_it_comes_back_within_the_day(self, draft: Dossier, person: User, at: datetime) -> None:
        actor = ledger.Actor.person(person)
        retention.discard([draft], actor=actor, at=at)
        retention.take_back([draft], actor=actor, at=at + timedelta(hours=23))
        assert retention.purge_expired(at=at + timedelta(hours=25)).dossiers == 0
        dossiers.unlock(Dossier.objects.get(pk=draft.pk))

    def test_not_after_the_day(self, draft: Dossier, person: User, at: datetime) -> None:
        actor = ledger.Actor.person(person)
        retention.discard([draft], actor=actor, at=at)
        with pytest.raises(retention.TooLate):
            retention.take_back([draft], actor=actor, at=at + timedelta(hours=24))

    def test_all_or_none_are_hidden(self, draft: Dossier, old_draft: Dossier, person: User, at: datetime) -> None:
        with pytest.raises(retention.TooLate):
            retention.discard([draft, old_draft], actor=ledger.Actor.person(person), at=at)
        assert Dossier.objects.get(pk=draft.pk).discarded_at is None

    def test_brakes_on_numbers_do_not_hold_up_what_owners_ask(self, draft: Dossier, person: User, at: datetime) -> None:
        run_before(at + timedelta(hours=24))
        retention.discard([draft], actor=ledger.Actor.person(person), at=at)
        assert retention.purge_expired(at=at + timedelta(hours=24)).brake is Brake.NONE


class TestBrakes:
    def test_a_mass_that_nobody_expected_stops_and_waits(self, person: User, at: datetime) -> None:
        run_before(at)
        drafts(person, amount=201, start=at - timedelta(days=91), end=at)
        assert retention.purge_expired(at=at).brake is Brake.MASS
        assert retention.purge_expired(at=at + timedelta(days=1)).brake is Brake.MASS
        assert Dossier.objects.filter(state=DossierState.OPEN).count() == 201
        stop = Event.objects.get(kind="retention.stopped")
        assert stop.facts == {"brake": "mass", "due": 201, "live": 201}

    def test_an_operator_lets_it_go_on_for_what_they_saw(self, person: User, at: datetime) -> None:
        run_before(at)
        drafts(person, amount=201, start=at - timedelta(days=91), end=at)
        retention.purge_expired(at=at)
        assert retention.confirm(at=at) == 201
        assert retention.purge_expired(at=at + timedelta(minutes=5)).dossiers == 201
        assert verify().is_sound

    def test_the_word_does_not_hold_for_more_or_for_later(self, person: User, at: datetime) -> None:
        run_before(at)
        drafts(person, amount=201, start=at - timedelta(days=91), end=at)
        retention.purge_expired(at=at)
        retention.confirm(at=at)
        drafts(person, amount=1, start=at - timedelta(days=91), end=at)
        assert retention.purge_expired(at=at + timedelta(minutes=5)).brake is Brake.MASS
        retention.confirm(at=at)
        assert retention.purge_expired(at=at + timedelta(hours=25)).brake is Brake.MASS

    def test_a_mass_that_was_forecast_goes(self, person: User, at: datetime) -> None:
        drafts(person, amount=201, start=at - timedelta(days=90), end=at + timedelta(hours=2))
        retention.purge_expired(at=at)
        assert PurgeRun.objects.get().forecast == 201
        assert retention.purge_expired(at=at + timedelta(hours=3)).dossiers == 201

    def test_a_small_part_of_many_drafts_goes(self, person: User, at: datetime) -> None:
        run_before(at)
        drafts(person, amount=201, start=at - timedelta(days=91), end=at)
        drafts(person, amount=1900, start=at, end=at + timedelta(days=40))
        assert retention.purge_expired(at=at).brake is Brake.NONE

    @pytest.mark.parametrize("step", [timedelta(hours=49), timedelta(days=365), -timedelta(hours=1)])
    @pytest.mark.usefixtures("old_draft")
    def test_a_clock_that_jumped_stops_it(self, at: datetime, step: timedelta) -> None:
        PurgeRun.objects.create(at=at - step, due=0, live=0, forecast=0)
        assert retention.purge_expired(at=at).brake is Brake.JUMP
        assert retention.destroy_draft_keys(at=at) == []
        retention.confirm(at=at)
        assert retention.purge_expired(at=at).dossiers == 1

    @pytest.mark.usefixtures("draft")
    def test_a_long_sleep_without_anything_due_needs_nobody(self, at: datetime) -> None:
        PurgeRun.objects.create(at=at - timedelta(days=9), due=0, live=0, forecast=0)
        assert retention.destroy_draft_keys(at=at) == []
        assert retention.purge_expired(at=at).brake is Brake.NONE

    @pytest.mark.usefixtures("old_draft")
    def test_clocks_that_differ_stop_it(self, at: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(clock, "skew", lambda: timedelta(seconds=61))
        assert retention.purge_expired(at=at).brake is Brake.SKEW
        assert brakes.clock_is_odd(at=at)

    def test_what_was_claimed_before_the_stop_is_finished(self, old_draft: Dossier, at: datetime) -> None:
        Dossier.objects.filter(pk=old_draft.pk).update(state=DossierState.PURGING)
        PurgeRun.objects.create(at=at, due=300, live=300, forecast=0, stopped_by="mass")
        done = retention.purge_expired(at=at)
        assert (done.dossiers, done.brake) == (1, Brake.MASS)

    def test_old_runs_are_forgotten(self, at: datetime) -> None:
        PurgeRun.objects.create(at=at - timedelta(days=91), due=0, live=0, forecast=0)
        run_before(at)
        retention.purge_expired(at=at)
        assert PurgeRun.objects.count() == 2

    def test_nothing_to_confirm(self, at: datetime) -> None:
        with pytest.raises(brakes.NothingStopped):
            retention.confirm(at=at)

    def test_the_operators_command(self, old_draft: Dossier, at: datetime) -> None:
        with pytest.raises(CommandError):
            call_command("confirm_purge")
        PurgeRun.objects.create(at=at, due=300, live=300, forecast=7, stopped_by="mass")
        out = StringIO()
        call_command("confirm_purge", stdout=out)
        assert "Far more drafts are due than expected. Due: 300 of 300 drafts; expected: 7." in out.getvalue()
        assert retention.stopped() is not None
        call_command("confirm_purge", "--yes", stdout=out)
        assert retention.stopped() is None
        tasks.purge_expired()
        assert Dossier.objects.get(pk=old_draft.pk).state == DossierState.DESTROYED


class TestKeysOfWeeks:
    @pytest.mark.requirement("R3.60")
    def test_a_week_that_is_over_and_unused_loses_its_key(self, old_draft: Dossier, at: datetime) -> None:
        kek_id = old_draft.key.kek_id
        copy = (bytes(old_draft.key.wrapped), kek_id)
        assert retention.destroy_draft_keys(at=at) == []
        retention.purge_expired(at=at)
        later = keyring.destroyable_from(kek_id)
        PurgeRun.objects.update(at=later)
        assert retention.destroy_draft_keys(at=later - timedelta(seconds=1)) == []
        assert retention.destroy_draft_keys(at=later) == [kek_id]
        assert later - at <= timedelta(days=8)
        envelope.forget_all()
        with pytest.raises(CannotOpen):
            envelope.unwrap(*copy, owner=old_draft.pk, version=1)
        assert Event.objects.filter(chain=ledger.SYSTEM_CHAIN, kind="retention.key_destroyed").count() == 1

    def test_a_key_that_a_draft_still_uses_stays(self, old_draft: Dossier, at: datetime) -> None:
        Dossier.objects.update(held_at=at)
        later = keyring.destroyable_from(old_draft.key.kek_id)
        assert retention.destroy_draft_keys(at=later) == []

    def test_nothing_is_destroyed_while_an_operator_is_awaited(self, old_draft: Dossier, at: datetime) -> None:
        retention.purge_expired(at=at)
        later = keyring.destroyable_from(old_draft.key.kek_id)
        PurgeRun.objects.create(at=later, due=300, live=300, forecast=0, stopped_by="mass")
        with clock.shifted(later - clock.now()):
            tasks.destroy_draft_keys()
        assert old_draft.key.kek_id in keyring.ids()


class TestAging:
    def test_a_demonstration_can_age_a_draft(
        self, draft: Dossier, person: User, at: datetime, settings: object
    ) -> None:
        settings.DEMO = True  # type: ignore[attr-defined]
        sealed = dossiers.unlock(draft).key.seal(b"answer", aad=PLACE)
        sent = dossiers.create(kind=DossierKind.PROFILE, owner=person, at=at)
        call_command("demo_age_drafts", "person", "60", stdout=StringIO())
        aged = Dossier.objects.get(pk=draft.pk)
        assert aged.expires_at == retention.draft_expiry(at) - timedelta(days=60)
        assert dossiers.unlock(aged).key.open(sealed, aad=PLACE) == b"answer"
        assert aged.key.kek_id == keyring.draft_kek(aged.expires_at)
        from privacy.services.retention.aging import age_drafts  # noqa: PLC0415

        age_drafts([sent], by=timedelta(days=1))
        assert Dossier.objects.get(pk=sent.pk).created_at == at

    def test_nobody_else_can(self, draft: Dossier, settings: object) -> None:
        from django.core.exceptions import ImproperlyConfigured  # noqa: PLC0415

        from privacy.services.retention.aging import age_drafts  # noqa: PLC0415

        settings.DEMO = False  # type: ignore[attr-defined]
        with pytest.raises(ImproperlyConfigured):
            age_drafts([draft], by=timedelta(days=1))
        with pytest.raises(CommandError):
            call_command("demo_age_drafts", "person", "60")

    @pytest.mark.usefixtures("person")
    def test_an_account_without_drafts_is_named(self, settings: object) -> None:
        settings.DEMO = True  # type: ignore[attr-defined]
        with pytest.raises(CommandError, match="no drafts"):
            call_command("demo_age_drafts", "person", "60")


def test_a_key_that_could_not_be_removed_goes_with_the_next_run_and_is_written_down_once(
    old_draft: Dossier, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    kek_id = old_draft.key.kek_id
    retention.purge_expired(at=at)
    later = keyring.destroyable_from(kek_id)
    PurgeRun.objects.update(at=later)

    def disk_is_away(_kek_id: str) -> None:
        raise OSError("the disk is away")

    with monkeypatch.context() as broken:
        broken.setattr(keyring, "destroy", disk_is_away)
        with pytest.raises(OSError, match="disk is away"):
            retention.destroy_draft_keys(at=later)
    assert kek_id in keyring.ids()
    assert retention.destroy_draft_keys(at=later) == [kek_id]
    assert kek_id not in keyring.ids()
    noted = Event.objects.filter(chain=ledger.SYSTEM_CHAIN, kind="retention.key_destroyed", facts__key=kek_id)
    assert noted.count() == 1
