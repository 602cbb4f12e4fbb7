"""What every gateway does, whoever runs it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Protocol
from uuid import UUID

from applications.choices import PaymentState


class Forged(Exception):
    """A message does not prove that it comes from the gateway."""


class Unreachable(Exception):
    """The gateway does not answer now."""


@dataclass(frozen=True)
class Order:
    """What is to be paid.

    Attributes:
        payment: the opaque id; asking twice with the same one opens one page.
        amount: in Canadian dollars.
        language: of the gateway's page.
        return_url: where the browser goes afterwards; it proves nothing.
        expires_at: from then on it cannot be paid any more.
    """

    payment: UUID
    amount: Decimal
    language: str
    return_url: str
    expires_at: datetime


@dataclass(frozen=True)
class Hosted:
    """A page of the gateway on which somebody pays."""

    gateway_id: str
    url: str


@dataclass(frozen=True)
class Report:
    """What a gateway says about one payment.

    Attributes:
        gateway_id: the gateway's name for it.
        outcome: what became of it.
        amount: what was taken, in Canadian dollars; nothing unless it was paid.
        at: when.
    """

    gateway_id: str
    outcome: PaymentState
    amount: Decimal
    at: datetime


class PaymentGateway(Protocol):
    """One way to take money."""

    name: str
    #: Whether somebody at the desk sends money back, and not the gateway.
    refunds_by_hand: bool

    def open(self, order: Order) -> Hosted:
        """Open a page on which the order can be paid.

        Raises:
            Unreachable: not now.
        """

    def read(self, body: bytes, headers: Mapping[str, str], *, at: datetime) -> Report:
        """Return what a message says.

        Raises:
            Forged: it does not prove its origin, or cannot be read.
        """

    def ask(self, gateway_id: str, *, at: datetime) -> Report:
        """Ask what became of a payment.

        Raises:
            Unreachable: not now.
        """

    def close(self, gateway_id: str, *, at: datetime) -> Report:
        """Make a payment that is not finished impossible, and return what became of it.

        Raises:
            Unreachable: not now.
        """

    def refund(self, gateway_id: str, amount: Decimal, *, key: UUID) -> None:
        """Send money back to the card that paid; the same key sends once.

        Raises:
            Unreachable: not now.
        """
