"""Declare, sign, send and the receipt, in the applicant's browser."""

from datetime import timedelta
from typing import Any

import pytest
from django.db.models import F
from django.test import Client
from django.urls import reverse

from accounts import queries as people_queries
from accounts.models import User
from applications import queries
from applications.choices import LetterKind, Status
from applications.demo import paying
from applications.models import Case, Letter, Payment, Refund
from applications.services import changes
from documents.models import Document, Slot
from documents.services import uploads
from mycic import clock, faultpoint
from mycic.models import Job
from privacy.models import DossierKey, Event
from tests.accounts.people import PASSWORD
from tests.applications import walks
from tests.documents import receive

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(applicant: User) -> Case:
    """A case that waits for its signature."""
    return walks.ready(applicant)


def url(name: str, case: Case, *more: str) -> str:
    return reverse(f"applications:{name}", args=[case.pk, *more])


def words(answer: Any) -> str:
    return " ".join(answer.content.decode().replace("\u00a0", " ").split())


def typed(owner: User, **instead: str) -> dict[str, str]:
    name = people_queries.profile(owner).full_name
    return {"typed_name": name, "agreed": "on", "password": PASSWORD, **instead}


def status(owner: User, case: Case) -> str:
    return queries.case_of(owner, case.pk).status


def pay_here(client: Client, case: Case) -> None:
    """Pay in the browser: from the page of the fee over the gateway's page to the receipt."""
    there = client.post(url("pay", case), {"total": "150.00"})["Location"]
    back = client.post(there, {"behaviour": "approve"})["Location"]
    assert client.get(back)["Location"] == url("receipt", case)


@pytest.mark.requirement("R2.29", "R3.52")
def test_the_way_from_the_check_page_to_the_receipt(applicant_client: Client, applicant: User) -> None:
    case = walks.filled(applicant)
    checks = applicant_client.get(url("check", case))
    rules = [part.split('"')[0] for part in words(checks).split('name="read" value="')[1:]]
    applicant_client.post(url("check", case), {"read": rules})
    answer = applicant_client.post(url("sign_start", case))
    assert answer["Location"] == url("sign", case)
    answer = applicant_client.post(url("sign", case), typed(applicant))
    assert answer["Location"] == url("pay", case)
    pay_here(applicant_client, case)
    page = words(applicant_client.get(url("receipt", case)))
    sent = queries.case_of(applicant, case.pk)
    assert sent.status == Status.SUBMITTED
    assert sent.number in page
    assert "What you paid" in page
    assert str(Payment.objects.get().pk) in page


def test_the_sign_page_says_what_is_sent_and_what_it_costs(
    applicant_client: Client, applicant: User, case: Case
) -> None:
    page = words(applicant_client.get(url("sign", case)))
    files = Document.objects.filter(dossier=case.dossier).count()
    for said in (
        f"{files} files",
        "$150.00",
        "You pay after you have signed",
        people_queries.profile(applicant).full_name,
    ):
        assert said in page
    assert "Sign and go to pay" in page


def test_two_presses_lead_to_one_payment_and_one_receipt(applicant_client: Client, applicant: User, case: Case) -> None:
    for _press in range(2):
        answer = applicant_client.post(url("sign", case), typed(applicant))
        assert (answer.status_code, answer["Location"]) == (302, url("pay", case))
    pay_here(applicant_client, case)
    assert applicant_client.post(url("sign", case), typed(applicant))["Location"] == url("receipt", case)
    assert Letter.objects.filter(case=case, kind=LetterKind.SUBMISSION).count() == 1
    assert Letter.objects.filter(case=case, kind=LetterKind.CONFIRMATION).count() == 1
    assert Event.objects.filter(chain=case.dossier_id, kind="case.submitted").count() == 1
    assert Job.objects.filter(key__contains=f"sent:{case.pk}").count() == 1


def test_going_back_after_sending_leads_to_the_receipt_and_the_case(
    applicant_client: Client, applicant: User, case: Case
) -> None:
    applicant_client.post(url("sign", case), typed(applicant))
    pay_here(applicant_client, case)
    for name in ("sign", "pay"):
        assert applicant_client.get(url(name, case))["Location"] == url("receipt", case)
    for name in ("tasks", "check", "documents", "copy", "delete"):
        answer = applicant_client.get(url(name, case))
        assert (answer.status_code, answer["Location"]) == (302, url("case", case)), name
    late = applicant_client.post(url("page", case, "identity", "names"), {"family_name": "Changed"})
    assert late.status_code == 409
    assert "Changed" not in str(queries.draft_of(applicant, case.pk).answers)


@pytest.mark.parametrize(
    ("instead", "field"),
    [
        ({"typed_name": "Somebody Else"}, "typed_name"),
        ({"typed_name": ""}, "typed_name"),
        ({"agreed": ""}, "agreed"),
        ({"password": ""}, "password"),
        ({"password": "not my password at all"}, "password"),
        ({"typed_name": "x" * 5000}, "typed_name"),
    ],
)
def test_a_signature_that_is_not_complete_sends_nothing(
    applicant_client: Client, applicant: User, case: Case, instead: dict[str, str], field: str
) -> None:
    answer = applicant_client.post(url("sign", case), typed(applicant, **instead))
    assert answer.status_code == 422
    assert f'href="#id_{field}"' in words(answer)
    assert PASSWORD not in words(answer)
    assert status(applicant, case) == Status.READY_TO_SIGN


def test_an_empty_form_is_refused(applicant_client: Client, applicant: User, case: Case) -> None:
    assert applicant_client.post(url("sign", case)).status_code == 422
    assert status(applicant, case) == Status.READY_TO_SIGN


def test_five_wrong_passwords_make_signing_pause(applicant_client: Client, applicant: User, case: Case) -> None:
    for _try in range(5):
        answer = applicant_client.post(url("sign", case), typed(applicant, password="wrong password of mine"))
        assert answer.status_code == 422
    answer = applicant_client.post(url("sign", case), typed(applicant))
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0
    assert status(applicant, case) == Status.READY_TO_SIGN


@pytest.mark.requirement("R3.50")
def test_what_is_missing_stops_before_the_sign_page(applicant_client: Client, applicant: User) -> None:
    case = walks.filled(applicant, family_name="")
    answer = applicant_client.post(url("sign_start", case))
    assert answer["Location"] == url("check", case)
    assert applicant_client.get(url("sign", case))["Location"] == url("check", case)
    assert applicant_client.post(url("sign", case), typed(applicant))["Location"] == url("check", case)
    assert status(applicant, case) == Status.DRAFT


def test_an_answer_changed_in_another_tab_stops_the_signature(
    applicant_client: Client, applicant: User, case: Case
) -> None:
    applicant_client.get(url("sign", case))
    walks.answer(applicant, case, birth_city="Nsukka")
    answer = applicant_client.post(url("sign", case), typed(applicant))
    assert answer["Location"] == url("check", case)
    assert status(applicant, case) == Status.DRAFT


@pytest.mark.requirement("R3.50")
def test_a_required_file_taken_away_in_another_tab_stops_the_signature(
    applicant_client: Client, applicant: User, case: Case
) -> None:
    slot = Slot.objects.filter(dossier=case.dossier, is_required=True).first()
    assert slot is not None
    for document in Document.objects.filter(slot=slot).select_related("dossier", "slot"):
        uploads.remove(user=applicant, document=document, at=clock.now())
    answer = applicant_client.post(url("sign", case), typed(applicant))
    assert answer.status_code == 409
    assert "Nothing was sent" in words(answer)
    receive.send(applicant, slot)
    assert applicant_client.post(url("sign", case), typed(applicant)).status_code == 302


@pytest.mark.requirement("R1.36")
def test_signing_needs_a_fresh_second_step(applicant_client: Client, applicant: User, case: Case) -> None:
    with clock.shifted(timedelta(minutes=16)):
        answer = applicant_client.post(url("sign", case), typed(applicant))
    assert reverse("accounts:step_up") in answer["Location"]
    assert status(applicant, case) == Status.READY_TO_SIGN


@pytest.mark.requirement("R0.9", "R1.54")
def test_somebody_else_finds_nothing_to_sign(other_applicant_client: Client, other_applicant: User, case: Case) -> None:
    for name in ("sign", "receipt"):
        assert other_applicant_client.get(url(name, case)).status_code == 404
    assert other_applicant_client.post(url("sign", case), typed(other_applicant)).status_code == 404
    assert other_applicant_client.post(url("sign_start", case)).status_code == 404


def test_a_receipt_before_sending_leads_to_the_tasks(applicant_client: Client, case: Case) -> None:
    assert applicant_client.get(url("receipt", case))["Location"] == url("tasks", case)


def test_the_receipt_of_a_closed_case_promises_nothing(applicant_client: Client, applicant: User, case: Case) -> None:
    applicant_client.post(url("sign", case), typed(applicant))
    pay_here(applicant_client, case)
    changes.withdraw(owner=applicant, case_id=case.pk, at=clock.now())
    page = words(applicant_client.get(url("receipt", case)))
    assert queries.case_of(applicant, case.pk).number in page
    assert "What happens next" not in page


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_signed_record_is_in_the_language_of_signing(
    applicant_client: Client, applicant: User, case: Case, language: str
) -> None:
    where = url("sign", case) if language == "en" else applicant_client.get(url("sign", case)).content.decode()
    if language == "fr":
        where = where.split('hreflang="fr')[0].rsplit('href="', 1)[1].split('"')[0]
    answer = applicant_client.post(where, typed(applicant))
    assert answer.status_code == 302
    pay_here(applicant_client, case)
    assert Letter.objects.get(case=case, kind=LetterKind.SUBMISSION).language == language


def test_a_draft_that_is_opened_again_while_it_is_signed_is_not_sent(
    applicant_client: Client, applicant: User, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another tab presses "Save and continue" without a change in the moment between signing and sending."""

    def reach(name: str) -> None:
        if name == "send.signed":
            walks.answer(applicant, case, family_name=answers["family_name"])

    answers = queries.draft_of(applicant, case.pk).answers
    monkeypatch.setattr(faultpoint, "reach", reach)
    answer = applicant_client.post(url("sign", case), typed(applicant))
    assert answer.status_code == 409
    assert "Nothing was sent yet" in words(answer)
    assert status(applicant, case) == Status.DRAFT
    assert not Letter.objects.exists()


def test_a_key_that_is_renewed_while_the_payment_settles_stops_nothing_for_long(
    applicant_client: Client, applicant: User, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    def reach(name: str) -> None:
        if name == "pay.printed":
            DossierKey.objects.filter(pk=case.dossier_id).update(version=F("version") + 1)

    with monkeypatch.context() as patched:
        applicant_client.post(url("sign", case), typed(applicant))
        patched.setattr(faultpoint, "reach", reach)
        paying.pay(applicant, case.pk, at=clock.now())
    assert status(applicant, case) == Status.SIGNED_UNPAID
    DossierKey.objects.filter(pk=case.dossier_id).update(version=F("version") - 1)
    assert not Refund.objects.exists()
    back = reverse("applications:paying", args=[Payment.objects.get().pk])
    assert applicant_client.get(back)["Location"] == url("receipt", case)
