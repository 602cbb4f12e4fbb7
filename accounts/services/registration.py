"""The epass registration: account, e-mail address, second step (decisions 21).

A known e-mail address gets the same rows, the same work and the same pages as a new one; only the mail differs,
and no code can finish that registration.
"""

import secrets
from datetime import datetime, timedelta
from uuid import UUID

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.choices import CODE_VALID, PRUNE_AFTER, RESEND_AFTER, SECURITY_MESSAGE_VERSION
from accounts.models import PendingRegistration, TotpDevice, User
from accounts.queries import plain_login
from accounts.services import hashing, passwords, signing, two_step
from accounts.services.user_ids import UserIdTaken, plain
from mycic import mail, references, throttle
from mycic.crypto.fields import system_vault
from mycic.exceptions import DomainError
from privacy import ledger
from privacy.services import notices

CODE_LENGTH = 8
TRIES = 5
_TRIES_FOR_A_NUMBER = 3


class WrongCode(DomainError):
    """The code is not the one that was sent, or is too old."""


class TooSoon(DomainError):
    """A code was sent less than a minute ago."""


def begin(*, username: str, email: str, password: str, language: str, always_show: bool, at: datetime) -> User:
    """Take step 1: keep the account, make the key pair under the password, mail a code.

    Args:
        username: the chosen user ID.
        email: the address as typed.
        password: used here and forgotten.
        language: for mails and letters.
        always_show: the person wants the security message at each sign-in.
        at: now.

    Raises:
        UnfitUserId: it cannot be a user ID.
        UserIdTaken: the user ID is in use.
        WeakPassword: others could guess the password.
        Busy: too many passwords are being worked on.
    """
    username, email = plain(username), plain_login(email)
    passwords.check(password, words=(username, email))
    user = User(
        username=username,
        language=language,
        date_joined=at,
        security_message_version=SECURITY_MESSAGE_VERSION,
        security_message_always=always_show,
        security_message_accepted_at=at,
    )
    version = notices.current("registration").number
    with hashing.gate():
        user.set_password(password)
        pending_key = signing.prepare(user, password, at=at)
    try:
        with transaction.atomic():
            user.save(force_insert=True)
            pending_key.save(force_insert=True)
            pending = PendingRegistration(user=user, started_at=at, code_sent_at=at, code_digest=b"")
            _send_code(pending, email, at, silent=not may_write_to(email))
            ledger.record(
                "account.started", dossier=user.pk, actor=ledger.Actor.person(user), at=at, notice_version=version
            )
    except IntegrityError as error:
        raise UserIdTaken(_("This user ID is taken. Choose another one.")) from error
    return user


def resend(user: User, *, at: datetime, email: str | None = None) -> None:
    """Mail a new code, to the same address or to another one.

    Raises:
        TooSoon: the last one left less than a minute ago.
    """
    with transaction.atomic():
        pending = PendingRegistration.objects.select_for_update().filter(user=user, confirmed_at=None).first()
        if pending is None:
            return  # confirmed in another window meanwhile: the next page says so
        if at - pending.code_sent_at < RESEND_AFTER:
            raise TooSoon(_("We sent a code less than a minute ago. Wait a moment, then ask again."))
        address = plain_login(email) if email else system_vault().read(pending, "email")
        if not may_write_to(address):
            raise TooSoon(_("We sent several codes to this address. Ask again in one hour."))
        _send_code(pending, address, at)


def confirm_email(user: User, code: str, *, at: datetime) -> None:
    """Take step 2: the address belongs to the person who typed its code.

    Raises:
        WrongCode: wrong, too old, too many tries, or the address has an epass already.
    """
    pending = PendingRegistration.objects.get(user=user)
    if pending.confirmed_at is not None:
        return
    if not throttle.allow("email-code", str(user.pk), limit=TRIES, per_seconds=900):
        raise WrongCode(_("Too many wrong codes. Wait 15 minutes, then ask for a new code."))
    if at - pending.code_sent_at > CODE_VALID:
        raise WrongCode(_("This code is too old. Ask for a new one."))
    if not hashing.same(_digest(pending.pk, passwords.plain_code(code)), pending.code_digest):
        raise WrongCode(_("This is not the code that we sent. Check the newest e-mail and try again."))
    email = system_vault().read(pending, "email")
    try:
        with transaction.atomic():
            EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
            PendingRegistration.objects.filter(pk=pending.pk).update(confirmed_at=at)
            User.objects.filter(pk=user.pk).update(email=email)
            user.email = email
            ledger.record("account.email_confirmed", dossier=user.pk, actor=ledger.Actor.person(user), at=at)
    except IntegrityError as error:
        raise WrongCode(_("This is not the code that we sent. Check the newest e-mail and try again.")) from error


def finish(user: User, code: str, *, at: datetime) -> tuple[TotpDevice, list[str]]:
    """Take step 3: prove the second step; then recovery codes, certificate and number come together or not at all.

    Returns:
        The device that was proved, and the recovery codes to show once.

    Raises:
        WrongSecondStep: the code does not fit.
        TooManyCodes: too many wrong ones.
    """
    device = two_step.prove_totp(user, code, at=at)
    with transaction.atomic():
        two_step.install_totp(device, at=at)
        codes = two_step.make_recovery_codes(user, at=at)
        if user.registered_at is None:
            complete(user, at=at)  # its mail tells
        else:  # an officer's first, or somebody's whose device was taken away
            two_step.tell_of_totp(device)
    return device, codes


def complete(user: User, *, at: datetime) -> str:
    """Issue certificate and number, after the second step was proved.

    Returns:
        The epass number.
    """
    with transaction.atomic():
        pending = PendingRegistration.objects.select_for_update().get(user=user)
        serial = signing.issue_pending(user, at=at)
        user.registered_at = at
        user.epass_number = _free_number()
        user.save(update_fields=["registered_at", "epass_number"])
        ledger.record("account.registered", dossier=user.pk, actor=ledger.Actor.person(user), at=at, serial=serial)
        mail.send("accounts/ready", user_id=user.pk, key=f"ready:{user.pk}")
        pending.delete()
    return user.epass_number


def _free_number() -> str:
    """Return an epass number that nobody has: of a hundred million, two people do draw the same some day."""
    for _attempt in range(_TRIES_FOR_A_NUMBER):
        number = references.new("P")
        if not User.objects.filter(epass_number=number).exists():
            return number
    raise IntegrityError("no free epass number")


def pending_address(user: User) -> str | None:
    """Return the address that waits for its code, None if it is confirmed."""
    pending = PendingRegistration.objects.filter(user=user, confirmed_at=None).first()
    return system_vault().read(pending, "email") if pending else None


def prune(*, at: datetime, limit: int = 500) -> int:
    """Remove registrations that nobody finished within seven days, key pair included."""
    old = PendingRegistration.objects.filter(started_at__lt=at - PRUNE_AFTER).values_list("user_id", flat=True)
    return sum(_prune_one(user_id, at) for user_id in old[:limit])


def _prune_one(user_id: UUID, at: datetime) -> int:
    with transaction.atomic():
        user = User.objects.select_for_update().filter(pk=user_id, registered_at=None).first()
        if user is None:
            return 0
        ledger.record("account.pruned", dossier=user.pk, actor=ledger.Actor.system(), at=at)
        user.delete()
    return 1


def may_write_to(address: str) -> bool:
    """Count a mail to an address; whoever fills in the address of somebody else must not flood them."""
    return throttle.allow("code-to-address", address, limit=5, per_seconds=3600)


def _send_code(pending: PendingRegistration, email: str, at: datetime, *, silent: bool = False) -> None:
    """Write a fresh code into the row and mail it; the owner of a known address gets another mail instead."""
    code = passwords.readable_code(CODE_LENGTH)
    pending.code_digest = _digest(pending.pk, passwords.plain_code(code))
    pending.code_sent_at = at
    system_vault().write(pending, "email", email)
    known = EmailAddress.objects.filter(email=email, verified=True).exists()
    key = f"code:{pending.pk}:{int(at.timestamp())}"
    if known:
        # Nobody gets this code, and its digest is drowned, so that even a lucky guess cannot finish.
        pending.code_digest = secrets.token_bytes(32)
    pending.save()
    if silent:
        return
    mail.send(
        "accounts/already" if known else "accounts/code",
        user_id=pending.user_id,
        key=key,
        secret={"address": email, "code": code},
        to="secret",
    )


def _digest(pending_id: UUID, code: str) -> bytes:
    return hashing.keyed("email-code", f"{pending_id}:{code}")


def resend_wait(user: User, *, at: datetime) -> timedelta:
    """Return how long to wait before another code may be asked for."""
    sent_at = PendingRegistration.objects.filter(user=user).values_list("code_sent_at", flat=True).first()
    return max(RESEND_AFTER - (at - sent_at), timedelta()) if sent_at else timedelta()
