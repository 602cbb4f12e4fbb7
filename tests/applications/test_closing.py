"""Closing a case without a decision: nobody answered in time, or it is not needed."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from applications import queries
from applications.choices import LetterKind, RefundReason, Status
from applications.letters.facts import Bilingual
from applications.models import Case, Letter, Refund
from applications.services import closing, requests, review
from documents.services.slots import SlotRule
from mycic import clock
from tests.applications import walks
from tests.applications.desk_pages import text, url
from tests.applications.mails import told

pytestmark = pytest.mark.django_db
FEE = Decimal("150.00")
WHY = Bilingual("You sent it twice.", "Vous l’avez envoyée deux fois.")
WANTED = SlotRule(code="more", title={"en": "Bank letter", "fr": "Lettre de la banque"})


@pytest.fixture
def case(applicant: User, officer: User) -> Case:
    """A case that an officer works on."""
    return walks.taken(applicant, officer)


def ask(officer: User, case: Case, days: int = 10) -> Any:
    last_day = clock.today() + timedelta(days=days)
    return requests.ask(officer=officer, case_id=case.pk, items=[WANTED], note=None, last_day=last_day, at=clock.now())


@pytest.mark.parametrize(("days", "is_late"), [(-1, False), (0, False), (1, True)])
def test_a_case_is_closed_only_after_the_last_day_to_answer(
    applicant: User,
    officer: User,
    case: Case,
    days: int,
    is_late: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    row = ask(officer, case)
    with clock.shifted(timedelta(days=(row.last_day - clock.today()).days + days)):
        if not is_late:
            with pytest.raises(closing.NotLate):
                closing.abandon(officer=officer, case_id=case.pk, note=None, at=clock.now())
        else:
            closing.abandon(officer=officer, case_id=case.pk, note=None, at=clock.now())
    status = queries.case_of(applicant, case.pk).status
    assert status == (Status.ABANDONED if is_late else Status.WAITING_CLIENT)
    assert Letter.objects.filter(kind=LetterKind.ABANDONED).count() == int(is_late)
    # The fee pays for the work that was done.
    assert not Refund.objects.exists()


def test_the_desk_offers_it_when_it_is_late_and_says_why_not_before(
    case: Case, officer: User, officer_client: Client, applicant_client: Client
) -> None:
    row = ask(officer, case)
    address = url(case, "abandon/")
    assert address not in officer_client.get(url(case)).content.decode()
    early = officer_client.post(address, {"stage": "read", "note_en": "Thank you.", "note_fr": "Merci."})
    assert early.status_code == 409
    assert "The person can still answer." in text(early)
    assert "Merci." in text(early)
    row.last_day = clock.today() - timedelta(days=1)
    row.save(update_fields=["last_day"])
    assert address in officer_client.get(url(case)).content.decode()
    assert officer_client.post(address, {"stage": "send", "note_en": "Only one."}).status_code == 422
    read = text(officer_client.post(address, {"stage": "read"}))
    assert "Bank letter" in read
    assert "Lettre de la banque" in read
    assert officer_client.post(address, {"stage": "send"}).status_code == 302
    assert officer_client.post(address, {"stage": "send"}).status_code == 409
    page = applicant_client.get(reverse("applications:case", args=[case.pk])).content.decode()
    assert "Closed: no answer received" in page
    assert reverse("applications:letter", args=[Letter.objects.get(kind=LetterKind.ABANDONED).pk]) in page


def test_a_request_that_was_answered_closes_nothing(officer: User, case: Case) -> None:
    with pytest.raises(closing.NotLate):
        closing.abandon(officer=officer, case_id=case.pk, note=None, at=clock.now())


def test_a_cancelled_case_says_why_and_gives_every_fee_back(
    applicant: User, applicant_client: Client, case: Case, officer_client: Client
) -> None:
    address = url(case, "cancel/")
    assert address in officer_client.get(url(case)).content.decode()
    assert officer_client.post(address, {"stage": "send"}).status_code == 422
    typed = {"reasons_en": WHY.en, "reasons_fr": WHY.fr}
    assert WHY.fr in text(officer_client.post(address, {"stage": "read", **typed}))
    mails = told(applicant)
    assert officer_client.post(address, {"stage": "send", **typed}).status_code == 302
    assert told(applicant) == mails + 1
    assert queries.case_of(applicant, case.pk).status == Status.CANCELLED
    assert [(row.reason, row.amount, row.case_id) for row in Refund.objects.all()] == [
        (RefundReason.CANCELLED, FEE, case.pk)
    ]
    letter = Letter.objects.get(case=case, kind=LetterKind.CANCELLED)
    assert WHY.en in text(applicant_client.get(reverse("applications:letter", args=[letter.pk])))


def test_nobody_closes_the_case_of_another_officer(supervisor: User, case: Case) -> None:
    with pytest.raises(review.NotYourCase):
        closing.cancel(officer=supervisor, case_id=case.pk, reasons=WHY, at=clock.now())
