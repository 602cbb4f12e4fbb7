"""Registration in three steps. The first cookie comes with a successful step 1."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import stages
from accounts.forms import AccountForm, CodeForm, OtherEmailForm, SecondStepForm
from accounts.models import User
from accounts.services import hashing, passwords, registration, two_step, user_ids
from accounts.services.qr import svg
from accounts.sessions import CODES_KEY
from accounts.stages import RegistrationStage, SecondStepStage, stage_required
from accounts.views.answers import busy, person, refuse, set_up_totp, too_many, typed_page
from mycic import clock, throttle, whence
from mycic.forms import read_form, render_form

HOUR = 3600


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def account(request: HttpRequest) -> HttpResponseBase:
    """Step 1: user ID, e-mail address, password, language, security message."""
    if request.user.is_authenticated:
        return redirect("accounts:security")
    form = read_form(request, AccountForm, initial={"language": translation.get_language()})
    if form.is_valid():
        if not throttle.allow("register", whence.place(request), limit=20, per_seconds=HOUR):
            return too_many(request, throttle.retry_after(per_seconds=HOUR))
        data = form.cleaned_data
        try:
            user = registration.begin(
                username=data["username"],
                email=data["email"],
                password=data["password"],
                language=data["language"],
                always_show=data["show_again"] == "always",
                at=clock.now(),
            )
        except user_ids.UserIdTaken as error:
            refuse(form, "username", error)
        except passwords.WeakPassword as error:
            refuse(form, "password", error)
        except hashing.Busy:
            return busy(request)
        else:
            return stages.start(request, user, next_url="", shared=False)
    return typed_page(request, "accounts/register.html", {}, form)


@require_http_methods(["GET", "HEAD", "POST"])
@stage_required(RegistrationStage.key)
def confirm_email(request: HttpRequest, stage: Any) -> HttpResponse:
    """Step 2: the code from the e-mail."""
    user = stage.login.user
    address = registration.pending_address(user)
    if address is None:
        return redirect("accounts:second_step_setup")
    form = read_form(request, CodeForm)
    if form.is_valid():
        try:
            registration.confirm_email(user, form.cleaned_data["code"], at=clock.now())
        except registration.WrongCode as error:
            refuse(form, "code", error)
        else:
            return redirect("accounts:second_step_setup")
    return _step_2(request, user, form, read_form(request, OtherEmailForm, prefix="other"))


@require_POST
@stage_required(RegistrationStage.key)
def new_code(request: HttpRequest, stage: Any) -> HttpResponse:
    """Send another code, to the same address or to another one."""
    user, is_other = stage.login.user, "other-email" in request.POST
    form = read_form(request, OtherEmailForm, prefix="other")
    if is_other and not form.is_valid():
        context = {"address": registration.pending_address(user)}
        return typed_page(request, "accounts/other_address.html", context, form)
    try:
        registration.resend(user, at=clock.now(), email=form.cleaned_data["email"] if is_other else None)
    except registration.TooSoon as error:
        code_form = CodeForm({"code": ""})
        code_form.full_clean()
        code_form.errors.clear()
        refuse(code_form, None, error)
        return _step_2(request, user, code_form, form)
    response: HttpResponse = redirect("accounts:confirm_email")
    response["Location"] += "?sent=1"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@stage_required(RegistrationStage.key, SecondStepStage.key)
def set_up(request: HttpRequest, stage: Any) -> HttpResponse:
    """Step 3: an authenticator app; then the recovery codes are shown once."""
    user = stage.login.user
    if registration.pending_address(user) is not None:
        return redirect("accounts:confirm_email")
    if two_step.has_second_step(user):
        return redirect("accounts:second_step")
    at = clock.now()
    setup = set_up_totp(request, user, at=at)
    form = read_form(request, SecondStepForm)
    if form.is_valid():
        try:
            device, codes = registration.finish(user, form.cleaned_data["code"], at=at)
        except two_step.WrongSecondStep as error:
            refuse(form, "code", error)
        except two_step.TooManyCodes as error:
            return too_many(request, error.retry_after)
        else:
            stages.pass_stage(stage, device=device)
            request.session[CODES_KEY] = codes
            return redirect("accounts:recovery_codes_kept")
    context = {"setup": setup, "qr": svg(setup.uri), "title": _("Set up your second step"), "is_registration": True}
    return render_form(request, "accounts/set_up.html", context, form)


@never_cache
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """Your epass is ready."""
    return render(request, "accounts/ready.html", {"person": person(request)})


def _step_2(request: HttpRequest, user: User, form: CodeForm, email_form: OtherEmailForm) -> HttpResponse:
    """Show where the code went; another address that was typed is shown back without being judged."""
    if "other-email" in request.POST:
        email_form.is_only_shown = True
        email_form.full_clean()
    else:
        email_form = OtherEmailForm(prefix="other")
    context = {
        "address": registration.pending_address(user),
        "wait": int(registration.resend_wait(user, at=clock.now()).total_seconds()),
        "email_form": email_form,
        "sent": "sent" in request.GET,
    }
    return typed_page(request, "accounts/confirm_email.html", context, form)
