"""The fee: one charge and one receipt whatever the gateway does, and money that sends nothing goes back."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from applications import queries
from applications.choices import LetterKind, PaymentState, RefundReason, RefundState, Status
from applications.demo import paying
from applications.gateways import sandbox as gateway
from applications.gateways.sandbox import Behaviour
from applications.letters.facts import Bilingual
from applications.models import Case, Charge, Letter, Payment, Refund, SandboxCheckout, Settlement, SignedRecord
from applications.program_kit import fees
from applications.queries import payments as paid
from applications.services import changes, drafts, payments, review, sandbox, signatures
from documents.models import Slot
from mycic import clock, jobs
from mycic.models import Job
from privacy.models import Event
from privacy.services import retention
from tests.accounts.people import Browser
from tests.applications import at_school, walks
from tests.documents import make, receive

pytestmark = pytest.mark.django_db
FEE = Decimal("150.00")


@pytest.fixture
def case(applicant: User) -> Case:
    """A signed case that waits for its fee of 150 dollars."""
    return walks.signed(applicant)


def url(name: str, *keys: object) -> str:
    return reverse(f"applications:{name}", args=list(keys))


def words(answer: Any) -> str:
    return " ".join(answer.content.decode().replace("\u00a0", " ").split())


def now_at(owner: User, case: Case) -> Case:
    return queries.case_of(owner, case.pk)


def checkout(payment: Payment) -> UUID:
    return UUID(str(payment.gateway_id))


def the_worker_comes() -> None:
    """What happens by itself within the hour: jobs, and the question to the gateway."""
    for minutes in (1, 5, 10, 65):
        with clock.shifted(timedelta(minutes=minutes)):
            jobs.drain()
            payments.reconcile(at=clock.now())
            jobs.drain()


def test_signing_waits_for_the_fee_and_keeps_what_was_signed(applicant: User, case: Case) -> None:
    assert case.status == Status.SIGNED_UNPAID
    record = SignedRecord.objects.get()
    assert record.pay_until - record.signed_at == timedelta(days=signatures.DAYS_TO_PAY)
    assert not Letter.objects.exists()
    assert now_at(applicant, case).submitted_at is None
    assert Event.objects.filter(chain=case.dossier_id, kind="case.signed").count() == 1


def test_without_a_fee_signing_sends(applicant: User) -> None:
    assert at_school.sent(applicant).submitted_at is not None
    assert not Payment.objects.exists()


@pytest.mark.requirement("R1.14")
@pytest.mark.parametrize("behaviour", [Behaviour.APPROVE, Behaviour.TWICE, Behaviour.LATE, Behaviour.NEVER])
def test_whatever_the_messages_do_there_is_one_charge_and_one_receipt(
    applicant: User, case: Case, behaviour: Behaviour
) -> None:
    at = clock.now()
    payment = paying.begin(applicant, case.pk, at=at)
    sandbox.press(checkout(payment), behaviour, at=at)
    # The browser never comes back: everything else is the worker's.
    the_worker_comes()
    sent = now_at(applicant, case)
    settlement = Settlement.objects.get()
    assert sent.status == Status.SUBMITTED
    # The moment of the payment is the legal time of filing, however late we heard of it.
    assert sent.submitted_at == settlement.settled_at == at
    assert [(line.code, line.amount) for line in Charge.objects.all()] == [("F01", FEE)]
    assert (paid.paid_for(sent) or payment).amount == settlement.amount == FEE
    assert Letter.objects.filter(case=case, kind=LetterKind.CONFIRMATION).count() == 1
    assert Event.objects.filter(chain=case.dossier_id, kind="payment.settled").count() == 1
    assert Job.objects.filter(key__contains=f"sent:{case.pk}").count() == 1
    assert not SignedRecord.objects.exists()
    assert not Refund.objects.exists()


@pytest.mark.parametrize(
    ("behaviour", "state", "said"),
    [
        (Behaviour.REFUSE, PaymentState.REFUSED, "The bank refused the card"),
        (Behaviour.CANCEL, PaymentState.CANCELLED, "You stopped before paying"),
        (Behaviour.TIME_OUT, PaymentState.EXPIRED, "was not finished in time"),
        (Behaviour.FORGED, PaymentState.EXPIRED, "was not finished in time"),
    ],
)
def test_where_nothing_was_paid_nothing_is_sent_and_one_can_pay_again(
    applicant: User, applicant_client: Client, case: Case, behaviour: Behaviour, state: PaymentState, said: str
) -> None:
    payment = paying.begin(applicant, case.pk, at=clock.now())
    sandbox.press(checkout(payment), behaviour, at=clock.now())
    the_worker_comes()
    payment.refresh_from_db()
    assert payment.state == state
    assert not Settlement.objects.exists()
    assert now_at(applicant, case).status == Status.SIGNED_UNPAID
    assert said in words(applicant_client.get(url("pay", case.pk)))
    assert paying.pay(applicant, case.pk, at=clock.now()).status == Status.SUBMITTED
    assert Settlement.objects.get().amount == FEE


def test_a_wrong_amount_sends_nothing_and_goes_back(applicant: User, applicant_client: Client, case: Case) -> None:
    paying.pay(applicant, case.pk, at=clock.now(), behaviour=Behaviour.WRONG_AMOUNT)
    the_worker_comes()
    refund = Refund.objects.get()
    assert (refund.amount, refund.reason, refund.state) == (FEE - 1, RefundReason.WRONG_AMOUNT, RefundState.SENT)
    assert SandboxCheckout.objects.get().refunded == FEE - 1
    assert now_at(applicant, case).status == Status.SIGNED_UNPAID
    assert "We send all the money back" in words(applicant_client.get(url("pay", case.pk)))
    assert paying.pay(applicant, case.pk, at=clock.now()).status == Status.SUBMITTED
    assert Refund.objects.count() == 1


def test_a_time_out_says_not_to_pay_again(applicant: User, applicant_client: Client, case: Case) -> None:
    payment = paying.begin(applicant, case.pk, at=clock.now())
    page = applicant_client.get(url("paying", payment.pk))
    assert "Do not pay again until you read the next message." in words(page)
    assert page["Refresh"]
    assert "Do not pay again" in words(applicant_client.get(url("pay", case.pk)))
    sandbox.press(checkout(payment), Behaviour.APPROVE, at=clock.now())
    assert applicant_client.get(url("paying", payment.pk))["Location"] == url("receipt", case.pk)


def test_two_presses_open_one_page(applicant: User, applicant_client: Client, case: Case) -> None:
    first, second = (applicant_client.post(url("pay", case.pk), {"total": "150.00"})["Location"] for _press in range(2))
    assert first == second
    assert Payment.objects.count() == Charge.objects.count() == SandboxCheckout.objects.count() == 1
    sandbox.press(checkout(Payment.objects.get()), Behaviour.NEVER, at=clock.now())
    # Paid, but nobody told us: who presses again is not led to a second payment.
    assert applicant_client.post(url("pay", case.pk), {"total": "150.00"})["Location"] == url("pay", case.pk)
    assert Payment.objects.count() == 1


@pytest.mark.parametrize("total", ["149.00", "", "NaN", "x" * 500, "1e999999"])
def test_a_fee_that_is_not_the_one_on_the_page_is_shown_first(applicant_client: Client, case: Case, total: str) -> None:
    answer = applicant_client.post(url("pay", case.pk), {"total": total})
    assert answer.status_code == 409
    assert "The fee changed since you opened this page. Nothing was paid." in words(answer)
    assert "$150.00" in words(answer)
    assert not Payment.objects.exists()


def test_a_fee_that_rises_at_midnight_is_the_new_one(
    applicant: User, applicant_client: Client, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = words(applicant_client.get(url("pay", case.pk)))
    assert 'name="total" value="150"' in page or 'name="total" value="150.00"' in page
    lines = fees.lines

    def dearer(*given: Any) -> tuple[fees.FeeLine, ...]:
        return tuple(fees.FeeLine(line.code, line.title, line.amount + 5, line.source) for line in lines(*given))

    monkeypatch.setattr(fees, "lines", dearer)
    answer = applicant_client.post(url("pay", case.pk), {"total": "150.00"})
    assert answer.status_code == 409
    assert "$155.00" in words(answer)
    assert paying.pay(applicant, case.pk, at=clock.now()).status == Status.SUBMITTED
    assert Charge.objects.get().amount == Settlement.objects.get().amount == Decimal("155.00")


@pytest.mark.parametrize(("days", "lapsed"), [(6, False), (7, True), (8, True)])
def test_a_signature_lapses_after_a_week(applicant: User, case: Case, days: int, lapsed: bool) -> None:  # noqa: FBT001 - a parameter of the test
    with clock.shifted(timedelta(days=days)):
        assert payments.lapse(at=clock.now()) == lapsed
        assert payments.lapse(at=clock.now()) == 0
    assert now_at(applicant, case).status == (Status.DRAFT if lapsed else Status.SIGNED_UNPAID)
    assert SignedRecord.objects.exists() is not lapsed
    assert Job.objects.filter(key__contains=f"unpaid:{case.pk}").exists() is lapsed


def test_paying_too_late_asks_for_a_new_signature(applicant: User, applicant_client: Client, case: Case) -> None:
    SignedRecord.objects.update(pay_until=clock.now())
    answer = applicant_client.post(url("pay", case.pk), {"total": "150.00"})
    assert answer.status_code == 409
    assert "Nothing was paid. Check your answers and sign again." in words(answer)
    assert now_at(applicant, case).status == Status.DRAFT
    assert not Payment.objects.exists()


def test_a_signature_does_not_outlast_the_status(applicant: User) -> None:
    soon = clock.today() + timedelta(days=2)
    ends = {"d": str(soon.day), "m": str(soon.month), "y": str(soon.year)}
    walks.signed(applicant, current_document_expiry=ends)
    assert SignedRecord.objects.get().pay_until <= clock.now() + timedelta(days=3)


def test_what_was_signed_is_changed_only_after_it_was_opened_again(
    applicant: User, applicant_client: Client, case: Case
) -> None:
    for name in ("tasks", "check", "documents", "delete", "sign"):
        assert applicant_client.get(url(name, case.pk))["Location"] == url("pay", case.pk), name
    late = applicant_client.post(url("page", case.pk, "identity", "names"), {"family_name": "Changed"})
    assert late.status_code == 409
    assert "open it again first" in words(late)
    with pytest.raises(drafts.SignedAlready):
        walks.answer(applicant, case, birth_city="Nsukka")
    assert applicant_client.get(url("copy", case.pk)).status_code == 200
    assert applicant_client.post(url("reopen", case.pk))["Location"] == url("tasks", case.pk)
    assert now_at(applicant, case).status == Status.DRAFT
    assert not SignedRecord.objects.exists()
    assert applicant_client.post(url("reopen", case.pk))["Location"] == url("tasks", case.pk)
    walks.answer(applicant, case, birth_city="Nsukka")
    assert walks.send(applicant, walks.make_ready(applicant, case)).status == Status.SUBMITTED


def test_who_has_paid_cannot_pay_or_open_again_before_it_is_sent(
    applicant: User, applicant_client: Client, case: Case
) -> None:
    payment = paying.begin(applicant, case.pk, at=clock.now())
    sandbox.press(checkout(payment), Behaviour.APPROVE, at=clock.now())
    # The money is on record; the worker has not come yet.
    assert Settlement.objects.get().used_at is None
    assert applicant_client.post(url("pay", case.pk), {"total": "150.00"})["Location"] == url("pay", case.pk)
    assert applicant_client.post(url("reopen", case.pk)).status_code == 409
    assert Payment.objects.count() == 1
    assert "Do not pay again" in words(applicant_client.get(url("pay", case.pk)))
    the_worker_comes()
    assert now_at(applicant, case).status == Status.SUBMITTED


def test_nothing_is_opened_again_while_somebody_pays(applicant: User, applicant_client: Client, case: Case) -> None:
    payment = paying.begin(applicant, case.pk, at=clock.now())
    assert applicant_client.post(url("reopen", case.pk)).status_code == 409
    assert SignedRecord.objects.exists()
    sandbox.press(checkout(payment), Behaviour.CANCEL, at=clock.now())
    assert applicant_client.post(url("reopen", case.pk)).status_code == 302


def other_file(owner: User, case: Case) -> None:
    slot = Slot.objects.filter(dossier=case.dossier, takes_several=True).first()
    assert slot is not None
    receive.send(owner, slot, name="late.pdf", data=make.pdf(2))


def test_a_file_that_came_after_the_signature_asks_for_a_new_one_before_any_money_moves(
    applicant: User, applicant_client: Client, case: Case
) -> None:
    other_file(applicant, case)
    answer = applicant_client.post(url("pay", case.pk), {"total": "150.00"})
    assert answer.status_code == 409
    assert now_at(applicant, case).status == Status.DRAFT
    assert not Payment.objects.exists()


def test_money_for_what_changed_meanwhile_goes_back(applicant: User, case: Case) -> None:
    payment = paying.begin(applicant, case.pk, at=clock.now())
    other_file(applicant, case)
    sandbox.press(checkout(payment), Behaviour.APPROVE, at=clock.now())
    the_worker_comes()
    assert now_at(applicant, case).status == Status.DRAFT
    assert (Refund.objects.get().amount, Refund.objects.get().reason) == (FEE, RefundReason.NOT_SENT)
    assert SandboxCheckout.objects.get().refunded == FEE


def test_money_for_a_draft_that_is_gone_goes_back_and_the_books_stay(applicant: User, case: Case) -> None:
    payment = paying.begin(applicant, case.pk, at=clock.now())
    sandbox.press(checkout(payment), Behaviour.NEVER, at=clock.now())
    with clock.shifted(timedelta(days=95)):
        retention.purge_expired(at=clock.now())
        jobs.drain()
        assert not Case.objects.filter(pk=case.pk).exists()
        payments.reconcile(at=clock.now())
        jobs.drain()
    assert (Refund.objects.get().amount, Refund.objects.get().state) == (FEE, RefundState.SENT)
    assert Payment.objects.get().application_id is None
    assert SandboxCheckout.objects.get().refunded == FEE


Send = Callable[[bytes, str], Any]


@pytest.fixture
def send() -> Send:
    """Post a message the way a gateway does: from elsewhere, without a session."""

    def post(body: bytes, name: str = "sandbox") -> Any:
        return Client().post(
            reverse("payment_message", args=[name]), body, content_type="application/octet-stream", secure=True
        )

    return post


@pytest.mark.requirement("R0.9")
def test_a_message_proves_its_origin(applicant: User, case: Case, send: Send) -> None:
    payment = paying.begin(applicant, case.pk, at=clock.now())
    gateway.press(checkout(payment), Behaviour.APPROVE, at=clock.now())
    true = gateway.message(checkout(payment), at=clock.now())
    for forged in (b"", b"forged", b"\xff\xfe", true[:-4] + b"AAAA", b"{}", true + b"x" * 70_000):
        assert send(forged, "sandbox").status_code == 400
    assert not Settlement.objects.exists()
    assert send(true, "nobody").status_code == 404
    assert send(true, "sandbox").status_code == 200
    assert send(true, "sandbox").status_code == 200
    assert Settlement.objects.get().amount == FEE
    Payment.objects.update(gateway_id="another")
    assert send(true, "sandbox").status_code == 404
    assert Client().get(reverse("payment_message", args=["sandbox"]), secure=True).status_code == 405


@pytest.mark.requirement("R0.9")
def test_somebody_else_finds_nothing_to_pay(applicant: User, other_applicant_client: Client, case: Case) -> None:
    payment = paying.begin(applicant, case.pk, at=clock.now())
    for name, key in (("pay", case.pk), ("paying", payment.pk), ("paying", uuid4())):
        assert other_applicant_client.get(url(name, key)).status_code == 404
    for name in ("pay", "reopen"):
        assert other_applicant_client.post(url(name, case.pk), {"total": "150.00"}).status_code == 404


def test_before_the_signature_there_is_nothing_to_pay(applicant: User, applicant_client: Client) -> None:
    case = walks.ready(applicant)
    assert applicant_client.get(url("pay", case.pk))["Location"] == url("check", case.pk)
    assert applicant_client.post(url("pay", case.pk), {"total": "150.00"})["Location"] == url("check", case.pk)


def test_where_no_gateway_is_set_up_one_reads_so(applicant_client: Client, case: Case, settings: Any) -> None:
    settings.PAYMENT_GATEWAY = ""
    answer = applicant_client.post(url("pay", case.pk), {"total": "150.00"})
    assert answer.status_code == 503
    assert "The payment service does not answer now. Nothing was paid." in words(answer)
    assert Browser().get(url("sandbox", uuid4())).status_code == 404


@pytest.mark.parametrize("behaviour", ["", "nonsense", "x" * 500])
def test_the_sandbox_ignores_what_it_does_not_know(applicant: User, case: Case, behaviour: str) -> None:
    payment = paying.begin(applicant, case.pk, at=clock.now())
    page = url("sandbox", payment.gateway_id)
    visitor = Browser()
    assert "No money moves here" in words(visitor.get(page))
    assert visitor.post(page, {"behaviour": behaviour}).status_code == 302
    assert SandboxCheckout.objects.get().outcome == "open"


def test_two_tries_are_not_paid_together(applicant: User, case: Case) -> None:
    """The first page stayed open in another tab, its try had ended here: the second payment is the one too many."""
    first = paying.begin(applicant, case.pk, at=clock.now())
    Payment.objects.filter(pk=first.pk).update(state=PaymentState.CANCELLED, ended_at=clock.now())
    assert paying.pay(applicant, case.pk, at=clock.now()).status == Status.SUBMITTED
    sandbox.press(checkout(first), Behaviour.APPROVE, at=clock.now())
    the_worker_comes()
    assert Settlement.objects.filter(used_at__isnull=False).count() == 1
    refund = Refund.objects.get()
    assert (refund.settlement.payment_id, refund.amount) == (first.pk, FEE)


def test_money_for_an_older_signature_does_not_send_a_later_one(applicant: User, case: Case) -> None:
    first = paying.begin(applicant, case.pk, at=clock.now())
    Payment.objects.filter(pk=first.pk).update(state=PaymentState.EXPIRED, ended_at=clock.now())
    payments.reopen(owner=applicant, case_id=case.pk, at=clock.now())
    walks.sign(applicant, walks.make_ready(applicant, case))
    sandbox.press(checkout(first), Behaviour.APPROVE, at=clock.now())
    the_worker_comes()
    assert now_at(applicant, case).status == Status.SIGNED_UNPAID
    assert SignedRecord.objects.exists()
    assert (Refund.objects.get().amount, Refund.objects.get().reason) == (FEE, RefundReason.NOT_SENT)
    assert paying.pay(applicant, case.pk, at=clock.now()).status == Status.SUBMITTED


def test_a_page_that_was_never_opened_is_given_up_for_a_new_one(applicant: User, case: Case) -> None:
    first = paying.begin(applicant, case.pk, at=clock.now())
    Payment.objects.filter(pk=first.pk).update(gateway_id=None, url="")
    assert paying.begin(applicant, case.pk, at=clock.now() + timedelta(minutes=19)).pk == first.pk
    Payment.objects.filter(pk=first.pk).update(gateway_id=None, url="")
    assert paying.begin(applicant, case.pk, at=clock.now() + timedelta(minutes=21)).pk != first.pk
    first.refresh_from_db()
    assert first.state == PaymentState.EXPIRED


def test_giving_up_a_payment_that_was_never_opened(applicant: User, applicant_client: Client, case: Case) -> None:
    payment = paying.begin(applicant, case.pk, at=clock.now())
    Payment.objects.filter(pk=payment.pk).update(gateway_id=None, url="")
    assert applicant_client.post(url("stop_paying", payment.pk))["Location"] == url("paying", payment.pk)
    payment.refresh_from_db()
    assert payment.state == PaymentState.CANCELLED
    assert applicant_client.post(url("stop_paying", uuid4())).status_code == 404


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_page_says_what_it_costs_and_when_money_comes_back(
    applicant_client: Client, case: Case, language: str
) -> None:
    answer = applicant_client.get(url("pay", case.pk))
    if language == "fr":
        answer = applicant_client.get(
            answer.content.decode().split('hreflang="fr')[0].rsplit('href="', 1)[1].split('"')[0]
        )
    page = words(answer)
    said = {
        "en": ("Study permit", "$150.00", "We never see your card number", "up to 8 weeks", "I cannot pay here"),
        "fr": ("150,00 $", "Nous ne voyons jamais", "8 semaines", "Je ne peux pas payer ici"),
    }
    for sentence in said[language]:
        assert sentence in page


def test_the_dashboard_leads_to_the_payment(applicant_client: Client, case: Case) -> None:
    page = words(applicant_client.get(reverse("applications:dashboard")))
    assert "Pay the fee: " in page
    assert case.status == Status.SIGNED_UNPAID


def given_back() -> dict[str, Decimal]:
    return {refund.reason: refund.amount for refund in Refund.objects.all()}


class TestRefunds:
    """What goes back, by program and stage (domain/permits 6)."""

    OPEN = "post-graduate-work"

    def test_a_returned_application_gets_everything_back(self, applicant: User, officer: User) -> None:
        case = walks.sent(applicant, program=self.OPEN)
        paid = Settlement.objects.get().amount
        review.take(officer=officer, case_id=case.pk, at=clock.now())
        missing = [Bilingual("A letter", "Une lettre")]
        review.return_incomplete(officer=officer, case_id=case.pk, missing=missing, at=clock.now())
        assert given_back() == {RefundReason.RETURNED: paid}
        the_worker_comes()
        assert SandboxCheckout.objects.get().refunded == paid

    def test_withdrawn_before_the_work_began(self, applicant: User) -> None:
        case = walks.sent(applicant, program=self.OPEN)
        changes.withdraw(owner=applicant, case_id=case.pk, at=clock.now())
        changes.withdraw(owner=applicant, case_id=case.pk, at=clock.now())
        assert given_back() == {RefundReason.NOT_STARTED: Settlement.objects.get().amount}
        assert Event.objects.filter(chain=case.dossier_id, kind="payment.refund_due").count() == 1

    def test_withdrawn_later_only_the_holder_fee(self, applicant: User, officer: User) -> None:
        case = walks.taken(applicant, officer, program=self.OPEN)
        changes.withdraw(owner=applicant, case_id=case.pk, at=clock.now())
        assert given_back() == {RefundReason.NOT_ISSUED: Decimal("100.00")}

    def test_a_study_permit_withdrawn_later_gets_nothing_back(self, applicant: User, officer: User) -> None:
        case = walks.taken(applicant, officer)
        changes.withdraw(owner=applicant, case_id=case.pk, at=clock.now())
        assert given_back() == {}

    def test_the_receipt_says_what_goes_back(self, applicant: User, applicant_client: Client) -> None:
        case = walks.sent(applicant)
        changes.withdraw(owner=applicant, case_id=case.pk, at=clock.now())
        assert str(RefundReason.NOT_STARTED.label) in words(applicant_client.get(url("receipt", case.pk)))
