"""Gateways take the money on a page of their own; no card number ever reaches this server.

A gateway is asked to open a payment, says what became of it in a message that proves its origin, and can be asked: the
message may be late, doubled, forged or lost.
"""

from applications.gateways.bank import Bank, is_offered
from applications.gateways.base import Forged, Hosted, Order, PaymentGateway, Report, Unreachable
from applications.gateways.choosing import current, named

__all__ = [
    "Bank",
    "Forged",
    "Hosted",
    "Order",
    "PaymentGateway",
    "Report",
    "Unreachable",
    "current",
    "is_offered",
    "named",
]
