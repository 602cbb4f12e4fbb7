"""Drafts: started once, kept as typed, never over another's words, deleted and brought back, purged."""

import uuid
from datetime import timedelta
from typing import Any, cast

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection

from accounts.models import User
from applications import completeness, personal_data, policies, programs, queries
from applications.choices import Action, SectionState, Status
from applications.models import Answers, Application, Case
from applications.services import discarding, drafts, slots
from applications.workflow import advance
from documents import queries as files
from mycic import clock, references
from privacy import ledger
from privacy import queries as privacy_queries
from privacy.choices import Access, Audience, DossierKind
from privacy.services import dossiers, retention

pytestmark = pytest.mark.django_db
SECTION = programs.get("study-permit").sections[1]


@pytest.fixture
def case(applicant: User) -> Case:
    return drafts.start(owner=applicant, program="study-permit", at=clock.now())


def save(owner: User, case: Case, version: int | None = 0, *, confirmed: bool = True, **typed: object) -> drafts.Saved:
    return drafts.save(
        owner=owner,
        case_id=case.pk,
        read=lambda _draft: drafts.Typed(SECTION, typed, version),
        at=clock.now(),
        confirmed=confirmed,
    )


@pytest.mark.requirement("R1.5", "R3.58")
def test_a_start_makes_one_envelope_two_dossiers_and_one_event(applicant: User, case: Case) -> None:
    assert Application.objects.get().owner_id == applicant.pk
    assert case.dossier.kind == DossierKind.CASE
    assert case.application.shared_dossier.kind == DossierKind.SHARED
    assert case.dossier.expires_at == retention.draft_expiry(case.started_at)
    assert [e.kind for e in privacy_queries.timeline([case.dossier_id], Audience.APPLICANT)] == ["case.started"]
    with pytest.raises(programs.NoSuchProgram):
        drafts.start(owner=applicant, program="nothing", at=clock.now())


def test_two_presses_start_once_and_a_later_one_starts_anew(applicant: User, case: Case) -> None:
    at = case.started_at
    assert drafts.start(owner=applicant, program="study-permit", at=at + timedelta(seconds=3)) == case
    assert drafts.start(owner=applicant, program="study-permit", at=at + timedelta(minutes=3)) != case


@pytest.mark.requirement("R2.37")
def test_answers_are_sealed_and_remember_their_history(applicant: User, case: Case) -> None:
    save(applicant, case, family_name="Okonkwo")
    save(applicant, case, 1, family_name="Okafor", confirmed=False)
    for version, name in enumerate(("A", "B", "C"), start=2):
        save(applicant, case, version, family_name=name)
    draft = queries.draft_of(applicant, case.pk)
    entry = draft.entries["personal"]["family_name"]
    assert entry["v"] == "C"
    assert [former["v"] for former in cast("list[dict[str, object]]", entry["was"])] == ["Okafor", "A", "B"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT sealed FROM applications_answers")
        assert b"Okafor" not in bytes(cursor.fetchone()[0])


def test_saving_the_same_again_writes_nothing_but_the_confirmation(applicant: User, case: Case) -> None:
    assert save(applicant, case, family_name="Okonkwo", confirmed=False).version == 1
    assert save(applicant, case, 1, family_name="Okonkwo", confirmed=False).version == 1
    assert save(applicant, case, 1, family_name="Okonkwo").version == 2
    assert save(applicant, case, 2, given_name="").version == 2


def test_a_conflict_names_what_differs(applicant: User, case: Case) -> None:
    save(applicant, case, family_name="Okonkwo", given_name="Amara")
    with pytest.raises(drafts.Conflict) as conflict:
        save(applicant, case, 0, family_name="Okafor", given_name="Amara")
    assert conflict.value.names == ("family_name",)


def test_the_slower_writer_loses_where_there_are_no_row_locks(applicant: User, case: Case, monkeypatch: Any) -> None:
    stale = queries.draft_of(applicant, case.pk)
    save(applicant, case, family_name="Okonkwo")
    monkeypatch.setattr(queries, "locked_draft", lambda *_args: stale)
    with pytest.raises(drafts.Conflict):
        save(applicant, case, 0, family_name="Okafor")
    monkeypatch.undo()
    stale = queries.draft_of(applicant, case.pk)
    save(applicant, case, 1, family_name="Eze")
    monkeypatch.setattr(queries, "locked_draft", lambda *_args: stale)
    with pytest.raises(drafts.Conflict):
        save(applicant, case, 1, family_name="Obi")


def test_the_state_of_a_section_needs_no_key_to_be_counted(applicant: User, case: Case) -> None:
    save(applicant, case, family_name="R2D2")
    assert Answers.objects.get().state == SectionState.PROBLEM
    save(applicant, case, 1, family_name="Okonkwo")
    assert Answers.objects.get().state == SectionState.IN_PROGRESS
    assert str(Answers.objects.get()) == str(Answers.objects.get().pk)
    assert str(case.application) == str(case.application.pk)


def test_a_change_takes_a_ready_draft_back(applicant: User, case: Case) -> None:
    person = ledger.Actor.person(applicant)
    advance(case.pk, Action.MARK_READY, actor=person, at=clock.now())
    save(applicant, case, family_name="Okonkwo")
    assert Case.objects.get().status == Status.DRAFT


def test_what_was_sent_is_not_typed_over(applicant: User, case: Case) -> None:
    person = ledger.Actor.person(applicant)
    at = clock.now()
    advance(case.pk, Action.MARK_READY, actor=person, at=at)
    advance(case.pk, Action.SUBMIT, actor=person, at=at, reference=references.new("S"), documents=0)
    with pytest.raises(drafts.NotADraft):
        save(applicant, case, family_name="Okonkwo")
    with pytest.raises(drafts.NotADraft):
        discarding.discard(owner=applicant, case_id=case.pk, at=at)
    assert queries.open_programs(applicant, besides=Case(pk=uuid.uuid4())) == {"study-permit"}


def test_a_deleted_draft_is_hidden_and_comes_back(applicant: User, other_applicant: User, case: Case) -> None:
    at = clock.now()
    discarding.discard(owner=applicant, case_id=case.pk, at=at)
    with pytest.raises(queries.NoSuchCase):
        queries.draft_of(applicant, case.pk)
    assert queries.overview(applicant).drafts == ()
    assert queries.discarded(applicant) == [case]
    with pytest.raises(queries.NoSuchCase):
        discarding.take_back(owner=other_applicant, case_id=case.pk, at=at)
    discarding.take_back(owner=applicant, case_id=case.pk, at=at + timedelta(hours=23))
    assert queries.draft_of(applicant, case.pk).case == case


@pytest.mark.requirement("R3.59")
def test_a_purge_leaves_no_row_and_a_page_can_say_what_went(applicant: User, case: Case) -> None:
    save(applicant, case, family_name="Okonkwo")
    with clock.shifted(timedelta(days=92)):
        retention.purge_expired(at=clock.now())
    assert not Case.objects.exists()
    assert not Application.objects.exists()
    assert not Answers.objects.exists()
    assert [stone.title for stone in privacy_queries.deleted_drafts(applicant)] == ["study-permit"]


def test_the_export_has_each_answer_and_erasing_is_safe_to_repeat(applicant: User, case: Case) -> None:
    save(applicant, case, family_name="Okonkwo")
    rows = list(personal_data.export(case.dossier_id))
    assert [(row["question"], row["answer"]) for row in rows] == [("Family name", "Okonkwo")]
    assert list(personal_data.export(uuid.uuid4())) == []
    for _time in range(2):
        assert personal_data.erase(case.dossier_id) == []
        assert personal_data.erase(case.application.shared_dossier_id) == []
    assert not Case.objects.exists()


def test_who_may_open_a_case(applicant: User, other_applicant: User, officer: User, case: Case) -> None:

    def access(user: Any) -> set[Access]:
        fresh = Case.objects.select_related("dossier", "application__shared_dossier").get(pk=case.pk)
        dossier = type(fresh.dossier).objects.get(pk=fresh.dossier_id)
        return {
            policies.guard_case(user, dossier),
            policies.guard_shared(user, fresh.application.shared_dossier),
        }

    assert access(applicant) == {Access.OWNER}
    assert access(other_applicant) == access(officer) == access(AnonymousUser()) == {Access.NOBODY}
    at = clock.now()
    person = ledger.Actor.person(applicant)
    advance(case.pk, Action.MARK_READY, actor=person, at=at)
    advance(case.pk, Action.SUBMIT, actor=person, at=at, reference=references.new("S"), documents=0)
    assert access(officer) == {Access.REASON_NEEDED}
    assert policies.may_work_on(officer, Case.objects.get())
    Case.objects.update(officer=officer, assigned_at=at)
    assert access(officer) == {Access.ASSIGNED}
    other = dossiers.create(kind=DossierKind.CASE, owner=applicant, at=at)
    assert policies.guard_case(applicant, other) == Access.NOBODY
    assert policies.guard_shared(applicant, other) == Access.NOBODY


def test_the_wanted_documents_follow_the_answers(applicant: User, case: Case) -> None:
    slots.refresh(queries.draft_of(applicant, case.pk), at=clock.now())
    before = {slot.code for slot in files.slots(case.dossier)}
    criminal = next(section for section in programs.get("study-permit").sections if section.key == "background")
    drafts.save(
        owner=applicant,
        case_id=case.pk,
        read=lambda _draft: drafts.Typed(criminal, {"bg_criminal": {"a": "yes", "x": "x" * 30}}, 0),
        at=clock.now(),
        confirmed=True,
    )
    slots.refresh(queries.draft_of(applicant, case.pk), at=clock.now())
    assert {slot.code for slot in files.slots(case.dossier)} - before == {"D18"}


def test_warnings_are_read_before_sending(applicant: User, case: Case) -> None:
    save(applicant, case, date_of_birth={"d": "17", "m": "4", "y": "2010"})
    review = completeness.review(applicant, queries.draft_of(applicant, case.pk), today=clock.today())
    unread = {finding.rule_id for finding in review.unread}
    assert "X08" in unread
    assert not review.can_send
    drafts.acknowledge(owner=applicant, case_id=case.pk, rule_ids=sorted(unread), at=clock.now())
    review = completeness.review(applicant, queries.draft_of(applicant, case.pk), today=clock.today())
    assert review.unread == []
    states = {section.key: review.state_of(section) for section in review.draft.program.sections}
    assert states["personal"] == SectionState.IN_PROGRESS
    assert states["passport"] == SectionState.NOT_STARTED
    # Nobody under 18 has to tell the last ten years.
    assert states["history"] == SectionState.COMPLETE
