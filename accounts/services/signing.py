"""A person's signing key: made with the password, certified when registration is done, used only with the password.

The serial number stands in its row before anything is signed with it, so no certificate can exist unrecorded.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.choices import KeyState
from accounts.models import Certificate, SigningKey, User
from accounts.queries import profile_dossier_id
from accounts.services import hashing
from mycic import clock, stepup
from mycic.crypto import certificates, signing
from mycic.crypto.errors import CannotOpen
from mycic.exceptions import DomainError
from privacy import ledger

RENEW_BEFORE = timedelta(days=60)


class WrongPassword(DomainError):
    """The password is not this person's."""


class NoSigningKey(DomainError):
    """The account has no active signing key."""


class SecondStepTooOld(DomainError):
    """Signing needs a second step within the last fifteen minutes."""


@dataclass(frozen=True)
class Signature:
    """A signature of a person over bytes, with what is needed to verify it."""

    cms: bytes
    certificate_pem: str
    serial: str
    signed_at: datetime
    sha256: str


@dataclass(frozen=True)
class Unlocked:
    """A person's key for the request at hand: for the detached signature and for the PDF."""

    key: signing.SigningKey
    certificate_pem: str
    serial: str


def prepare(user: User, password: str, *, at: datetime) -> SigningKey:
    """Return an unsaved key pair whose private half opens only with this password."""
    pair = signing.new_key_pair(password, owner=user.pk)
    return SigningKey(user=user, private_key=pair.private_sealed, public_key=pair.public_pem, created_at=at)


def issue_pending(user: User, *, at: datetime) -> str:
    """Certify the key pair that waits; return the serial number.

    Raises:
        NoSigningKey: none waits.
    """
    key = (
        SigningKey.objects.select_for_update().filter(user=user, state=KeyState.PENDING).order_by("-created_at").first()
    )
    if key is None:
        raise NoSigningKey(_("This account has no signing key."))
    serial = _certify(key, at=at)
    SigningKey.objects.filter(pk=key.pk).update(state=KeyState.ACTIVE)
    return serial


def _certify(key: SigningKey, *, at: datetime) -> str:
    number = signing.new_serial()
    row = Certificate.objects.create(serial=f"{number:x}", key=key, not_before=at, not_after=at + certificates.LIFE)
    row.pem = signing.issue_certificate(key.public_key, user_id=key.user.username, serial=number, at=at)
    row.save(update_fields=["pem"])
    return row.serial


def unlock(user: User, password: str) -> Unlocked:
    """Open the person's key with their password.

    Raises:
        WrongPassword: it is not theirs.
        NoSigningKey: there is no active key.
        Busy: too many passwords are being checked.
    """
    key = SigningKey.objects.filter(user=user, state=KeyState.ACTIVE).first()
    certificate = Certificate.objects.filter(key=key, revoked_at=None).order_by("-not_before").first() if key else None
    if key is None or certificate is None or key.private_key is None:
        raise NoSigningKey(_("This account has no signing key."))
    try:
        with hashing.gate():
            opened = signing.unlock(bytes(key.private_key), password, owner=user.pk)
    except CannotOpen:
        raise WrongPassword(_("The password is not right.")) from None
    return Unlocked(opened, certificate.pem, certificate.serial)


def sign(
    user: User, password: str, payload: bytes, *, second_step_at: float | None, at: datetime | None = None
) -> Signature:
    """Sign bytes in the person's name: their password now, their second step within fifteen minutes.

    Args:
        user: who signs.
        password: as typed on the signing page.
        payload: canonical JSON of what is signed.
        second_step_at: when the session passed the second step (``request.session["second_step_at"]``).
        at: now.

    Raises:
        WrongPassword: the password is not theirs.
        SecondStepTooOld: the second step has to be repeated first.
        NoSigningKey: there is no active key.
        Busy: too many passwords are being checked.
    """
    at = at or clock.now()
    if not stepup.is_fresh({stepup.SESSION_KEY: second_step_at}):
        raise SecondStepTooOld(_("Confirm with your second step, then sign."))
    unlocked = unlock(user, password)
    cms = signing.sign_cms(payload, key=unlocked.key, certificate_pem=unlocked.certificate_pem, at=at)
    digest = hashlib.sha256(cms).hexdigest()
    ledger.record(
        "account.signed",
        dossier=profile_dossier_id(user),
        actor=ledger.Actor.person(user),
        at=at,
        serial=unlocked.serial,
        sha256=digest,
    )
    return Signature(cms, unlocked.certificate_pem, unlocked.serial, at, digest)


def rewrapped(user: User, old_password: str, new_password: str) -> Mapping[UUID, bytes]:
    """Return the person's keys by their id, sealed under a new password; keys and certificates stay the same.

    Raises:
        WrongPassword: the old password does not open them.
    """
    keys = SigningKey.objects.filter(user=user).exclude(state=KeyState.REVOKED)
    try:
        return {
            key.pk: signing.rewrap(bytes(key.private_key or b""), old_password, new_password, owner=user.pk)
            for key in keys
        }
    except CannotOpen:
        raise WrongPassword(_("The password is not right.")) from None


def store(sealed: Mapping[UUID, bytes]) -> None:
    """Put keys that were sealed anew in the place of the old ones, in the caller's transaction."""
    for key_id, private_key in sealed.items():
        SigningKey.objects.filter(pk=key_id).exclude(state=KeyState.REVOKED).update(private_key=private_key)


def replace(user: User, fresh: SigningKey, *, at: datetime) -> None:
    """Revoke and destroy the key that nobody can open any more; keep the new one, and certify it if the old one was."""
    with transaction.atomic():
        was_active = revoke(user, at=at)
        SigningKey.objects.filter(user=user, state=KeyState.PENDING).delete()
        fresh.save(force_insert=True)
        if was_active or user.registered_at is not None:
            serial = issue_pending(user, at=at)
            ledger.record("account.key_issued", dossier=user.pk, actor=ledger.Actor.person(user), at=at, serial=serial)


def renew_certificates(*, at: datetime) -> int:
    """Certify the keys anew whose certificate ends soon: a signature must never meet one that is over."""
    soon = Certificate.objects.filter(not_after__lt=at + RENEW_BEFORE, revoked_at=None)
    later = Certificate.objects.filter(not_after__gte=at + RENEW_BEFORE, revoked_at=None).values("key")
    due = SigningKey.objects.filter(state=KeyState.ACTIVE, certificates__in=soon).exclude(pk__in=later).distinct()
    return sum(_renew(key_id, at) for key_id in due.values_list("pk", flat=True))


def _renew(key_id: UUID, at: datetime) -> bool:
    with transaction.atomic():
        key = SigningKey.objects.select_for_update().filter(pk=key_id, state=KeyState.ACTIVE).first()
        if key is None:  # revoked meanwhile
            return False
        serial = _certify(key, at=at)
        actor = ledger.Actor.system()
        ledger.record("account.certificate_renewed", dossier=key.user_id, actor=actor, at=at, serial=serial)
    return True


def revoke(user: User, *, at: datetime) -> bool:
    """Withdraw the active key: its certificate enters the revocation list, its private half is destroyed."""
    key = SigningKey.objects.select_for_update().filter(user=user, state=KeyState.ACTIVE).first()
    if key is None:
        return False
    SigningKey.objects.filter(pk=key.pk).update(state=KeyState.REVOKED, private_key=None, ended_at=at)
    for row in Certificate.objects.filter(key=key, revoked_at=None):
        Certificate.objects.filter(pk=row.pk).update(revoked_at=at)
        ledger.record("account.key_revoked", dossier=user.pk, actor=ledger.Actor.person(user), at=at, serial=row.serial)
    return True


def revocation_list(*, at: datetime) -> bytes:
    """Return the signed list of withdrawn certificates in DER."""
    rows = Certificate.objects.filter(revoked_at__isnull=False).order_by("revoked_at")
    entries = [signing.Revoked(int(row.serial, 16), row.revoked_at) for row in rows if row.revoked_at]
    return signing.revocation_list(entries, number=int(at.timestamp()), at=at)
