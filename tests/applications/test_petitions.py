"""After a decision: what can be asked and until when, the answer of the desk, and what both people see."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from applications import queries
from applications.choices import DecisionState, LetterState, PetitionKind, PetitionState, Status
from applications.letters.facts import Bilingual
from applications.models import Case, Decision, Petition
from applications.personal_data import export
from applications.queries import petitions as found
from applications.services import decisions, petitions, review
from mycic import clock
from mycic.models import Job
from privacy.models import Event
from tests.applications import walks
from tests.applications.test_views_cases import queries_of, seen, url

pytestmark = pytest.mark.django_db
WORDS = Bilingual("We will look again.", "Nous allons réexaminer.")
WHY = "My bank letter was in the file under another name."


@pytest.fixture
def approved(applicant: User, officer: User) -> Case:
    """A case that was approved for 200 days."""
    case = walks.taken(applicant, officer)
    reasons = decisions.Reasons(valid_until=clock.today() + timedelta(days=200))
    decisions.approve(officer=officer, case_id=case.pk, reasons=reasons, at=clock.now())
    return queries.case_of(applicant, case.pk)


@pytest.fixture
def refused(applicant: User, officer: User, supervisor: User) -> Case:
    """A case that two officers refused."""
    case = walks.taken(applicant, officer)
    words = Bilingual("There is less money than you need.", "Il y a moins d’argent que nécessaire.")
    reasons = decisions.Reasons(words=words, grounds=("funds",))
    decisions.propose_refusal(officer=officer, case_id=case.pk, reasons=reasons, at=clock.now())
    decisions.confirm_refusal(officer=supervisor, case_id=case.pk, at=clock.now())
    return queries.case_of(applicant, case.pk)


def ask(owner: User, case: Case, kind: PetitionKind = PetitionKind.RECONSIDER) -> Petition:
    return petitions.ask(owner=owner, case_id=case.pk, kind=kind, text=WHY, at=clock.now())


def answer(officer: User, row: Petition, *, grant: bool) -> None:
    petitions.answer(officer=officer, case_id=row.case_id, request_id=row.pk, grant=grant, words=WORDS, at=clock.now())


def kinds(case: Case, valid_until: date | None, today: date) -> list[PetitionKind]:
    return [opening.kind for opening in found.openings(case, valid_until, today)]


@pytest.mark.parametrize(("days", "times"), [(29, 1), (30, 1), (31, 0)])
def test_a_second_look_can_be_asked_for_thirty_days(days: int, times: int) -> None:
    case = Case(status=Status.REFUSED, decided_at=clock.now())
    assert kinds(case, None, clock.today() + timedelta(days=days)) == [PetitionKind.RECONSIDER] * times


@pytest.mark.parametrize(
    ("days", "left"),
    [
        (29, [PetitionKind.AMEND, PetitionKind.REPLACE]),
        (30, [PetitionKind.AMEND, PetitionKind.REPLACE]),
        (31, [PetitionKind.REPLACE]),
        (199, [PetitionKind.REPLACE]),
        (200, [PetitionKind.REPLACE]),
        (201, []),
    ],
)
def test_an_error_is_corrected_for_thirty_days_and_a_copy_given_while_the_permit_is_good(
    days: int, left: list[PetitionKind]
) -> None:
    case = Case(status=Status.APPROVED, decided_at=clock.now())
    valid_until = clock.today() + timedelta(days=200)
    assert kinds(case, valid_until, clock.today() + timedelta(days=days)) == left


def test_an_open_case_offers_nothing(applicant: User, officer: User) -> None:
    case = walks.taken(applicant, officer)
    assert kinds(case, None, clock.today()) == []
    with pytest.raises(petitions.CannotAsk):
        ask(applicant, case, PetitionKind.AMEND)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_person_asks_and_reads_the_answer(
    approved: Case, applicant_client: Client, officer: User, officer_client: Client, language: str
) -> None:
    page = seen(applicant_client, "case", approved.pk, language=language)
    for kind in ("amend", "replace"):
        assert url("case_petition", approved.pk, kind, language=language) in page
    there = url("case_petition", approved.pk, "amend", language=language)
    assert applicant_client.post(there, {"text": ""}).status_code == 422
    assert applicant_client.post(there, {"text": WHY}).status_code == 302
    page = seen(applicant_client, "case", approved.pk, language=language)
    assert WHY in page
    assert there not in page
    row = Petition.objects.get()
    assert WHY.encode() not in bytes(row.said)
    desk = reverse("admin:applications_case_petitions", args=[approved.pk])
    assert desk in officer_client.get(reverse("admin:applications_case_change", args=[approved.pk])).content.decode()
    assert WHY in officer_client.get(desk).content.decode()
    said = {"request": str(row.pk), "grant": "yes", "answer_en": "A new letter comes.", "answer_fr": "Une lettre suit."}
    assert officer_client.post(desk, said | {"answer_fr": ""}).status_code == 422
    assert officer_client.post(desk, said).status_code == 302
    assert officer_client.post(desk, said).status_code == 409
    page = seen(applicant_client, "case", approved.pk, language=language)
    # What was asked of us is no request to the person: the timeline leads to no page of one.
    assert "/requests/" not in page
    assert ("A new letter comes." if language == "en" else "Une lettre suit.") in page
    row.refresh_from_db()
    assert (row.state, row.answered_by) == (PetitionState.GRANTED, officer)
    kept = Event.objects.filter(kind__startswith="petition.", chain=approved.dossier_id).values_list("kind", flat=True)
    assert sorted(kept) == ["petition.answered", "petition.made"]
    assert Job.objects.filter(key__contains=f"petition:{row.pk}").count() == 1
    approved.refresh_from_db()
    assert approved.status == Status.APPROVED


def test_a_second_look_that_is_granted_opens_the_case_and_ends_the_letter(
    refused: Case, applicant: User, applicant_client: Client, officer: User
) -> None:
    answer(officer, ask(applicant, refused), grant=True)
    case = queries.case_of(applicant, refused.pk)
    assert (case.status, case.decided_at, case.closed_at) == (Status.UNDER_REVIEW, None, None)
    decision = Decision.objects.get()
    assert decision.state == DecisionState.SET_ASIDE
    assert decision.letter is not None
    assert decision.letter.state == LetterState.WITHDRAWN
    assert "We will look again." in seen(applicant_client, "case", case.pk)
    # It can be decided anew.
    decisions.approve(officer=officer, case_id=case.pk, reasons=decisions.Reasons(), at=clock.now())
    assert queries.case_of(applicant, case.pk).status == Status.APPROVED


def test_a_second_look_that_is_not_granted_changes_nothing_else(refused: Case, applicant: User, officer: User) -> None:
    answer(officer, ask(applicant, refused), grant=False)
    assert queries.case_of(applicant, refused.pk).status == Status.REFUSED
    assert Decision.objects.get().state == DecisionState.FINAL


def test_the_same_is_asked_once(refused: Case, applicant: User, applicant_client: Client) -> None:
    ask(applicant, refused)
    with pytest.raises(petitions.AskedAlready):
        ask(applicant, refused)
    second = applicant_client.post(url("case_petition", refused.pk, "reconsider"), {"text": WHY})
    assert second.status_code == 409
    assert "You asked this already." in second.content.decode()
    assert Petition.objects.count() == 1


def test_what_does_not_fit_is_refused_and_what_is_not_theirs_is_not_found(
    refused: Case, applicant_client: Client, other_applicant: User, officer: User, officer_client: Client
) -> None:
    for kind in ("amend", "replace"):
        assert applicant_client.get(url("case_petition", refused.pk, kind)).status_code == 409
    assert applicant_client.get(url("case_petition", refused.pk, "nonsense")).status_code == 404
    strange = walks.taken(other_applicant, officer)
    assert applicant_client.get(url("case_petition", strange.pk, "amend")).status_code == 404
    desk = reverse("admin:applications_case_petitions", args=[refused.pk])
    said = {"grant": "no", "answer_en": "No.", "answer_fr": "Non."}
    assert officer_client.post(desk, said | {"request": "nonsense"}).status_code == 404
    assert officer_client.post(desk, said | {"request": str(refused.pk)}).status_code == 409


def test_nobody_answers_what_they_asked_themselves(refused: Case, applicant: User) -> None:
    row = ask(applicant, refused)
    with pytest.raises(review.NotYourCase):
        answer(applicant, row, grant=True)


def test_the_queue_lists_what_was_asked_until_it_is_answered(
    refused: Case, applicant: User, officer: User, officer_client: Client
) -> None:
    queue = reverse("admin:index")
    assert "Asked of us" not in officer_client.get(queue).content.decode()
    row = ask(applicant, refused)
    page = officer_client.get(queue).content.decode()
    assert "Asked of us" in page
    assert refused.number in page
    answer(officer, row, grant=False)
    assert "Asked of us" not in officer_client.get(queue).content.decode()


def test_a_decided_case_page_costs_no_more_than_eight_queries(
    refused: Case, applicant: User, applicant_client: Client, officer: User
) -> None:
    counts = []
    for _turn in range(3):
        answer(officer, ask(applicant, refused), grant=False)
        counts.append(queries_of(applicant_client, "case", refused.pk))
    assert len(set(counts)) == 1
    assert counts[0] <= 8


def test_what_was_asked_is_part_of_the_export(refused: Case, applicant: User) -> None:
    ask(applicant, refused)
    rows: list[Any] = list(export(refused.dossier_id))
    assert any(row.get("text") == WHY for row in rows)
