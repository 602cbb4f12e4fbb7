"""Answers that several pages of this floor give: slow down, busy, a service's refusal beside its field."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.choices import KNOWN_FOR
from accounts.models import User
from accounts.services import two_step
from accounts.sessions import SETUP_KEY, key_hash
from mycic import clock
from mycic.exceptions import DomainError
from mycic.forms import Form, render_form

TYPED_FORM = "typed"
KNOWN_COOKIE = "known" if settings.PLAIN_HTTP else "__Host-known"
KNOWN_SECONDS = int(KNOWN_FOR.total_seconds())


def too_many(request: HttpRequest, seconds: int) -> HttpResponse:
    """Say when to try again, as a clock time."""
    again = clock.now() + timedelta(seconds=seconds)
    response = render(request, "accounts/too_many.html", {"again": again}, status=429)
    response["Retry-After"] = str(seconds)
    return response


def busy(request: HttpRequest) -> HttpResponse:
    """Say that many people sign in at this moment."""
    response = render(request, "accounts/busy.html", status=503)
    response["Retry-After"] = "5"
    return response


def typed_page(request: HttpRequest, template: str, context: Mapping[str, Any], form: Form) -> HttpResponse:
    """Render a page whose form (``id="typed"``) the language toggle brings along: nothing typed is lost."""
    return render_form(request, template, {"toggle_form": TYPED_FORM, "toggle_shows_back": True, **context}, form)


def refuse(form: forms.BaseForm, field: str | None, error: DomainError) -> None:
    """Put a service's sentence beside the field that it is about."""
    form.add_error(field, str(error))


def person(request: HttpRequest) -> User:
    """Return who is signed in; the page's guard has made sure that somebody is."""
    assert isinstance(request.user, User)  # noqa: S101 - settled by the guard
    return request.user


def session_hash(request: HttpRequest) -> str:
    """Return the key hash of the present session."""
    return key_hash(request.session.session_key or "")


def set_up_totp(request: HttpRequest, user: User, *, at: datetime) -> two_step.Setup:
    """Return the seed of a new authenticator app: the same for this session, another one for any other."""
    setup = two_step.begin_totp(user, at=at, seen=request.session.get(SETUP_KEY, ""))
    request.session[SETUP_KEY] = setup.device_id
    return setup
