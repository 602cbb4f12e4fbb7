"""What only a browser can tell: axe finds nothing, nothing scrolls sideways, the small script improves the page."""

import os
import threading
import uuid
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from django.template.loader import render_to_string
from django.test import override_settings
from django.urls import reverse
from django.utils.translation import override
from playwright.sync_api import Browser, Page, expect, sync_playwright

from documents.queries import SlotView
from mycic import context_processors
from mycic.views.pages import PAGES

CHROMIUM = "/usr/bin/chromium"
PUBLIC = [f"mycic:{name}" for name in sorted(PAGES)] + ["mycic:design", "splash"]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="Chromium is not installed"),
]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A real browser; Playwright runs a loop, in which Django would refuse the database."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="module")
def origin(django_db_setup: Any, django_db_blocker: Any) -> Iterator[str]:
    """A server of our own, as a demonstration over plain HTTP, so that the living catalogue is there.

    The usual live server is shared and built with the settings of the suite, which send every request to HTTPS.
    """
    policy = {"DIRECTIVES": {**settings.CONTENT_SECURITY_POLICY["DIRECTIVES"], "upgrade-insecure-requests": False}}
    changed = override_settings(DEMO=True, SECURE_SSL_REDIRECT=False, CONTENT_SECURITY_POLICY=policy)
    with changed, django_db_blocker.unblock():
        context_processors.forget_frames()
        server = ThreadedWSGIServer(("127.0.0.1", 0), WSGIRequestHandler, allow_reuse_address=False)
        server.set_app(StaticFilesHandler(get_wsgi_application()))
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://localhost:{server.server_port}"
        server.shutdown()
        server.server_close()
        thread.join()


def _addresses(language: str) -> list[str]:
    with override(language):
        return [reverse(name) for name in PUBLIC]


def _faults(page: Page) -> list[str]:
    found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
    return [f"{page.url} {fault['id']} {node['html'][:90]}" for fault in found for node in fault["nodes"]]


@pytest.mark.parametrize(
    ("language", "width", "scheme"),
    [("en", 360, "light"), ("fr", 360, "dark"), ("en", 1280, "dark"), ("fr", 1280, "light")],
)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    chromium: Browser, origin: str, language: str, width: int, scheme: Any
) -> None:
    context = chromium.new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme, reduced_motion="reduce", bypass_csp=True
    )
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    faults: list[str] = []
    for address in _addresses(language):
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(origin + address)
        faults += _faults(page)
        page.set_viewport_size({"width": 320, "height": 640})
        if page.evaluate("document.documentElement.scrollWidth") > 320:
            faults.append(f"{address} scrolls sideways")
    context.close()
    assert faults == []
    assert errors == []


def test_forced_colours_and_strong_contrast_keep_everything_visible(chromium: Browser, origin: str) -> None:
    choices: list[dict[str, Any]] = [{"forced_colors": "active"}, {"contrast": "more"}]
    for options in choices:
        context = chromium.new_context(viewport={"width": 640, "height": 800}, bypass_csp=True, **options)
        page = context.new_page()
        page.goto(origin + _addresses("en")[PUBLIC.index("mycic:design")])
        assert _faults(page) == []
        context.close()


def test_the_script_only_improves_the_page(chromium: Browser, origin: str) -> None:
    context = chromium.new_context(viewport={"width": 640, "height": 800})
    page = context.new_page()
    blocked: list[str] = []
    page.on("console", lambda line: blocked.append(line.text) if "Content Security Policy" in line.text else None)
    page.goto(origin + _addresses("en")[PUBLIC.index("mycic:design")])
    assert page.evaluate("document.activeElement.hasAttribute('data-error-summary')")
    page.get_by_role("link", name="Enter an answer for “Family name”").click()
    assert page.evaluate("document.activeElement.id") == "id_bad-family_name"
    page.fill("#id_ok-password", "secret")
    page.locator("[data-password] button").first.click()
    assert page.get_attribute("#id_ok-password", "type") == "text"
    page.fill("#id_ok-story", "x" * 1990)
    expect(page.locator("#id_ok-story_count")).to_have_text("10 characters left")
    context.set_offline(True)
    page.wait_for_selector("[data-offline]:not([hidden])")
    context.close()
    assert blocked == []


def test_a_refused_file_is_marked_as_the_page_without_a_script_marks_it(chromium: Browser, origin: str) -> None:
    slot = SlotView(
        id=uuid.uuid4(),
        code="D04",
        title="Your permit",
        why="",
        is_required=True,
        takes_several=True,
        files=(),
        explanation="",
        explained_at=None,
        can_add=True,
        can_explain=True,
    )
    shown = {"slots": [slot], "dossier": SimpleNamespace(pk=uuid.uuid4()), "file_bytes": 1000}
    card = render_to_string("documents/_slots.html", shown)
    scripts = "".join(f'<script type="module" src="/static/js/{name}.js"></script>' for name in ("base", "upload"))
    context = chromium.new_context(viewport={"width": 360, "height": 800})
    page = context.new_page()
    page.route(
        f"{origin}/card", lambda route: route.fulfill(body=f"<main>{card}</main>{scripts}", content_type="text/html")
    )
    refusal = {"problems": ["setup.pdf: This is a program."], "next": "/"}
    page.route("**/add/**", lambda route: route.fulfill(status=422, json=refusal))
    page.goto(f"{origin}/card")
    control = page.locator("input[type=file]")
    control.set_input_files({"name": "setup.pdf", "mimeType": "application/pdf", "buffer": b"MZ"})
    button = page.get_by_role("button", name="Add this file (Your permit)", exact=True)
    button.click()
    alert = page.get_by_role("alert")
    expect(alert).to_have_text(refusal["problems"][0])
    expect(alert.locator("p.mc-error svg")).to_have_count(1)
    expect(page.locator(".mc-field[data-error]")).to_have_count(1)
    expect(control).to_have_attribute("aria-invalid", "true")
    assert alert.get_attribute("id") in (control.get_attribute("aria-describedby") or "").split()
    expect(control).to_be_focused()
    expect(button.locator(".mc-hidden")).to_have_text("(Your permit)")
    expect(button).not_to_have_attribute("aria-disabled", "true")
    context.close()


@pytest.mark.parametrize("scripts", [True, False])
def test_enter_sends_the_form_and_not_the_language_toggle(chromium: Browser, origin: str, scripts: bool) -> None:  # noqa: FBT001 - a parameter of the test
    context = chromium.new_context(java_script_enabled=scripts)
    page = context.new_page()
    page.goto(f"{origin}/en/sign-in/")
    page.press("#id_login", "Enter")
    expect(page.locator(".mc-summary")).to_contain_text("Enter an answer")
    assert page.url == f"{origin}/en/sign-in/"
    context.close()


def test_controls_are_large_enough_to_touch(chromium: Browser, origin: str) -> None:
    context = chromium.new_context(viewport={"width": 360, "height": 800}, java_script_enabled=True)
    page = context.new_page()
    page.goto(origin + _addresses("fr")[PUBLIC.index("mycic:design")])
    small = page.evaluate(
        """() => [...document.querySelectorAll("button, .mc-button, nav a, summary, select, .mc-choice")]
          .filter((e) => e.checkVisibility()).map((e) => [e.outerHTML.slice(0, 80), e.getBoundingClientRect().height])
          .filter(([, height]) => height < 43.5)"""
    )
    context.close()
    assert small == []


def test_a_phone_keeps_a_date_on_one_line_and_shows_whole_commands(chromium: Browser, origin: str) -> None:
    context = chromium.new_context(viewport={"width": 360, "height": 800})
    page = context.new_page()
    page.goto(origin + _addresses("fr")[PUBLIC.index("mycic:design")])
    groups = page.evaluate(
        """() => [...document.querySelectorAll(".mc-parts")].map((group) => new Set(
          [...group.querySelectorAll("input")].map((box) => Math.round(box.getBoundingClientRect().bottom))).size)"""
    )
    assert groups
    assert set(groups) == {1}
    with override("fr"):
        page.goto(origin + reverse("applications:verify_offline"))
    cut = page.evaluate(
        "() => [...document.querySelectorAll('pre')].filter((e) => e.scrollWidth > e.clientWidth).length"
    )
    assert cut == 0
    assert page.locator("pre").count()
    context.close()
