"""Small private files that appear whole or not at all."""

import contextlib
import os
import secrets
from pathlib import Path

_EXCLUSIVE = os.O_WRONLY | os.O_CREAT | os.O_EXCL


def create(path: Path, content: bytes) -> bool:
    """Write a new file of mode 0600; the first of several processes wins.

    Returns:
        True if this call made the file, False if it was there already (it is left as it is).
    """
    temporary = _write_beside(path, content)
    try:
        path.hardlink_to(temporary)
    except FileExistsError:
        return False
    finally:
        temporary.unlink()
    _sync_folder(path.parent)
    return True


def replace(path: Path, content: bytes) -> None:
    """Put new content in the place of a file in one step."""
    temporary = _write_beside(path, content)
    temporary.replace(path)
    _sync_folder(path.parent)


def destroy(path: Path) -> None:
    """Overwrite a file with noise, then unlink it; a file that is gone already is no error."""
    with contextlib.suppress(FileNotFoundError):
        with path.open("r+b") as file:
            file.write(secrets.token_bytes(path.stat().st_size))
            file.flush()
            os.fsync(file.fileno())
        path.unlink()
        _sync_folder(path.parent)


def _write_beside(path: Path, content: bytes) -> Path:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
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
