"""Passwords changed and forgotten. A reset never signs in and never passes by the second step."""

import secrets
from datetime import datetime

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.choices import RESET_VALID
from accounts.models import PasswordReset, User
from accounts.queries import plain_login
from accounts.services import hashing, passwords, sessions, signin, signing, two_step
from mycic import jobs, mail, throttle
from mycic.exceptions import DomainError
from privacy import ledger


class LinkRefused(DomainError):
    """The link is wrong, older than thirty minutes, or was used."""


def change_password(user: User, *, old: str, new: str, keep_session: str, at: datetime) -> None:
    """Choose another password; the signing key is wrapped anew, certificate and signatures stay.

    Args:
        user: whose.
        old: the present password.
        new: the next one.
        keep_session: key hash of the session that stays; all others end.
        at: now.

    Raises:
        WrongPassword: the present password is not right.
        WeakPassword: others could guess the new one.
        SlowDown: too many wrong ones.
        Busy: too many passwords are being checked.
    """
    passwords.check(new, words=(user.username, user.email))
    if not _is_present(user, old):
        raise signing.WrongPassword(_("The present password is not right."))
    with hashing.gate():
        keys, hashed = signing.rewrapped(user, old, new), make_password(new)
    with transaction.atomic():  # the slow work is done: nobody waits for these rows meanwhile
        # A password that another request has changed since it was checked stays as that one left it.
        if not User.objects.filter(pk=user.pk, password=user.password).update(password=hashed):
            raise signing.WrongPassword(_("The present password is not right."))
        signing.store(keys)
        sessions.end_all(user, at=at, but=keep_session)
        PasswordReset.objects.filter(user=user).delete()
        ledger.record("account.password_changed", dossier=user.pk, actor=ledger.Actor.person(user), at=at)
        mail.send("accounts/password_changed", user_id=user.pk, key=f"password:{user.pk}:{int(at.timestamp())}")
    user.password = hashed


def _is_present(user: User, password: str) -> bool:
    """Compare with the present password; a try counts before its outcome is known."""
    if not throttle.allow("password-change", str(user.pk), limit=5, per_seconds=900):
        raise signin.SlowDown(throttle.retry_after(per_seconds=900))
    right = None
    try:
        with hashing.gate():
            right = user.check_password(password)
    finally:
        if right is not False:  # right, or nobody looked
            throttle.give_back("password-change", str(user.pk), per_seconds=900)
    return right


def ask_reset(email: str) -> None:
    """Put the wish for a link into the outbox: whether the address has an epass is not looked up while anybody waits.

    The answer, and the time that it takes, are the same for every address.
    """
    email = plain_login(email)
    if throttle.allow("reset-address", email, limit=3, per_seconds=3600):
        jobs.enqueue("accounts.mail_reset_link", secret={"address": email})


def mail_reset_link(email: str, *, at: datetime) -> None:
    """Mail a link, if the address belongs to an epass."""
    address = EmailAddress.objects.filter(email=email, verified=True).select_related("user").first()
    user = address.user if address else None
    if user is None or not user.is_active or _has_only_a_password(user):
        return
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        PasswordReset.objects.filter(user=user).delete()
        PasswordReset.objects.create(user=user, token_hash=hashing.token_hash(token), asked_at=at)
        mail.send(
            "accounts/reset_password",
            user_id=user.pk,
            key=f"reset:{hashing.token_hash(token)[:32]}",
            secret={"token": token},
        )


def prune(*, at: datetime) -> int:
    """Forget links that cannot be used any more."""
    return PasswordReset.objects.filter(asked_at__lt=at - RESET_VALID).delete()[0]


def _has_only_a_password(user: User) -> bool:
    """Tell whether a mailbox alone would open the desk: an officer who has not set up the second step yet."""
    return user.is_invited and not two_step.has_second_step(user)


def find_reset(token: str, *, at: datetime) -> User:
    """Return the person of a link that can be used now.

    Raises:
        LinkRefused: for every reason alike.
    """
    row = (
        PasswordReset.objects.filter(token_hash=hashing.token_hash(token), used_at=None).select_related("user").first()
    )
    if row is None or at - row.asked_at > RESET_VALID or not row.user.is_active:
        raise LinkRefused(_("This link cannot be used any more. Ask for a new one."))
    return row.user


def reset_password(token: str, *, code: str, new: str, at: datetime) -> User:
    """Choose a new password with the mailed link and the second step (or a recovery code).

    The old signing key can never be opened again: it is revoked and destroyed, a new one is issued. What it had
    signed stays valid.

    Raises:
        LinkRefused: the link cannot be used.
        WeakPassword: others could guess the password.
        WrongSecondStep: the code is not right.
        TooManyCodes: too many wrong ones.
        Busy: too many passwords are being checked.
    """
    user = find_reset(token, at=at)
    passwords.check(new, words=(user.username, user.email))
    if two_step.has_second_step(user):
        two_step.check(user, code, at=at)
    with hashing.gate():
        user.set_password(new)
        fresh = None if user.is_invited else signing.prepare(user, new, at=at)
    with transaction.atomic():  # the slow work is done: nobody waits for these rows meanwhile
        used = PasswordReset.objects.filter(token_hash=hashing.token_hash(token), used_at=None).update(used_at=at)
        if not used:
            raise LinkRefused(_("This link cannot be used any more. Ask for a new one."))
        user.save(update_fields=["password"])
        if fresh is not None:
            signing.replace(user, fresh, at=at)
        sessions.end_all(user, at=at)
        signin.forget_failures(user, known=False)
        ledger.record("account.password_reset", dossier=user.pk, actor=ledger.Actor.person(user), at=at)
        mail.send("accounts/password_changed", user_id=user.pk, key=f"password:{user.pk}:{int(at.timestamp())}")
    return user
