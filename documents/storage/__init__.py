"""Where sealed bytes lie: a django-storages backend that is written piece by piece and read from any place.

Only ciphertext passes here. Keys are random and say nothing; a blob is written once and never changed.
"""

import datetime as dt
from collections.abc import Iterator
from typing import BinaryIO, Protocol, cast
from uuid import uuid4

from django.core.files.storage import storages


class Writer(Protocol):
    """A blob being written: nobody sees it before ``commit``."""

    def write(self, data: memoryview, /) -> object:
        """Append bytes, and be done with the buffer on return."""

    def commit(self) -> None:
        """Make the blob durable under its key."""

    def abort(self) -> None:
        """Leave nothing behind."""


class Blobs(Protocol):
    """What both storages offer."""

    def writer(self, key: str) -> Writer:
        """Begin a new blob."""

    def reader(self, key: str) -> BinaryIO:
        """Open a blob for reading from anywhere; a missing blob raises FileNotFoundError."""

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
