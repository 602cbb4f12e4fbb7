"""The second step: an authenticator app and ten recovery codes. django-otp's devices, our rows.

A code is accepted by one conditional UPDATE of the last counter, so that two servers can never both accept it.
"""

import base64
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import quote

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django_otp.oath import TOTP

from accounts.models import RecoveryCode, RecoverySheet, TotpDevice, User
from accounts.models.devices import UuidDevice
from accounts.services import hashing, passwords, sessions
from mycic import clock, mail, throttle
from mycic.crypto.fields import system_vault
from mycic.exceptions import DomainError
from privacy import ledger

SEED_BYTES = 20
STEP_SECONDS = 30
DRIFT_STEPS = 1
STEP = timedelta(seconds=STEP_SECONDS)
RECOVERY_CODES = 10
RECOVERY_LENGTH = 16  # 80 bits
WARN_AT_CODES = 3
_TRIES, _WINDOW = 5, 900


class WrongSecondStep(DomainError):
    """The code is not right, was used before, or its time is over."""


class TooManyCodes(DomainError):
    """Five wrong codes within fifteen minutes."""

    retry_after = _WINDOW


@dataclass(frozen=True)
class Setup:
    """What an authenticator app needs: shown once, as picture and as text."""

    device_id: str
    key: str
    uri: str

    @property
    def groups(self) -> list[str]:
        """The key in groups of four, for typing."""
        return [self.key[i : i + 4] for i in range(0, len(self.key), 4)]


def begin_totp(user: User, *, at: datetime, seen: str = "") -> Setup:
    """Return the seed of a device that waits for its first code.

    Args:
        user: whose.
        at: now.
        seen: id of the device whose seed this very session has shown. A seed that another one has shown, perhaps to
            a stranger, is never taken into use.
    """
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        waiting = TotpDevice.objects.filter(user=user, confirmed=False)
        device = next((row for row in waiting if str(row.pk) == seen), None)
        if device is None:
            waiting.delete()
            device = TotpDevice(user=user, name="totp", confirmed=False, created_at=at)
            system_vault().write(device, "seed", base64.b32encode(secrets.token_bytes(SEED_BYTES)).decode())
            device.save(force_insert=True)
    key = system_vault().read(device, "seed")
    label = quote(f"MyCIC:{user.username}")
    return Setup(
        str(device.pk), key, f"otpauth://totp/{label}?secret={key}&issuer=MyCIC&algorithm=SHA1&digits=6&period=30"
    )


def change_totp(user: User, code: str, *, keep_session: str, at: datetime) -> None:
    """Accept the first code of a new device: it replaces the older one, and all other sessions end.

    Args:
        user: whose.
        code: what the new device shows.
        keep_session: key hash of the session that stays.
        at: now.

    Raises:
        WrongSecondStep: the code does not fit.
        TooManyCodes: too many wrong ones.
    """
    device = prove_totp(user, code, at=at)
    with transaction.atomic():
        install_totp(device, at=at)
        sessions.end_all(user, at=at, but=keep_session)
        tell_of_totp(device)


def prove_totp(user: User, code: str, *, at: datetime) -> TotpDevice:
    """Accept the first code of a new device, which does not count yet.

    Raises:
        WrongSecondStep: the code does not fit.
        TooManyCodes: too many wrong ones.
    """
    _count_try(user)
    device: TotpDevice | None = TotpDevice.objects.select_related("user").filter(user=user, confirmed=False).first()
    if device is None or not _accept(device, code, at):
        raise WrongSecondStep(_("This code is not right. Wait for the next one in your app and type it here."))
    _uncount(user)
    return device


def install_totp(device: TotpDevice, *, at: datetime) -> None:
    """Use a device that was proved instead of an older one."""
    user = device.user
    with transaction.atomic():
        TotpDevice.objects.filter(user=user, confirmed=True).delete()
        TotpDevice.objects.filter(pk=device.pk).update(confirmed=True)
        ledger.record("account.second_step_changed", dossier=user.pk, actor=ledger.Actor.person(user), at=at)
    device.confirmed = True


def tell_of_totp(device: TotpDevice) -> None:
    """Mail that a device was set up: whoever did not do it has to know."""
    mail.send("accounts/second_step_changed", user_id=device.user_id, key=f"second-step:{device.pk}")


def check(user: User, code: str, *, at: datetime) -> UuidDevice:
    """Accept a code of the app or a recovery code, once.

    Raises:
        WrongSecondStep: it is not right or was used before.
        TooManyCodes: too many wrong ones.
    """
    _count_try(user)
    plain = passwords.plain_code(code)
    device: UuidDevice | None = None
    if len(plain) == RECOVERY_LENGTH:
        device = _use_recovery_code(user, plain, at)
    else:
        totp = TotpDevice.objects.filter(user=user, confirmed=True).first()
        device = totp if totp is not None and _accept(totp, plain, at) else None
    if device is None:
        ledger.record("account.wrong_second_step", dossier=user.pk, actor=ledger.Actor.person(user), at=at)
        raise WrongSecondStep(
            _("This code is not right. It may be too old or used already: wait for the next one in your app.")
        )
    _uncount(user)
    return device


def verify(user: User, code: str, *, at: datetime | None = None) -> bool:
    """Tell whether a code is right, and use it up."""
    try:
        check(user, code, at=at or clock.now())
    except (WrongSecondStep, TooManyCodes):
        return False
    return True


def recovery_sheet(user: User) -> str:
    """Return the id of the person's present sheet of recovery codes, empty if there is none."""
    return str(RecoverySheet.objects.filter(user=user).values_list("pk", flat=True).first() or "")


def renew_recovery_codes(user: User, *, at: datetime, seen: str | None = None) -> list[str]:
    """Make ten new recovery codes and mail that it was done; the old ones end.

    Args:
        user: whose.
        at: now.
        seen: id of the sheet that the person wants to replace, if a page has shown one. When another took its place
            meanwhile, by a second press of the button, nothing is made: codes that were shown stay good.

    Returns:
        The new codes; none when nothing was made.
    """
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        if seen is not None and seen != recovery_sheet(user):
            return []
        codes = make_recovery_codes(user, at=at)
        mail.send("accounts/recovery_codes_renewed", user_id=user.pk, key=f"recovery-codes:{recovery_sheet(user)}")
    return codes


def make_recovery_codes(user: User, *, at: datetime) -> list[str]:
    """Make ten recovery codes in place of older ones. Only their keyed hashes are kept."""
    codes = [passwords.readable_code(RECOVERY_LENGTH) for _number in range(RECOVERY_CODES)]
    with transaction.atomic():
        RecoverySheet.objects.filter(user=user).delete()
        sheet = RecoverySheet.objects.create(user=user, name="recovery", confirmed=True, created_at=at)
        RecoveryCode.objects.bulk_create(
            RecoveryCode(sheet=sheet, digest=_digest(user, passwords.plain_code(code))) for code in codes
        )
        ledger.record("account.recovery_codes_renewed", dossier=user.pk, actor=ledger.Actor.person(user), at=at)
    return codes


def recovery_codes_left(user: User) -> int:
    """Return how many recovery codes can still be used."""
    return RecoveryCode.objects.filter(sheet__user=user, used_at=None).count()


def has_second_step(user: User) -> bool:
    """Tell whether an authenticator app is set up."""
    return bool(TotpDevice.objects.filter(user=user, confirmed=True).exists())


def present_code(user: User, *, at: datetime) -> str:
    """Return the code that the person's app shows now; for demonstrations and tests only, see `demo_code`."""
    device = TotpDevice.objects.filter(user=user).order_by("confirmed").first()
    if device is None:
        raise WrongSecondStep(_("This account has no second step yet."))
    return f"{_totp(device, at).token():06d}"


def next_code(user: User, *, at: datetime) -> str:
    """Return a code that will be accepted now: the present one, or the next if that was used already."""
    device = TotpDevice.objects.filter(user=user).order_by("confirmed").first()
    used = device is not None and device.last_counter >= int(at.timestamp()) // STEP_SECONDS
    return present_code(user, at=at + STEP if used else at)


def _totp(device: TotpDevice, at: datetime) -> TOTP:
    totp = TOTP(base64.b32decode(system_vault().read(device, "seed")), step=STEP_SECONDS, digits=6)
    totp.time = at.timestamp()
    return totp


def _accept(device: TotpDevice, code: str, at: datetime) -> bool:
    """Compare the code with those of now, just before and just after; let exactly one caller use it."""
    plain = passwords.plain_code(code)
    if len(plain) != 6 or not plain.isascii() or not plain.isdigit():  # noqa: PLR2004 - six digits
        return False
    totp = _totp(device, at)
    now = totp.t()
    for counter in range(now - DRIFT_STEPS, now + DRIFT_STEPS + 1):
        totp.time = counter * STEP_SECONDS
        if secrets.compare_digest(f"{totp.token():06d}", plain):
            return bool(TotpDevice.objects.filter(pk=device.pk, last_counter__lt=counter).update(last_counter=counter))
    return False


def _use_recovery_code(user: User, plain: str, at: datetime) -> RecoverySheet | None:
    with transaction.atomic():
        sheet: RecoverySheet | None = RecoverySheet.objects.filter(user=user).first()
        if sheet is None:
            return None
        used = RecoveryCode.objects.filter(sheet=sheet, digest=_digest(user, plain), used_at=None).update(used_at=at)
        if not used:
            return None
        left = recovery_codes_left(user)
        ledger.record("account.recovery_code_used", dossier=user.pk, actor=ledger.Actor.person(user), at=at, left=left)
        mail.send(
            "accounts/recovery_code_used",
            user_id=user.pk,
            key=f"recovery-used:{sheet.pk}:{left}",
            context={"left": left},
        )
    return sheet


def _count_try(user: User) -> None:
    """Count a try before its outcome is known, so that many at the same moment are not more than five."""
    if not throttle.allow("second-step", str(user.pk), limit=_TRIES, per_seconds=_WINDOW):
        raise TooManyCodes(_("There were too many wrong codes. Wait 15 minutes, then try again."))


def _uncount(user: User) -> None:
    throttle.give_back("second-step", str(user.pk), per_seconds=_WINDOW)


def _digest(user: User, plain: str) -> bytes:
    return hashing.keyed("recovery-code", f"{user.pk}:{plain}")
