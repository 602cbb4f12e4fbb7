"""One guard for every page: closed unless it stands on the list of open ones (R1.40).

Also here, because they touch every request of a session: its last use, what was typed when it ended, and the desk's
language.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY, get_user
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import ResolverMatch, reverse
from django.utils import translation
from django.utils.crypto import constant_time_compare
from django.utils.functional import SimpleLazyObject

from accounts.choices import KEPT_MAX_BYTES, Realm
from accounts.models import User
from accounts.services import filling, kept, officers
from accounts.sessions import KEPT_KEY, LANGUAGE_KEY, REALM_KEY, SECOND_STEP_KEY, SessionStore, ends_at
from mycic import addresses, clock
from mycic.forms.base import SWITCH
from mycic.middleware.strict_input import declared_length

# Pages that anybody may open. A test walks every named route and compares.
OPEN = frozenset(
    {
        "accounts:certificate_status",
        "accounts:confirm_email",
        "accounts:email_undo",
        "accounts:invitation",
        "accounts:lost_second_step",
        "accounts:new_code",
        "accounts:register",
        "accounts:reset_password",
        "accounts:reset_password_done",
        "accounts:reset_password_new",
        "accounts:second_step",
        "accounts:second_step_setup",
        "accounts:security_message",
        "accounts:sign_in",
        "accounts:sign_out",
        "accounts:signed_out",
        "admin:login",
        "applications:assess",
        "applications:assessment",
        "applications:keep_result",
        "applications:own_part",
        "applications:program",
        "applications:sandbox",
        "applications:verify",
        "applications:verify_offline",
        "healthz",
        "issuing_certificate",
        "mycic:accessibility",
        "mycic:before",
        "mycic:contact",
        "mycic:design",
        "mycic:home",
        "mycic:privacy",
        "mycic:recognise",
        "mycic:security",
        "mycic:services",
        "payment_message",
        "readyz",
        "revocation_list",
        "robots",
        "root_certificate",
        "sitemap",
        "splash",
        "verify_short",
    }
)
# Pages of a signed-in person of any realm.
SHARED = frozenset(
    {
        "accounts:change_password",
        "accounts:end_session",
        "accounts:end_other_sessions",
        "accounts:new_totp",
        "accounts:recovery_codes",
        "accounts:recovery_codes_kept",
        "accounts:security",
        "accounts:sessions",
        "accounts:stay",
        "accounts:step_up",
    }
)
# What is typed here is never kept: signing and paying are done afresh (decisions 23).
NEVER_KEPT = frozenset({"applications:sign", "applications:pay", "applications:send"})
POLL_HEADER = "X-MyCIC-Poll"


class SessionPersonMiddleware(AuthenticationMiddleware):
    """Takes the person from the session's row, which was read with it: one query for both."""

    def process_request(self, request: HttpRequest) -> None:
        """Set ``request.user``, found when it is first asked for."""
        super().process_request(request)
        request.user = SimpleLazyObject(partial(_person_of, request))  # type: ignore[assignment] # as Django does


def _person_of(request: HttpRequest) -> AbstractBaseUser | AnonymousUser:
    """Return who is signed in; whatever is not as it should be is left to Django, which then ends the session."""
    session = request.session
    proof = session.get(HASH_SESSION_KEY, "")
    row = session.row if isinstance(session, SessionStore) else None
    person = row.user if row is not None else None
    if person is None or not person.is_active or str(person.pk) != session.get(SESSION_KEY):
        return get_user(request)
    return person if constant_time_compare(proof, person.get_session_auth_hash()) else get_user(request)


class SecondStepMiddleware:
    """Lets nobody pass a closed page who has not passed the second step, and nobody into the other realm."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Serve, then fill in what was kept and forget what was sent."""
        response = self.get_response(request)
        # Only a session that was read by the page can hold something for it: a visitor's request asks nothing here.
        if getattr(request, "realm", None) and clock.now().timestamp() < request.session.get(KEPT_KEY, 0):
            return _with_kept(request, response)
        return response

    def process_view(
        self, request: HttpRequest, _view: Callable[..., Any], _args: Any, _kwargs: Any
    ) -> HttpResponseBase | None:
        """Decide before the view runs."""
        match = request.resolver_match
        if match is None or _is_open(match):
            return None
        if not request.user.is_authenticated or SECOND_STEP_KEY not in request.session:
            return _send_to_sign_in(request, match)
        realm = request.session.get(REALM_KEY)
        wanted = _realm_of(match)
        if realm != wanted and match.view_name not in SHARED:
            raise Http404
        _note_use(request, str(realm))
        if realm == Realm.DESK:
            _speak(request, match)
        return None


def _is_open(match: ResolverMatch) -> bool:
    return match.view_name in OPEN


def _is_desk(match: ResolverMatch) -> bool:
    return "admin" in match.app_names or "desk" in match.app_names


def _realm_of(match: ResolverMatch) -> Realm:
    if _is_desk(match):
        return Realm.DESK
    return Realm.SCHOOL if "schools" in match.app_names else Realm.APPLICANT


def _note_use(request: HttpRequest, realm: str) -> None:
    """Remember the use of the session (a page that only polls does not count) and when it will end."""
    session = request.session
    request.realm = realm  # type: ignore[attr-defined]
    if isinstance(session, SessionStore) and session.row is not None:
        if POLL_HEADER not in request.headers:
            session.touch(clock.now())
        request.session_ends_at = ends_at(session.row)  # type: ignore[attr-defined]


def _speak(request: HttpRequest, match: ResolverMatch) -> None:
    """Answer an officer in their language: the desk's addresses name none, unlike those of the shared pages."""
    if not _is_desk(match):
        return
    officer, session = request.user, request.session
    assert isinstance(officer, User)  # noqa: S101 - settled by the guard
    spoken = session.get(LANGUAGE_KEY) or officer.language
    chosen = request.POST.get(SWITCH, "")
    if chosen in dict(settings.LANGUAGES):
        session[LANGUAGE_KEY] = spoken = chosen
        officers.choose_language(officer, chosen)
    translation.activate(spoken)
    request.LANGUAGE_CODE = spoken


def _send_to_sign_in(request: HttpRequest, match: ResolverMatch) -> HttpResponseBase:
    page = addresses.shown_at(request)
    if request.method == "POST":
        _keep(request, match)
    response = redirect_to_login(page, reverse("accounts:sign_in"))
    if _had_session(request):
        # The dead cookie stays: a save in the background must not take from the page, which is sent a moment later,
        # the only sign of whose text it is. Signing in replaces it.
        request.COOKIES.pop(settings.SESSION_COOKIE_NAME, None)
        return redirect(f"{response['Location']}&ended=1")
    return response


def _page_of(request: HttpRequest) -> str:
    """Return the path of the page on which a form stood."""
    return addresses.shown_at(request).partition("?")[0]


def _had_session(request: HttpRequest) -> bool:
    return getattr(request.session, "ended_for", None) is not None


def _keep(request: HttpRequest, match: ResolverMatch) -> None:
    """Seal the text of a POST that met an ended session; never its files, passwords and codes."""
    owner = getattr(request.session, "ended_for", None)
    length = declared_length(request)
    if owner is None or not 0 < length <= KEPT_MAX_BYTES or match.view_name in NEVER_KEPT or _is_desk(match):
        return
    if request.content_type not in {"application/x-www-form-urlencoded", "multipart/form-data"}:
        return
    kept.keep(owner, _page_of(request), dict(request.POST.lists()), at=clock.now())


def _with_kept(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    owner = request.user.pk
    assert owner is not None  # noqa: S101 - only a signed-in person's request carries a realm
    if request.method == "POST":
        if response.status_code < 400:  # noqa: PLR2004 - the page took what was typed
            kept.forget(owner, _page_of(request))
        return response
    if request.method != "GET" or response.status_code != 200 or not isinstance(response, HttpResponse):  # noqa: PLR2004
        return response
    if not response.get("Content-Type", "").startswith("text/html"):
        return response
    values = kept.find(owner, request.path, at=clock.now())
    if values:
        response.content = filling.fill(response.content.decode(), values).encode()
        if "Content-Length" in response:
            response["Content-Length"] = str(len(response.content))
    return response
