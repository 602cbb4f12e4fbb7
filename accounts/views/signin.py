"""Signing in and out, the second step, and staying signed in."""

from typing import Any

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import stages
from accounts.decorators import home_of, safe_next
from accounts.forms import RecoveryForm, SecondStepForm, SecurityMessageForm, SignInForm
from accounts.services import consent, hashing, sessions, signin, two_step
from accounts.sessions import KNOWN_KEY, SECOND_STEP_KEY
from accounts.stages import SecondStepStage, SecurityMessageStage, stage_required
from accounts.views.answers import KNOWN_COOKIE, KNOWN_SECONDS, busy, person, refuse, too_many, typed_page
from mycic import clock, whence
from mycic.forms import read_form, render_form


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponseBase:
    """User ID or e-mail address, and password."""
    wanted = safe_next(request, request.POST.get("next") or request.GET.get("next") or "")
    if request.user.is_authenticated and SECOND_STEP_KEY in request.session:
        return redirect(wanted or home_of(request))
    form = read_form(request, SignInForm)
    if form.is_valid():
        data = form.cleaned_data
        try:
            user = signin.check(
                login=data["login"],
                password=data["password"],
                place=whence.place(request),
                browser_token=request.COOKIES.get(KNOWN_COOKIE, ""),
            )
        except (signin.WrongCredentials, signin.ConfirmByMail) as error:
            refuse(form, None, error)
        except signin.SlowDown as error:
            return too_many(request, error.seconds)
        except hashing.Busy:
            return busy(request)
        else:
            response = stages.start(request, user, next_url=wanted, shared=data["shared"])
            if data["known"] and not data["shared"]:
                request.session[KNOWN_KEY] = True
            return response
    return typed_page(request, "accounts/sign_in.html", {"next": wanted, "ended": "ended" in request.GET}, form)


@require_http_methods(["GET", "HEAD", "POST"])
@stage_required(SecurityMessageStage.key)
def security_message(request: HttpRequest, stage: Any) -> HttpResponse:
    """The security message: because it changed, or because the person wants to see it each time."""
    user = stage.login.user
    wish = "always" if user.security_message_always else "once"
    form = read_form(request, SecurityMessageForm, initial={"show_again": wish})
    if form.is_valid():
        consent.accept(user, always_show=form.cleaned_data["show_again"] == "always", at=clock.now())
        return stages.pass_stage(stage)
    return typed_page(request, "accounts/security_message.html", {}, form)


@require_http_methods(["GET", "HEAD", "POST"])
@stage_required(SecondStepStage.key)
def second_step(request: HttpRequest, stage: Any) -> HttpResponse:
    """The code from the app."""
    return _second_step(request, stage, read_form(request, SecondStepForm), "accounts/second_step.html")


@require_http_methods(["GET", "HEAD", "POST"])
@stage_required(SecondStepStage.key)
def lost_second_step(request: HttpRequest, stage: Any) -> HttpResponse:
    """A recovery code instead of the app."""
    return _second_step(request, stage, read_form(request, RecoveryForm), "accounts/lost_second_step.html")


def _second_step(request: HttpRequest, stage: Any, form: Any, template: str) -> HttpResponse:
    at = clock.now()
    if stages.is_stale(stage, at=at):
        response: HttpResponse = stage.abort()
        return response
    user = stage.login.user
    if not two_step.has_second_step(user):
        return redirect("accounts:second_step_setup")
    if form.is_valid():
        try:
            device = two_step.check(user, form.cleaned_data["code"], at=at)
        except two_step.WrongSecondStep as error:
            refuse(form, "code", error)
        except two_step.TooManyCodes as error:
            return too_many(request, error.retry_after)
        else:
            own_device = request.session.pop(KNOWN_KEY, False)
            response = stages.pass_stage(stage, device=device)
            return _remember(response, signin.recognise_browser(user, at=at)) if own_device else response
    return render_form(request, template, {}, form)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def step_up(request: HttpRequest) -> HttpResponse:
    """The second step again, before something that matters."""
    wanted = safe_next(request, request.POST.get("next") or request.GET.get("next") or "") or home_of(request)
    form = read_form(request, RecoveryForm if "recovery" in request.GET else SecondStepForm)
    if form.is_valid():
        at = clock.now()
        try:
            two_step.check(person(request), form.cleaned_data["code"], at=at)
        except two_step.WrongSecondStep as error:
            refuse(form, "code", error)
        except two_step.TooManyCodes as error:
            return too_many(request, error.retry_after)
        else:
            request.session.cycle_key()
            request.session[SECOND_STEP_KEY] = at.timestamp()
            return redirect(wanted)
    return render_form(request, "accounts/step_up.html", {"next": wanted}, form)


@require_POST
def stay(request: HttpRequest) -> HttpResponse:
    """Stay signed in: the request itself is the sign of life."""
    if "application/json" in request.headers.get("Accept", ""):
        return HttpResponse(status=204)
    return redirect(safe_next(request, request.POST.get("next", "")) or home_of(request))


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session on the server, and what the browser keeps of it."""
    if request.user.is_authenticated:
        sessions.note_sign_out(person(request), at=clock.now())
    logout(request)
    response: HttpResponse = redirect("accounts:signed_out")
    response.status_code = 303
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response


@require_safe
def signed_out(request: HttpRequest) -> HttpResponse:
    """You are signed out: what to do now."""
    return render(request, "pages/signed_out.html")


def _remember(response: HttpResponse, token: str) -> HttpResponse:
    """Set the cookie of a browser that its owner knows; it opens nothing."""
    response.set_cookie(
        KNOWN_COOKIE,
        token,
        max_age=KNOWN_SECONDS,
        secure=KNOWN_COOKIE.startswith("__Host-"),
        httponly=True,
        samesite="Strict",
    )
    return response
