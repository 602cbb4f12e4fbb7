"""The child process: what it may not do, and what its parent makes of its end."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from documents import sandbox
from documents.inspection import confine
from tests.documents import make

ROOT = Path(__file__).resolve().parents[2]


def confined(code: str, *, memory: int = 1 << 30, seconds: int = 5) -> str:
    """Run code in a confined interpreter and return what it printed."""
    head = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r})\n"
        "import os, socket\nfrom documents.inspection import confine\n"
        f"confine.confine(memory={memory}, seconds={seconds}, output=1000)\n"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", head + code], capture_output=True, text=True, env={}, check=False
    )
    return (done.stdout + done.stderr).strip() or str(done.returncode)


@pytest.mark.parametrize(
    "code",
    [
        "socket.socket()",
        "socket.socketpair()[0].connect(('127.0.0.1', 1))",
        "os.fork()",
        "os.execv('/bin/true', ['true'])",
        "os.kill(os.getppid(), 0)",
        "import subprocess; subprocess.run(['/bin/true'])",
    ],
)
def test_a_confined_child_reaches_nothing(code: str) -> None:
    if "socketpair" in code:
        code = (
            "import ctypes; l=ctypes.CDLL(None, use_errno=True); assert l.connect(0, b'', 0) == 0, ctypes.get_errno()"
        )
        assert "AssertionError: 1" in confined(code)
    else:
        assert "PermissionError" in confined(code) or "BlockingIOError" in confined(code)


def test_a_confined_child_has_limits() -> None:
    assert "MemoryError" in confined("bytearray(1 << 31)")
    assert confined("while True: pass", seconds=1).startswith("-")
    writing = "d = os.memfd_create('x'); print(os.write(d, b'x' * 5000))"
    assert confined(writing) in {"1000", "-25"}


def test_the_child_sees_no_environment_and_no_other_descriptor(tmp_path: Path, monkeypatch: Any) -> None:
    script = tmp_path / "child.py"
    script.write_text(
        "import json, os, sys\n"
        "request = json.loads(sys.argv[1])\n"
        "open_now = sorted(int(name) for name in os.listdir('/proc/self/fd'))\n"
        "head = {'environment': dict(os.environ), 'open': open_now, 'cwd': os.getcwd()}\n"
        "os.write(request['output'], json.dumps(head).encode())\n"
    )
    monkeypatch.setattr(sandbox, "_CHILD", script)
    monkeypatch.setenv("MYCIC_SECRET_KEY", "not for children")
    with (tmp_path / "left-open").open("w") as other, sandbox.memory_file([b"x"]) as descriptor:
        os.set_inheritable(other.fileno(), True)  # noqa: FBT003 - os says so
        head = sandbox.ask(descriptor, verb="inspect").head
        assert "MYCIC_SECRET_KEY" not in head["environment"]
        assert descriptor in head["open"]
        assert other.fileno() not in head["open"]
        # Three standard ones, the two memory files, and the one that lists them.
        assert len(head["open"]) == 6
        assert head["cwd"] == "/"


@pytest.mark.parametrize(
    "body",
    [
        "sys.exit(3)",
        "os.kill(os.getpid(), 9)",
        "os.write(out, b'not json')",
        "os.write(out, b'[1]')",
        "os.write(out, b'x' * 9000)",
        "pass",
    ],
)
def test_a_child_without_a_usable_answer_is_gone(tmp_path: Path, monkeypatch: Any, body: str) -> None:
    script = tmp_path / "child.py"
    script.write_text(f"import json, os, sys\nout = json.loads(sys.argv[1])['output']\n{body}\n")
    monkeypatch.setattr(sandbox, "_CHILD", script)
    with sandbox.memory_file([b"x"]) as descriptor, pytest.raises(sandbox.Gone):
        sandbox.ask(descriptor, verb="inspect")


def test_a_child_past_its_time_is_killed_with_everything_it_started(tmp_path: Path, monkeypatch: Any) -> None:
    script, note = tmp_path / "child.py", tmp_path / "pid"
    script.write_text(
        f"import os, time\nchild = os.fork()\nopen({str(note)!r}, 'a').write(f'{{os.getpid()}}\\n')\ntime.sleep(60)\n"
    )
    monkeypatch.setattr(sandbox, "_CHILD", script)
    started = time.monotonic()
    with sandbox.memory_file([b"x"]) as descriptor, pytest.raises(sandbox.Gone):
        sandbox.ask(descriptor, verb="inspect", limits=sandbox.Limits(seconds=1))
    assert time.monotonic() - started < 5
    for _try in range(50):
        if not any(_is_running(int(pid)) for pid in note.read_text().split()):
            return
        time.sleep(0.1)
    raise AssertionError("a grandchild is still alive")


def _is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def test_the_memory_file_has_no_name_and_cannot_change() -> None:
    with sandbox.memory_file([b"ab", b"", b"c" * 100_000]) as descriptor:
        assert os.fstat(descriptor).st_nlink == 0
        assert os.fstat(descriptor).st_size == 100_002
        with pytest.raises(PermissionError):
            os.write(descriptor, b"x")
        with pytest.raises(PermissionError):
            os.ftruncate(descriptor, 0)


def test_a_machine_of_another_kind_is_confined_without_the_filter() -> None:
    code = "print('alive')"
    head = "import platform; platform.machine = lambda: 'other'\n"
    done = subprocess.run(
        [sys.executable, "-I", "-c", f"import sys; sys.path.insert(0, {str(ROOT)!r})\n{head}"
         "from documents.inspection import confine\nconfine.confine(memory=1 << 30, seconds=5, output=100)\n" + code],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.stdout == "alive\n"


def test_every_machine_has_its_own_numbers() -> None:
    for machine, calls in confine._CALLS.values():
        assert machine & 0xC0000000
        assert len(set(calls)) == len(calls)


def test_a_picture_bomb_cannot_take_the_memory_of_the_server() -> None:
    data = make.png_header(6_300, 6_300, body=b"\0" * (6_300 * 3 + 1) * 6_300)
    before = _peak()
    with sandbox.memory_file([data]) as descriptor:
        assert sandbox.ask(descriptor, verb="inspect").head["kind"] == "png"
    assert _peak() - before < 100 * 1024


def _peak() -> int:
    status = Path("/proc/self/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1])


def test_the_request_of_the_child_is_json(monkeypatch: Any) -> None:
    seen: list[list[str]] = []

    def run(command: list[str], _descriptors: tuple[int, ...], _seconds: int) -> None:
        seen.append(command)

    monkeypatch.setattr(sandbox, "_run", run)
    with sandbox.memory_file([b"x"]) as descriptor, pytest.raises(sandbox.Gone):
        sandbox.ask(descriptor, verb="draw", kind="png", page=2)
    assert json.loads(seen[0][-1])["page"] == 2
