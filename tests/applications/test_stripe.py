"""The same payments over Stripe: its API over HTTP, its signed messages, and what it learns."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from applications import queries
from applications.choices import PaymentState, RefundState, Status
from applications.models import Case, Payment, Refund, Settlement
from applications.services import changes, payments
from mycic import clock, jobs
from tests.applications import walks
from tests.stripe_sink import SECRET, StripeSink, signature

pytestmark = pytest.mark.django_db


@pytest.fixture
def stripe(settings: Any) -> Iterator[StripeSink]:
    """An installation that takes money through Stripe."""
    sink = StripeSink()
    settings.PAYMENT_GATEWAY, settings.STRIPE_API, settings.STRIPE_TRIES = "stripe", sink.address, 0
    settings.STRIPE_KEY, settings.STRIPE_WEBHOOK_SECRET = "sk_test_of_the_tests", SECRET
    yield sink
    sink.close()


@pytest.fixture
def case(applicant: User) -> Case:
    """A signed case that waits for its fee of 150 dollars."""
    return walks.signed(applicant)


def url(name: str, *keys: object) -> str:
    return reverse(f"applications:{name}", args=list(keys))


def begin(client: Client, case: Case) -> Any:
    return client.post(url("pay", case.pk), {"total": "150.00"})


def tell(body: bytes, sign: str) -> int:
    there = reverse("payment_message", args=["stripe"])
    headers = {"Stripe-Signature": sign}
    return Client().post(there, body, content_type="application/json", headers=headers, secure=True).status_code


def test_a_signed_message_sends(applicant: User, applicant_client: Client, case: Case, stripe: StripeSink) -> None:
    answer = begin(applicant_client, case)
    assert answer["Location"] == begin(applicant_client, case)["Location"]
    (key,) = stripe.sessions
    assert answer["Location"] == stripe.sessions[key]["url"]
    stripe.pay(key)
    body, sign = stripe.message(key)
    assert [tell(body, sign), tell(body, sign)] == [200, 200]
    jobs.drain()
    assert queries.case_of(applicant, case.pk).status == Status.SUBMITTED
    assert Settlement.objects.get().amount == Decimal("150.00")
    assert not Refund.objects.exists()


def test_stripe_learns_nothing_about_the_person(
    applicant: User, applicant_client: Client, case: Case, stripe: StripeSink
) -> None:
    begin(applicant_client, case)
    (session,) = stripe.sessions.values()
    said = str(session["said"])
    assert (session["amount_total"], session["currency"]) == (15_000, "cad")
    assert str(Payment.objects.get().pk) in said
    for secret in (applicant.username, applicant.email, str(case.pk), case.program, "tudy"):
        assert secret not in said


@pytest.mark.parametrize("wrong", ["", "t=1,v1=00", "nonsense"])
def test_a_message_without_its_signature_is_refused(
    applicant_client: Client, case: Case, stripe: StripeSink, wrong: str
) -> None:
    begin(applicant_client, case)
    (key,) = stripe.sessions
    stripe.pay(key)
    body, _sign = stripe.message(key)
    for sign in (wrong, signature(body, "another"), signature(body, age=3600), signature(body + b" ")):
        assert tell(body, sign) == 400
    assert tell(b"no json", signature(b"no json")) == 400
    assert not Settlement.objects.exists()


def test_without_a_message_stripe_is_asked(
    applicant: User, applicant_client: Client, case: Case, stripe: StripeSink
) -> None:
    begin(applicant_client, case)
    (key,) = stripe.sessions
    stripe.pay(key)
    back = applicant_client.get(url("paying", Payment.objects.get().pk))
    assert back["Location"] == url("receipt", case.pk)
    assert queries.case_of(applicant, case.pk).status == Status.SUBMITTED


@pytest.mark.parametrize(
    ("kind", "state"),
    [
        ("checkout.session.async_payment_failed", PaymentState.REFUSED),
        ("checkout.session.expired", PaymentState.EXPIRED),
    ],
)
def test_an_end_without_money(
    applicant_client: Client, case: Case, stripe: StripeSink, kind: str, state: PaymentState
) -> None:
    begin(applicant_client, case)
    (key,) = stripe.sessions
    if state == PaymentState.EXPIRED:
        stripe.sessions[key]["status"] = "expired"
    assert tell(*stripe.message(key, kind)) == 200
    assert Payment.objects.get().state == state
    assert begin(applicant_client, case)["Location"] == stripe.sessions["cs_test_1"]["url"]


def test_giving_up_closes_the_page(applicant_client: Client, case: Case, stripe: StripeSink) -> None:
    begin(applicant_client, case)
    payment = Payment.objects.get()
    applicant_client.post(url("stop_paying", payment.pk))
    payment.refresh_from_db()
    assert (payment.state, stripe.sessions["cs_test_0"]["status"]) == (PaymentState.CANCELLED, "expired")
    assert applicant_client.get(url("paying", payment.pk))["Location"] == url("pay", case.pk)


def test_giving_up_what_was_paid_a_moment_ago_is_paying(
    applicant: User, applicant_client: Client, case: Case, stripe: StripeSink
) -> None:
    begin(applicant_client, case)
    stripe.pay("cs_test_0")
    there = applicant_client.post(url("stop_paying", Payment.objects.get().pk))["Location"]
    assert applicant_client.get(there)["Location"] == url("receipt", case.pk)
    assert queries.case_of(applicant, case.pk).status == Status.SUBMITTED


def test_while_stripe_is_down_nothing_is_lost(
    applicant: User, applicant_client: Client, case: Case, stripe: StripeSink
) -> None:
    stripe.is_down = True
    assert begin(applicant_client, case).status_code == 503
    payment = Payment.objects.get()
    assert applicant_client.get(url("paying", payment.pk)).status_code == 200
    stripe.is_down = False
    begin(applicant_client, case)
    assert Payment.objects.get().pk == payment.pk
    stripe.is_down = True
    assert applicant_client.post(url("stop_paying", payment.pk)).status_code == 503
    assert applicant_client.get(url("paying", payment.pk)).status_code == 200
    stripe.is_down = False
    stripe.pay("cs_test_0")
    payments.came_back(owner=applicant, payment_id=payment.pk, at=clock.now())
    assert queries.case_of(applicant, case.pk).status == Status.SUBMITTED


def test_a_refund_is_sent_once(applicant: User, applicant_client: Client, case: Case, stripe: StripeSink) -> None:
    begin(applicant_client, case)
    stripe.pay("cs_test_0")
    payments.came_back(owner=applicant, payment_id=Payment.objects.get().pk, at=clock.now())
    stripe.sessions["cs_test_0"]["payment_intent"] = "pi_cs_test_0"  # as it comes without "expand"
    changes.withdraw(owner=applicant, case_id=case.pk, at=clock.now())
    jobs.drain()
    jobs.drain()
    assert Refund.objects.get().state == RefundState.SENT
    assert stripe.refunds == [{"payment_intent": "pi_cs_test_0", "amount": "15000"}]
