"""The second step again, for acts that matter: signing, paying, exporting, changing credentials (decisions 24)."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from mycic import clock

SESSION_KEY = "second_step_at"
FRESH_SECONDS = 15 * 60
P = ParamSpec("P")


def is_fresh(session: Any) -> bool:
    """Tell whether the session's second step is at most fifteen minutes old."""
    done_at = session.get(SESSION_KEY)
    return isinstance(done_at, int | float) and 0 <= clock.now().timestamp() - done_at <= FRESH_SECONDS


def fresh_second_step_required(
    view: Callable[Concatenate[HttpRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Send a person whose second step is older than fifteen minutes through it again, then back to this page."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if is_fresh(request.session):
            return view(request, *args, **kwargs)
        return redirect(f"{reverse('accounts:step_up')}?{urlencode({'next': request.get_full_path()})}")

    return guarded
