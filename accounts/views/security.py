"""Sign-in and security: what protects the account, and where it is signed in."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts import queries
from accounts.decorators import applicant_required
from accounts.forms import MessageChoiceForm
from accounts.services import consent, two_step
from accounts.services import sessions as open_sessions
from accounts.sessions import LAST_SIGN_IN_KEY
from accounts.views.answers import person, session_hash
from mycic import clock


@never_cache
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Everything that protects the account, each with its change."""
    user = person(request)
    left = two_step.recovery_codes_left(user)
    context = {
        "person": user,
        "codes_left": left,
        "few_codes": left <= two_step.WARN_AT_CODES,
        "certificate": queries.certificate_of(user),
        "last_sign_in": parse_datetime(request.session.get(LAST_SIGN_IN_KEY, "")),
        "message_form": MessageChoiceForm(initial={"show_again": "always" if user.security_message_always else "once"}),
    }
    return render(request, "accounts/security.html", context)


@require_POST
@applicant_required
def message_choice(request: HttpRequest) -> HttpResponse:
    """When to see the security message."""
    form = MessageChoiceForm(request.POST)
    if form.is_valid():
        consent.choose_display(person(request), always_show=form.cleaned_data["show_again"] == "always")
        messages.success(request, _("Your choice is saved."))
    return redirect("accounts:security")


@never_cache
@require_safe
def sessions(request: HttpRequest) -> HttpResponse:
    """Where the account is signed in."""
    rows = open_sessions.opened(person(request), current=session_hash(request), at=clock.now())
    return render(request, "accounts/sessions.html", {"rows": rows})


@require_POST
def end_one(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Sign out one device."""
    if not open_sessions.end(person(request), public_id, at=clock.now()):
        raise Http404
    messages.success(request, _("The device is signed out."))
    return redirect("accounts:sessions")


@require_POST
def end_others(request: HttpRequest) -> HttpResponse:
    """Sign out everywhere but here."""
    open_sessions.end_all(person(request), at=clock.now(), but=session_hash(request))
    messages.success(request, _("Every other device is signed out."))
    return redirect("accounts:sessions")
