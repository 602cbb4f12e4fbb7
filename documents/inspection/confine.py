"""Take this process's rights away before it touches a stranger's file.

Limits bind memory, time, files and output. Where the kernel permits it, an empty network namespace and a system-call
filter follow; a kernel that permits neither leaves the limits, the empty environment and the killed process group.
"""

import ctypes
import platform
import resource
import struct
from contextlib import suppress

_NEW_USER = 0x10000000
_NEW_NETWORK = 0x40000000
_SET_PARENT_DEATH_SIGNAL = 1
_SET_DUMPABLE = 4
_SET_SECCOMP = 22
_SET_NO_NEW_PRIVILEGES = 38
_FILTER_MODE = 2
_SIGKILL = 9
# AUDIT_ARCH and the numbers of: socket, connect, bind, listen, accept, sendto, clone, clone3, (fork, vfork,) execve,
# execveat, ptrace, kill, process_vm_readv and _writev, io_uring_setup, mount, unshare, setns, bpf, keyctl,
# perf_event_open.
_CALLS: dict[str, tuple[int, tuple[int, ...]]] = {
    "x86_64": (
        0xC000003E,
        (41, 42, 49, 50, 43, 44, 56, 435, 57, 58, 59, 322, 101, 62, 310, 311, 425, 165, 272, 308, 321, 250, 298),
    ),
    "aarch64": (
        0xC00000B7,
        (198, 203, 200, 201, 202, 206, 220, 435, 221, 281, 117, 129, 270, 271, 425, 40, 97, 268, 280, 219, 241),
    ),
}
_LOAD, _EQUAL, _RETURN = 0x20, 0x15, 0x06
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050001  # the refusal answers EPERM


def confine(*, memory: int, seconds: int, output: int) -> None:
    """Bind this process for the rest of its life.

    Args:
        memory: address space in bytes.
        seconds: processor time.
        output: the largest file it may write, in bytes.
    """
    for limit, value in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, output),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 64),
        (resource.RLIMIT_NPROC, 0),
    ):
        resource.setrlimit(limit, (value, value))
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_SET_PARENT_DEATH_SIGNAL, _SIGKILL, 0, 0, 0)
    libc.prctl(_SET_DUMPABLE, 0, 0, 0, 0)
    libc.unshare(_NEW_USER | _NEW_NETWORK)
    libc.prctl(_SET_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    with suppress(KeyError):
        _filter_calls(libc, *_CALLS[platform.machine()])


def _filter_calls(libc: ctypes.CDLL, machine: int, refused: tuple[int, ...]) -> None:
    """Install a filter under which new sockets, programs, processes and tracing answer EPERM."""
    rules = [(_LOAD, 0, 0, 4), (_EQUAL, 1, 0, machine), (_RETURN, 0, 0, _REFUSE), (_LOAD, 0, 0, 0)]
    for left, number in zip(range(len(refused), 0, -1), refused, strict=True):
        rules.append((_EQUAL, left, 0, number))
    rules += [(_RETURN, 0, 0, _ALLOW), (_RETURN, 0, 0, _REFUSE)]
    code = b"".join(struct.pack("HBBI", *rule) for rule in rules)
    buffer = ctypes.create_string_buffer(code)
    program = struct.pack("H6xP", len(rules), ctypes.addressof(buffer))
    libc.prctl(_SET_SECCOMP, _FILTER_MODE, ctypes.create_string_buffer(program), 0, 0)
