"""Sealed files in a folder: the default, and what a shared volume is used through."""

import datetime as dt
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO, BinaryIO

from django.core.files.storage import FileSystemStorage


class LocalWriter:
    """Writes beside the final name and renames on commit, so that a killed process leaves no half blob under a key."""

    def __init__(self, path: Path) -> None:
        """Open the part file; its folder is made when needed."""
        self._path = path
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._part = path.with_name(path.name + ".part")
        self._file: IO[bytes] = os.fdopen(os.open(self._part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb")

    def write(self, data: memoryview, /) -> None:
        """Append bytes."""
        self._file.write(data)

    def commit(self) -> None:
        """Make the bytes and their name durable."""
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
        """Leave nothing behind."""
        # A full disk refuses the last flush too; what matters is that the name goes.
        with suppress(OSError):
            self._file.close()
        self._part.unlink(missing_ok=True)


class LocalBlobs(FileSystemStorage):
    """Sealed files in a folder of this machine, or of a shared volume."""

    def writer(self, key: str) -> LocalWriter:
        """Begin a new blob."""
        return LocalWriter(Path(self.path(key)))

    def reader(self, key: str) -> BinaryIO:
        """Open a blob for reading from anywhere; a missing blob raises FileNotFoundError."""
        return Path(self.path(key)).open("rb")

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
