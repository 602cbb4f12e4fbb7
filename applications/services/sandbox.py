"""Press a button of the sandbox gateway's page, and have its messages come as a gateway's would."""

from contextlib import suppress
from datetime import datetime
from uuid import UUID

from applications.gateways import Forged, sandbox
from applications.gateways.sandbox import LATE, Behaviour, Sandbox
from applications.services import payments
from mycic import jobs


def press(key: UUID, behaviour: Behaviour, *, at: datetime) -> None:
    """Do what was chosen.

    Args:
        key: of the checkout.
        behaviour: what was chosen.
        at: now.
    """
    messages = sandbox.press(key, behaviour, at=at)
    if behaviour is Behaviour.FORGED:
        with suppress(Forged):
            payments.receive(Sandbox.name, b"forged", {}, at=at)
        return
    if behaviour is Behaviour.LATE:
        jobs.enqueue("applications.sandbox_message", key=f"sandbox:{key}", run_at=at + LATE, checkout=str(key))
    for _each in range(messages):
        tell(key, at=at)


def tell(key: UUID, *, at: datetime) -> None:
    """Send the message about a checkout."""
    payments.receive(Sandbox.name, sandbox.message(key, at=at), {}, at=at)
