"""Ways to reach a person (decisions 14). The portal itself needs none: its counters stand on the threads."""

from typing import TYPE_CHECKING, Protocol

from mycic import mail

if TYPE_CHECKING:
    from accounts.models import User
    from messaging.choices import AlertKind


class Channel(Protocol):
    """One way to tell a person that there is something new; a text message would be another."""

    def tell(self, user: "User", kind: "AlertKind", *, key: str) -> None:
        """Tell once per key, in the caller's transaction, without personal content."""
        ...


class EmailChannel:
    """Content-free, bilingual e-mail: every kind of news has the same text, so the mail gives nothing away."""

    def tell(self, user: "User", kind: "AlertKind", *, key: str) -> None:
        """Put one mail into the outbox."""
        mail.send("messaging/news", key=f"{kind}:{key}", user_id=user.pk)


CHANNELS: tuple[Channel, ...] = (EmailChannel(),)
