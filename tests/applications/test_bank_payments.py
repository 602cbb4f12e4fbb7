"""Paying at a bank: the slip, the receipt, what the desk finds, and money that it sends back."""

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from applications import gateways, personal_data, queries
from applications.choices import PaymentState, RefundReason, RefundState, Status
from applications.gateways import Forged, Unreachable
from applications.models import BankOrder, Case, Payment, Refund, Settlement
from applications.queries import payments as paid
from applications.services import bank_payments, changes, payments
from mycic import clock, jobs, references
from mycic.formats.text import local
from tests.accounts import people
from tests.applications import walks
from tests.applications.mails import told

pytestmark = pytest.mark.django_db
FEE = Decimal("150.00")
DESK = "admin:applications_bank"


@pytest.fixture(autouse=True)
def account(settings: Any) -> None:
    """Where the money goes."""
    settings.BANK_DETAILS = {"en": ["Sample Bank of Canada", "Account 1"], "fr": ["Banque échantillon", "Compte 1"]}


@pytest.fixture
def case(applicant: User) -> Case:
    """A signed case that waits for its fee of 150 dollars."""
    return walks.signed(applicant)


@pytest.fixture
def slip(applicant_client: Client, case: Case) -> BankOrder:
    """A slip that the applicant asked for through the page."""
    answer = applicant_client.post(url("pay", case.pk), {"total": "150.00", "at_bank": "1"})
    assert answer.headers["Location"] == url("bank", Payment.objects.get().pk)
    return BankOrder.objects.get()


def url(name: str, *keys: object) -> str:
    return reverse(f"applications:{name}", args=list(keys))


def words(answer: Any) -> str:
    return " ".join(answer.content.decode().replace("\u00a0", " ").split())


def found(client: Client, slip: BankOrder, *, amount: str = "150", days_ago: int = 0) -> Any:
    day = clock.today() - timedelta(days=days_ago)
    typed = {"number": references.display(slip.number), "amount": amount}
    typed |= {"paid_on_0": str(day.day), "paid_on_1": str(day.month), "paid_on_2": str(day.year)}
    return client.post(reverse(DESK), typed)


def status(owner: User, case: Case) -> str:
    return queries.case_of(owner, case.pk).status


def test_who_has_no_card_gets_a_slip_with_a_number(applicant_client: Client, case: Case, slip: BankOrder) -> None:
    page = words(applicant_client.get(url("bank", Payment.objects.get().pk)))
    assert "$150.00" in page
    assert references.display(slip.number) in page
    assert "Sample Bank of Canada" in page
    assert (slip.number[0], references.is_valid(slip.number)) == ("P", True)
    # A second press leads to the same slip; the way by card is closed until this one is given up.
    again = applicant_client.post(url("pay", case.pk), {"total": "150.00", "at_bank": "1"})
    assert again.headers["Location"] == url("bank", Payment.objects.get().pk)
    card = applicant_client.post(url("pay", case.pk), {"total": "150.00"})
    assert card.headers["Location"] == url("pay", case.pk)
    assert "A payment for this application is not finished." in words(applicant_client.get(url("pay", case.pk)))
    assert Payment.objects.count() == 1


def test_in_french_the_account_is_in_french(applicant_client: Client, slip: BankOrder) -> None:
    page = url("bank", slip.order).replace("/en/payments/", "/fr/paiements/").replace("/bank/", "/banque/")
    assert "Banque échantillon" in words(applicant_client.get(page))


def test_where_no_bank_is_named_nobody_is_sent_there(
    applicant: User, applicant_client: Client, case: Case, settings: Any
) -> None:
    settings.BANK_DETAILS = {"en": [], "fr": []}
    assert "at_bank" not in words(applicant_client.get(url("pay", case.pk)))
    refused = applicant_client.post(url("pay", case.pk), {"total": "150.00", "at_bank": "1"})
    assert refused.status_code == 503
    assert not Payment.objects.exists()


def test_the_money_that_the_desk_finds_sends_as_of_the_day_it_was_paid(
    applicant: User, applicant_client: Client, case: Case, slip: BankOrder, officer: User
) -> None:
    page, paid_on = url("bank", slip.order), clock.today() + timedelta(days=1)
    assert applicant_client.post(page, {"receipt": "ab"}).status_code == 422
    assert applicant_client.post(page, {"receipt": "AB-20261"}).status_code == 302
    assert "receipt AB-20261" in words(applicant_client.get(page))
    with clock.shifted(timedelta(days=3)):
        desk_client = people.signed_in(officer)
        desk = words(desk_client.get(reverse(DESK)))
        assert references.display(slip.number) in desk
        assert "AB-20261" in desk
        assert "Okafor" not in desk
        assert found(desk_client, slip, days_ago=2).status_code == 302
        assert "the application is sent" in words(desk_client.get(reverse(DESK)))
        # Found twice counts once.
        assert found(desk_client, slip).status_code == 409
    sent = queries.case_of(applicant, case.pk)
    assert sent.status == Status.SUBMITTED
    assert sent.submitted_at is not None
    assert (local(sent.submitted_at).date(), local(sent.submitted_at).hour) == (paid_on, 12)
    settlement = Settlement.objects.get()
    assert (settlement.amount, settlement.used_at is None) == (FEE, False)
    assert applicant_client.get(page).headers["Location"] == url("receipt", case.pk)


def test_the_signature_waits_for_the_desk_once_the_payer_says_so(
    applicant: User, applicant_client: Client, case: Case, slip: BankOrder
) -> None:
    applicant_client.post(url("bank", slip.order), {"receipt": "AB-20261"})
    with clock.shifted(timedelta(days=20)):
        payments.reconcile(at=clock.now())
        assert payments.lapse(at=clock.now()) == 0
        assert status(applicant, case) == Status.SIGNED_UNPAID
        assert slip.pk in {row.pk for row in paid.told_at_bank()}


def test_the_export_knows_the_receipt(applicant_client: Client, case: Case, slip: BankOrder) -> None:
    applicant_client.post(url("bank", slip.order), {"receipt": "AB-20261"})
    (payment,) = [each for each in personal_data.export(case.dossier_id) if each.get("kind") == "payment"]
    assert payment["at_bank"] == {"number": slip.number, "receipt": "AB-20261"}


def test_a_slip_that_nobody_paid_lapses_with_the_signature(applicant: User, case: Case, slip: BankOrder) -> None:
    with clock.shifted(timedelta(days=8)):
        payments.reconcile(at=clock.now())
        payments.lapse(at=clock.now())
        assert Payment.objects.get().state == PaymentState.EXPIRED
        assert status(applicant, case) == Status.DRAFT
        with pytest.raises(bank_payments.DoneAlready):
            bank_payments.say_paid(owner=applicant, payment_id=Payment.objects.get().pk, receipt="AB-1", at=clock.now())


@pytest.mark.parametrize("how", ["given up", "lapsed", "wrong amount"])
def test_money_that_cannot_send_is_owed_back_and_the_desk_sends_it(
    applicant: User, applicant_client: Client, case: Case, slip: BankOrder, officer: User, how: str
) -> None:
    if how == "given up":
        applicant_client.post(url("stop_paying", slip.order))
        assert Payment.objects.get().state == PaymentState.CANCELLED
    with clock.shifted(timedelta(days=8 if how == "lapsed" else 0)):
        if how == "lapsed":
            payments.lapse(at=clock.now())
        officer_client = people.signed_in(officer)
        if how != "wrong amount":
            payments.reopen(owner=applicant, case_id=case.pk, at=clock.now())
        assert found(officer_client, slip, amount="140" if how == "wrong amount" else "150").status_code == 302
        page = words(officer_client.get(reverse(DESK)))
        assert "has to go back" in page
        refund = Refund.objects.get()
        reason = RefundReason.WRONG_AMOUNT if how == "wrong amount" else RefundReason.NOT_SENT
        assert (refund.reason, refund.state) == (reason, RefundState.DUE)
        assert refund.amount == Decimal("140" if how == "wrong amount" else "150")
        # No worker sends it: somebody at the desk does.
        jobs.drain()
        refund.refresh_from_db()
        assert refund.state == RefundState.DUE
        assert references.display(slip.number) in page
        sent_back = {"sent_back": str(refund.pk)}
        assert officer_client.post(reverse(DESK), sent_back).status_code == 302
        refund.refresh_from_db()
        assert refund.state == RefundState.SENT
        assert officer_client.post(reverse(DESK), sent_back).status_code == 409
        assert "Nothing is to be sent back." in words(officer_client.get(reverse(DESK)))


def test_a_withdrawal_owes_the_fee_back_by_hand_too(
    applicant: User, case: Case, slip: BankOrder, officer_client: Client
) -> None:
    found(officer_client, slip)
    changes.withdraw(owner=applicant, case_id=case.pk, at=clock.now())
    jobs.drain()
    ((refund, number),) = paid.due_by_hand()
    assert (refund.amount, number) == (FEE, slip.number)


def test_what_is_not_on_the_account_is_told_to_the_payer(
    applicant: User, applicant_client: Client, slip: BankOrder, officer_client: Client
) -> None:
    act = {"not_found": str(slip.pk)}
    assert officer_client.post(reverse(DESK), act).status_code == 409
    applicant_client.post(url("bank", slip.order), {"receipt": "AB-20261"})
    before = told(applicant)
    assert officer_client.post(reverse(DESK), act).status_code == 302
    assert told(applicant) - before == 1
    slip.refresh_from_db()
    assert (slip.receipt, slip.told_at) == ("", None)
    assert "When you have paid" in words(applicant_client.get(url("bank", slip.order)))
    assert "Nobody waits." in words(officer_client.get(reverse(DESK)))


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"number": ""}, "number"),
        ({"number": "P300412888"}, "number"),
        ({"number": "P300412889"}, "number"),
        ({"amount": "0"}, "amount"),
        ({"amount": "many"}, "amount"),
        ({"amount": ""}, "amount"),
        ({"paid_on_2": "2199"}, "paid_on"),
        ({"paid_on_0": "", "paid_on_1": "", "paid_on_2": ""}, "paid_on"),
    ],
)
def test_bad_input_at_the_desk_is_shown_back(
    slip: BankOrder, officer_client: Client, typed: dict[str, str], wrong: str
) -> None:
    good = {"number": slip.number, "amount": "150", "paid_on_0": "2", "paid_on_1": "11", "paid_on_2": "2026"}
    page = officer_client.post(reverse(DESK), {**good, **typed})
    assert (page.status_code, set(page.context["form"].errors)) == (422, {wrong})
    assert not Settlement.objects.exists()


def test_who_may_not_finds_nothing(
    applicant: User, applicant_client: Client, other_applicant_client: Client, slip: BankOrder, visitor: Client
) -> None:
    for page in (url("bank", slip.order), url("bank", uuid4())):
        assert other_applicant_client.get(page).status_code == 404
        assert other_applicant_client.post(page, {"receipt": "AB-20261"}).status_code == 404
        assert visitor.get(page).status_code == 302
    assert applicant_client.get(url("bank", uuid4())).status_code == 404
    assert applicant_client.get(reverse(DESK)).status_code in {302, 404}
    assert found(applicant_client, slip).status_code in {302, 404}
    assert not Settlement.objects.exists()


def test_nobody_writes_down_their_own_money(case: Case, slip: BankOrder, officer: User) -> None:
    Case.objects.filter(pk=case.pk).update(owner=officer)
    type(case.application).objects.filter(pk=case.application_id).update(owner=officer)
    with pytest.raises(bank_payments.NoSuchOrder):
        bank_payments.found(officer=officer, number=slip.number, amount=FEE, paid_on=clock.today(), at=clock.now())


def test_nonsense_at_the_desk_is_not_found(officer_client: Client, slip: BankOrder) -> None:
    for typed in ({}, {"not_found": "x"}, {"not_found": str(uuid4())}):
        assert officer_client.post(reverse(DESK), typed).status_code == 404
    assert officer_client.post(reverse(DESK), {"sent_back": str(uuid4())}).status_code == 409


def test_a_bank_writes_no_messages_and_sends_nothing_back_by_itself(slip: BankOrder, visitor: Client) -> None:
    bank = gateways.named("bank")
    with pytest.raises(Forged):
        bank.read(b"paid", {}, at=clock.now())
    with pytest.raises(Unreachable):
        bank.refund(str(slip.pk), FEE, key=uuid4())
    assert visitor.post("/payments/bank/message", b"paid", content_type="text/plain").status_code == 400


@pytest.mark.parametrize("many", [1, 3])
def test_the_desk_asks_the_same_for_one_and_for_three(
    officer_client: Client, many: int, django_assert_num_queries: Any
) -> None:
    for number in range(many):
        BankOrder.objects.create(
            order=str(uuid4()),
            number=references.new("P"),
            amount=FEE,
            expires_at=clock.now(),
            receipt=f"R-{number}",
            told_at=clock.now(),
        )
    officer_client.get(reverse(DESK))
    with django_assert_num_queries(3):
        page = officer_client.get(reverse(DESK))
    assert len(page.context["told"]) == many
