"""Small private files that appear whole or not at all; one writer of a folder at a time, on whichever host."""

import contextlib
import fcntl
import os
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path

_EXCLUSIVE = os.O_WRONLY | os.O_CREAT | os.O_EXCL
_LOCK = ".lock"


def create(path: Path, content: bytes) -> bool:
    """Write a new file of mode 0600; the first of several processes wins.

    Returns:
        True if this call made the file, False if it was there already (it is left as it is).
    """
    with _alone(path.parent):
        temporary = _write_beside(path, content)
        try:
            path.hardlink_to(temporary)
        except FileExistsError:
            return False
        finally:
            temporary.unlink()
        _sync_folder(path.parent)
    return True


def renew(path: Path, change: Callable[[bytes], bytes | None]) -> bool:
    """Put what ``change`` makes of a file's content in its place, in one step.

    Returns:
        True if the file changed, False if ``change`` had nothing to do or the file is gone: a file that was destroyed
        meanwhile does not come back.
    """
    with _alone(path.parent):
        try:
            content = change(path.read_bytes())
        except FileNotFoundError:
            return False
        if content is None:
            return False
        _write_beside(path, content).replace(path)
        _sync_folder(path.parent)
    return True


def destroy(path: Path) -> None:
    """Overwrite a file with noise, then unlink it; a file that is gone already is no error.

    Copies that a killed writer left beside it go the same way.
    """
    with _alone(path.parent):
        for copy in (*path.parent.glob(f".{path.name}.*"), path):
            with contextlib.suppress(FileNotFoundError):
                _shred(copy)
        _sync_folder(path.parent)


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Wait for the other writers of a folder; a process that dies lets the next one in."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _shred(path: Path) -> None:
    with path.open("r+b") as file:
        file.write(secrets.token_bytes(path.stat().st_size))
        file.flush()
        os.fsync(file.fileno())
    path.unlink()


def _write_beside(path: Path, content: bytes) -> Path:
    temporary = path.parent / f".{path.name}.{secrets.token_hex(8)}"
    with os.fdopen(os.open(temporary, _EXCLUSIVE, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return temporary


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
