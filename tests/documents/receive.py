"""Send files through the services, as the views do."""

import os
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

from django.core.files.storage import storages

from accounts.models import User
from documents import sandbox
from documents.models import Document, Slot
from documents.services import uploads
from documents.services.receiving import Receiving, Reception
from documents.services.slots import SlotRule
from mycic import clock
from privacy.services import dossiers
from tests.documents import make

RULES = (
    SlotRule(code="passport", title={"en": "Passport", "fr": "Passeport"}, why={"en": "Why", "fr": "Pourquoi"}),
    SlotRule(code="photo", title={"en": "Photo", "fr": "Photo"}, required=False, several=False),
)

_ask = sandbox.ask


def received(slot: Slot, data: bytes, name: str = "passport.pdf", *, generation: int = 1) -> Receiving:
    """Return a file that has arrived and that nobody accepted yet."""
    reception = Reception(dossiers.unlock(slot.dossier), slot.dossier, generation=generation)
    file = reception.begin(name)
    for at in range(0, len(data), 50_000):
        if not file.feed(data[at : at + 50_000]):
            break
    file.finish()
    return file


def send(user: User, slot: Slot, data: bytes | None = None, name: str = "passport.pdf", **more: Any) -> Document:
    """Return a document that was accepted."""
    file = received(slot, make.pdf() if data is None else data, name, generation=more.pop("generation", 1))
    return uploads.accept(user=user, slot=slot, file=file, at=clock.now(), **more).document


def fill(user: User, slot: Slot) -> Document:
    """Return a document that was accepted, always the same file.

    The real child examines it once in a process; its answer is remembered, because thousands of tests need a file
    somewhere and none of them is about that.
    """
    with patch.object(sandbox, "ask", _remembered):
        return send(user, slot)


@cache
def _examined(data: bytes, verb: str, limits: sandbox.Limits | None) -> sandbox.Answer:
    with sandbox.memory_file([data]) as descriptor:
        return _ask(descriptor, verb=verb, limits=limits)


def _remembered(descriptor: int, *, verb: str, limits: sandbox.Limits | None = None) -> sandbox.Answer:
    return _examined(os.pread(descriptor, os.fstat(descriptor).st_size, 0), verb, limits)


def stored() -> list[Path]:
    """Return every file in the storage."""
    root = Path(storages["documents"].path(""))
    return [path for path in root.rglob("*") if path.is_file()]
