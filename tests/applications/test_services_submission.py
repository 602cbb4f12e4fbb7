"""Signing and sending: one transaction, once, and verifiable for ever after."""

import io
import json
from datetime import timedelta
from typing import Any

import pypdf
import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.services.signing import WrongPassword
from applications import queries
from applications.choices import LetterKind, Status
from applications.demo import paying
from applications.models import Case, Letter, LetterCopy
from applications.services import discarding, review, submission
from documents.models import Slot
from documents.services import slots
from mycic import clock, faultpoint
from mycic.crypto import signing
from mycic.models import Job
from privacy.choices import DossierState
from privacy.models import DossierKey, Event
from privacy.services import dossiers
from tests.accounts.people import PASSWORD
from tests.applications import walks
from tests.documents import make, receive

pytestmark = pytest.mark.django_db

MOTHER = {
    "row": "1",
    "relationship": "mother",
    "family_name": "Okafor",
    "given_name": "Ada",
    "birth_country": "NGA",
    "marital_status": "widowed",
    "deceased": "no",
    "address": "Lagos",
    "occupation": "none",
    "accompanies": "no",
}


def send(owner: User, case: Case, **more: Any) -> Case:
    given: dict[str, Any] = {"password": PASSWORD, "language": "en", "at": clock.now()} | more
    done = submission.sign(owner=owner, case_id=case.pk, **given)
    return done if done.submitted_at else paying.pay(owner, case.pk, at=clock.now())


@pytest.mark.requirement("R1.14")
def test_sending_leaves_number_record_letter_event_and_mail(applicant: User) -> None:
    case = walks.sent(applicant)
    assert case.status == Status.SUBMITTED
    assert case.reference is not None
    assert case.reference.startswith("S")
    case.refresh_from_db()
    assert case.submitted_at == case.application.submitted_at
    kinds = {LetterKind.SUBMISSION, LetterKind.CONFIRMATION, LetterKind.MAY_STUDY}
    assert {letter.kind for letter in case.letters.all()} == kinds
    assert Event.objects.filter(kind="case.submitted", chain=case.dossier_id).count() == 1
    assert Job.objects.filter(key__contains=f"sent:{case.pk}").count() == 1
    for dossier in (case.dossier, case.application.shared_dossier):
        assert dossier.state == DossierState.SUBMITTED
        assert dossier.expires_at is None
        assert DossierKey.objects.get(pk=dossier.pk).kek_id.startswith("case-")


@pytest.mark.requirement("R1.53", "R1.56")
def test_the_signature_covers_every_answer_and_every_file(applicant: User) -> None:
    case = walks.sent(applicant)
    copy = LetterCopy.objects.get(letter__kind=LetterKind.SUBMISSION)
    vault = dossiers.unlock(case.dossier)
    payload, signature, pdf = (vault.read(copy, name) for name in ("payload", "signature", "pdf"))
    verdict = signing.verify_cms(payload, signature, revoked={})
    assert verdict.valid
    assert verdict.user_id == applicant.username
    assert signing.verify_pdf(pdf, revoked={}).valid
    said = json.loads(payload)
    assert said["answers"]["personal"]["family_name"]["v"] == "Okafor"
    assert len(said["documents"]) == Slot.objects.filter(dossier=case.dossier, documents__isnull=False).count()
    assert all(len(document["sha256"]) == 64 for document in said["documents"])
    broken = payload.replace(b"Okafor", b"Okafur")
    assert not signing.verify_cms(broken, signature, revoked={}).valid


@pytest.mark.requirement("R1.57")
def test_the_signature_covers_why_a_document_cannot_be_had(applicant: User) -> None:
    case = walks.filled(applicant)
    slot = Slot.objects.filter(dossier=case.dossier, is_wanted=True).order_by("position").first()
    assert slot is not None
    slots.explain(slot, "The office burnt down.", user=applicant, at=clock.now())
    walks.make_ready(applicant, case)
    case = send(applicant, case)
    copy = LetterCopy.objects.get(letter__kind=LetterKind.SUBMISSION)
    vault = dossiers.unlock(case.dossier)
    (said,) = json.loads(vault.read(copy, "payload"))["explanations"]
    assert (said["slot"], said["text"]) == (slot.code, "The office burnt down.")
    printed = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(vault.read(copy, "pdf"))).pages)
    assert "Documents that you cannot get" in printed
    assert "The office burnt down." in printed


def test_an_answer_that_is_not_asked_any_more_is_not_signed(applicant: User) -> None:
    walks.sent(applicant, home_same="yes", home_city="Hull")
    copy = LetterCopy.objects.get(letter__kind=LetterKind.SUBMISSION)
    case = Case.objects.select_related("dossier").get(owner=applicant)
    payload = dossiers.unlock(case.dossier).read(copy, "payload")
    assert b"mail_city" in payload
    assert b"Hull" not in payload


@pytest.mark.parametrize(
    ("stale", "typed"),
    [
        ({"also_work_permit": "no", "also_work_kind": "open"}, "Open work permit"),
        ({"conditional_letter": "no", "conditional_details": "Finish Algebra first"}, "Algebra"),
        ({"bg_refused": {"a": "no", "x": "Refused by Ruritania once"}}, "Ruritania"),
        ({"family_members": [MOTHER | {"date_of_death": {"d": "", "m": "", "y": "1907"}}]}, "1907"),
    ],
)
def test_what_another_answer_makes_pointless_is_kept_but_not_signed_printed_or_shown(
    applicant: User, applicant_client: Client, officer: User, officer_client: Client, stale: dict[str, Any], typed: str
) -> None:
    case = walks.filled(applicant, **stale)
    check = applicant_client.get(reverse("applications:check", args=[case.pk])).content.decode()
    assert typed not in check
    walks.make_ready(applicant, case)
    case = send(applicant, case)
    review.take(officer=officer, case_id=case.pk, at=clock.now())
    copy = LetterCopy.objects.get(letter__kind=LetterKind.SUBMISSION)
    vault = dossiers.unlock(case.dossier)
    payload = vault.read(copy, "payload").decode()
    assert typed not in payload
    assert '"also_work_kind"' not in payload
    printed = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(vault.read(copy, "pdf"))).pages)
    assert typed not in printed
    twin = applicant_client.get(reverse("applications:letter", args=[copy.letter_id])).content.decode()
    assert typed not in twin
    for shown in (" ".join(printed.split()), twin):
        assert "Relationship to you: Mother" in shown
    desk = officer_client.get(reverse("admin:applications_case_answers", args=[case.pk]))
    assert desk.status_code == 200
    assert typed not in desk.content.decode()
    kept = queries.opened(Case.objects.select_related("dossier").get(pk=case.pk)).answers
    assert all(kept[name] for name in stale)


def test_a_second_press_returns_the_first_result(applicant: User) -> None:
    first = walks.sent(applicant)
    again = send(applicant, first)
    assert again.reference == first.reference
    assert Letter.objects.count() == 3
    assert Event.objects.filter(kind="case.submitted").count() == 1


@pytest.mark.requirement("R1.54")
def test_a_wrong_password_sends_nothing(applicant: User) -> None:
    case = walks.ready(applicant)
    with pytest.raises(WrongPassword):
        send(applicant, case, password="not the password at all")
    case.refresh_from_db()
    assert case.status == Status.READY_TO_SIGN
    assert not Letter.objects.exists()


@pytest.mark.requirement("R3.50")
def test_a_missing_answer_cannot_be_made_ready(applicant: User) -> None:
    case = walks.filled(applicant, passport_number="")
    with pytest.raises(submission.NotReady):
        submission.make_ready(owner=applicant, case_id=case.pk, at=clock.now())


def test_a_changed_answer_opens_the_draft_again(applicant: User) -> None:
    case = walks.ready(applicant)
    walks.answer(applicant, case, birth_city="Lagos")
    with pytest.raises(submission.NotReady):
        send(applicant, case)
    case.refresh_from_db()
    assert case.status == Status.DRAFT


def test_a_file_added_between_signing_and_sending_stops_it(applicant: User, monkeypatch: pytest.MonkeyPatch) -> None:
    case = walks.ready(applicant)
    slot = Slot.objects.filter(dossier=case.dossier, takes_several=True).first()
    assert slot is not None

    def add_a_file(name: str) -> None:
        if name == "send.signed":
            receive.send(applicant, slot, name="late.pdf", data=make.pdf(2))

    monkeypatch.setattr(faultpoint, "reach", add_a_file)
    with pytest.raises(submission.ChangedMeanwhile):
        send(applicant, case)
    case.refresh_from_db()
    assert case.status == Status.READY_TO_SIGN
    assert case.dossier.state == DossierState.OPEN
    assert not Letter.objects.exists()


@pytest.mark.requirement("R3.58")
def test_an_expired_draft_cannot_be_sent(applicant: User) -> None:
    case = walks.ready(applicant)
    with clock.shifted(timedelta(days=92)), pytest.raises(dossiers.DossierDestroyed):
        send(applicant, case)


def test_a_discarded_draft_cannot_be_sent(applicant: User) -> None:
    case = walks.ready(applicant)
    discarding.discard(owner=applicant, case_id=case.pk, at=clock.now())
    with pytest.raises(queries.NoSuchCase):
        send(applicant, case)


@pytest.mark.requirement("R0.9")
def test_somebody_elses_case_does_not_exist(applicant: User, other_applicant: User) -> None:
    case = walks.ready(applicant)
    with pytest.raises(queries.NoSuchCase):
        send(other_applicant, case)
