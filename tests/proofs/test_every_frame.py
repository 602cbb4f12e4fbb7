"""What stands on every page, whoever looks: the way out, the way to the other language, to contact and to privacy."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import override

from accounts.middleware import OPEN
from mycic.operator import operator
from mycic.views import errors
from tests.accounts import people
from tests.proofs.test_hostile_pages import pages_of
from tests.proofs.test_strangers import world
from tests.routes import all_routes

__all__ = ["world"]

pytestmark = pytest.mark.django_db

_PLUGIN = re.compile(r"<(?:object|embed|applet)\b|application/(?:x-)?java", re.IGNORECASE)


def is_page(answer: Any) -> bool:
    return answer.status_code == 200 and str(answer.headers.get("Content-Type", "")).startswith("text/html")


def opened(client: Client, routes: Any) -> Iterator[tuple[str, Any]]:
    """Open each address that has a language; return those that are pages."""
    for route in routes:
        if not route.path.startswith(("/en/", "/fr/", "/desk/")):
            continue
        answer = client.get(route.path)
        if is_page(answer):
            yield route.name, answer


def missing_from(page: str, language: str) -> list[str]:
    """Return what a frame in a language should have and does not."""
    other = {"en": ("fr", "Français"), "fr": ("en", "English")}[language]
    with override(language):
        who = operator(language)
        wanted = {
            "home": f'<a class="mc-wordmark" href="{reverse("mycic:home")}"',
            "brand": f">{escape(who.brand)}</a>",
            "operator": escape(who.name),
            "contact": f'<li><a href="{reverse("mycic:contact")}">',
            "privacy": f'<li><a href="{reverse("mycic:privacy")}">',
            "security": f'<li><a href="{reverse("mycic:security")}">',
        }
    found = [name for name, text in wanted.items() if text not in page]
    if f'lang="{other[0]}' not in page or other[1] not in page:
        found.append("language")
    return found + (["a plug-in"] if _PLUGIN.search(page) else [])


@pytest.mark.requirement("R1.1", "R1.63", "R2.1", "R2.7", "R4.1", "R4.49")
@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_page_of_a_visitor_has_its_frame(visitor: Client, language: str) -> None:
    routes = [route for route in all_routes(language) if route.name in OPEN]
    pages = dict(opened(visitor, routes))
    assert {"mycic:home", "mycic:contact", "accounts:register", "accounts:sign_in", "applications:verify"} <= set(pages)
    faults = {name: missing_from(answer.content.decode(), language) for name, answer in pages.items()}
    assert {name: fault for name, fault in faults.items() if fault} == {}


@pytest.mark.requirement("R4.1", "R4.49")
@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("status", [400, 403, 404, 405, 409, 413, 422, 429, 503])
def test_every_error_page_has_its_frame(status: int, language: str) -> None:
    with override(language):
        page = errors.error_page(RequestFactory().get(f"/{language}/x/"), status).content.decode()
    assert missing_from(page, language) == []


@pytest.mark.requirement("R4.49")
def test_the_pages_in_both_languages_lead_to_contact_too(visitor: Client) -> None:
    bodies = [visitor.get("/").content, *(errors.static_page(status) for status in (500, 503))]
    for language in ("en", "fr"):
        with override(language):
            link = f'<a href="{reverse("mycic:contact")}"'
        assert all(link in body.decode() for body in bodies), language


@pytest.mark.requirement("R0.12", "R0.14", "R1.1", "R1.63", "R2.7", "R4.1", "R4.49")
def test_every_page_of_a_signed_in_person_has_its_frame_and_is_never_stored(
    world: dict[str, Any],
    applicant_client: Client,
) -> None:
    pages = dict(opened(applicant_client, pages_of(world, at_the_desk=False)))
    assert len(pages) > 30
    sign_out = f'<form method="post" action="{reverse("accounts:sign_out")}"'
    faults = {}
    for name, answer in pages.items():
        page = answer.content.decode()
        faults[name] = missing_from(page, "en")
        if page.count(sign_out) != 1:
            faults[name].append("sign out")
        if "no-store" not in answer.headers["Cache-Control"]:
            faults[name].append("may be stored")
    assert {name: fault for name, fault in faults.items() if fault} == {}


@pytest.mark.requirement("R0.12", "R0.14")
def test_every_page_of_the_desk_has_its_way_out_and_is_never_stored(
    world: dict[str, Any],
    officer_client: Client,
) -> None:
    pages = dict(opened(officer_client, pages_of(world, at_the_desk=True)))
    assert len(pages) > 8
    for name, answer in pages.items():
        assert f'action="{reverse("accounts:sign_out")}"' in answer.content.decode(), name
        assert "no-store" in answer.headers["Cache-Control"], name


@pytest.mark.requirement("R0.14")
def test_nothing_that_a_signed_in_person_fetches_may_be_stored(
    world: dict[str, Any],
    applicant_client: Client,
) -> None:
    """Files, pictures, letters and answers to scripts are as private as the pages."""
    for route in pages_of(world, at_the_desk=False):
        if route.name not in OPEN:
            stored = applicant_client.get(route.path).headers.get("Cache-Control", "")
            assert "no-store" in stored, route.name


@pytest.mark.requirement("R0.19")
@pytest.mark.parametrize("agent", ["", "NetPositive/2.2", "Mozilla/4.0 (compatible; MSIE 6.0)", "x" * 2000, "curl/8"])
def test_no_browser_is_turned_away_by_its_name(visitor: Client, agent: str) -> None:
    for name in ("mycic:home", "accounts:sign_in", "accounts:register"):
        assert visitor.get(reverse(name), headers={"User-Agent": agent}).status_code == 200


@pytest.mark.requirement("R0.4")
def test_the_cookie_travels_encrypted_only(visitor: Client, applicant: Any) -> None:
    answer = visitor.post(people.url("sign_in", "en"), {"login": applicant.username, "password": people.PASSWORD})
    (cookie,) = answer.cookies.values()
    assert cookie.key == settings.SESSION_COOKIE_NAME == "__Host-mycic"
    assert (cookie["secure"], cookie["httponly"], cookie["path"]) == (True, True, "/")
    assert cookie["samesite"] == "Lax"
