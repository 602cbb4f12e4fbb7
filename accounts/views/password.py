"""Passwords: changed by who knows them, chosen anew by who forgot them."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.forms import ChangePasswordForm, EmailForm, NewPasswordForm
from accounts.services import credentials, hashing, passwords, signin, signing, two_step
from accounts.views.answers import busy, person, refuse, session_hash, too_many, typed_page
from mycic import clock, throttle, whence
from mycic.forms import read_form, render_form
from mycic.stepup import fresh_second_step_required

HOUR = 3600


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Forgotten password: ask for a link. The answer is the same for every address."""
    form = read_form(request, EmailForm)
    if form.is_valid():
        if not throttle.allow("reset", whence.place(request), limit=20, per_seconds=HOUR):
            return too_many(request, throttle.retry_after(per_seconds=HOUR))
        credentials.ask_reset(form.cleaned_data["email"])
        return redirect("accounts:reset_password_done")
    return typed_page(request, "accounts/reset_password.html", {}, form)


@require_safe
def asked(request: HttpRequest) -> HttpResponse:
    """If the address has an epass, the mail is on its way."""
    return render(request, "accounts/reset_password_done.html")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest, token: str) -> HttpResponse:
    """A new password, with the link and the second step."""
    at = clock.now()
    try:
        user = credentials.find_reset(token, at=at)
    except credentials.LinkRefused as error:
        return render(request, "accounts/link_refused.html", {"reason": error}, status=404)
    form = read_form(request, NewPasswordForm)
    form.fields["code"].required = asks_code = two_step.has_second_step(user)
    answer = _reset(request, token, form) if form.is_valid() else None
    return answer or render_form(request, "accounts/new_password.html", {"asks_code": asks_code}, form)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@fresh_second_step_required
def change(request: HttpRequest) -> HttpResponse:
    """Another password; the signing key stays the same."""
    form = read_form(request, ChangePasswordForm)
    if form.is_valid():
        data, user = form.cleaned_data, person(request)
        try:
            credentials.change_password(
                user, old=data["old_password"], new=data["password"], keep_session=session_hash(request), at=clock.now()
            )
        except passwords.WeakPassword as error:
            refuse(form, "password", error)
        except signing.WrongPassword as error:
            refuse(form, "old_password", error)
        except signin.SlowDown as error:
            return too_many(request, error.seconds)
        except hashing.Busy:
            return busy(request)
        else:
            update_session_auth_hash(request, user)
            messages.success(request, _("Your password is changed. Every other device is signed out."))
            return redirect("accounts:security")
    return render_form(request, "accounts/change_password.html", {}, form)


def _reset(request: HttpRequest, token: str, form: NewPasswordForm) -> HttpResponse | None:
    """Try the new password; None when the form has to be shown again with the reason."""
    data = form.cleaned_data
    try:
        credentials.reset_password(token, code=data["code"], new=data["password"], at=clock.now())
    except credentials.LinkRefused as error:
        return render(request, "accounts/link_refused.html", {"reason": error}, status=404)
    except passwords.WeakPassword as error:
        refuse(form, "password", error)
    except two_step.WrongSecondStep as error:
        refuse(form, "code", error)
    except two_step.TooManyCodes as error:
        return too_many(request, error.retry_after)
    except hashing.Busy:
        return busy(request)
    else:
        return render(request, "accounts/password_chosen.html")
    return None
