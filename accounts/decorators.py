"""Who may open a page; for the views of every floor above."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from accounts import queries
from accounts.choices import Realm
from accounts.sessions import ENROLLED_KEY, REALM_KEY, SECOND_STEP_KEY

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
