"""What was paid for an application, what is due, and what went back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import QuerySet

from applications.choices import OWING, PaymentState, RefundState
from applications.models import BankOrder, Case, Payment, Refund, SignedRecord
from applications.program_kit import products
from applications.program_kit.texts import Text

#: The name of the gateway whose payments are made at a bank.
AT_BANK = "bank"


@dataclass(frozen=True)
class Line:
    """One line of a receipt: what it is for, of whom in a family, and the amount."""

    title: Text
    amount: Decimal
    who: str = ""


@dataclass(frozen=True)
class Receipt:
    """What a payment was for, when it arrived, and what went back."""

    lines: tuple[Line, ...]
    total: Decimal
    paid_at: datetime
    refunds: tuple[Line, ...]


def receipt(payment: Payment, who: Mapping[UUID, str]) -> Receipt:
    """Return what the receipt of a payment that arrived says.

    Args:
        payment: from ``paid_for``.
        who: what the people of the application are called, by their case; empty for one person alone.
    """
    settlement = payment.settlement
    return Receipt(
        lines=tuple(
            Line(
                products.TITLES[charge.code] if charge.amount > 0 else products.FAMILY_CAP,
                charge.amount,
                who.get(charge.case_id, "") if charge.case_id else "",
            )
            for charge in payment.charges.all()
        ),
        total=payment.amount,
        paid_at=settlement.settled_at,
        refunds=tuple(
            Line(row.get_reason_display(), row.amount, who.get(row.case_id, "") if row.case_id else "")
            for row in settlement.refunds.all()
        ),
    )


def of_application(case: Case) -> QuerySet[Payment]:
    """Return every try to pay for a case's application, the newest first, with its lines and refunds."""
    rows = Payment.objects.filter(application=case.application_id).order_by("-started_at")
    return rows.select_related("settlement").prefetch_related("charges", "settlement__refunds")


def paid_for(case: Case) -> Payment | None:
    """Return the payment of a case's application that counts; None where nothing was paid."""
    return of_application(case).filter(settlement__used_at__isnull=False).first()


def owes(case: Case) -> bool:
    """Tell whether anybody of a case's application was sent without the fee and still waits for it."""
    return Case.objects.filter(application=case.application_id, status__in=OWING).exists()


def last_try(case: Case) -> Payment | None:
    """Return the newest try to pay for a case's application."""
    return of_application(case).first()


def pay_until(case: Case) -> datetime:
    """Return until when a signed draft can be paid for."""
    return SignedRecord.objects.only("pay_until").get(case=case).pay_until


def slips_of(case: Case) -> dict[str, BankOrder]:
    """Return what was to be paid at a bank for a case's application, by the payment: two queries."""
    keys = Payment.objects.filter(application=case.application_id, gateway=AT_BANK).values_list("pk", flat=True)
    return {row.order: row for row in BankOrder.objects.filter(order__in=[str(key) for key in keys])}


def told_at_bank() -> list[BankOrder]:
    """Return what payers say they paid at a bank and nobody found yet, the oldest first: one query."""
    waiting = BankOrder.objects.filter(outcome=PaymentState.OPEN, told_at__isnull=False)
    return list(waiting.order_by("told_at", "pk"))


def due_by_hand() -> list[tuple[Refund, str]]:
    """Return the refunds that the desk has to send, the oldest first, each with the number of its payment."""
    due = Refund.objects.filter(state=RefundState.DUE, settlement__payment__gateway=AT_BANK)
    rows = list(due.select_related("settlement").order_by("asked_at", "pk"))
    orders = BankOrder.objects.filter(order__in={str(row.settlement.payment_id) for row in rows})
    numbers = dict(orders.values_list("order", "number"))
    return [(row, numbers[str(row.settlement.payment_id)]) for row in rows]
