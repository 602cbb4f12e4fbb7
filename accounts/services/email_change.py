"""Another e-mail address: confirmed at the new one, told to the old one, and undone from there for seven days."""

import secrets
from datetime import datetime
from uuid import UUID

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.choices import CODE_VALID, UNDO_VALID
from accounts.models import EmailChange, PasswordReset, User
from accounts.queries import plain_login
from accounts.services import hashing, passwords, registration, sessions
from accounts.services.registration import WrongCode
from mycic import mail, throttle
from mycic.crypto.fields import system_vault
from mycic.exceptions import DomainError
from privacy import ledger
from privacy.services import notices

_ASKS_AN_HOUR = 10  # to all addresses together: nobody sends our mails to strangers
_CONTACT_US = _("This link cannot be used any more. Contact us if you did not change your address.")


class AddressRefused(DomainError):
    """It is the present address, or was written to too often."""


class UndoRefused(DomainError):
    """The link is wrong, older than seven days, or was used."""


def ask(user: User, email: str, *, at: datetime) -> None:
    """Mail a code to the new address; a known one gets another mail and the page says the same.

    Raises:
        AddressRefused: it is the person's present address, or too many codes were asked for within the hour.
    """
    email = plain_login(email)
    if email == user.email:
        raise AddressRefused(_("We use this address already. Enter another one."))
    if not throttle.allow("email-change", str(user.pk), limit=_ASKS_AN_HOUR, per_seconds=3600):
        raise AddressRefused(_("You asked for many codes. Ask again in one hour."))
    if not registration.may_write_to(email):
        raise AddressRefused(_("We sent several codes to this address. Ask again in one hour."))
    code = passwords.readable_code(registration.CODE_LENGTH)
    known = EmailAddress.objects.filter(email=email, verified=True).exists()
    with transaction.atomic():
        EmailChange.objects.filter(user=user, done_at=None).delete()
        row = EmailChange(user=user, asked_at=at)
        row.code_digest = secrets.token_bytes(32) if known else _digest(row.pk, passwords.plain_code(code))
        system_vault().write(row, "new_email", email)
        system_vault().write(row, "old_email", user.email)
        row.save(force_insert=True)
        mail.send(
            "accounts/already" if known else "accounts/new_email_code",
            user_id=user.pk,
            key=f"email-change:{row.pk}",
            secret={"address": email, "code": code},
            to="secret",
        )


def waiting(user: User) -> str | None:
    """Return the address that waits for its code."""
    row = _waiting(user)
    return system_vault().read(row, "new_email") if row else None


def confirm(user: User, code: str, *, at: datetime) -> None:
    """Take the new address into use.

    Raises:
        WrongCode: wrong, too old, or too many tries.
    """
    if not throttle.allow("email-code", str(user.pk), limit=registration.TRIES, per_seconds=900):
        raise WrongCode(_("Too many wrong codes. Wait 15 minutes, then ask for a new code."))
    row = _waiting(user)
    if row is None or at - row.asked_at > CODE_VALID:
        raise WrongCode(_("This code is too old. Ask for a new one."))
    if not hashing.same(_digest(row.pk, passwords.plain_code(code)), row.code_digest):
        raise WrongCode(_("This is not the code that we sent. Check the newest e-mail and try again."))
    new, old = system_vault().read(row, "new_email"), system_vault().read(row, "old_email")
    token = secrets.token_urlsafe(32)
    try:
        with transaction.atomic():
            if not EmailChange.objects.filter(pk=row.pk, done_at=None).update(
                done_at=at, undo_digest=hashing.token_hash(token)
            ):
                return
            _use(user, new)
            ledger.record(
                "account.email_changed",
                dossier=user.pk,
                actor=ledger.Actor.person(user),
                at=at,
                notice_version=notices.current("profile").number,
            )
            mail.send(
                "accounts/email_changed",
                user_id=user.pk,
                key=f"email-changed:{row.pk}",
                secret={"address": old, "token": token},
                to="secret",
            )
    except IntegrityError as error:
        raise WrongCode(_("This is not the code that we sent. Check the newest e-mail and try again.")) from error


def find_undo(token: str, *, at: datetime) -> EmailChange:
    """Return the change that a link can undo.

    Raises:
        UndoRefused: for every reason alike.
    """
    row = (
        EmailChange.objects.filter(undo_digest=hashing.token_hash(token), undone_at=None).select_related("user").first()
    )
    if row is None or row.done_at is None or at - row.done_at > UNDO_VALID:
        raise UndoRefused(_CONTACT_US)
    return row


def undo(token: str, *, at: datetime) -> None:
    """Go back to the old address and end every session: whoever changed it is out.

    Raises:
        UndoRefused: the link cannot be used.
    """
    row = find_undo(token, at=at)
    try:
        with transaction.atomic():
            if EmailChange.objects.filter(pk=row.pk, undone_at=None).update(undone_at=at):
                _go_back(row, at=at)
    except IntegrityError as error:  # somebody else has confirmed the old address meanwhile
        raise UndoRefused(_CONTACT_US) from error


def prune(*, at: datetime) -> int:
    """Forget both addresses once the change cannot be undone any more."""
    return EmailChange.objects.filter(asked_at__lt=at - UNDO_VALID - CODE_VALID).delete()[0]


def _waiting(user: User) -> EmailChange | None:
    """Return the newest wish: of two that were sent at once, the one whose code came last."""
    return EmailChange.objects.filter(user=user, done_at=None).order_by("-asked_at").first()


def _go_back(row: EmailChange, *, at: datetime) -> None:
    """Use the old address again; what was changed after it, perhaps by a stranger, has no way back of its own."""
    later = EmailChange.objects.filter(user=row.user).exclude(pk=row.pk)
    later.filter(done_at=None).delete()
    later.filter(done_at__gte=row.done_at).update(undone_at=at)
    _use(row.user, system_vault().read(row, "old_email"))
    sessions.end_all(row.user, at=at)
    ledger.record("account.email_change_undone", dossier=row.user.pk, actor=ledger.Actor.person(row.user), at=at)


def _use(user: User, email: str) -> None:
    PasswordReset.objects.filter(user=user).delete()  # a link that went to the other address ends with it
    EmailAddress.objects.filter(user=user).delete()
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    User.objects.filter(pk=user.pk).update(email=email)
    user.email = email


def _digest(change_id: UUID, code: str) -> bytes:
    return hashing.keyed("new-email-code", f"{change_id}:{code}")
