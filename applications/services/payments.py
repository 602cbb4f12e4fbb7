"""Take the fee: one try at a time, written once however often and in whatever order the gateway speaks.

The money that arrives sends what was signed, as of its own moment. Money that cannot send anything goes back.
"""

from __future__ import annotations

import logging
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from applications import completeness, gateways, queries
from applications.choices import Action, PaymentState, RefundReason, Status
from applications.gateways import Bank, Order, Report, Unreachable
from applications.models import Case, Charge, Payment, Settlement, SignedRecord
from applications.program_kit import fees
from applications.queries import petitions
from applications.services import owed_fees, refunds, signatures, submission
from applications.workflow import CannotAdvance, advance
from documents import queries as files
from messaging.choices import AlertKind
from messaging.services import alerts
from mycic import clock, faultpoint, jobs
from mycic.exceptions import DomainError
from mycic.formats.text import end_of
from privacy import ledger
from privacy.services.dossiers import DossierBusy, DossierDestroyed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime
    from decimal import Decimal
    from uuid import UUID

    from django.db.models import QuerySet

    from accounts.models import User
    from applications.letters.paper import Language

#: For how long the gateway's page takes the money. Stripe takes no less than half an hour from when it is opened, so
#: a page that could not be opened in the first part is given up for a new one.
SESSION = timedelta(hours=1)
_TO_OPEN = timedelta(minutes=20)
#: How long a slip for the bank counts at least.
_LEAST_AT_BANK = timedelta(days=7)
#: After how long we ask about a payment by ourselves.
PATIENCE = timedelta(minutes=5)
_AT_ONCE = 500
_log = logging.getLogger(__name__)


class NotSigned(DomainError):
    """There is nothing to pay for."""

    def __init__(self) -> None:
        """Carry the one sentence that a person reads."""
        super().__init__(_("Sign your application first. Then you can pay."))


class TooLateToPay(DomainError):
    """The signature does not count any more."""

    def __init__(self) -> None:
        """Carry the one sentence that a person reads."""
        super().__init__(
            _("The time to pay for this signature is over. Nothing was paid. Check your answers and sign again.")
        )


class FeeChanged(DomainError):
    """The fee is not the one that the page showed."""

    def __init__(self) -> None:
        """Carry the one sentence that a person reads."""
        super().__init__(
            _("The fee changed since you opened this page. Nothing was paid. Read the new amount, then go on.")
        )


class CannotPayNow(DomainError):
    """The gateway does not answer, or there is none."""

    def __init__(self) -> None:
        """Carry the one sentence that a person reads."""
        super().__init__(_("The payment service does not answer now. Nothing was paid. Try again in a few minutes."))


class NoSuchPayment(Exception):
    """It is not theirs, or there is none."""


class BeingPaid(DomainError):
    """Somebody pays at this moment."""

    def __init__(self) -> None:
        """Carry the one sentence that a person reads."""
        super().__init__(_("A payment for this application is not finished yet. Finish or cancel it first."))


def begin(
    *,
    owner: User,
    case_id: UUID,
    shown: Decimal | None,
    return_to: Callable[[UUID], str],
    language: Language,
    at: datetime,
    at_bank: bool = False,
) -> str:
    """Return the address on which the fee can be paid; a second press leads to the same page.

    Args:
        owner: the applicant.
        case_id: their main case, which was signed.
        shown: the total that the person read.
        return_to: gives the address to which the gateway sends the browser back.
        language: of the gateway's page.
        at: now.
        at_bank: whether it is paid at a bank, without a card.

    Raises:
        NoSuchCase: not theirs, or gone.
        BeingPaid: the other way was begun and is not finished.
        NotSigned: it was opened again, or nothing is due any more.
        TooLateToPay: the signature lapsed; the draft is open again.
        ChangedMeanwhile: an answer or a file is not what was signed; the draft is open again.
        FeeChanged: the table gives another total now.
        CannotPayNow: the gateway does not answer.
    """
    case = queries.main_case(owner, case_id)
    if case.is_draft and case.status != Status.SIGNED_UNPAID:
        raise NotSigned
    payment = open_payment(case, at) or _new_payment(owner, case, shown, at, at_bank=at_bank)
    if (payment.gateway == Bank.name) is not at_bank:
        raise BeingPaid
    if not payment.url:
        payment.gateway_id, payment.url = _hosted(payment, return_to, language)
        payment.save(update_fields=["gateway_id", "url"])
        faultpoint.reach("pay.opened")
    return payment.url


def open_payment(case: Case, at: datetime) -> Payment | None:
    """Return the try that is not finished, having asked the gateway about it.

    Raises:
        BeingPaid: money arrived that has not sent the application yet: nobody shall pay twice.
    """
    payment = Payment.objects.filter(application=case.application_id, state=PaymentState.OPEN).first()
    if payment is not None:
        look_again(payment, at=at)
    if _unused().filter(payment__application=case.application_id).exists():
        raise BeingPaid
    return payment if payment is not None and payment.state == PaymentState.OPEN else None


def _unused() -> QuerySet[Settlement]:
    """Return the money that has neither sent anything nor gone back."""
    return Settlement.objects.filter(used_at__isnull=True, refunds__isnull=True)


def _new_payment(owner: User, case: Case, shown: Decimal | None, at: datetime, *, at_bank: bool) -> Payment:
    due = _due(owner, case, at)
    total = fees.total(due.lines)
    if total != shown:
        raise FeeChanged
    gateway = gateways.current(at_bank=at_bank)
    if gateway is None:
        raise CannotPayNow
    payment = Payment(
        application=case.application,
        record_code=due.record_code,
        gateway=gateway.name,
        amount=total,
        started_at=at,
        expires_at=due.until if at_bank else at + SESSION,
    )
    try:
        with transaction.atomic():
            payment.save(force_insert=True)
            Charge.objects.bulk_create(
                Charge(
                    payment=payment,
                    case_id=_whose(due.main, line),
                    code=line.code,
                    amount=line.amount,
                    position=position,
                )
                for position, line in enumerate(due.lines)
            )
    except IntegrityError:
        # Pressed twice at the same instant: the first press opened it.
        first = Payment.objects.filter(application=case.application_id, state=PaymentState.OPEN).first()
        if first is None:
            raise CannotPayNow from None
        return first
    faultpoint.reach("pay.begun")
    return payment


def _whose(main: Case, line: fees.FeeLine) -> UUID | None:
    """Return whose line it is: of one person, or of the family where it is what they pay less together."""
    return line.case or (main.pk if line.amount > 0 else None)


@dataclass(frozen=True)
class _Due:
    """What is to be paid.

    Attributes:
        main: whose line it is where it is nobody's of the family.
        lines: the fee.
        until: the last moment.
        record_code: of the signature that it sends; empty for an application that was sent without its fee.
    """

    main: Case
    lines: tuple[fees.FeeLine, ...]
    until: datetime
    record_code: str = ""


def _due(owner: User, case: Case, at: datetime) -> _Due:
    if case.is_draft:
        record = record_to_pay(owner, case, at)
        return _Due(case, lines(owner, case), record.pay_until, record.code)
    owing = owed_fees.owing(case)
    if owing is None:
        raise NotSigned
    # Somebody who is late can still pay until the application is returned.
    last_day = petitions.last_day_to_pay(case)
    until = max(end_of(last_day) if last_day else at, at + _LEAST_AT_BANK)
    return _Due(owing.main.draft.case, owing.fee_lines, until)


def lines(owner: User, case: Case) -> tuple[fees.FeeLine, ...]:
    """Return what is due for an application today, or for one that was sent without its fee; empty where nothing is."""
    if case.is_draft:
        return completeness.together(owner, queries.opened(case), today=clock.today()).fee_lines
    owing = owed_fees.owing(case)
    return owing.fee_lines if owing else ()


def record_to_pay(owner: User, case: Case, at: datetime) -> SignedRecord:
    """Return what was signed; where it does not count any more, open the draft again and refuse.

    Raises:
        TooLateToPay, submission.ChangedMeanwhile: as their names say.
    """
    record = SignedRecord.objects.get(case=case)
    if record.pay_until > at and all(
        signatures.is_unchanged(each, files.version(each.case.dossier)) for each in signatures.kept(case)
    ):
        return record
    reopen(owner=owner, case_id=case.pk, at=at)
    raise TooLateToPay if record.pay_until <= at else submission.ChangedMeanwhile


def _hosted(payment: Payment, return_to: Callable[[UUID], str], language: Language) -> tuple[str, str]:
    order = Order(payment.pk, payment.amount, language, return_to(payment.pk), payment.expires_at)
    try:
        hosted = gateways.named(payment.gateway).open(order)
    except Unreachable as problem:
        raise CannotPayNow from problem
    return hosted.gateway_id, hosted.url


def reopen(*, owner: User, case_id: UUID, at: datetime) -> Case:
    """Open a signed draft for a change: the signature is void; a second press changes nothing.

    Raises:
        NoSuchCase: not theirs, or gone.
        BeingPaid: a payment is not finished.
        CannotAdvance: it was sent.
    """
    case = queries.main_case(owner, case_id)
    if case.status == Status.DRAFT:
        return case
    return _void(case, ledger.Actor.person(owner), at)


def _void(case: Case, actor: ledger.Actor, at: datetime) -> Case:
    if open_payment(case, at) is not None:
        raise BeingPaid
    with transaction.atomic():
        everybody = [each.pk for each in queries.locked_together(case.application_id)]
        moved = [advance(each, Action.REOPEN_DRAFT, actor=actor, at=at) for each in everybody]
        signatures.forget(case)
    return moved[0]


def receive(name: str, body: bytes, headers: Mapping[str, str], *, at: datetime) -> bool:
    """Take a gateway's message; tell whether it was about a payment of ours.

    Args:
        name: of the gateway.
        body: as it came.
        headers: as they came.
        at: now.

    Raises:
        Forged: the message does not prove its origin.
        LookupError: there is no such gateway.
    """
    report = gateways.named(name).read(body, headers, at=at)
    payment = Payment.objects.filter(gateway=name, gateway_id=report.gateway_id).first()
    if payment is None:
        _log.warning("payment.unknown", extra={"gateway": name})
        return False
    write_down(payment, report, at=at)
    return True


def look_again(payment: Payment, *, at: datetime) -> Payment:
    """Ask the gateway about a payment that is not finished, and write down what it says."""
    if payment.state != PaymentState.OPEN:
        return payment
    if not payment.gateway_id:
        # We stopped before its page was opened: nobody can have paid.
        if payment.started_at + _TO_OPEN <= at:
            _end(payment, PaymentState.EXPIRED, at)
        return payment
    try:
        report = gateways.named(payment.gateway).ask(payment.gateway_id, at=at)
    except Unreachable:
        return payment
    write_down(payment, report, at=at)
    return payment


def write_down(payment: Payment, report: Report, *, at: datetime) -> None:
    """Write down what a gateway says about a payment, once; money counts even for a try that was over."""
    if report.outcome == PaymentState.PAID:
        _record(payment, report, at)
    elif report.outcome != PaymentState.OPEN:
        _end(payment, report.outcome, at)
    payment.refresh_from_db()


def _end(payment: Payment, state: PaymentState, at: datetime) -> None:
    Payment.objects.filter(pk=payment.pk, state=PaymentState.OPEN).update(state=state, ended_at=at)
    payment.refresh_from_db()


@transaction.atomic
def _record(payment: Payment, report: Report, at: datetime) -> None:
    """Write down that money arrived, once; even for a try that we took for ended."""
    Payment.objects.select_for_update().get(pk=payment.pk)
    _row, is_new = Settlement.objects.get_or_create(
        payment=payment,
        defaults={
            "amount": report.amount,
            # Never before the payment was started, never in the future: it becomes the legal time of filing.
            "settled_at": min(max(report.at, payment.started_at), at),
            "recorded_at": at,
        },
    )
    if not is_new:
        return
    Payment.objects.filter(pk=payment.pk).update(state=PaymentState.PAID, ended_at=at)
    faultpoint.reach("pay.recorded")
    jobs.enqueue("applications.settle_payment", key=f"settle:{payment.pk}", payment_id=str(payment.pk))


def settle(payment_id: UUID, *, at: datetime) -> None:
    """Send what was paid for, or send the money back; safe to repeat.

    Args:
        payment_id: of a payment that arrived.
        at: now.

    Raises:
        DossierBusy: a key was renewed in that moment, or somebody else sends it; the job tries again.
    """
    settlement = Settlement.objects.select_related("payment__application__owner").get(payment=payment_id)
    if settlement.used_at is not None or settlement.refunds.exists():
        return
    if settlement.amount != settlement.payment.amount:
        refunds.give_back(settlement, RefundReason.WRONG_AMOUNT, settlement.amount, at=at)
        return
    if settlement.payment.record_code:
        _send(settlement, at)
    else:
        _settle_owed(settlement, at)


def _settle_owed(settlement: Settlement, at: datetime) -> None:
    """Note that the fee of an application that was sent without it is paid."""
    case = (
        Case.objects.select_related("owner").filter(application=settlement.payment.application_id, position=0).first()
    )
    try:
        if case is None:
            raise CannotAdvance
        owed_fees.pay(case, at=at, use=lambda: _use(settlement, case, at))
    except CannotAdvance:
        _give_back_unused(settlement, at)


def _send(settlement: Settlement, at: datetime) -> None:
    case = _signed_case(settlement)
    if case is None:
        _give_back_unused(settlement, at)
        return
    try:
        submission.send_kept(
            case,
            action=Action.SUBMIT,
            actor=ledger.Actor.system(),
            at=settlement.settled_at,
            issued_at=at,
            along=lambda: _use(settlement, case, at),
        )
    except (submission.NotReady, submission.ChangedMeanwhile, CannotAdvance, DossierDestroyed) as refusal:
        _give_back_unused(settlement, at)
        _void_changed(case, refusal, at)


def _give_back_unused(settlement: Settlement, at: datetime) -> None:
    """Give the money back, unless another worker has sent the application with it a moment ago."""
    with transaction.atomic():
        row = Settlement.objects.select_for_update().get(pk=settlement.pk)
        reason = RefundReason.NOT_SENT if settlement.payment.record_code else RefundReason.NOT_DUE
        if row.used_at is None:
            refunds.give_back(settlement, reason, settlement.amount, at=at)


def _void_changed(case: Case, refusal: DomainError, at: datetime) -> None:
    """Open a draft again whose content is not what was signed any more."""
    if isinstance(refusal, submission.ChangedMeanwhile):
        with suppress(BeingPaid, CannotAdvance):
            _void(case, ledger.Actor.system(), at)


def _signed_case(settlement: Settlement) -> Case | None:
    """Return the main case of the application with the very signature that was paid for."""
    cases = Case.objects.select_related("dossier__key", "application__shared_dossier__key", "owner")
    payment = settlement.payment
    if payment.application_id is None:
        return None
    return cases.filter(application=payment.application_id, signed_record__code=payment.record_code).first()


def _use(settlement: Settlement, case: Case, at: datetime) -> None:
    # Whoever holds this row decides: the money sends, or it goes back.
    row = Settlement.objects.select_for_update().get(pk=settlement.pk)
    if row.refunds.exists():
        raise CannotAdvance
    Settlement.objects.filter(pk=settlement.pk).update(used_at=at)
    jobs.enqueue("applications.write_receipt", key=f"receipt:{settlement.pk}", settlement_id=str(settlement.pk))
    ledger.record(
        "payment.settled",
        dossier=case.dossier_id,
        actor=ledger.Actor.system(),
        at=at,
        payment=str(settlement.payment_id),
    )


def of_person(owner: User, payment_id: UUID) -> Payment:
    """Return a payment of somebody's.

    Raises:
        NoSuchPayment: not theirs, or gone.
    """
    rows = Payment.objects.select_related("application", "settlement").prefetch_related("settlement__refunds")
    payment = rows.filter(pk=payment_id, application__owner=owner).first()
    if payment is None:
        raise NoSuchPayment
    return payment


def came_back(*, owner: User, payment_id: UUID, at: datetime) -> Payment:
    """Look what became of a payment when its payer comes back; sending does not depend on it.

    Raises:
        NoSuchPayment: not theirs, or gone.
    """
    payment = look_again(of_person(owner, payment_id), at=at)
    if payment.state == PaymentState.PAID:
        with suppress(DossierBusy):
            settle(payment.pk, at=at)
    return of_person(owner, payment_id)


def stop(*, owner: User, payment_id: UUID, at: datetime) -> Payment:
    """Give up a try to pay; one that was paid a moment ago counts as paid.

    Raises:
        NoSuchPayment: not theirs, or gone.
        CannotPayNow: the gateway does not answer.
    """
    payment = of_person(owner, payment_id)
    if payment.state != PaymentState.OPEN:
        return payment
    if not payment.gateway_id:
        # Its page was never opened: nobody can have paid.
        _end(payment, PaymentState.CANCELLED, at)
        return payment
    try:
        report = gateways.named(payment.gateway).close(payment.gateway_id, at=at)
    except Unreachable as problem:
        raise CannotPayNow from problem
    write_down(payment, report, at=at)
    return payment


def reconcile(*, at: datetime) -> int:
    """Ask about every payment that has been open for a while, and finish what was left half done.

    Args:
        at: now.

    Returns:
        How many were looked at.
    """
    silent = Payment.objects.filter(state=PaymentState.OPEN, started_at__lte=at - PATIENCE).order_by("started_at")
    looked = 0
    for payment in silent[:_AT_ONCE]:
        look_again(payment, at=at)
        looked += 1
    for settlement in _unused().filter(recorded_at__lte=at - PATIENCE).order_by("recorded_at")[:_AT_ONCE]:
        with suppress(DossierBusy):
            settle(settlement.payment_id, at=at)
        looked += 1
    return looked


def lapse(*, at: datetime) -> int:
    """Open the drafts again whose signature was not paid for in time, tell their owners, return how many."""
    count = 0
    late = SignedRecord.objects.filter(pay_until__lte=at, case__position=0)
    late = late.select_related("case__dossier", "case__owner")
    for record in late.order_by("pay_until")[:_AT_ONCE]:
        try:
            _void(record.case, ledger.Actor.system(), at)
        except (BeingPaid, CannotAdvance):
            continue
        alerts.tell(
            record.case.owner, AlertKind.REMINDER, key=f"unpaid:{record.case_id}:{record.signed_at:%Y%m%dT%H%M%S}"
        )
        count += 1
    return count
