"""Another authenticator app, new recovery codes."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.forms import SecondStepForm
from accounts.services import two_step
from accounts.services.qr import svg
from accounts.sessions import CODES_KEY, ENROLLED_KEY
from accounts.views.answers import person, refuse, session_hash, set_up_totp, too_many
from mycic import clock
from mycic.forms import read_form, render_form
from mycic.stepup import fresh_second_step_required


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@fresh_second_step_required
def codes_shown(request: HttpRequest) -> HttpResponse:
    """The ten codes, until the person says that they are kept."""
    codes = request.session.get(CODES_KEY)
    if not codes:
        return redirect("accounts:security")
    if request.method == "POST":
        del request.session[CODES_KEY]
        is_new = not person(request).is_invited and not request.session.get(ENROLLED_KEY)
        return redirect("accounts:ready" if is_new else "accounts:security")
    return render(request, "accounts/recovery_codes.html", {"codes": codes, "person": person(request)})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@fresh_second_step_required
def renew(request: HttpRequest) -> HttpResponse:
    """Ten new codes; the old ones end. A second press of the button leads to the codes of the first."""
    user = person(request)
    if request.method == "POST":
        codes = two_step.renew_recovery_codes(user, at=clock.now(), seen=request.POST.get("sheet", ""))
        if codes:
            request.session[CODES_KEY] = codes
        return redirect("accounts:recovery_codes_kept")
    context = {"left": two_step.recovery_codes_left(user), "sheet": two_step.recovery_sheet(user)}
    return render(request, "accounts/renew_codes.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@fresh_second_step_required
def new_totp(request: HttpRequest) -> HttpResponse:
    """Another authenticator app; the old one and all other sessions end."""
    user, at = person(request), clock.now()
    setup = set_up_totp(request, user, at=at)
    form = read_form(request, SecondStepForm)
    if form.is_valid():
        try:
            two_step.change_totp(user, form.cleaned_data["code"], keep_session=session_hash(request), at=at)
        except two_step.WrongSecondStep as error:
            refuse(form, "code", error)
        except two_step.TooManyCodes as error:
            return too_many(request, error.retry_after)
        else:
            request.session.cycle_key()
            messages.success(request, _("Your new authenticator app is set up. Every other device is signed out."))
            return redirect("accounts:security")
    context = {"setup": setup, "qr": svg(setup.uri), "title": _("Set up a new authenticator app")}
    return render_form(request, "accounts/set_up.html", context, form)
