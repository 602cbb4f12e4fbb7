"""Our steps in allauth's sign-in, and the only place that touches its private parts (pinned, contract-tested).

Order: the security message where it must be shown, an unfinished registration where there is one, the second step
last. Nobody is signed in before the last one is passed.
"""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.internal.stagekit import clear_login, get_pending_stage
from allauth.account.models import Login
from allauth.account.stages import LoginStage, LoginStageController
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache

from accounts.choices import SECURITY_MESSAGE_VERSION, Role
from accounts.models import PendingRegistration, User
from accounts.models.devices import UuidDevice
from accounts.services.two_step import has_second_step
from mycic import clock

PATHS = (
    "accounts.stages.SecurityMessageStage",
    "accounts.stages.RegistrationStage",
    "accounts.stages.SecondStepStage",
)
PENDING_SECONDS = 600
_AUTH_HASH = "auth_hash"  # in the state of a half-done sign-in: a keyed hash of what the account's password was then
P = ParamSpec("P")


class _Stage(LoginStage):  # type: ignore[misc]  # allauth ships no types
    """A step of ours: leaving it leads back to our sign-in page."""

    def handle(self) -> tuple[HttpResponse | None, bool]:
        """Pass, or send to the step's page."""
        return (redirect(self.urlname), True) if self.is_needed(self.login.user) else (None, True)

    def is_needed(self, user: User) -> bool:
        """Tell whether this person has to take the step."""
        raise NotImplementedError

    def abort(self) -> HttpResponse:
        """Forget the half-done sign-in."""
        clear_login(self.request)
        return redirect("accounts:sign_in")


class SecurityMessageStage(_Stage):
    """Shows the security message when it changed since it was accepted, or at each sign-in for who wants that."""

    key = "security_message"
    urlname = "accounts:security_message"

    def is_needed(self, user: User) -> bool:
        """Officers work under their own rules; applicants see each version once, or always."""
        if user.registered_at is None or user.role != Role.APPLICANT:
            return False
        return user.security_message_always or user.security_message_version < SECURITY_MESSAGE_VERSION


class RegistrationStage(_Stage):
    """Brings an unfinished registration to the step where it stopped."""

    key = "registration"
    urlname = "accounts:confirm_email"

    def is_needed(self, user: User) -> bool:
        """Anything before the last step of registration."""
        return user.registered_at is None

    def handle(self) -> tuple[HttpResponse | None, bool]:
        """Step 2 or step 3."""
        if not self.is_needed(self.login.user):
            return None, True
        confirmed = PendingRegistration.objects.filter(user=self.login.user, confirmed_at=None).exists()
        return redirect("accounts:confirm_email" if confirmed else "accounts:second_step_setup"), True


class SecondStepStage(_Stage):
    """The last step: a code of the app, or a recovery code."""

    key = "second_step"
    urlname = "accounts:second_step"

    def is_needed(self, user: User) -> bool:
        """Always, unless the very same request has just proved a new device."""
        return getattr(user, "otp_device", None) is None

    def handle(self) -> tuple[HttpResponse | None, bool]:
        """Ask for a code; an account that lost its device sets up a new one first."""
        if not self.is_needed(self.login.user):
            return None, True
        self.state.setdefault("since", clock.now().timestamp())
        return redirect(self.urlname if has_second_step(self.login.user) else "accounts:second_step_setup"), True


def start(request: HttpRequest, user: User, *, next_url: str, shared: bool) -> HttpResponse:
    """Begin a sign-in after the password was right; return the page of its first step."""
    if request.session.session_key:
        request.session.cycle_key()
    login = Login(user=user, redirect_url=next_url or None)
    request.session["pending_shared"] = shared
    login.state[_AUTH_HASH] = user.get_session_auth_hash()
    if user.registered_at is None:  # the message was accepted in step 1
        login.state["stages"] = {SecurityMessageStage.key: {"handled": True}}
    response: HttpResponse = perform_password_login(request, {"username": user.username}, login)
    return response


def stage_of(request: HttpRequest, *keys: str) -> Any:
    """Return the step at which this session stands if it is one of these, else None."""
    for key in keys:
        stage = LoginStageController.enter(request, key)
        if stage is not None and _still_holds(stage.login):
            return stage
    return None


def _still_holds(login: Any) -> bool:
    """Tell whether the account is still there, open, and has the password that was given."""
    user = login.user
    if user is None or not user.is_active:
        return False
    return constant_time_compare(login.state.get(_AUTH_HASH, ""), user.get_session_auth_hash())


def pass_stage(stage: Any, *, device: UuidDevice | None = None) -> HttpResponse:
    """Finish a step; a proven device also finishes the second step."""
    if device is not None:
        stage.login.user.otp_device = device
    response: HttpResponse = stage.exit()
    return response


def is_stale(stage: Any, *, at: datetime) -> bool:
    """Tell whether the password was given more than ten minutes ago."""
    return bool(at.timestamp() - stage.state.get("since", 0) > PENDING_SECONDS)


def stage_required(
    *keys: str,
) -> Callable[
    [Callable[Concatenate[HttpRequest, Any, P], HttpResponseBase]],
    Callable[Concatenate[HttpRequest, P], HttpResponseBase],
]:
    """Open a page only to a sign-in that stands at one of these steps; the view gets the step."""

    def decorator(
        view: Callable[Concatenate[HttpRequest, Any, P], HttpResponseBase],
    ) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
        @never_cache
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            stage = stage_of(request, *keys)
            if stage is not None:
                return view(request, stage, *args, **kwargs)
            pending = get_pending_stage(request)
            if pending is not None and not _still_holds(pending.login):
                clear_login(request)
                pending = None
            return redirect(pending.urlname if pending is not None else "accounts:sign_in")

        return guarded

    return decorator
