"""Stripe Checkout: its page takes the card, its signed messages and its answers say what became of a payment.

Needs the extra ``stripe``. Payloads: https://docs.stripe.com/api/checkout/sessions/object.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings

from applications.choices import PaymentState
from applications.gateways.base import Forged, Hosted, Order, Report, Unreachable

if TYPE_CHECKING:
    from stripe import StripeClient
    from stripe.params.checkout import SessionCreateParamsLineItem

_CENTS = 100
_LANGUAGES = {"en": "en", "fr": "fr-CA"}
#: Messages that say how a payment ended; of all others the payment is asked about.
_FAILED = "checkout.session.async_payment_failed"
_EXPAND = ["payment_intent.latest_charge"]


class StripeCheckout:
    """See the module."""

    name = "stripe"
    refunds_by_hand = False

    @cached_property
    def _client(self) -> StripeClient:
        import stripe  # noqa: PLC0415 - an extra: only installations that use it have it

        # Sent again with the same idempotency key, so that an order is opened once.
        return stripe.StripeClient(
            settings.STRIPE_KEY, base_addresses={"api": settings.STRIPE_API}, max_network_retries=settings.STRIPE_TRIES
        )

    def open(self, order: Order) -> Hosted:
        """Open a session of Checkout; the same payment opens the same one."""
        line: SessionCreateParamsLineItem = {
            "quantity": 1,
            "price_data": {
                "currency": "cad",
                "unit_amount": int(order.amount * _CENTS),
                # What a card's statement and Stripe's own records may show: nothing about a person or a program.
                "product_data": {"name": settings.STRIPE_ITEM_NAME},
            },
        }
        with _answering():
            session = self._client.v1.checkout.sessions.create(
                {
                    "mode": "payment",
                    "client_reference_id": str(order.payment),
                    "line_items": [line],
                    "locale": _LANGUAGES.get(order.language, "auto"),
                    "success_url": order.return_url,
                    "cancel_url": order.return_url,
                    "expires_at": int(order.expires_at.timestamp()),
                },
                {"idempotency_key": str(order.payment)},
            )
        return Hosted(session.id, str(session.url))

    def read(self, body: bytes, headers: Mapping[str, str], *, at: datetime) -> Report:  # noqa: ARG002 - Stripe's library asks its own clock
        """Return what a signed message says."""
        import stripe  # noqa: PLC0415 - an extra

        try:
            event = stripe.Webhook.construct_event(
                body, headers.get("Stripe-Signature", ""), settings.STRIPE_WEBHOOK_SECRET
            )
        except (ValueError, stripe.SignatureVerificationError) as problem:
            raise Forged from problem
        session = event.data.object.to_dict()
        when = datetime.fromtimestamp(event.created, UTC)
        if event.type == _FAILED:
            return Report(str(session.get("id")), PaymentState.REFUSED, Decimal(0), when)
        return _report(session, when)

    def ask(self, gateway_id: str, *, at: datetime) -> Report:
        """Ask Stripe about a session."""
        with _answering():
            found = self._client.v1.checkout.sessions.retrieve(gateway_id, {"expand": _EXPAND})
        session = found.to_dict()
        charge = (session.get("payment_intent") or {}).get("latest_charge") or {}
        return _report(session, datetime.fromtimestamp(charge["created"], UTC) if charge else at)

    def close(self, gateway_id: str, *, at: datetime) -> Report:
        """Expire a session, so that nobody can pay in it any more."""
        report = self.ask(gateway_id, at=at)
        if report.outcome is not PaymentState.OPEN:
            return report
        with _answering():
            self._client.v1.checkout.sessions.expire(gateway_id)
        after = self.ask(gateway_id, at=at)
        return (
            after if after.outcome is PaymentState.PAID else Report(gateway_id, PaymentState.CANCELLED, Decimal(0), at)
        )

    def refund(self, gateway_id: str, amount: Decimal, *, key: UUID) -> None:
        """Send money back to the card of a session."""
        with _answering():
            session = self._client.v1.checkout.sessions.retrieve(gateway_id)
            self._client.v1.refunds.create(
                {"payment_intent": str(session.payment_intent), "amount": int(amount * _CENTS)},
                {"idempotency_key": str(key)},
            )


def _report(session: Mapping[str, Any], when: datetime) -> Report:
    """Read a Checkout Session: its status is open, complete or expired; paid is another field."""
    key = str(session["id"])
    if session.get("payment_status") == "paid":
        return Report(key, PaymentState.PAID, Decimal(int(session["amount_total"])) / _CENTS, when)
    outcome = PaymentState.EXPIRED if session.get("status") == "expired" else PaymentState.OPEN
    return Report(key, outcome, Decimal(0), when)


@contextmanager
def _answering() -> Iterator[None]:
    import stripe  # noqa: PLC0415 - an extra

    try:
        yield
    except stripe.StripeError as problem:
        raise Unreachable from problem
