"""Money that is paid at a bank: a slip with a number, and somebody at the desk who finds it on the account."""

from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import override

from applications.choices import PaymentState
from applications.gateways.base import Forged, Hosted, Order, Report, Unreachable
from applications.models import BankOrder
from applications.queries.payments import AT_BANK
from mycic import references
from mycic.formats.text import moment_on

#: The letter of the numbers that are given at a bank.
_LETTER = "P"
_TRIES_FOR_A_NUMBER = 3


class Bank:
    """See the module."""

    name = AT_BANK
    #: The desk sends the money back, and says so.
    refunds_by_hand = True

    def open(self, order: Order) -> Hosted:
        """Write the slip, once, and return its page."""
        row = BankOrder.objects.filter(order=str(order.payment)).first() or _new(order)
        with override(order.language):
            return Hosted(str(row.pk), reverse("applications:bank", args=[order.payment]))

    def read(self, body: bytes, headers: Mapping[str, str], *, at: datetime) -> Report:  # noqa: ARG002 - nobody writes to us
        """Refuse: no message comes from a bank."""
        raise Forged

    def ask(self, gateway_id: str, *, at: datetime) -> Report:
        """Return what the desk found. What its payer says is paid stays open until somebody looked."""
        row = BankOrder.objects.get(pk=gateway_id)
        if row.outcome == PaymentState.OPEN and row.told_at is None and row.expires_at <= at:
            return Report(gateway_id, PaymentState.EXPIRED, Decimal(0), at)
        when = _noon(row.paid_on) if row.paid_on else at
        return Report(gateway_id, PaymentState(row.outcome), row.taken, when)

    def close(self, gateway_id: str, *, at: datetime) -> Report:
        """Give the slip up, unless the desk has found the money."""
        BankOrder.objects.filter(pk=gateway_id, outcome=PaymentState.OPEN).update(outcome=PaymentState.CANCELLED)
        return self.ask(gateway_id, at=at)

    def refund(self, gateway_id: str, amount: Decimal, *, key: UUID) -> None:  # noqa: ARG002 - as for every gateway
        """Refuse: somebody at the desk does it."""
        raise Unreachable


def is_offered() -> bool:
    """Tell whether the operator takes money at a bank: whether it said to which account."""
    return bool(settings.BANK_DETAILS["en"] and settings.BANK_DETAILS["fr"])


def _new(order: Order) -> BankOrder:
    for _attempt in range(_TRIES_FOR_A_NUMBER):
        try:
            with transaction.atomic():
                return BankOrder.objects.create(
                    order=str(order.payment),
                    number=references.new(_LETTER),
                    amount=order.amount,
                    expires_at=order.expires_at,
                )
        except IntegrityError:
            made = BankOrder.objects.filter(order=str(order.payment)).first()
            if made is not None:
                return made
    raise Unreachable


def _noon(day: date) -> datetime:
    """Return the middle of a day: a bank's receipt says no time."""
    return moment_on(day, time(12))
