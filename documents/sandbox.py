"""Run the inspection of a stranger's file in a child process that can do nothing else.

The file travels in an unlinked, sealed memory file; so does the answer. The child has no environment, no other
descriptor, and limits on memory, time and output; past its time its whole process group is killed.
"""

import fcntl
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_CHILD = Path(__file__).resolve().parent / "inspection" / "child.py"
_HEAD_LIMIT = 4096
_SEALS = fcntl.F_SEAL_WRITE | fcntl.F_SEAL_GROW | fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_SEAL


@dataclass(frozen=True)
class Limits:
    """What the child may use."""

    seconds: int = 20
    memory: int = 1024 * 1024 * 1024
    output: int = 32 * 1024 * 1024


class Gone(Exception):
    """The child gave no usable answer: it was killed, ran out of its limits, or was taken over."""


@dataclass(frozen=True)
class Answer:
    """The child's words, checked for shape only, and its picture if it drew one."""

    head: dict[str, Any]
    picture: bytes


@contextmanager
def memory_file(chunks: Iterable[bytes]) -> Iterator[int]:
    """Yield the descriptor of a file in memory that holds the chunks, has no name, and can no longer change."""
    descriptor = os.memfd_create("inspection", os.MFD_ALLOW_SEALING | os.MFD_CLOEXEC)
    try:
        for chunk in chunks:
            view = memoryview(chunk)
            while view:
                view = view[os.write(descriptor, view) :]
        fcntl.fcntl(descriptor, fcntl.F_ADD_SEALS, _SEALS)
        yield descriptor
    finally:
        os.close(descriptor)


def ask(descriptor: int, *, verb: str, limits: Limits | None = None, kind: str = "", page: int = 0) -> Answer:
    """Let a confined child look at the file behind the descriptor.

    Args:
        descriptor: from ``memory_file``.
        verb: ``inspect`` or ``draw``.
        limits: what the child may use.
        kind: for ``draw``, what an earlier inspection found.
        page: for ``draw``, the page from 0.

    Raises:
        Gone: the child gave no answer within its limits.
    """
    limits = limits or Limits()
    os.lseek(descriptor, 0, os.SEEK_SET)
    output = os.memfd_create("answer", os.MFD_CLOEXEC)
    try:
        request = {
            "verb": verb,
            "kind": kind,
            "page": page,
            "input": descriptor,
            "output": output,
            "memory": limits.memory,
            "seconds": limits.seconds,
            "output_bytes": limits.output,
        }
        _run([sys.executable, "-I", str(_CHILD), json.dumps(request)], (descriptor, output), limits.seconds)
        return _read(output, limits.output)
    finally:
        os.close(output)


def _run(command: list[str], descriptors: tuple[int, ...], seconds: int) -> None:
    child = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={},
        cwd="/",
        pass_fds=descriptors,
        start_new_session=True,
    )
    try:
        if child.wait(timeout=seconds):
            raise Gone
    except subprocess.TimeoutExpired:
        raise Gone from None
    finally:
        # The child leads its own session, so its group holds nothing but its own.
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def _read(descriptor: int, limit: int) -> Answer:
    data = os.pread(descriptor, limit + _HEAD_LIMIT, 0)
    line, _, picture = data.partition(b"\n")
    if len(line) > _HEAD_LIMIT:
        raise Gone
    try:
        head = json.loads(line)
    except ValueError:
        raise Gone from None
    if not isinstance(head, dict):
        raise Gone
    return Answer(head, picture)
