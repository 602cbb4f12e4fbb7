"""Which gateway this installation uses."""

from django.conf import settings

from applications.gateways.bank import Bank, is_offered
from applications.gateways.base import PaymentGateway
from applications.gateways.sandbox import Sandbox
from applications.gateways.stripe_checkout import StripeCheckout

_GATEWAYS: dict[str, type[PaymentGateway]] = {
    Sandbox.name: Sandbox,
    StripeCheckout.name: StripeCheckout,
    Bank.name: Bank,
}


def current(*, at_bank: bool = False) -> PaymentGateway | None:
    """Return the gateway for new payments; None where nobody can pay in this way.

    Args:
        at_bank: whether the person has no card and pays at a bank.
    """
    if at_bank:
        return named(Bank.name) if is_offered() else None
    return named(settings.PAYMENT_GATEWAY) if settings.PAYMENT_GATEWAY else None


def named(name: str) -> PaymentGateway:
    """Return the gateway of a payment.

    Raises:
        LookupError: none has this name.
    """
    return _GATEWAYS[name]()
