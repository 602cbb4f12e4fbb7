"""Start servers, send requests, read the CPU they burn; reference and candidate always take turns."""

import http.client
import os
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

TICKS = os.sysconf("SC_CLK_TCK")
ROUNDS = 5
REFERENCE_MAY_MOVE = 0.25


@dataclass(frozen=True)
class Goal:
    """One printed line: what was measured, against which bounds.

    Attributes:
        code: id of the goal, for example ``P1``.
        what: the quantity and its unit.
        value: the figure measured.
        must: worst value allowed; smaller is better unless ``higher_is_better``.
        aim: the value to come near to.
    """

    code: str
    what: str
    value: float
    must: float
    aim: float
    higher_is_better: bool = False

    @property
    def met(self) -> bool:
        """Tell whether the "must" is reached."""
        return self.value >= self.must if self.higher_is_better else self.value <= self.must


@dataclass
class Server:
    """One gunicorn with one worker of four threads, on its own port."""

    app: str
    env: Mapping[str, str]
    threads: int = 4
    port: int = field(init=False)
    process: subprocess.Popen[bytes] = field(init=False)

    def __enter__(self) -> Self:
        """Start it and wait until it answers."""
        self.port = _free_port()
        command = [sys.executable, "-m", "gunicorn", self.app, "--bind", f"127.0.0.1:{self.port}", "--workers", "1"]
        command += ["--worker-class", "gthread", "--threads", str(self.threads), "--log-level", "error"]
        command += ["--timeout", "300", "--no-control-socket"]
        self.process = subprocess.Popen(command, env={**os.environ, **self.env}, start_new_session=True)
        _wait_for(self.port)
        return self

    def __exit__(self, *_: object) -> None:
        """End the whole process group."""
        os.killpg(self.process.pid, signal.SIGTERM)
        self.process.wait(timeout=30)

    def cpu_seconds(self) -> float:
        """Return user and system time of the process tree so far."""
        return sum(_cpu_of(pid) for pid in _tree(self.process.pid))

    def peak_rss_kib(self) -> int:
        """Return the largest resident set that any process of the tree has had, in KiB."""
        return max(_status(pid, "VmHWM") for pid in _tree(self.process.pid))


@dataclass(frozen=True)
class Request:
    """What is sent again and again; with several bodies, they take turns."""

    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    method: str = "GET"
    bodies: Sequence[bytes | None] = (None,)
    status: int = 200


def cpu_ms(server: Server, request: Request, count: int = 150) -> float:
    """Return the CPU milliseconds the server spends on one request, sent one after the other."""
    before = server.cpu_seconds()
    send(server, request, count)
    return (server.cpu_seconds() - before) / count * 1000


@dataclass(frozen=True)
class Answer:
    """What came back; the names of the headers are in small letters."""

    body: bytes
    headers: Mapping[str, str]


def send(server: Server, request: Request, count: int = 1) -> Answer:
    """Send the request ``count`` times over one kept connection and return the last answer."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=300)
    answer = Answer(b"", {})
    for number in range(count):
        body = request.bodies[number % len(request.bodies)]
        connection.request(request.method, request.path, body=body, headers=dict(request.headers))
        response = connection.getresponse()
        answer = Answer(response.read(), {name.lower(): value for name, value in response.getheaders()})
        if response.status != request.status:
            raise AssertionError(f"{request.path} answered {response.status}, not {request.status}")
    connection.close()
    return answer


@dataclass(frozen=True)
class Load:
    """What wrk saw: requests a second and the 99th percentile in milliseconds."""

    rate: float
    p99_ms: float


def load(server: Server, request: Request, seconds: int = 2, connections: int = 8) -> Load:
    """Run wrk against one page; without wrk the goal is reported as not measured."""
    wrk = shutil.which("wrk")
    if wrk is None:
        raise FileNotFoundError("wrk")
    command = [wrk, "-t1", f"-c{connections}", f"-d{seconds}s", "--latency"]
    for name, value in request.headers.items():
        command += ["-H", f"{name}: {value}"]
    out = subprocess.run(
        [*command, f"http://127.0.0.1:{server.port}{request.path}"], capture_output=True, text=True, check=True
    ).stdout
    if "Non-2xx" in out:
        raise AssertionError(f"{request.path}: {out}")
    rate = float(_found(r"Requests/sec:\s+([\d.]+)", out)[0])
    amount, unit = _found(r"99%\s+([\d.]+)(us|ms|s)", out)
    return Load(rate, float(amount) * {"us": 0.001, "ms": 1.0, "s": 1000.0}[unit])


def interleaved(
    reference: Callable[[], float], candidates: Mapping[str, Callable[[], float]], rounds: int = ROUNDS
) -> dict[str, float]:
    """Return candidate-to-reference ratios: medians over rounds in which everybody takes a turn.

    A run in which the reference itself moved by more than a quarter is repeated, twice at most.
    """
    for _attempt in range(3):
        base, others = _take_turns(reference, candidates, rounds)
        middle = statistics.median(base)
        if max(abs(value - middle) for value in base) / middle <= REFERENCE_MAY_MOVE:
            break
    return {name: statistics.median(values) / middle for name, values in others.items()}


def _take_turns(
    reference: Callable[[], float], candidates: Mapping[str, Callable[[], float]], rounds: int
) -> tuple[list[float], dict[str, list[float]]]:
    base: list[float] = []
    others: dict[str, list[float]] = {name: [] for name in candidates}
    for _ in range(rounds):
        base.append(reference())
        for name, measure in candidates.items():
            others[name].append(measure())
    return base, others


def show(goals: Sequence[Goal]) -> bool:
    """Print one row a goal and tell whether every "must" is reached."""
    print(f"{'goal':5} {'what':62} {'value':>10} {'must':>10} {'aim':>10}")
    for goal in goals:
        sign = ">=" if goal.higher_is_better else "<="
        verdict = "ok" if goal.met else "MISSED"
        print(f"{goal.code:5} {goal.what:62} {goal.value:10.3f} {sign}{goal.must:8.3f} {sign}{goal.aim:8.3f} {verdict}")
    return all(goal.met for goal in goals)


def _found(pattern: str, text: str) -> tuple[str, ...]:
    match = re.search(pattern, text)
    if match is None:
        raise ValueError(f"{pattern} not in {text!r}")
    return match.groups()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError(f"nothing answers on port {port}")


def _tree(root: int) -> list[int]:
    found = [root]
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and _parent(entry) in found and int(entry.name) not in found:
            found.append(int(entry.name))
    return found


def _parent(entry: Path) -> int:
    try:
        return int((entry / "stat").read_text().rpartition(")")[2].split()[1])
    except (FileNotFoundError, ProcessLookupError):
        return -1


def _cpu_of(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(int(value) for value in fields[11:13]) / TICKS


def _status(pid: int, name: str) -> int:
    return int(_found(rf"{name}:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())[0])
