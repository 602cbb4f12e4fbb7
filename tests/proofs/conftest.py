"""Folders of its own for each proof, and a mail server that remembers."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from mycic.crypto import envelope
from tests.proofs.copies import Copy, take
from tests.smtp_sink import Sink


@dataclass
class Place:
    """Where one proof keeps its files, keys and copies."""

    folder: Path
    copies: list[Copy]

    @property
    def documents(self) -> Path:
        return self.folder / "documents"

    @property
    def keys(self) -> Path:
        return self.folder / "keys"

    def copy(self) -> Copy:
        """Copy database, files and keys."""
        self.copies.append(take(self.folder / f"copy{len(self.copies)}", self.documents, self.keys))
        return self.copies[-1]


@pytest.fixture
def place(settings: Any, tmp_path: Path) -> Iterator[Place]:
    """An empty storage, an empty key folder; its copies of the database go with it."""
    found = Place(tmp_path, [])
    stores = {**settings.STORAGES}
    stores["documents"] = {
        "BACKEND": "documents.storage.local.LocalBlobs",
        "OPTIONS": {"location": found.documents},
    }
    settings.STORAGES = stores
    settings.KEY_DIR = found.keys
    envelope.forget_all()
    translation.activate("en")
    yield found
    for copy in found.copies:
        copy.drop()
    envelope.forget_all()


@pytest.fixture
def sink(settings: Any) -> Iterator[Sink]:
    """A mail server; mails really go there."""
    sink = Sink()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
    yield sink
    sink.close()
