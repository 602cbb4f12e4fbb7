"""Tell somebody that there is something new, without saying what (decisions 43: one mail, stable Message-ID)."""

from typing import TYPE_CHECKING

from messaging import channels
from messaging.choices import AlertKind

if TYPE_CHECKING:
    from accounts.models import User


def tell(user: "User", kind: AlertKind, *, key: str) -> None:
    """Tell a person through every channel they have; call it inside the transaction of what is new.

    Args:
        user: whom to tell.
        kind: why; it is for choosing channels and never part of the text.
        key: makes the alert unique; a second call with it tells nothing.
    """
    for channel in channels.CHANNELS:
        channel.tell(user, kind, key=key)
