"""People for tests, made through the services only."""

import gzip
from datetime import timedelta
from typing import Any, cast

from django.conf import settings
from django.contrib.auth import login
from django.forms import BaseForm
from django.http import HttpRequest
from django.test import Client
from django.test.utils import ContextList
from django.urls import reverse
from django.utils import translation

from accounts import adapter
from accounts.choices import Role
from accounts.models import Invitation, PendingRegistration, User
from accounts.services import enrolment, officers, registration, two_step
from accounts.services.hashing import token_hash
from accounts.sessions import SessionStore
from mycic import clock
from mycic.crypto.fields import system_vault
from mycic.models import Job
from privacy.services import notices

PASSWORD = "copper kettle on a windy shelf"


class Browser(Client):
    """Django's client over HTTPS, proving the same origin as a browser does."""

    def __init__(self, **defaults: Any) -> None:
        super().__init__(headers={"Sec-Fetch-Site": "same-origin"}, **defaults)

    def request(self, **request: Any) -> Any:
        answer = super().request(**{**request, "wsgi.url_scheme": "https", "SERVER_PORT": "443"})
        shows_notices(answer)
        return answer


def shows_notices(answer: Any) -> None:
    """Check, on every page that any test looks at, that a form that collects has its notice (R2.35)."""
    head_only = answer.request["REQUEST_METHOD"] == "HEAD"
    if answer.context is None or head_only or answer.request["PATH_INFO"].startswith("/desk/"):
        return
    drawn = answer.context if isinstance(answer.context, ContextList) else [answer.context]
    values = (value for layer in drawn for part in cast("Any", layer).dicts for value in part.values())
    packed = answer.headers.get("Content-Encoding") == "gzip"
    body = (gzip.decompress(answer.content) if packed else answer.content).decode()
    for form in values:
        collects = getattr(form, "collects", None) if isinstance(form, BaseForm) else None
        # A closed page may still carry the form that it does not draw.
        if collects and any(f'name="{form.add_prefix(name)}"' in body for name in form.fields):
            assert f'data-notice="{notices.current(collects).pk}"' in body, collects


def email_code(user: User) -> str:
    """Return the code that waits in the outbox for this person."""
    pending = PendingRegistration.objects.get(user=user)
    for job in Job.objects.filter(name="mycic.deliver_mail").order_by("-run_at"):
        secret = system_vault().read(job, "secret")
        if secret and job.ids.get("user_id") == str(pending.user_id) and "code" in secret:
            return str(secret["code"])
    raise AssertionError("no code was mailed")


def register(username: str, email: str, *, password: str = PASSWORD, language: str = "en") -> User:
    """Take all three steps of registration."""
    at = clock.now()
    user = registration.begin(
        username=username, email=email, password=password, language=language, always_show=False, at=at
    )
    registration.confirm_email(user, email_code(user), at=at)
    two_step.begin_totp(user, at=at)
    # The code of one step earlier is used up here, so that a test can type the present one.
    past = at - timedelta(seconds=30)
    registration.finish(user, two_step.present_code(user, at=past), at=at)
    user.refresh_from_db()
    return user


IDENTITY: dict[str, Any] = {
    "family_name": "Okonkwo",
    "given_name": "Amara Chidinma",
    "one_name": False,
    "preferred_name": "",
    "birth_date": "1999-04-17",
    "nationality": "NG",
    "stateless": False,
    "document_kind": "passport",
    "document_number": "A01234567",
    "document_country": "NG",
    "document_expiry": "2031-05-30",
    "no_document_reason": "",
    "client_number": "",
}
ADDRESS = {
    "street": "14 Elm Street, apartment 3",
    "city": "Kingston",
    "region": "ON",
    "postal_code": "K7L 1A1",
    "country": "CA",
    "since": "2025-09-01",
}


def enrol(user: User, **identity: Any) -> User:
    """Enrol in MyCIC."""
    enrolment.enrol(
        user,
        identity=enrolment.Identity(**{**IDENTITY, **identity}),
        contact=enrolment.Contact(address=enrolment.Address(**ADDRESS), phone="+16135550142"),
        language=user.language,
        notice_version=1,
        at=clock.now(),
    )
    return user


def officer(username: str, role: Role, unit: str = "Kingston") -> User:
    """Invite somebody to the desk, with a supervisor's yes if there is one already, and accept in their name."""
    at = clock.now()
    boss = User.objects.filter(role=Role.SUPERVISOR).first()
    token = officers.invite(username=username, email=f"{username}@desk.example", role=role, unit=unit, by=None, at=at)
    if boss is not None:
        officers.confirm(Invitation.objects.get(token_hash=token_hash(token)), by=boss, at=at)
    user = officers.accept(token, password=PASSWORD, language="en", at=at)
    two_step.begin_totp(user, at=at)
    past = at - timedelta(seconds=30)
    registration.finish(user, two_step.present_code(user, at=past), at=at)
    return user


def signed_in(user: User, client: Client | None = None) -> Client:
    """Return a browser in which this person has signed in and passed the second step."""
    client = client or Browser()
    open_session(client, user)
    return client


def open_session(client: Client, user: User) -> None:
    """Write the session that the sign-in would write; the sign-in itself has tests of its own."""
    request = HttpRequest()
    request.META["HTTP_USER_AGENT"] = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
    request.session = SessionStore()
    login(request, user, backend=adapter.BACKEND)
    adapter.open_session(request, user, shared=False, last=None, at=clock.now())
    request.session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = request.session.session_key or ""


def url(name: str, lang: str, **kwargs: Any) -> str:
    """Return the address of a page of this floor in one language."""
    with translation.override(lang):
        return reverse(f"accounts:{name}", kwargs=kwargs)
