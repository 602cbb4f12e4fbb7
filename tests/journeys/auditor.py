"""Looks at each page once per language and width: axe finds nothing and nothing scrolls sideways.

The journeys run under the real Content-Security-Policy, half of them without scripts. The auditor has a browser of its
own in which the same answer is shown again, so that axe can run on it; nothing is sent to the portal a second time.
"""

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route

from tests.journeys.combinations import Combination

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
HEIGHT = 900


@dataclass
class Auditor:
    """Keeps notes in a folder that all processes of a test run share, so that each page is looked at once."""

    browser: Browser
    combination: Combination
    notes: Path
    page: Page = field(init=False)

    def __post_init__(self) -> None:
        """Open a browser in which the tool may run."""
        context = self.browser.new_context(
            viewport={"width": self.combination.width, "height": HEIGHT}, bypass_csp=True, reduced_motion="reduce"
        )
        self.page = context.new_page()

    def audit(self, subject: str, address: str, body: bytes) -> list[str]:
        """Return what is wrong with a page, nothing if it was looked at before.

        Args:
            subject: what the page is, whoever it belongs to.
            address: where it was.
            body: the answer as it came.
        """
        if not self._is_first(f"{subject} {self.combination.language} {self.combination.width}"):
            return []

        def answer(route: Route) -> None:
            route.fulfill(status=200, content_type="text/html; charset=utf-8", body=body)

        self.page.route(address, answer)
        self.page.goto(address)
        found = Axe().run(self.page, options={"runOnly": RULES}).response["violations"]
        faults = [f"{subject}: {fault['id']} {node['html'][:120]}" for fault in found for node in fault["nodes"]]
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        if wide > self.combination.width:
            faults.append(f"{subject}: {wide} pixels wide")
        self.page.unroute(address)
        return faults

    def close(self) -> None:
        """Close the browser."""
        self.page.context.close()

    def _is_first(self, note: str) -> bool:
        try:
            (self.notes / hashlib.sha256(note.encode()).hexdigest()).touch(exist_ok=False)
        except FileExistsError:
            return False
        return True
