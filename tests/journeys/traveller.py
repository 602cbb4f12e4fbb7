"""Somebody at a browser: opens pages, presses buttons, and looks at each page for what must never be there."""

import base64
import hashlib
import hmac
import re
import struct
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from django.urls import Resolver404, ResolverMatch, resolve, reverse
from django.utils import translation
from playwright.sync_api import Browser, BrowserContext, Page, Response

from tests.journeys.auditor import Auditor
from tests.journeys.cast import Person
from tests.journeys.combinations import Combination
from tests.journeys.portal import Portal

HEIGHT = 900
MAIN_BUTTON = "main form button.mc-button:not([data-tone])"
STEP = 30
PATIENCE = 15_000


@dataclass
class Traveller:
    """A browser of one person.

    Attributes:
        cookies_set: how often the portal has set a cookie.
        faults: what was found on the way; empty at the end of a good journey.
    """

    portal: Portal
    browser: Browser
    combination: Combination
    auditor: Auditor
    cookies_set: int = 0
    faults: list[str] = field(default_factory=list)
    visited: set[str] = field(default_factory=set)
    context: BrowserContext = field(init=False)
    page: Page = field(init=False)

    def __post_init__(self) -> None:
        """Open an empty browser."""
        self.context = self.browser.new_context(
            viewport={"width": self.combination.width, "height": HEIGHT},
            java_script_enabled=self.combination.script,
            locale=f"{self.combination.language}-CA",
            reduced_motion="reduce",
        )
        self.context.set_default_timeout(PATIENCE)
        self.context.on("response", self._hear)
        self.page = self.new_page()

    def new_page(self) -> Page:
        """Open another tab."""
        page = self.context.new_page()
        page.on("pageerror", lambda error: self.faults.append(f"{page.url}: {error}"))
        page.on("console", lambda line: self._read(page, line.text))
        self.page = page
        return page

    def be(self, person: Person) -> None:
        """Go on as somebody who is signed in already."""
        cookie: Any = {"name": "mycic", "value": person.session, "url": self.portal.origin, "httpOnly": True}
        self.context.add_cookies([cookie])

    def url(self, name: str, *args: object) -> str:
        """Return the address of a page in the language of the journey."""
        with translation.override(self.combination.language):
            return reverse(name, args=args)

    def go(self, name: str, *args: object, query: str = "") -> int:
        """Open a page by its name and return the status."""
        return self.open(self.url(name, *args) + query)

    def open(self, address: str) -> int:
        """Open an address and return the status."""
        response = self.page.goto(self.portal.origin + address if address.startswith("/") else address)
        return self._look(response)

    def press(self, target: str = MAIN_BUTTON) -> int:
        """Press a button or follow a link, and return the status of the page that follows."""
        with self.page.expect_navigation(wait_until="load") as found:
            self.page.locator(target).first.click()
        return self._look(found.value)

    def fill(self, **boxes: str) -> None:
        """Type into boxes by their names."""
        for name, text in boxes.items():
            self.page.fill(f"main [name='{name}']", text)

    def choose(self, **choices: str) -> None:
        """Select radio buttons and options by name and value."""
        for name, value in choices.items():
            if self.page.locator(f"main select[name='{name}']").count():
                self.page.select_option(f"main select[name='{name}']", value)
            else:
                self.page.check(f"main [name='{name}'][value='{value}']")

    def tick(self, name: str) -> None:
        """Tick every box of a name."""
        for box in self.page.locator(f"main input[type=checkbox][name='{name}']").all():
            box.check()

    @property
    def here(self) -> ResolverMatch:
        """Return which page this is."""
        with translation.override(self.combination.language):
            return resolve(urlsplit(self.page.url).path)

    @property
    def place(self) -> str:
        """Return the name of this page."""
        return self.here.view_name

    @property
    def text(self) -> str:
        """Return what can be read in the main part of the page."""
        return self.page.locator("main").inner_text()

    def sign_in(self, username: str, password: str) -> None:
        """Sign in with password and second step; the page is the form already."""
        self.fill(login=username, password=password)
        self.press()
        self.fill(code=self.portal.manage("demo_code", username).strip())
        self.press()

    def close(self) -> None:
        """Close the browser and insist that nothing was wrong on the way."""
        self.context.close()
        assert not self.faults, "\n".join(self.faults)

    def _hear(self, response: Response) -> None:
        if not response.url.startswith((self.portal.origin, "data:", "blob:")):
            self.faults.append(f"{response.url} is not ours")
        if "set-cookie" in response.headers:
            self.cookies_set += 1

    def _read(self, page: Page, line: str) -> None:
        if "Content Security Policy" in line or "TrustedHTML" in line:
            self.faults.append(f"{page.url}: {line}")

    def _look(self, response: Response | None) -> int:
        assert response is not None, self.page.url
        if response.status >= 500:
            self.faults.append(f"{self.page.url} answered {response.status}")
        self.visited.add(self._name())
        kind = response.headers.get("content-type", "")
        if kind.startswith("text/html"):
            self._hear_language()
            self.faults += self.auditor.audit(self._subject(response.status), self.page.url, response.body())
        return response.status

    def _hear_language(self) -> None:
        """The splash page speaks both languages, every other page the one of the journey."""
        language = self.page.get_attribute("html", "lang") or ""
        if self._name() != "splash" and not language.startswith(self.combination.language):
            self.faults.append(f"{self.page.url} speaks {language}")

    def _name(self) -> str:
        try:
            return self.place
        except Resolver404:
            return ""

    def _subject(self, status: int) -> str:
        """Name what is audited once: the page, its answer, and for questions the kinds of their boxes."""
        subject = f"{self._name()} {status}"
        if self._name() in {"applications:page", "applications:row"}:
            kinds = self.page.eval_on_selector_all(
                "main form :is(input, select, textarea):not([type=hidden])", "all => all.map((e) => e.type)"
            )
            subject = f"{subject} {' '.join(sorted(set(kinds)))}"
        return subject


def one_time_code(key: str) -> str:
    """Return what an authenticator app shows for a typed key (RFC 6238)."""
    plain = re.sub(r"[^A-Z2-7]", "", key.upper())
    secret = base64.b32decode(plain + "=" * (-len(plain) % 8))
    step = int(time.time() // STEP)
    digest = hmac.new(secret, struct.pack(">Q", step), hashlib.sha1).digest()
    (number,) = struct.unpack(">I", digest[digest[-1] & 15 :][:4])
    return f"{(number & 0x7FFFFFFF) % 10**6:06}"
