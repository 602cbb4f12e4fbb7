"""Forms are protected without a cookie for visitors: the list of the prototype, and its dark corners."""

from typing import Any

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template import engines
from django.test import Client
from django.urls import path
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from accounts.models import User
from accounts.sessions import SessionStore
from mycic import urls as portal
from privacy.decorators import check_session_token

HERE = "https://testserver"
PAGE = "<form method='post'>{% csrf_token %}</form>"


def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse(engines["django"].from_string(PAGE).render({}, request))


def own_body(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(check_session_token(request)))


own_body.reads_own_body = True  # type: ignore[attr-defined]


def token(request: HttpRequest) -> HttpResponse:
    return HttpResponse(get_token(request))


urlpatterns = [
    path("form/", page, name="form"),
    path("protected/", csrf_protect(page), name="protected"),
    path("exempt/", csrf_exempt(page), name="exempt"),
    path("hook/", page, name="hook"),
    path("own/", own_body, name="own"),
    path("token/", token, name="token"),
    *portal.urlpatterns,
]

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.privacy.test_middleware")]


@pytest.fixture(autouse=True)
def bare_stack(settings: Any) -> None:
    """Leave out what other areas put around it: sign-in duties, strict input."""
    settings.MIDDLEWARE = [
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.locale.LocaleMiddleware",
        "privacy.middleware.SameOriginMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
    ]


@pytest.fixture
def browser() -> Client:
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def with_session(browser: Client) -> Client:
    """A browser with a living session and its token."""
    store = SessionStore()
    store["hello"] = 1
    store.create()
    browser.cookies[settings.SESSION_COOKIE_NAME] = str(store.session_key)
    return browser


def send(browser: Client, path: str = "/form/", data: Any = None, **headers: str) -> Any:
    return browser.post(path, data or {}, secure=True, headers=headers)


def secret_of(browser: Client) -> str:
    html = browser.get("/form/", secure=True).content.decode()
    return html.split('value="')[1].split('"')[0]


@pytest.mark.requirement("R2.2", "R4.3")
def test_a_visitor_gets_neither_cookie_nor_token(browser: Client) -> None:
    answer = browser.get("/form/", secure=True)
    assert b"csrfmiddlewaretoken" not in answer.content
    assert not answer.cookies


@pytest.mark.requirement("R4.3")
@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Origin": HERE}, 200),
        ({"Referer": f"{HERE}/en/somewhere/"}, 200),
        ({"Sec-Fetch-Site": "cross-site", "Origin": HERE, "Referer": f"{HERE}/"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "none"}, 403),
        ({"Sec-Fetch-Site": ""}, 403),
        ({"Origin": "https://evil.testserver"}, 403),
        ({"Origin": "http://testserver"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "null", "Referer": f"{HERE}/"}, 403),
        ({"Origin": "https://testserver:8443"}, 403),
        ({"Referer": "https://testserver.evil.example/"}, 403),
        ({"Referer": "https://testserver@evil.example/"}, 403),
        ({"Referer": "https://[broken/"}, 403),
        ({}, 403),
    ],
)
def test_a_visitor_needs_proof_of_origin(browser: Client, headers: dict[str, str], status: int) -> None:
    answer = send(browser, **headers)
    assert answer.status_code == status
    assert not answer.cookies


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_every_unsafe_method_needs_it(browser: Client, method: str) -> None:
    assert getattr(browser, method)("/form/", secure=True).status_code == 403


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_safe_methods_need_nothing(browser: Client, method: str) -> None:
    assert getattr(browser, method)("/form/", secure=True).status_code == 200


def test_djangos_own_protected_views_follow_the_same_rule(browser: Client) -> None:
    assert send(browser, "/protected/", **{"Sec-Fetch-Site": "same-origin"}).status_code == 200
    assert send(browser, "/protected/").status_code == 403


def test_an_exempt_decorator_opens_nothing_but_the_list_does(browser: Client, settings: Any) -> None:
    settings.SAME_ORIGIN_EXEMPT = frozenset({"hook"})
    assert send(browser, "/exempt/").status_code == 403
    assert send(browser, "/hook/").status_code == 200


def test_with_a_session_the_token_is_needed_as_well(with_session: Client) -> None:
    same = {"Sec-Fetch-Site": "same-origin"}
    assert send(with_session, **same).status_code == 403
    value = secret_of(with_session)
    assert send(with_session, data={"csrfmiddlewaretoken": value}, **same).status_code == 200
    assert send(with_session, **same, **{"X-CSRFToken": value}).status_code == 200
    assert send(with_session, data={"csrfmiddlewaretoken": value}).status_code == 403
    assert send(with_session, data={"csrfmiddlewaretoken": "x" * 64}, **same).status_code == 403
    assert send(with_session, data={"csrfmiddlewaretoken": "short"}, **same).status_code == 403


def test_a_token_stays_good_while_pages_are_read(with_session: Client) -> None:
    value = secret_of(with_session)
    secret_of(with_session)
    with_session.get("/token/", secure=True)
    same = {"Sec-Fetch-Site": "same-origin"}
    assert send(with_session, data={"csrfmiddlewaretoken": value}, **same).status_code == 200


def test_the_token_of_another_session_is_refused(with_session: Client) -> None:
    value = secret_of(with_session)
    other = SessionStore()
    other.create()
    with_session.cookies[settings.SESSION_COOKIE_NAME] = str(other.session_key)
    assert (
        send(with_session, data={"csrfmiddlewaretoken": value}, **{"Sec-Fetch-Site": "same-origin"}).status_code == 403
    )


def test_an_old_cookie_is_a_visitor(browser: Client) -> None:
    """Its session is over: the request acts for nobody, so proof of origin is enough and the text can be kept."""
    browser.cookies[settings.SESSION_COOKIE_NAME] = "no-such-session"
    assert b"csrfmiddlewaretoken" not in browser.get("/form/", secure=True).content
    assert send(browser, **{"Sec-Fetch-Site": "same-origin"}).status_code == 200
    assert send(browser).status_code == 403


def test_asking_for_a_token_begins_no_session(browser: Client) -> None:
    assert not browser.get("/token/", secure=True).cookies


def test_a_view_that_reads_its_own_body_checks_the_token_itself(with_session: Client) -> None:
    same = {"Sec-Fetch-Site": "same-origin"}
    value = secret_of(with_session)
    assert send(with_session, "/own/", **same).content == b"False"
    assert send(with_session, "/own/", data={"csrfmiddlewaretoken": value}, **same).content == b"True"
    assert send(with_session, "/own/").status_code == 403


def test_a_visitor_needs_no_token_in_such_a_view(browser: Client) -> None:
    assert send(browser, "/own/", **{"Sec-Fetch-Site": "same-origin"}).content == b"True"


def test_tests_that_do_not_ask_for_checks_are_left_alone() -> None:
    assert Client().post("/form/", secure=True).status_code == 200


@pytest.mark.urls("mycic.urls")
@pytest.mark.parametrize(("language", "words"), [("en", "What you can do"), ("fr", "What you can do")])
def test_the_refusal_says_what_to_do(browser: Client, language: str, words: str) -> None:
    answer = browser.post(f"/{language}/", secure=True)
    with translation.override(language):
        expected = str(translation.gettext(words))
    assert answer.status_code == 403
    assert expected in answer.content.decode()
    assert f'<html lang="{language}' in answer.content.decode()


def test_signing_in_starts_the_token(person: User, browser: Client) -> None:
    browser.force_login(person)
    assert secret_of(browser)
