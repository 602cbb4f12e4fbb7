"""Letters that a worker writes: complete, receipt, refund. Each once, whatever runs twice."""

from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from applications import queries
from applications.choices import LetterKind, RefundReason, Status
from applications.demo import paying
from applications.gateways.sandbox import Behaviour
from applications.letters.facts import Bilingual
from applications.models import Case, Letter, Payment, Refund, Settlement
from applications.services import changes, later_letters, payments, review, sandbox
from mycic import clock, jobs
from tests.applications import at_school, families, walks
from tests.applications.mails import told

pytestmark = pytest.mark.django_db


def the_worker_comes() -> None:
    while jobs.drain():
        pass


def words(client: Client, letter: Letter) -> str:
    page: Any = client.get(reverse("applications:letter", args=[letter.pk]))
    return " ".join(page.content.decode().replace("\u00a0", " ").split())


def letters(case: Case, kind: LetterKind) -> list[Letter]:
    return list(Letter.objects.filter(case=case, kind=kind))


def test_who_paid_gets_one_receipt_with_what_the_books_say(applicant: User, applicant_client: Client) -> None:
    case = walks.sent(applicant)
    assert letters(case, LetterKind.RECEIPT) == []
    mails = told(applicant)
    the_worker_comes()
    later_letters.receipt(Settlement.objects.get().pk, at=clock.now())
    (letter,) = letters(case, LetterKind.RECEIPT)
    # What the money did was told already.
    assert told(applicant) == mails
    page = words(applicant_client, letter)
    assert "Study permit" in page
    assert page.count("$150.00") == 3
    assert str(Payment.objects.get().pk) in page


def test_without_a_fee_there_is_no_receipt(applicant: User) -> None:
    case = at_school.sent(applicant)
    the_worker_comes()
    assert letters(case, LetterKind.RECEIPT) == []


def test_the_receipt_of_a_family_names_who_each_line_is_for(applicant: User, applicant_client: Client) -> None:
    main = walks.filled(applicant)
    families.spouse(applicant, main)
    families.confirm(applicant, queries.together(main.application_id)[1])
    families.read_all(applicant, main)
    walks.sign(applicant, families.ready(applicant, main))
    paying.pay(applicant, main.pk, at=clock.now())
    the_worker_comes()
    (letter,) = letters(main, LetterKind.RECEIPT)
    page = words(applicant_client, letter)
    names = set(queries.names([each.pk for each in queries.together(main.application_id)]).values())
    assert len(names) == 2
    for name in names:
        assert name in page


def test_an_application_that_is_complete_is_acknowledged_once(
    applicant: User, applicant_client: Client, officer: User
) -> None:
    case = walks.taken(applicant, officer)
    the_worker_comes()
    later_letters.acknowledge(case.pk, at=clock.now())
    (letter,) = letters(case, LetterKind.ACKNOWLEDGED)
    page = words(applicant_client, letter)
    assert "We checked it, and it is complete." in page
    assert case.number in page


def test_money_that_went_back_is_told_with_its_reason(applicant: User, applicant_client: Client, officer: User) -> None:
    case = walks.sent(applicant)
    review.take(officer=officer, case_id=case.pk, at=clock.now())
    missing = (Bilingual("Your signature", "Votre signature"),)
    review.return_incomplete(officer=officer, case_id=case.pk, missing=missing, at=clock.now())
    assert letters(case, LetterKind.REFUND) == []
    the_worker_comes()
    refund = Refund.objects.get()
    later_letters.refund_notice(refund.pk, at=clock.now())
    (letter,) = letters(case, LetterKind.REFUND)
    refund.refresh_from_db()
    assert (refund.letter, refund.reason) == (letter, RefundReason.RETURNED)
    page = words(applicant_client, letter)
    assert "$150.00" in page
    assert "Your application was returned as incomplete" in page
    # The page of the case still leads to the letter that says why.
    (returned,) = letters(case, LetterKind.RETURNED)
    shown = applicant_client.get(reverse("applications:case", args=[case.pk])).content.decode()
    assert f'class="mc-button" href="{reverse("applications:letter", args=[returned.pk])}"' in shown


def test_a_refund_is_told_only_when_it_was_sent(applicant: User) -> None:
    case = walks.sent(applicant)
    changes.withdraw(owner=applicant, case_id=case.pk, at=clock.now())
    refund = Refund.objects.get()
    later_letters.refund_notice(refund.pk, at=clock.now())
    assert letters(case, LetterKind.REFUND) == []


def test_money_for_a_draft_goes_back_without_a_letter(applicant: User) -> None:
    case = walks.signed(applicant)
    payment = paying.begin(applicant, case.pk, at=clock.now())
    Payment.objects.filter(pk=payment.pk).update(record_code="ANOTHER")
    sandbox.press(UUID(str(payment.gateway_id)), Behaviour.APPROVE, at=clock.now())
    payments.came_back(owner=applicant, payment_id=payment.pk, at=clock.now())
    the_worker_comes()
    assert Refund.objects.get().sent_at is not None
    assert not Letter.objects.exists()
    assert queries.case_of(applicant, case.pk).status == Status.SIGNED_UNPAID
