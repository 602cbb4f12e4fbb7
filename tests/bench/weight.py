"""P8 and P9: a crawler over the applicant's pages that counts what travels, as a browser would fetch it."""

import gzip
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from tests.bench.harness import Answer, Goal, Request, send
from tests.bench.pages import Pair

PAGES = 60
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
_IN_CSS = re.compile(r"""url\(["']?([^"')]+)|@import\s+["']([^"']+)""")
_IN_JS = re.compile(r"""(?:from|import)\s*\(?["']([^"']+)["']""")


class _Links(HTMLParser):
    """What a page fetches by itself, and where it leads."""

    def __init__(self) -> None:
        super().__init__()
        self.fetched: list[str] = []
        self.leads: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the addresses in a tag."""
        found = dict(attrs)
        address = found.get("src") or found.get("href") or ""
        if tag == "a":
            self.leads.append(address)
        elif tag in {"script", "img", "link", "source", "iframe"} and address and not address.startswith("data:"):
            self.fetched.append(address)


@dataclass
class Page:
    """What the first visit to a page costs."""

    path: str
    html: int
    parts: dict[str, Answer] = field(default_factory=dict)
    third_parties: int = 0

    @property
    def wire(self) -> int:
        """All bytes of bodies as they travel."""
        return self.html + sum(len(part.body) for part in self.parts.values())

    def of(self, kind: str) -> int:
        """Bytes of the parts of a kind."""
        return sum(len(part.body) for part in self.parts.values() if kind in part.headers.get("content-type", ""))


class Crawler:
    """Walks from page to page; parts are fetched once and counted for each page that needs them."""

    def __init__(self, pair: Pair, who: str) -> None:
        self._server = pair.product
        self._headers = {"Accept-Encoding": "gzip", "Cookie": pair.bench.world[who]}
        self._parts: dict[str, Answer] = {}

    def walk(self, start: str) -> Iterator[Page]:
        """Yield the pages of this person that links lead to, one of each kind."""
        waiting: list[str] = [start]
        seen: set[str] = set()
        while waiting and len(seen) < PAGES:
            path = waiting.pop(0)
            kind = _ID.sub("*", path)
            if kind in seen or "/desk/" in path:
                continue
            seen.add(kind)
            answer = self._fetch(path)
            if answer is None or "text/html" not in answer.headers.get("content-type", ""):
                continue
            links = _Links()
            links.feed(_plain(answer).decode())
            waiting += [url.path for link in links.leads if (url := urlsplit(urljoin(path, link))).netloc == ""]
            yield self._page(path, answer, links.fetched)

    def _page(self, path: str, answer: Answer, fetched: list[str]) -> Page:
        page = Page(path, len(answer.body))
        waiting = [urljoin(path, address) for address in fetched]
        while waiting:
            address = waiting.pop()
            if urlsplit(address).netloc:
                page.third_parties += 1
            elif address not in page.parts:
                part = page.parts[address] = self._part(address)
                waiting += [urljoin(address, more) for more in _further(part)]
        return page

    def _part(self, address: str) -> Answer:
        if address not in self._parts:
            self._parts[address] = send(self._server, Request(address, self._headers))
        return self._parts[address]

    def _fetch(self, path: str) -> Answer | None:
        try:
            return send(self._server, Request(path, self._headers))
        except AssertionError:  # a redirect, or a page that is not for this moment
            return None


def measure(pair: Pair) -> list[Goal]:
    """Return the rows of the two goals, each for the heaviest page."""
    pages = [page for who in ("helped", "applicant") for page in Crawler(pair, who).walk("/en/dashboard/")]
    worst = max(pages, key=lambda page: page.wire)
    status = send(pair.product, pair.bench.get(pair.bench.world["status"]))
    parts = {address: part for page in pages for address, part in page.parts.items()}
    again = sum("immutable" not in part.headers.get("cache-control", "") for part in parts.values())
    print(f"{len(pages)} pages of an applicant; the heaviest is {worst.path}")
    return [
        Goal("P8", "kB on the first load of the heaviest page", worst.wire / 1000, 40, 25),
        Goal("P8", "requests on the first load of a page", max(1 + len(page.parts) for page in pages), 5, 4),
        Goal("P8", "requests to third parties", sum(page.third_parties for page in pages), 0, 0),
        Goal("P9", "kB of CSS", max(page.of("css") for page in pages) / 1000, 12, 9),
        Goal("P9", "kB of JavaScript", max(page.of("javascript") for page in pages) / 1000, 6, 3),
        Goal("P9", "kB of fonts", max(page.of("font") for page in pages) / 1000, 0, 0),
        Goal("P9", "kB of HTML of the status page, compressed", len(gzip.compress(status.body, 6)) / 1000, 8, 8),
        Goal("P9", "parts fetched again on the second visit", again, 0, 0),
    ]


def _plain(answer: Answer) -> bytes:
    return gzip.decompress(answer.body) if answer.headers.get("content-encoding") == "gzip" else answer.body


def _further(part: Answer) -> list[str]:
    kind = part.headers.get("content-type", "")
    pattern = _IN_CSS if "css" in kind else _IN_JS if "javascript" in kind else None
    found = pattern.findall(_plain(part).decode()) if pattern else []
    named = ("".join(match) for match in found)
    return [address for address in named if not address.startswith(("data:", "#"))]
