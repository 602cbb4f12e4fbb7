"""allauth's hooks, each one call into our own rooms."""

from datetime import datetime
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib.auth import login as django_login
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language

from accounts import queries, stages
from accounts.choices import Realm
from accounts.decorators import home_of, safe_next
from accounts.models import RecoverySheet, User
from accounts.services import kept, sessions, signin
from accounts.sessions import (
    ENROLLED_KEY,
    KEPT_KEY,
    LANGUAGE_KEY,
    LAST_SIGN_IN_KEY,
    REALM_KEY,
    SECOND_STEP_KEY,
    SHARED_KEY,
    STARTED_KEY,
    key_hash,
)
from mycic import clock

BACKEND = "accounts.backends.EpassBackend"


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """One sign-in, our steps, our session."""

    def get_login_stages(self) -> list[str]:
        """Name our steps; allauth's own are not used: registration and mail are ours."""
        return list(stages.PATHS)

    def is_open_for_signup(self, _request: HttpRequest) -> bool:
        """Registration is ours alone."""
        return False

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Say nothing: our pages do."""

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Turn the half-done sign-in into a session of one realm, under a new token."""
        assert isinstance(user, User)  # noqa: S101 - AUTH_USER_MODEL
        at = clock.now()
        shared = bool(request.session.pop("pending_shared", False))
        last = user.last_login
        device = user.otp_device  # type: ignore[attr-defined] # set by the second step, which comes last
        django_login(request, user, backend=BACKEND)
        open_session(request, user, shared=shared, last=last, at=at)
        # English is also what a sign-in falls back to, so it says nothing; any other language was chosen for the desk.
        language = get_language()
        if request.session[REALM_KEY] == Realm.DESK and language != settings.LANGUAGE_CODE:
            request.session[LANGUAGE_KEY] = language
        method = "recovery" if isinstance(device, RecoverySheet) else "totp"
        signin.remember(user, method=method, at=at)

    def post_login(self, request: HttpRequest, _user: AbstractBaseUser, **kwargs: Any) -> HttpResponse:
        """Lead on: to the page that was wanted, in the language of the sign-in, or home."""
        wanted = safe_next(request, kwargs.get("redirect_url") or "")
        return redirect(wanted or home_of(request))


def open_session(request: HttpRequest, user: User, *, shared: bool, last: datetime | None, at: datetime) -> None:
    """Write into a fresh session what our limits and guards read."""
    request.session[REALM_KEY] = str(sessions.realm_of(user))
    request.session[STARTED_KEY] = at.isoformat()
    request.session[SECOND_STEP_KEY] = at.timestamp()
    request.session[SHARED_KEY] = shared
    request.session[sessions.DEVICE_KEY] = sessions.device_family(request.headers.get("User-Agent", ""))
    request.session[ENROLLED_KEY] = queries.is_enrolled(user)
    if last is not None:
        request.session[LAST_SIGN_IN_KEY] = last.isoformat()
    waits_until = kept.waits_until(user.pk, at=at)
    if waits_until is not None:
        request.session[KEPT_KEY] = waits_until.timestamp()
    sessions.make_room(user, keep=key_hash(request.session.session_key or ""), at=at)
