"""Paying at a bank: what the payer says, what the desk finds on the account, and money that it sends back."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from applications.choices import PaymentState
from applications.gateways import Bank
from applications.models import BankOrder, Payment, Refund
from applications.services import payments, refunds
from messaging.choices import AlertKind
from messaging.services import alerts
from mycic.exceptions import DomainError
from privacy.services.dossiers import DossierBusy

if TYPE_CHECKING:
    from datetime import date, datetime
    from decimal import Decimal
    from uuid import UUID

    from accounts.models import User


class NoSuchOrder(LookupError):
    """There is no such order, or it is not theirs."""


class DoneAlready(DomainError):
    """Somebody else was faster, or the payer gave it up."""

    def __init__(self) -> None:
        """Carry the one sentence that a person reads."""
        super().__init__(_("Somebody has done this already, or the person gave the payment up. Nothing was changed."))


def order_of(owner: User, payment_id: UUID) -> tuple[Payment, BankOrder]:
    """Return a payment at a bank with its slip.

    Raises:
        NoSuchOrder: it is not theirs, or paid in another way.
    """
    try:
        payment = payments.of_person(owner, payment_id)
    except payments.NoSuchPayment:
        raise NoSuchOrder from None
    row = BankOrder.objects.filter(order=str(payment.pk)).first()
    if row is None:
        raise NoSuchOrder
    return payment, row


def say_paid(*, owner: User, payment_id: UUID, receipt: str, at: datetime) -> None:
    """Keep what the payer says: from then on the signature waits until the desk has looked.

    Args:
        owner: the applicant.
        payment_id: of theirs.
        receipt: number on the bank's receipt.
        at: now.

    Raises:
        NoSuchOrder: it is not theirs.
        DoneAlready: it is over: given up, lapsed or found.
    """
    payment, row = order_of(owner, payment_id)
    payment = payments.look_again(payment, at=at)
    waiting = BankOrder.objects.filter(pk=row.pk, outcome=PaymentState.OPEN)
    if payment.state != PaymentState.OPEN or waiting.update(receipt=receipt, told_at=at) != 1:
        raise DoneAlready


def found(*, officer: User, number: str, amount: Decimal, paid_on: date, at: datetime) -> Payment:
    """Write down that money arrived on the account; it sends the application as of the day on which it was paid.

    Money for a payment that was given up or lapsed counts too: it is owed back.

    Args:
        officer: who found it.
        number: of the slip, normalised.
        amount: that arrived; another one than was due goes back.
        paid_on: the day on the bank's receipt.
        at: now.

    Returns:
        The payment, with what became of it.

    Raises:
        NoSuchOrder: there is none with this number.
        DoneAlready: it was written down before.
    """
    row = BankOrder.objects.filter(number=number).first()
    if row is None:
        raise NoSuchOrder
    payment = _payment_of(row.pk)
    if payment.application is not None and payment.application.owner_id == officer.pk:
        # Nobody at the desk acts on what is their own.
        raise NoSuchOrder
    written = BankOrder.objects.filter(pk=row.pk, recorded_at__isnull=True).update(
        outcome=PaymentState.PAID, taken=amount, paid_on=paid_on, recorded_by=officer, recorded_at=at
    )
    if written != 1:
        raise DoneAlready
    payments.write_down(payment, Bank().ask(str(row.pk), at=at), at=at)
    # A worker would do the same; here the officer sees at once what became of it.
    with suppress(DossierBusy):
        payments.settle(payment.pk, at=at)
    payment.refresh_from_db()
    return payment


def not_found(*, order_id: UUID) -> None:
    """Write down that nothing arrived: the payer is told, and can look for the receipt again.

    Raises:
        NoSuchOrder: there is none.
        DoneAlready: it is over, or nobody says that it was paid.
    """
    payment = _payment_of(order_id)
    with transaction.atomic():
        told = BankOrder.objects.filter(pk=order_id, outcome=PaymentState.OPEN, told_at__isnull=False)
        row = told.first()
        if row is None or told.update(receipt="", told_at=None) != 1:
            raise DoneAlready
        if payment.application is not None:
            alerts.tell(
                payment.application.owner, AlertKind.REQUEST, key=f"bank:{order_id}:{row.told_at:%Y%m%dT%H%M%S}"
            )


def _payment_of(order_id: UUID) -> Payment:
    rows = Payment.objects.select_related("application__owner").filter(gateway=Bank.name, gateway_id=str(order_id))
    payment = rows.first()
    if payment is None:
        raise NoSuchOrder
    return payment


def sent_back(*, refund_id: UUID, at: datetime) -> None:
    """Write down that the desk sent money back.

    Raises:
        DoneAlready: somebody did, or there is no such refund of a payment at a bank.
    """
    is_ours = Refund.objects.filter(pk=refund_id, settlement__payment__gateway=Bank.name).exists()
    if not is_ours or not refunds.note_sent(refund_id, at=at):
        raise DoneAlready
