"""Who may open a page, and where somebody goes next; for the views of every floor above."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language

from accounts import queries
from accounts.choices import Realm
from accounts.sessions import ENROLLED_KEY, REALM_KEY, SECOND_STEP_KEY
from mycic import addresses

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def is_signed_in(request: HttpRequest, realm: Realm) -> bool:
    """Tell whether the session passed the second step and belongs to this side of the house."""
    return (
        request.user.is_authenticated and SECOND_STEP_KEY in request.session and request.session.get(REALM_KEY) == realm
    )


def applicant_required(view: View[P]) -> View[P]:
    """Let in an applicant who passed the second step; an officer's session finds no such page."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if is_signed_in(request, Realm.APPLICANT):
            return view(request, *args, **kwargs)
        if request.user.is_authenticated:
            raise Http404
        return redirect_to_login(request.get_full_path(), reverse("accounts:sign_in"))

    return guarded


def representative_required(view: View[P]) -> View[P]:
    """Let in a school's representative who passed the second step; nobody else finds such a page."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not is_signed_in(request, Realm.SCHOOL):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def enrolled_required(view: View[P]) -> View[P]:
    """Let in an applicant who passed the second step and enrolled in MyCIC; send others there first."""

    @applicant_required
    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.session.get(ENROLLED_KEY):
            if not queries.is_enrolled(request.user):  # type: ignore[arg-type] # signed in: settled above
                return redirect("accounts:enrol")
            request.session[ENROLLED_KEY] = True
        return view(request, *args, **kwargs)

    return guarded


def safe_next(request: HttpRequest, url: str) -> str:
    """Return a wanted page in the present language if it is one of this portal, else nothing."""
    same_site = url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())
    if not url.startswith("/") or url.startswith("//") or not same_site:
        return ""
    return addresses.in_language(url, get_language() or settings.LANGUAGE_CODE)


def home_of(request: HttpRequest) -> str:
    """Return where a person begins: the desk, the queue of a school, enrolment or the dashboard."""
    if request.session.get(REALM_KEY) == Realm.DESK:
        return reverse("admin:index")
    if request.session.get(REALM_KEY) == Realm.SCHOOL:
        return reverse(settings.SCHOOL_REDIRECT_URL)
    if not request.session.get(ENROLLED_KEY):
        return reverse("accounts:enrol")
    return reverse(settings.LOGIN_REDIRECT_URL)
