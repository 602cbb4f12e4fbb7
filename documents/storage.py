"""Where sealed bytes lie: a django-storages backend that can also be written to piece by piece and read from the middle.

Only ciphertext passes here. Keys are random and say nothing; a blob is written once and never changed.
"""

import datetime as dt
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, Protocol, cast
from uuid import uuid4

from django.core.files.storage import FileSystemStorage, storages

_READ = 256 * 1024


class Writer(Protocol):
    """A blob being written: nobody sees it before ``commit``."""

    def write(self, data: bytes, /) -> Any:
        """Append bytes."""

    def commit(self) -> None:
        """Make the blob durable under its key."""

    def abort(self) -> None:
        """Leave nothing behind."""


class Blobs(Protocol):
    """What both storages offer."""

    def writer(self, key: str) -> Writer:
        """Begin a new blob."""

    def chunks(self, key: str, start: int = 0, length: int | None = None) -> Iterator[bytes]:
        """Yield the bytes of a blob from ``start``."""

    def size_of(self, key: str) -> int | None:
        """Return the size of a blob, or None when there is none."""

    def discard(self, key: str) -> None:
        """Delete a blob; one that is not there is no error."""

    def keys(self, *, older_than: dt.datetime) -> Iterator[str]:
        """Yield the keys of blobs written before a moment."""


def blobs() -> Blobs:
    """Return the configured storage of sealed files."""
    return cast("Blobs", storages["documents"])


def new_key() -> str:
    """Return a random key, spread over 256 folders."""
    name = uuid4().hex
    return f"{name[:2]}/{name}"


class _LocalWriter:
    """Writes beside the final name and renames on commit, so that a killed process leaves no half blob under a key."""

    def __init__(self, path: Path) -> None:
        self._path = path
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._part = path.with_name(path.name + ".part")
        self._file: IO[bytes] = os.fdopen(os.open(self._part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb")

    def write(self, data: bytes, /) -> None:
        self._file.write(data)

    def commit(self) -> None:
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        self._part.rename(self._path)
        folder = os.open(self._path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def abort(self) -> None:
        # A full disk refuses the last flush too; what matters is that the name goes.
        with suppress(OSError):
            self._file.close()
        self._part.unlink(missing_ok=True)


class LocalBlobs(FileSystemStorage):
    """Sealed files in a folder of this machine, or of a shared volume."""

    def writer(self, key: str) -> Writer:
        """Begin a new blob."""
        return _LocalWriter(Path(self.path(key)))

    def chunks(self, key: str, start: int = 0, length: int | None = None) -> Iterator[bytes]:
        """Yield the bytes of a blob from ``start``; a missing blob raises FileNotFoundError."""
        with Path(self.path(key)).open("rb") as file:
            file.seek(start)
            left = length if length is not None else self.size(key) - start
            while left > 0 and (data := file.read(min(_READ, left))):
                left -= len(data)
                yield data

    def size_of(self, key: str) -> int | None:
        """Return the size of a blob, or None when there is none."""
        try:
            return self.size(key)
        except FileNotFoundError:
            return None

    def discard(self, key: str) -> None:
        """Delete a blob and what a killed writer may have left of it."""
        for name in (key, f"{key}.part"):
            Path(self.path(name)).unlink(missing_ok=True)

    def keys(self, *, older_than: dt.datetime) -> Iterator[str]:
        """Yield the keys of blobs written before a moment, half-written ones included."""
        root = Path(self.path(""))
        for path in root.glob("??/*"):
            with suppress(FileNotFoundError):
                if path.stat().st_mtime < older_than.timestamp():
                    yield str(path.relative_to(root)).removesuffix(".part")
