"""Signing in: password, throttles that never lock the owner out, and what is remembered of it (security design 3.4)."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth import authenticate
from django.utils.translation import gettext_lazy as _

from accounts.choices import KNOWN_FOR
from accounts.models import KnownBrowser, User
from accounts.queries import find_login, plain_login
from accounts.services.hashing import token_hash
from mycic import throttle
from mycic.exceptions import DomainError
from privacy import ledger

_WINDOW = 900
_UNKNOWN_TRIES, _KNOWN_TRIES = 5, 10
_IP_TRIES, _IP_WINDOW = 30, 600
_IP_DAY_TRIES, _DAY = 300, 86_400


class WrongCredentials(DomainError):
    """User ID and password do not belong together; it is not said which one is wrong."""


@dataclass
class SlowDown(Exception):
    """Too many tries; says after how many seconds another one is heard."""

    seconds: int


def check(*, login: str, password: str, place: str, browser_token: str) -> User:
    """Return the person whose user ID or confirmed address and password these are.

    Args:
        login: user ID or e-mail address as typed.
        password: as typed.
        place: network address, cut short; only a keyed hash of it is kept.
        browser_token: the cookie of a browser that the person called their own, or nothing.

    Raises:
        WrongCredentials: neutral.
        SlowDown: too many tries, whether or not the account exists.
        Busy: too many passwords are being checked.
    """
    name = plain_login(login)  # of many spellings of one name, each would have tries of its own
    known = _is_known(name, browser_token)
    account = (f"sign-in-{'known' if known else 'new'}", name)
    tries = _KNOWN_TRIES if known else _UNKNOWN_TRIES
    limits = (
        (*account, tries, _WINDOW),
        ("sign-in-place", place, _IP_TRIES, _IP_WINDOW),
        ("sign-in-place-day", place, _IP_DAY_TRIES, _DAY),
    )
    for bucket, key, limit, per_seconds in limits:
        if throttle.spent(bucket, key, limit=limit, per_seconds=per_seconds):
            raise SlowDown(throttle.retry_after(per_seconds=per_seconds))
    user = authenticate(username=login, password=password)
    if not isinstance(user, User):
        for bucket, key, limit, per_seconds in limits:
            throttle.allow(bucket, key, limit=limit, per_seconds=per_seconds)
        raise WrongCredentials(_("The user ID or password is not right."))
    return user


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


def _is_known(login: str, browser_token: str) -> bool:
    if not browser_token:
        return False
    row = KnownBrowser.objects.filter(token_hash=token_hash(browser_token)).first()
    if row is None:
        return False
    user = find_login(login)
    return user is not None and user.pk == row.user_id
