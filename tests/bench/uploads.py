"""P10 and P11: large uploads beside PLAIN-UPLOAD; time, memory, and no plaintext on any disk.

The goal is about receiving: bytes come in, are sealed, digested and made durable. Our view then reads the file back and
lets a confined child look into it, which PLAIN-UPLOAD does not; so the ratio is taken on a request whose form token is
wrong: it is refused only after all of that has happened. The whole way is printed in a row of its own.
"""

import os
import statistics
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pikepdf

from tests.bench.harness import ROUNDS, Goal, Request, Server, send
from tests.bench.installation import Bench, token
from tests.bench.pages import Pair, running

MIB = 1024 * 1024
ALL = os.environ.get("BENCH_ALL") == "1"
SIZES = (10, 100, 1024) if ALL else (10, 100)
AT_ONCE = 4
MARKER = b"%PLAINTEXT-MARKER-OF-THE-BENCH%"
_BOUNDARY = "bench-boundary"


def measure(bench: Bench) -> list[Goal]:
    """Return the rows of the two goals."""
    with running(bench) as pair:
        rows = _time(pair)
    return rows + _memory(bench)


def pdf(mib: int) -> bytes:
    """Return a sound PDF of about this size that carries the marker in every MiB."""
    document = pikepdf.new()
    document.add_blank_page(page_size=(200, 300))
    filling = (MARKER + os.urandom(MIB - len(MARKER))) * mib
    document.Root.Filling = document.make_stream(filling)
    out = Path(os.environ.get("TMPDIR", "/tmp")) / f"bench-{os.getpid()}.pdf"  # noqa: S108 - random bytes of ours
    document.save(out, compress_streams=False)
    content = out.read_bytes()
    out.unlink()
    return content


def _time(pair: Pair) -> list[Goal]:
    content = pdf(100)
    proof = token(pair.product, pair.bench.get(pair.bench.world["status"], "helped"))
    plain = Request("/upload/", {**_FORM}, method="POST", bodies=[_form(content, "")])
    refused = _upload(pair.bench, _form(content, "wrong"), status=403)
    whole = _upload(pair.bench, _form(content, proof), status=200)
    leaks = _Watch(pair.bench.folder)
    send(pair.bare, plain)
    with leaks:
        send(pair.product, refused)
    turns: dict[str, list[float]] = {"plain": [], "sealed": [], "whole": []}
    for number in range(ROUNDS + 2):
        turns["plain"].append(_seconds(lambda: send(pair.bare, plain)))
        turns["sealed"].append(_seconds(lambda: send(pair.product, refused)))
        if number < 1:
            turns["whole"].append(_seconds(lambda: send(pair.product, whole)))
    base = statistics.median(turns["plain"])
    print(f"100 MiB: plain {base:.3f} s; received, read back and inspected {turns['whole'][0]:.3f} s")
    return [
        Goal(
            "P10", "100 MiB received and sealed / PLAIN-UPLOAD", statistics.median(turns["sealed"]) / base, 1.15, 0.95
        ),
        Goal("P10", "files on disk with plaintext while receiving", len(leaks.found), 0, 0),
    ]


def _memory(bench: Bench) -> list[Goal]:
    grown = {mib: _growth(bench, mib, 1) for mib in SIZES}
    for mib, growth in grown.items():
        print(f"peak memory above idle while receiving {mib} MiB: {growth:.1f} MiB")
    together = _growth(bench, 25, AT_ONCE) / AT_ONCE
    spread = max(grown.values()) - min(grown.values())
    return [
        Goal("P11", f"MiB above idle, the worst of {SIZES} MiB", max(grown.values()), 20, 12),
        Goal("P11", "MiB between the sizes", spread, 8, 4),
        Goal("P11", f"MiB above idle for each of {AT_ONCE} uploads at once", together, 20, 12),
    ]


def _growth(bench: Bench, mib: int, at_once: int) -> float:
    """Return by how much a fresh worker's peak grows, above what one small upload had made of it."""
    with bench.product_server() as server:
        page = bench.get(bench.world["status"], "helped")
        proof = token(server, page)
        send(server, page, 30)
        _send_together(server, _upload(bench, _form(pdf(1), proof)), at_once)
        idle = server.peak_rss_kib()
        _send_together(server, _upload(bench, _form(pdf(mib), proof)), at_once)
        return (server.peak_rss_kib() - idle) / 1024


def _send_together(server: Server, request: Request, at_once: int) -> None:
    failed: list[Exception] = []

    def one() -> None:
        try:
            send(server, request)
        except (OSError, AssertionError) as error:
            failed.append(error)

    threads = [threading.Thread(target=one) for _ in range(at_once)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]


class _Watch:
    """Looks for the marker in every file under a folder, again and again while something runs."""

    def __init__(self, folder: Path) -> None:
        self.found: set[Path] = set()
        self._folder = folder
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _look(self) -> None:
        while True:
            ended = self._ended.wait(0.02)
            self.found |= {path for path in self._folder.rglob("*") if _holds_marker(path)}
            if ended:
                return


def _holds_marker(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return MARKER in file.read(4 * MIB)
    except OSError:
        return False


_FORM = {"Content-Type": f"multipart/form-data; boundary={_BOUNDARY}"}


def _upload(bench: Bench, body: bytes, *, status: int = 200) -> Request:
    headers = {
        "Cookie": bench.world["helped"],
        "Sec-Fetch-Site": "same-origin",
        "Accept": "application/json",
        **_FORM,
    }
    return Request(bench.world["upload"], headers, method="POST", bodies=[body], status=status)


def _form(content: bytes, proof: str) -> bytes:
    head = f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{proof}\r\n'
    head += f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="large.pdf"\r\n'
    head += "Content-Type: application/pdf\r\n\r\n"
    return head.encode() + content + f"\r\n--{_BOUNDARY}--\r\n".encode()


def _seconds(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start
