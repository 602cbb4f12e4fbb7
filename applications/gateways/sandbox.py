"""A gateway that moves no money: it has a page, a memory and messages like a real one, and every bad habit of one."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import override

from applications.choices import PaymentState
from applications.gateways.base import Forged, Hosted, Order, Report
from applications.models import SandboxCheckout
from mycic.crypto import tokens
from mycic.crypto.errors import CannotOpen

_PURPOSE = "sandbox-gateway"
_MESSAGE_LIFE = timedelta(days=1)
#: How late a late message is.
LATE = timedelta(minutes=2)


class Behaviour(StrEnum):
    """What the person at the sandbox's page makes it do."""

    APPROVE = "approve"
    REFUSE = "refuse"
    CANCEL = "cancel"
    TIME_OUT = "time-out"
    TWICE = "twice"
    LATE = "late"
    NEVER = "never"
    FORGED = "forged"
    WRONG_AMOUNT = "wrong-amount"


_OUTCOMES = {
    Behaviour.REFUSE: PaymentState.REFUSED,
    Behaviour.CANCEL: PaymentState.CANCELLED,
    Behaviour.TIME_OUT: PaymentState.OPEN,
    Behaviour.FORGED: PaymentState.OPEN,
}
_MESSAGES = {Behaviour.TIME_OUT: 0, Behaviour.NEVER: 0, Behaviour.LATE: 0, Behaviour.TWICE: 2}


class Sandbox:
    """See the module."""

    name = "sandbox"
    refunds_by_hand = False

    def open(self, order: Order) -> Hosted:
        """Remember the order, once, and return the page."""
        row, _made = SandboxCheckout.objects.get_or_create(
            order=str(order.payment),
            defaults={
                "amount": order.amount,
                "language": order.language,
                "return_url": order.return_url,
                "expires_at": order.expires_at,
            },
        )
        with override(row.language):
            return Hosted(str(row.pk), reverse("applications:sandbox", args=[row.pk]))

    def read(self, body: bytes, headers: Mapping[str, str], *, at: datetime) -> Report:  # noqa: ARG002 - sealed as a whole
        """Open a message that only the sandbox can have written."""
        try:
            said = tokens.take(body.decode("ascii"), purpose=_PURPOSE, at=at)
        except (CannotOpen, UnicodeDecodeError) as problem:
            raise Forged from problem
        if not isinstance(said, dict):
            raise Forged
        return Report(
            str(said["id"]),
            PaymentState(said["outcome"]),
            Decimal(str(said["amount"])),
            datetime.fromisoformat(str(said["at"])),
        )

    def ask(self, gateway_id: str, *, at: datetime) -> Report:
        """Return what it remembers."""
        return _report(SandboxCheckout.objects.get(pk=gateway_id), at)

    def close(self, gateway_id: str, *, at: datetime) -> Report:
        """Cancel what is not finished."""
        press(UUID(gateway_id), Behaviour.CANCEL, at=at)
        return self.ask(gateway_id, at=at)

    def refund(self, gateway_id: str, amount: Decimal, *, key: UUID) -> None:
        """Remember that money went back."""
        with transaction.atomic():
            row = SandboxCheckout.objects.select_for_update().get(pk=gateway_id)
            if str(key) not in row.refund_keys:
                row.refund_keys = [*row.refund_keys, str(key)]
                row.refunded += amount
                row.save(update_fields=["refund_keys", "refunded"])


def checkout(key: UUID) -> SandboxCheckout | None:
    """Return what the page shows; None for an id that is none."""
    return SandboxCheckout.objects.filter(pk=key).first()


def press(key: UUID, behaviour: Behaviour, *, at: datetime) -> int:
    """Do what was chosen, once, and return how many messages follow at once.

    Args:
        key: of the checkout.
        behaviour: what was chosen.
        at: now.
    """
    with transaction.atomic():
        row = SandboxCheckout.objects.select_for_update().get(pk=key)
        if row.outcome != PaymentState.OPEN or row.expires_at <= at:
            return 0
        row.outcome = _OUTCOMES.get(behaviour, PaymentState.PAID)
        if row.outcome == PaymentState.PAID:
            row.taken = row.amount - 1 if behaviour is Behaviour.WRONG_AMOUNT else row.amount
        if row.outcome != PaymentState.OPEN:
            row.ended_at = at
            row.told_at = at + LATE if behaviour is Behaviour.LATE else at
        row.save()
    return _MESSAGES.get(behaviour, 1)


def message(key: UUID, *, at: datetime) -> bytes:
    """Return the message about a checkout, as it would come over the line."""
    said = _report(SandboxCheckout.objects.get(pk=key), at)
    value = {"id": said.gateway_id, "outcome": str(said.outcome), "amount": str(said.amount), "at": said.at.isoformat()}
    return tokens.give(value, purpose=_PURPOSE, until=at + _MESSAGE_LIFE).encode()


def _report(row: SandboxCheckout, at: datetime) -> Report:
    key = str(row.pk)
    if row.told_at is not None and row.told_at <= at:
        return Report(key, PaymentState(row.outcome), row.taken, row.ended_at or at)
    has_expired = row.told_at is None and row.expires_at <= at
    return Report(key, PaymentState.EXPIRED if has_expired else PaymentState.OPEN, Decimal(0), at)
