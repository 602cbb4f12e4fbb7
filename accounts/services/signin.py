"""Signing in: password, throttles that never lock the owner out, and what is remembered of it (security design 3.4)."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth import authenticate
from django.utils.translation import gettext_lazy as _

from accounts.choices import KNOWN_FOR
from accounts.models import KnownBrowser, User
from accounts.queries import find_login, plain_login
from accounts.services.hashing import Busy, token_hash
from mycic import throttle
from mycic.exceptions import DomainError
from privacy import ledger

_WINDOW = 900
_UNKNOWN_TRIES, _KNOWN_TRIES = 5, 10
_PAUSES = "sign-in-pauses"
_LONGEST_PAUSE = 60  # minutes; the pauses of unknown browsers are 1, 2, 4, ... minutes
_TOO_MANY_IN_A_ROW, _MONTH = 100, 30 * 86_400
_IP_TRIES, _IP_WINDOW = 30, 600
_IP_DAY_TRIES, _DAY = 300, 86_400
_PLACES = (("sign-in-place", _IP_TRIES, _IP_WINDOW), ("sign-in-place-day", _IP_DAY_TRIES, _DAY))


class WrongCredentials(DomainError):
    """User ID and password do not belong together; it is not said which one is wrong."""


class ConfirmByMail(DomainError):
    """A hundred wrong passwords in a row: from a browser that is not known, only the way through the mail is open."""


@dataclass
class SlowDown(Exception):
    """Too many tries; says after how many seconds another one is heard."""

    seconds: int


def check(*, login: str, password: str, place: str, browser_token: str) -> User:
    """Return the person whose user ID or confirmed address and password these are.

    Args:
        login: user ID or e-mail address as typed.
        password: as typed.
        place: where the request comes from, from ``mycic.whence.place``.
        browser_token: the cookie of a browser that the person called their own, or nothing.

    Raises:
        WrongCredentials: neutral.
        SlowDown: too many tries, whether or not the account exists.
        ConfirmByMail: the same for every name, after a hundred failures in a row.
        Busy: too many passwords are being checked.
    """
    typed = plain_login(login)  # of many spellings of one name, each would have tries of its own
    owner = find_login(typed)
    # User ID and address of one person count together; a name that nobody has counts just the same.
    name = str(owner.pk) if owner else typed
    known = owner is not None and _is_known(owner, browser_token)
    _refuse_places(place)
    _refuse_browser(name, known=known)
    _count_try(name, place, known=known)
    try:
        user = authenticate(username=login, password=password)
    except Busy:
        _uncount(name, place, known=known)
        raise
    if not isinstance(user, User):
        raise WrongCredentials(_("The user ID or password is not right."))
    _uncount(name, place, known=known)
    forget_failures(user, known=known)
    return user


def forget_failures(user: User, *, known: bool) -> None:
    """Begin to count anew: the right password was given, or a new one was chosen through the mail."""
    name = str(user.pk)
    throttle.clear(_bucket(known=known), name, per_seconds=_WINDOW if known else _DAY)
    throttle.clear("sign-in-row", name, per_seconds=_MONTH)
    if not known:
        throttle.resume("sign-in-new", name)
        throttle.clear(_PAUSES, name, per_seconds=_DAY)


def _refuse_places(place: str) -> None:
    for bucket, limit, per_seconds in _PLACES:
        if throttle.spent(bucket, place, limit=limit, per_seconds=per_seconds):
            raise SlowDown(throttle.retry_after(per_seconds=per_seconds))


def _refuse_browser(name: str, *, known: bool) -> None:
    """Slow down a browser that its owner did not call their own; the owner's has its own, wider bucket."""
    if known:
        if throttle.spent(_bucket(known=True), name, limit=_KNOWN_TRIES, per_seconds=_WINDOW):
            raise SlowDown(throttle.retry_after(per_seconds=_WINDOW))
        return
    if throttle.spent("sign-in-row", name, limit=_TOO_MANY_IN_A_ROW, per_seconds=_MONTH):
        raise ConfirmByMail(
            _("Too many wrong passwords were given for this user ID. Choose a new password with a link by e-mail.")
        )
    left = throttle.pause_left("sign-in-new", name)
    if left:
        raise SlowDown(left)


def _count_try(name: str, place: str, *, known: bool) -> None:
    """Count a try before its outcome is known: of many at the same moment only as many are heard as are allowed."""
    bucket, window = _bucket(known=known), _WINDOW if known else _DAY
    tries = throttle.count(bucket, name, per_seconds=window)
    if known and tries > _KNOWN_TRIES:
        raise SlowDown(throttle.retry_after(per_seconds=_WINDOW))
    if not known and tries >= _UNKNOWN_TRIES:
        # By the pauses so far, not by the tries: many of one moment count before the first of them is refused.
        pauses = throttle.counted(_PAUSES, name, per_seconds=_DAY)
        minutes = min(2 ** min(pauses, 6), _LONGEST_PAUSE)
        if not throttle.pause("sign-in-new", name, seconds=60 * minutes):
            # Another try of this moment has it: one that is not heard must not make the next pause longer.
            throttle.give_back(bucket, name, per_seconds=window)
            raise SlowDown(max(throttle.pause_left("sign-in-new", name), 1))
        throttle.count(_PAUSES, name, per_seconds=_DAY)
    for place_bucket, _limit, per_seconds in _PLACES:
        throttle.count(place_bucket, place, per_seconds=per_seconds)
    throttle.count("sign-in-row", name, per_seconds=_MONTH)


def _uncount(name: str, place: str, *, known: bool) -> None:
    """Take back a try that was no failure."""
    for bucket, _limit, per_seconds in _PLACES:
        throttle.give_back(bucket, place, per_seconds=per_seconds)
    throttle.give_back("sign-in-row", name, per_seconds=_MONTH)
    throttle.give_back(_bucket(known=known), name, per_seconds=_WINDOW if known else _DAY)


def _bucket(*, known: bool) -> str:
    return "sign-in-known" if known else "sign-in-new"


def remember(user: User, *, method: str, at: datetime) -> None:
    """Record a completed sign-in."""
    ledger.record("account.signed_in", dossier=user.pk, actor=ledger.Actor.person(user), at=at, method=method)


def recognise_browser(user: User, *, at: datetime) -> str:
    """Return a token for a browser that the person calls their own; it only gives it its own throttle bucket."""
    token = secrets.token_urlsafe(32)
    KnownBrowser.objects.create(user=user, token_hash=token_hash(token), created_at=at)
    return token


def prune(*, at: datetime) -> int:
    """Forget browsers whose cookie has ended."""
    return KnownBrowser.objects.filter(created_at__lt=at - KNOWN_FOR).delete()[0]


def _is_known(owner: User, browser_token: str) -> bool:
    if not browser_token:
        return False
    return KnownBrowser.objects.filter(token_hash=token_hash(browser_token), user=owner).exists()
