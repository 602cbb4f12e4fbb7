"""The frame around every page: who is signed in, where they can go, and the way to the other language."""

import datetime as dt
from typing import Any

import pytest
from django.http import HttpRequest
from django.shortcuts import render
from django.test import Client, RequestFactory
from django.urls import resolve, reverse
from django.utils.translation import override

from accounts.sessions import SessionStore
from mycic import addresses, clock, context_processors, navigation, offers
from mycic.operator import operator
from mycic.views.pages import service_groups
from tests.mycic.ui import reading


@pytest.mark.requirement("R0.12")
def test_signing_out_is_one_button_on_every_page_of_a_signed_in_person(applicant_client: Client) -> None:
    response = applicant_client.get(reverse("mycic:home"))
    root = reading.parse(response.content)
    forms = {form.get("action"): form for form in root.iter("form")}
    sign_out = forms[reverse("accounts:sign_out")]
    assert sign_out.get("method") == "post"
    assert "Sign out" in "".join(sign_out.itertext())
    assert "no-store" in response["Cache-Control"]
    assert f'href="{reverse("accounts:sign_in")}"' not in response.content.decode()


@pytest.mark.requirement("R1.41")
def test_a_visitor_sees_the_way_in() -> None:
    page = Client().get(reverse("mycic:home"), secure=True).content.decode()
    assert f'href="{reverse("accounts:sign_in")}"' in page
    assert f'href="{reverse("accounts:register")}"' in page
    assert reverse("accounts:sign_out") not in page


@pytest.fixture
def entries(monkeypatch: pytest.MonkeyPatch) -> None:
    """Start without the places that the apps registered."""
    monkeypatch.setattr(navigation, "_entries", [])


def test_places_are_ordered_counted_and_shown_only_to_those_who_have_them(entries: None) -> None:
    def three(_request: HttpRequest) -> int:
        return 3

    navigation.register(navigation.Entry("mycic:contact", "Second", 20, count=three, count_label="new"))
    navigation.register(navigation.Entry("mycic:home", "First", 10))
    navigation.register(navigation.Entry("mycic:privacy", "Hidden", 15, shown=lambda _request: False))
    navigation.register(navigation.Entry("no:such-page", "Missing", 5))
    navigation.register(navigation.Entry("mycic:home", "First again", 10))
    rows = navigation.items(RequestFactory().get("/en/"))
    assert [(row["label"], row["count"]) for row in rows] == [("First again", 0), ("Second", 3)]


@pytest.mark.requirement("R2.1")
def test_on_a_form_page_the_toggle_sends_the_form() -> None:
    page = render(RequestFactory().get("/en/"), "base.html", {"toggle_form": "answers"})
    root = reading.parse(page.content)
    button = next(node for node in root.iter("button") if node.get("name") == "switch_language")
    assert (button.get("form"), button.get("value"), button.get("lang")) == ("answers", "fr", "fr")
    assert button.get("formnovalidate") is not None


def test_enter_in_a_box_never_presses_the_toggle() -> None:
    page = render(RequestFactory().get("/en/"), "base.html", {"toggle_form": "answers"})
    buttons = [node for node in reading.parse(page.content).iter("button") if node.get("form") == "answers"]
    first = buttons[0]
    assert (first.get("type"), first.get("name"), first.get("formaction")) == ("submit", None, None)
    assert (first.get("tabindex"), first.get("aria-hidden")) == ("-1", "true")


def test_the_end_of_a_session_is_told_without_a_script() -> None:
    ends = {
        "at": dt.datetime(2026, 3, 9, 18, 42, tzinfo=dt.UTC),
        "seconds": 600,
        "extend_url": "/en/stay-signed-in/",
        "next": "/en/",
    }
    request = RequestFactory().get("/en/")
    request.session = SessionStore()
    page = render(request, "base.html", {"session_ends": ends}).content.decode()
    assert "You will be signed out at 2:42" in page
    assert '<form method="post" action="/en/stay-signed-in/"' in page


def test_staying_signed_in_keeps_what_is_typed_without_a_script(applicant_client: Client) -> None:
    """The button sends the form of the page, which comes back with everything in it."""
    url = reverse("accounts:change_phone")
    root = reading.parse(applicant_client.get(url).content)
    button = next(node for node in root.iter("button") if "Stay signed in" in "".join(node.itertext()))
    assert (button.get("form"), button.get("formaction")) == ("typed", url)
    form = next(node for node in root.iter("form") if node.get("id") == "typed")
    sent = {str(node.get("name")): node.get("value", "") for node in form.iter("input")}
    with clock.shifted(dt.timedelta(minutes=19)):
        page = applicant_client.post(url, {**sent, "phone": "613 55", str(button.get("name")): button.get("value")})
        assert page.status_code == 200
        assert 'value="613 55"' in page.content.decode()
    with clock.shifted(dt.timedelta(minutes=38)):
        assert applicant_client.get(url).status_code == 200


def test_links_of_a_refused_form_lead_to_the_page_on_which_it_stood(applicant_client: Client) -> None:
    """What takes the form takes nothing else, so a link to it would lead nowhere."""
    page, taker = reverse("accounts:change_address"), reverse("accounts:change_language")
    with override("fr"):
        french = reverse("accounts:change_address")
    for came_from, english, other in (
        (f"https://testserver{page}?a=b", f"{page}?a=b", f"{french}?a=b"),
        (f"https://testserver{french}", page, french),
        (f"https://elsewhere.example{page}", taker, None),
        ("https://[broken", taker, None),
        ("https://testserver/en/nowhere/", taker, None),
    ):
        request = RequestFactory().post(taker, headers={"Referer": came_from, "Host": "testserver"}, secure=True)
        request.resolver_match = resolve(taker)
        assert addresses.shown_at(request) == english
        if other:
            assert context_processors.same_page(request, "fr") == other


@pytest.mark.requirement("R1.1")
def test_the_operator_is_named_in_the_language_of_the_page(settings: Any) -> None:
    settings.OPERATOR = {**settings.OPERATOR, "NAME_FR": "Bureau", "ADDRESS_FR": "1, rue A| Ottawa |", "PHONE": "911"}
    who = operator("fr-CA")
    assert (who.name, who.one_line, who.phone_link) == ("Bureau", "1, rue A, Ottawa", "+911")
    assert operator("en").name != "Bureau"


@pytest.mark.requirement("R1.31")
def test_a_service_that_is_ready_replaces_its_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(offers, "_services", dict(offers._services))
    (planned,) = next(group for group in service_groups() if group["services"][0]["group"] == "protection")["services"]
    assert planned["url"] == ""
    offers.register(offers.Service("refugee-claim", "protection", "Refugee claim", "s", url_name="mycic:contact"))
    (ready,) = next(group for group in service_groups() if group["services"][0]["group"] == "protection")["services"]
    assert ready["url"] == reverse("mycic:contact")
