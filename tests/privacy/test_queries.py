"""Timelines, readings and who may open what."""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import translation

from accounts.models import User
from privacy import ledger, policies, queries, registry
from privacy.choices import Access, ActorRole, Audience, DestroyReason, DossierKind, DossierState
from privacy.models import ActorToken, Dossier
from privacy.services import dossiers

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def labels(monkeypatch: pytest.MonkeyPatch, colleague: User) -> None:
    monkeypatch.setattr(registry, "_actor_labels", [lambda ids: dict.fromkeys(ids & {colleague.pk}, "Officer 4521")])
    monkeypatch.setattr(registry, "_actor_label", [lambda user: "Officer 4521" if user == colleague else ""])


def opened(chain: uuid.UUID, by: User, at: datetime, **facts: str) -> None:
    ledger.record("desk.record_opened", dossier=chain, actor=ledger.Actor.officer(by), at=at, **facts)


def discarded(chain: uuid.UUID, by: User, at: datetime) -> None:
    ledger.record("dossier.discarded", dossier=chain, actor=ledger.Actor.person(by), at=at)


@pytest.mark.requirement("R3.96")
def test_each_audience_reads_its_own_words(chain: uuid.UUID, person: User, at: datetime) -> None:
    discarded(chain, person, at)
    (mine,) = queries.timeline([chain], Audience.APPLICANT)
    (theirs,) = queries.timeline([chain], Audience.DESK)
    assert (mine.who, mine.sentence[:3], mine.role) == ("You", "You", ActorRole.PERSON)
    assert (theirs.who, theirs.sentence[:13]) == ("The applicant", "The applicant")


def test_what_is_for_the_desk_stays_there(chain: uuid.UUID, colleague: User, at: datetime) -> None:
    ledger.record("dossier.held", dossier=chain, actor=ledger.Actor.officer(colleague), at=at)
    assert queries.timeline([chain], Audience.APPLICANT) == []
    assert len(queries.timeline([chain], Audience.DESK)) == 1
    assert len(queries.timeline([chain], Audience.AUDIT)) == 1


def test_the_newest_comes_first_across_dossiers(chain: uuid.UUID, person: User, at: datetime) -> None:
    other = uuid.uuid4()
    for step, where in enumerate((chain, other, chain)):
        ledger.record(
            "draft.reminded", dossier=where, actor=ledger.Actor.system(), at=at + timedelta(minutes=step), days=step
        )
    entries = queries.timeline([chain, other], Audience.APPLICANT)
    assert [entry.facts["days"] for entry in entries] == [2, 1, 0]
    assert {entry.who for entry in entries} == {"The service"}


@pytest.mark.parametrize("amount", [1, 3])
def test_a_timeline_costs_two_queries(
    chain: uuid.UUID, colleague: User, at: datetime, amount: int, django_assert_num_queries: Callable[[int], Any]
) -> None:
    for _ in range(amount):
        opened(chain, colleague, at, part="case")
    with django_assert_num_queries(2):
        assert len(queries.timeline([chain], Audience.APPLICANT)) == amount
    with django_assert_num_queries(2):
        assert len(queries.readings([chain])) == amount


@pytest.mark.requirement("R1.51", "R3.95")
def test_readings_say_who_what_and_why_but_never_a_name(chain: uuid.UUID, colleague: User, at: datetime) -> None:
    opened(chain, colleague, at, part="case", reason="complaint")
    opened(chain, colleague, at + timedelta(minutes=1), part="case")
    plain, reasoned = queries.readings([chain])
    assert (reasoned.who, reasoned.part, reasoned.reason) == ("Officer 4521", "case", "Looking into a complaint")
    assert plain.reason == ""
    assert colleague.username not in reasoned.sentence


def test_an_unknown_reason_is_shown_as_it_is(chain: uuid.UUID, colleague: User, at: datetime) -> None:
    opened(chain, colleague, at, reason="older-code")
    assert queries.readings([chain])[0].reason == "older-code"


def test_a_forgotten_officer_is_still_an_officer(chain: uuid.UUID, colleague: User, at: datetime) -> None:
    opened(chain, colleague, at, part="case")
    ActorToken.objects.all().delete()
    assert queries.readings([chain])[0].who == "Officer"


def test_what_the_owner_did_is_no_reading(chain: uuid.UUID, person: User, at: datetime) -> None:
    discarded(chain, person, at)
    assert queries.readings([chain]) == []
    assert queries.readings([]) == []


def test_sentences_follow_the_reader_s_language(chain: uuid.UUID, person: User, at: datetime) -> None:
    discarded(chain, person, at)
    with translation.override("fr"):
        entry = queries.timeline([chain], Audience.APPLICANT)[0]
        expected = translation.gettext("You deleted this draft. It can be brought back for 24 hours.")
    assert entry.sentence == expected


@pytest.mark.parametrize("amount", [1, 3])
def test_deleted_drafts_cost_one_query(
    person: User, at: datetime, amount: int, django_assert_num_queries: Callable[[int], Any]
) -> None:
    for kind in [*[DossierKind.CASE] * amount, DossierKind.SHARED]:
        dossier = dossiers.create(kind=kind, owner=person, at=at)
        dossiers.destroy(dossier, reason=DestroyReason.EXPIRED, at=at, title="study-permit")
    with django_assert_num_queries(1):
        assert len(queries.deleted_drafts(person)) == amount


def test_deleted_drafts_are_the_owner_s_only(colleague: User, draft: Dossier, at: datetime) -> None:
    dossiers.destroy(draft, reason=DestroyReason.EXPIRED, at=at)
    assert queries.deleted_drafts(colleague) == []


def test_a_dossier_is_found_with_its_key_or_not_at_all(draft: Dossier) -> None:
    assert queries.dossier(draft.pk) == draft
    assert queries.dossier(uuid.uuid4()) is None


class TestAccess:
    @pytest.fixture(autouse=True)
    def no_guards(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(registry, "_guards", {})

    def test_without_a_guard_only_the_owner_gets_in(self, draft: Dossier, person: User, colleague: User) -> None:
        assert policies.access(person, draft) is Access.OWNER
        assert policies.access(colleague, draft) is Access.NOBODY
        assert policies.access(AnonymousUser(), draft) is Access.NOBODY

    def test_an_app_s_guard_decides_about_its_kind(self, draft: Dossier, colleague: User) -> None:
        def guard(_user: object, _dossier: Dossier) -> Access:
            return Access.ASSIGNED

        registry.register_guard(DossierKind.CASE, guard)
        registry.register_guard(DossierKind.CASE, guard)
        assert policies.access(colleague, draft) is Access.ASSIGNED
        with pytest.raises(ValueError, match="guard"):
            registry.register_guard(DossierKind.CASE, registry.owner_only)

    @pytest.mark.parametrize("state", [DossierState.PURGING, DossierState.DESTROYED])
    def test_nobody_gets_into_what_is_gone(self, draft: Dossier, person: User, state: DossierState) -> None:
        draft.state = state
        assert policies.access(person, draft) is Access.NOBODY

    def test_nobody_gets_into_what_is_hidden_or_over(
        self, draft: Dossier, old_draft: Dossier, person: User, at: datetime
    ) -> None:
        draft.discarded_at = at
        assert policies.access(person, draft) is Access.NOBODY
        assert policies.access(person, old_draft) is Access.NOBODY


def test_labels_come_from_whoever_registered_last(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_actor_labels", [])
    monkeypatch.setattr(registry, "_actor_label", [])
    someone = uuid.uuid4()
    assert registry.actor_labels({someone}) == {}
    registry.register_actor_labels(lambda ids: dict.fromkeys(ids, "Unit 7"))
    assert registry.actor_labels({someone}) == {someone: "Unit 7"}
    assert registry.actor_labels(set()) == {}
