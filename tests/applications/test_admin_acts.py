"""What officers do to a case: both languages before anything goes out, two officers before a refusal."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from accounts.services import two_step
from applications import personal_data
from applications.admin import letter_acts, opening
from applications.choices import DecisionState, LetterKind, Status
from applications.letters.facts import Bilingual
from applications.models import Case, Decision, Letter, MoreNeeded
from applications.services import changes, decisions, review
from documents.models import Slot
from documents.queries import slots
from mycic import clock
from tests.accounts import people
from tests.applications import walks
from tests.applications.desk_pages import give_reason, old_second_step, text, url

pytestmark = pytest.mark.django_db

REFUSAL = {
    "grounds": ["funds"],
    "reasons_en": "Your account shows too little.",
    "reasons_fr": "Votre compte montre trop peu.",
}


@pytest.fixture
def case(applicant: User, officer: User) -> Case:
    return walks.taken(applicant, officer)


def last_day(days: int) -> dict[str, str]:
    day = clock.today() + timedelta(days=days)
    return {"last_day_0": str(day.day), "last_day_1": str(day.month), "last_day_2": str(day.year)}


def parts(days: int) -> dict[str, str]:
    day = clock.today() + timedelta(days=days)
    return {"d": str(day.day), "m": str(day.month), "y": str(day.year)}


def valid_until(days: int = 300) -> dict[str, str]:
    day = clock.today() + timedelta(days=days)
    return {"valid_until_0": str(day.day), "valid_until_1": str(day.month), "valid_until_2": str(day.year)}


def request_for(**more: Any) -> dict[str, Any]:
    return {"request_id": "0b8f3c52-6f0e-4f0b-9c1d-0a4f4d1f2e3a", "documents": ["D08"], **last_day(30), **more}


def propose(case: Case, officer: User) -> None:
    reasons = decisions.Reasons(
        words=Bilingual(str(REFUSAL["reasons_en"]), str(REFUSAL["reasons_fr"])), grounds=("funds",)
    )
    decisions.propose_refusal(officer=officer, case_id=case.pk, reasons=reasons, at=clock.now())


def status_of(case: Case) -> str:
    case.refresh_from_db()
    return case.status


def test_accepting_starting_and_a_stale_press(applicant: User, officer: User, officer_client: Client) -> None:
    case = review.take(officer=officer, case_id=walks.sent(applicant).pk, at=clock.now())
    assert officer_client.post(url(case, "do/"), {"act": "acknowledge"}).status_code == 302
    assert status_of(case) == Status.IN_PROCESS
    stale = officer_client.post(url(case, "do/"), {"act": "acknowledge"})
    assert stale.status_code == 409
    assert "This was not done" in text(stale)
    assert "The application is complete" in text(stale)
    assert officer_client.post(url(case, "do/"), {"act": "start_review"}).status_code == 302
    assert status_of(case) == Status.UNDER_REVIEW
    assert officer_client.post(url(case, "do/"), {"act": "approve"}).status_code == 404
    assert officer_client.get(url(case, "do/")).status_code == 405
    assert officer_client.get(url(case, "nonsense/")).status_code == 404


def test_an_incomplete_application_goes_back_with_a_list(
    applicant: User, officer: User, officer_client: Client
) -> None:
    case = review.take(officer=officer, case_id=walks.sent(applicant).pk, at=clock.now())
    assert officer_client.post(url(case, "return/"), {"stage": "read"}).status_code == 422
    one_language = officer_client.post(url(case, "return/"), {"stage": "read", "other_en": "A stamp"})
    assert one_language.status_code == 422
    assert "Write this in French too" in text(one_language)
    typed = {"formal": ["declaration"], "documents": ["D01"], "other_en": "A stamp", "other_fr": "Un timbre"}
    letter = text(officer_client.post(url(case, "return/"), {"stage": "read", **typed}))
    for part in ("The signed declaration", "Passport or travel document", "A stamp", "Un timbre"):
        assert part in letter
    assert status_of(case) == Status.COMPLETENESS_CHECK
    assert officer_client.post(url(case, "return/"), {"stage": "send", **typed}).status_code == 302
    assert status_of(case) == Status.RETURNED
    assert Letter.objects.filter(case=case, kind=LetterKind.RETURNED).exists()


@pytest.mark.requirement("R3.94")
def test_documents_are_asked_for_in_both_languages(case: Case, officer_client: Client) -> None:
    address = url(case, "request/")
    form = officer_client.get(address)
    assert "Official transcripts" in text(form)
    for wrong, sentence in (
        ({"documents": []}, "Choose at least one document"),
        ({"documents": ["D99"]}, "There is a problem"),
        ({"other_fr": "Un plan"}, "Write this in English too"),
        ({"note_en": "Clear copies"}, "Write this in French too"),
        (last_day(3), "Choose a last day between 7 and 60 days"),
        (last_day(90), "Choose a last day between 7 and 60 days"),
        ({"last_day_0": "31", "last_day_1": "2"}, "There is a problem"),
        ({"note_en": "x" * 4001, "note_fr": "x"}, "There is a problem"),
    ):
        refused = officer_client.post(address, {"stage": "send", **request_for(**wrong)})
        assert refused.status_code == 422, wrong
        assert sentence in text(refused)
    assert not MoreNeeded.objects.exists()
    typed = request_for(other_en="A plan", other_fr="Un plan", note_en="Clear copies", note_fr="Copies nettes")
    read = officer_client.post(address, {"stage": "read", **typed})
    assert read.status_code == 200
    for part in ("Official transcripts", "A plan", "Un plan", "Clear copies", "Copies nettes"):
        assert part in text(read)
    changed = officer_client.post(address, {"stage": "change", **typed})
    assert changed.status_code == 200
    assert "Copies nettes" in changed.content.decode()
    assert not MoreNeeded.objects.exists()
    for _press in range(2):
        assert officer_client.post(address, {"stage": "send", **typed}).status_code == 302
    assert MoreNeeded.objects.count() == 1
    assert status_of(case) == Status.WAITING_CLIENT
    # A file sent before does not answer a new request: it has slots of its own.
    asked = [slot for slot in slots(case.dossier) if "-0b8f3c52" in slot.code]
    assert [slot.is_answered for slot in asked] == [False, False]
    assert Slot.objects.filter(dossier=case.dossier, code="D08").exists()
    listed = text(officer_client.get(url(case, "letters/")))
    assert "Waits for an answer" in listed
    assert "A plan" in listed


def test_approving_sends_the_letter_that_was_read(case: Case, officer_client: Client, applicant: User) -> None:
    address = url(case, "approve/")
    assert officer_client.get(address).status_code == 200
    for wrong in (valid_until(0), valid_until(-5), valid_until(9000), {}, {**valid_until(), "other_en": "only"}):
        assert officer_client.post(address, {"stage": "send", **wrong}).status_code == 422
    typed = {**valid_until(), "conditions": ["leave"], "other_en": "Report", "other_fr": "Présentez-vous"}
    read = officer_client.post(address, {"stage": "read", **typed})
    for part in ("You must leave Canada", "Report", "Présentez-vous"):
        assert part in text(read)
    assert status_of(case) == Status.IN_PROCESS
    assert officer_client.post(address, {"stage": "send", **typed}).status_code == 302
    assert status_of(case) == Status.APPROVED
    again = officer_client.post(address, {"stage": "send", **typed})
    assert again.status_code == 409
    assert "The application was approved" in text(again)
    assert "Présentez-vous" in text(again)
    assert Decision.objects.count() == 1


@pytest.mark.parametrize(
    ("passport", "asked", "suggested"),
    [(1000, None, 490), (1000, 480, 480), (1000, 600, 490), (450, None, 450), (450, 480, 450)],
)
def test_the_last_day_of_the_permit_is_suggested_from_studies_and_passport(
    applicant: User, officer: User, officer_client: Client, passport: int, asked: int | None, suggested: int
) -> None:
    wish: dict[str, Any] = {"requested_to": parts(asked) if asked else {}}
    sent = walks.sent(applicant, study_to=parts(400), passport_expiry=parts(passport), **wish)
    case = review.take(officer=officer, case_id=sent.pk, at=clock.now())
    review.acknowledge(officer=officer, case_id=case.pk, at=clock.now())
    page = officer_client.get(url(case, "approve/"))
    last = clock.today() + timedelta(days=suggested)
    assert page.context["form"]["valid_until"].value() == last
    shown = re.findall(r'name="valid_until_\d" value="(\d+)"', page.content.decode())
    assert shown == [str(last.day), str(last.year)]


def test_a_decision_needs_a_recent_second_step(case: Case, officer: User, officer_client: Client) -> None:
    address, typed = url(case, "approve/"), {"stage": "send", **valid_until()}
    old_second_step(officer_client)
    asked = officer_client.post(address, {**typed, "stage": "read"})
    assert "Code from your authenticator app" in text(asked)
    for wrong in ({}, {"code": ""}, {"code": "000000"}):
        refused = officer_client.post(address, {**typed, **wrong})
        assert refused.status_code == 422
        assert 'name="valid_until_2"' in refused.content.decode()
    assert status_of(case) == Status.IN_PROCESS
    code = two_step.next_code(officer, at=clock.now())
    assert officer_client.post(address, {**typed, "code": code}).status_code == 302
    assert status_of(case) == Status.APPROVED


def test_a_refusal_goes_through_two_officers(
    case: Case, officer_client: Client, supervisor_client: Client, supervisor: User
) -> None:
    address = url(case, "refuse/")
    for missing in REFUSAL:
        refused = officer_client.post(address, {"stage": "send", **REFUSAL, missing: ""})
        assert refused.status_code == 422
    assert officer_client.post(address, {"stage": "send", **REFUSAL}).status_code == 302
    assert status_of(case) == Status.SECOND_REVIEW
    assert officer_client.get(url(case, "second/")).status_code == 409
    assert officer_client.post(url(case, "second/"), {"act": "confirm"}).status_code == 409
    assert "Waiting for a second officer" in text(supervisor_client.get("/desk/"))
    assert "Waiting for a second officer" not in text(officer_client.get("/desk/"))
    # Without a reason the proposal neither opens nor can be settled.
    assert supervisor_client.post(url(case, "second/"), {"act": "confirm"}).status_code == 422
    assert status_of(case) == Status.SECOND_REVIEW
    give_reason(supervisor_client, case, "second")
    shown = text(supervisor_client.get(url(case, "second/")))
    for part in ("You did not show that you have enough money", REFUSAL["reasons_en"], REFUSAL["reasons_fr"]):
        assert str(part) in shown
    assert supervisor_client.post(url(case, "second/"), {"act": "x"}).status_code == 404
    old_second_step(supervisor_client)
    assert supervisor_client.post(url(case, "second/"), {"act": "confirm"}).status_code == 422
    code = two_step.next_code(supervisor, at=clock.now())
    assert supervisor_client.post(url(case, "second/"), {"act": "confirm", "code": code}).status_code == 302
    assert status_of(case) == Status.REFUSED
    assert Letter.objects.filter(case=case, kind=LetterKind.REFUSAL).exists()
    assert supervisor_client.post(url(case, "second/"), {"act": "confirm"}).status_code == 409


def test_a_proposal_can_be_sent_back(case: Case, officer: User, supervisor_client: Client) -> None:
    propose(case, officer)
    give_reason(supervisor_client, case, "second")
    assert supervisor_client.post(url(case, "second/"), {"act": "send_back"}).status_code == 302
    assert status_of(case) == Status.UNDER_REVIEW
    assert Decision.objects.get().state == DecisionState.SENT_BACK


def test_whoever_takes_a_proposal_of_somebody_else_can_settle_it(
    case: Case, officer: User, supervisor: User, officer_client: Client, supervisor_client: Client
) -> None:
    propose(case, officer)
    review.release(officer=officer, case_id=case.pk, at=clock.now())
    give_reason(officer_client, case)
    # The one who proposed has no second word, also without the case.
    assert "Read the proposal and decide" not in text(officer_client.get(url(case)))
    review.take(officer=supervisor, case_id=case.pk, at=clock.now())
    shown = text(supervisor_client.get(url(case)))
    assert "Read the proposal and decide" in shown
    assert "Give it back to the queue" in shown
    assert supervisor_client.post(url(case, "second/"), {"act": "confirm"}).status_code == 302
    assert status_of(case) == Status.REFUSED


def test_a_proposal_on_a_withdrawn_case_waits_for_nobody(
    case: Case, applicant: User, officer: User, officer_client: Client, supervisor_client: Client
) -> None:
    propose(case, officer)
    changes.withdraw(owner=applicant, case_id=case.pk, at=clock.now())
    give_reason(supervisor_client, case, "second")
    assert supervisor_client.get(url(case, "second/")).status_code == 409
    assert supervisor_client.post(url(case, "second/"), {"act": "confirm"}).status_code == 409
    shown = text(officer_client.get(url(case, "letters/")))
    assert "Not settled: the case was closed first" in shown
    assert "Waits for a second officer" not in shown
    assert str(REFUSAL["reasons_en"]) not in str(list(personal_data.export(case.dossier_id)))
    assert status_of(case) == Status.WITHDRAWN


def test_the_answers_open_for_an_approval_only_when_it_is_on_record(
    case: Case, officer_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_args: Any, **_more: Any) -> None:
        raise opening.TooManyFiles

    def never(*_args: Any) -> None:
        raise AssertionError("the answers were opened before anything was recorded")

    monkeypatch.setattr(letter_acts, "record", refused)
    monkeypatch.setattr(letter_acts, "_caps", never)
    for data in ({}, {"stage": "send", **valid_until()}):
        assert officer_client.post(url(case, "approve/"), data).status_code == 429


def test_the_files_of_a_letter_are_named_alike_at_the_desk(case: Case, officer_client: Client) -> None:
    for letter in Letter.objects.filter(case=case):
        covered = "json" if letter.kind == LetterKind.SUBMISSION else "pdf"
        address = url(case, f"letters/{letter.pk}/en/")
        signature = officer_client.get(f"{address}p7s/")
        assert signature["Content-Disposition"].endswith(f'-{letter.code[:4].lower()}.{covered}.p7s"')
        assert signature["Content-Type"] == "application/pkcs7-signature"
        assert officer_client.get(f"{address}pdf/").content.startswith(b"%PDF-")
        assert officer_client.get(f"{address}json/").status_code == (200 if covered == "json" else 404)
        assert officer_client.get(f"{address}exe/").status_code == 404


@pytest.mark.parametrize("act", ["request", "approve", "refuse"])
def test_nobody_acts_on_another_officer_s_case(case: Case, supervisor_client: Client, act: str) -> None:
    give_reason(supervisor_client, case)
    for data in ({}, {"stage": "send", **REFUSAL, **valid_until(), **request_for()}):
        refused = supervisor_client.post(url(case, f"{act}/"), data)
        assert refused.status_code == 409
    assert str(REFUSAL["reasons_fr"]) in text(refused) or act != "refuse"
    assert supervisor_client.get(url(case, f"{act}/")).status_code == 409
    assert supervisor_client.post(url(case, "do/"), {"act": "start_review"}).status_code == 409
    assert status_of(case) == Status.IN_PROCESS


def test_hostile_words_stay_words(case: Case, officer_client: Client) -> None:
    hostile = "</textarea><script>alert(1)</script>{{7*7}}{% debug %}"
    typed = {**REFUSAL, "reasons_en": hostile, "reasons_fr": "« l’été »"}
    read = officer_client.post(url(case, "refuse/"), {"stage": "read", **typed}).content.decode()
    assert "<script>alert" not in read
    assert "{{7*7}}" in read
    assert "« l’été »" in read


def test_the_desk_decides_in_french(case: Case, officer: User) -> None:
    User.objects.filter(pk=officer.pk).update(language="fr")
    client = people.signed_in(User.objects.get(pk=officer.pk))
    shown = text(client.get(url(case)))
    for part in ("Prochaine étape", "Approuver…", "Proposer un refus…", "Demander des documents…"):
        assert part in shown
    refused = text(client.post(url(case, "refuse/"), {"stage": "read"}))
    assert "Choisissez au moins un motif" in refused
    assert "Écrivez aussi ce texte en anglais" in refused
