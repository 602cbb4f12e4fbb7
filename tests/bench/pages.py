"""P1, P2, P4 and P28: CPU, requests a second and latency of pages, in ratios to BARE-AUTH."""

import shutil
import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlencode

from tests.bench.harness import ROUNDS, Goal, Request, Server, cpu_ms, interleaved, load, send
from tests.bench.installation import Bench, token

MINIMUM_BYTES = 9_000
PUBLIC = {"EN": "/en/before-you-register/", "FR": "/fr/avant-inscription/"}


@dataclass(frozen=True)
class Pair:
    """Both servers, warm."""

    bench: Bench
    product: Server
    bare: Server

    def bare_cpu(self) -> float:
        """Return the CPU milliseconds of one page of BARE-AUTH."""
        return cpu_ms(self.bare, self.bench.reference_page())


@contextmanager
def running(bench: Bench) -> Iterator[Pair]:
    """Start both servers and warm them up."""
    with bench.product_server() as product, bench.reference_server() as bare:
        send(bare, bench.reference_page(), 50)
        send(product, bench.get(bench.world["status"]), 50)
        yield Pair(bench, product, bare)


def measure(bench: Bench) -> list[Goal]:
    """Return the rows of the four goals."""
    with running(bench) as pair:
        status = bench.get(bench.world["status"])
        size = len(send(pair.product, status).body)
        assert size >= MINIMUM_BYTES, f"the status page has {size} bytes"
        return [*_cpu(pair, status), *_load(pair, status)]


def _cpu(pair: Pair, status: Request) -> list[Goal]:
    product = pair.product
    public = {language: Request(path) for language, path in PUBLIC.items()}
    known = Request(PUBLIC["EN"], {"If-None-Match": _etag(product, public["EN"])}, status=304)
    save = _autosave(pair)
    ratios = interleaved(
        pair.bare_cpu,
        {
            "P1": lambda: cpu_ms(product, status),
            "EN": lambda: cpu_ms(product, public["EN"], 600),
            "FR": lambda: cpu_ms(product, public["FR"], 600),
            "304": lambda: cpu_ms(product, known, 600),
            "P28": lambda: cpu_ms(product, save),
        },
    )
    return [
        Goal("P1", "CPU of the status page with 25 cases / BARE-AUTH", ratios["P1"], 1.0, 0.65),
        Goal("P4", "CPU of a public page, English / BARE-AUTH", ratios["EN"], 0.25, 0.12),
        Goal("P4", "CPU of a public page, French / BARE-AUTH", ratios["FR"], 0.25, 0.12),
        Goal("P4", "CPU of a public page not changed since (304) / BARE-AUTH", ratios["304"], 0.25, 0.10),
        Goal("P28", "CPU of an autosave / BARE-AUTH", ratios["P28"], 1.0, 0.7),
    ]


def has_wrk() -> bool:
    """Tell whether the load generator is here."""
    return shutil.which("wrk") is not None


def _load(pair: Pair, status: Request) -> list[Goal]:
    if not has_wrk():
        return []
    rates: list[float] = []
    tails: list[float] = []
    for _ in range(ROUNDS):
        bare = load(pair.bare, pair.bench.reference_page())
        product = load(pair.product, status)
        rates.append(product.rate / bare.rate)
        tails.append(product.p99_ms / bare.p99_ms)
    rate = statistics.median(rates)
    return [
        Goal("P2", "requests a second of the status page / BARE-AUTH", rate, 1.0, 1.4, higher_is_better=True),
        Goal("P2", "99th percentile of the status page / BARE-AUTH", statistics.median(tails), 1.1, 1.0),
    ]


def _etag(server: Server, page: Request) -> str:
    return send(server, page).headers["etag"]


def _autosave(pair: Pair) -> Request:
    """Return two versions of an answer that take turns, so that each request has something to store."""
    page = f"/en/applications/{pair.bench.world['draft']}/personal/names/"
    proof = token(pair.product, pair.bench.get(page, "helped"))
    typed = {"family_name": "Okonkwo", "version": "1000000", "csrfmiddlewaretoken": proof}
    return Request(
        f"{page}autosave/",
        {
            "Cookie": pair.bench.world["helped"],
            "Content-Type": "application/x-www-form-urlencoded",
            "Sec-Fetch-Site": "same-origin",
        },
        method="POST",
        bodies=[urlencode({**typed, "given_name": name}).encode() for name in ("Amara", "Amara Chidinma")],
    )
