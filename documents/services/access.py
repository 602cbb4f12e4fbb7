"""Open a file for somebody: who may, why, and written down before a byte leaves."""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, BinaryIO

from django.core import signing
from django.utils.translation import gettext_lazy as _

from documents import sandbox, storage
from documents.choices import HELD, DocumentState
from documents.inspection import kinds
from documents.models import Document
from documents.services import examining
from mycic.crypto import streams
from mycic.crypto.errors import CannotOpen
from mycic.exceptions import DomainError
from privacy import ledger
from privacy.choices import Access, OpenReason
from privacy.policies import access
from privacy.services import dossiers

if TYPE_CHECKING:
    from accounts.models import User
    from mycic.crypto.fields import Vault

_TICKET_SECONDS = 600
_TICKET_SALT = "documents.access"


class NotYours(DomainError):
    """There is no such file for this person; pages answer 404."""

    def __init__(self) -> None:
        """Carry one sentence for "missing" and "somebody else's"."""
        super().__init__(_("There is no such file."))


class ReasonNeeded(DomainError):
    """An officer without the assignment must say why."""

    def __init__(self) -> None:
        """Carry the one sentence that the officer reads."""
        super().__init__(_("This case is not assigned to you. Choose why you need to open the file."))


class NotReady(DomainError):
    """The file is still being checked."""

    def __init__(self) -> None:
        """Carry the one sentence that the officer reads."""
        super().__init__(_("This file is still being checked. Try again in a few minutes."))


class FileDamaged(DomainError):
    """The stored bytes are missing or are not the ones that were received."""

    def __init__(self) -> None:
        """Carry one sentence whatever the cause."""
        super().__init__(_("This file cannot be opened. Please tell us, and send it again if you can."))


@dataclass(frozen=True)
class OpenedFile:
    """A file that may be read now: its face, and its bytes on demand."""

    document: Document
    name: str
    kind: str
    pages: int
    size: int
    sha256: str
    # Proves for ten minutes from the recorded opening, and no longer, that page after page is that one opening.
    ticket: str
    vault: "Vault" = field(repr=False)

    @property
    def mime(self) -> str:
        """Return the media type that inspection found; the sender's word is never used."""
        return kinds.MIME[self.kind]

    def stream(self, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
        """Yield the plaintext from ``start`` up to ``stop``; the first frame is proved genuine before this returns.

        Raises:
            FileDamaged: at once, or while iterating when later bytes are not genuine.
        """
        chunks = self._chunks(start, self.size if stop is None else stop)
        first = next(chunks, b"")
        return itertools.chain((first,), chunks)

    def _chunks(self, start: int, stop: int) -> Iterator[bytes]:
        try:
            with _source(self.document) as source:
                yield from _frames(source, self.document, self.vault, start, stop)
        except (OSError, CannotOpen):
            raise FileDamaged from None

    def page(self, number: int) -> bytes:
        """Return one page, from 0, as a PNG of our own making.

        Raises:
            FileDamaged: the page cannot be drawn.
        """
        try:
            with examining.plain_file(self.stream(), self.sha256) as descriptor:
                answer = sandbox.ask(descriptor, verb="draw", kind=self.kind, page=number)
        except (sandbox.Gone, CannotOpen, OSError):
            raise FileDamaged from None
        if "refused" in answer.head or not answer.picture.startswith(b"\x89PNG\r\n\x1a\n"):
            raise FileDamaged
        return answer.picture


def open_for(
    user: "User", document: Document, *, at: datetime, reason: str | None = None, ticket: str = ""
) -> OpenedFile:
    """Let a person read a file, after recording that they do.

    Args:
        user: who wants to read.
        document: what.
        at: now.
        reason: a value of ``privacy.choices.OpenReason``; needed from an officer without the assignment.
        ticket: from an opening within the last ten minutes by the same person; spares a second entry.

    Raises:
        NotYours: it is missing, gone or somebody else's.
        ReasonNeeded: an officer must say why.
        NotReady: it is being checked, and this is not its owner.
        DossierDestroyed: the dossier expired.
    """
    dossier = document.dossier
    seen_as = access(user, dossier)
    if seen_as is Access.NOBODY or document.state not in HELD:
        raise NotYours
    if seen_as is not Access.OWNER and document.state != DocumentState.READY:
        raise NotReady
    vault = dossiers.unlock(dossier)
    if not _is_valid(ticket, user, document):
        _record(user, document, seen_as, reason, at)
        ticket = signing.TimestampSigner(salt=_TICKET_SALT).sign(_subject(user, document))
    report = vault.read(document, "report")
    return OpenedFile(
        document=document,
        name=vault.read(document, "name"),
        kind=report["kind"],
        pages=report["pages"],
        size=document.size,
        sha256=vault.read(document, "sha256"),
        ticket=ticket,
        vault=vault,
    )


@contextmanager
def plain_chunks(document: Document) -> Iterator[Iterator[bytes]]:
    """Yield the plaintext of a file for the virus check, which is nobody's reading."""
    vault = dossiers.unlock(document.dossier)
    with _source(document) as source:
        yield _frames(source, document, vault, 0, document.size)


def _record(user: "User", document: Document, seen_as: Access, reason: str | None, at: datetime) -> None:
    if seen_as is Access.OWNER:
        actor = ledger.Actor.person(user)
        ledger.record("document.read_by_owner", dossier=document.dossier_id, actor=actor, at=at, document=document.pk)
        return
    if seen_as is Access.REASON_NEEDED and reason not in OpenReason.values:
        raise ReasonNeeded
    facts = {"reason": reason} if reason in OpenReason.values else {}
    ledger.record(
        "document.opened",
        dossier=document.dossier_id,
        actor=ledger.Actor.officer(user),
        at=at,
        document=document.pk,
        part=document.slot.code,
        **facts,
    )


def _subject(user: "User", document: Document) -> str:
    return f"{user.pk}:{document.pk}"


def _is_valid(ticket: str, user: "User", document: Document) -> bool:
    try:
        subject = signing.TimestampSigner(salt=_TICKET_SALT).unsign(ticket, max_age=_TICKET_SECONDS)
    except signing.BadSignature:
        return False
    return subject == _subject(user, document)


def _source(document: Document) -> BinaryIO:
    return storage.blobs().reader(str(document.blob_key))


def _frames(source: BinaryIO, document: Document, vault: "Vault", start: int, stop: int) -> Iterator[bytes]:
    return streams.read_range(
        source,
        vault.key,
        document=document.pk,
        dossier=document.dossier_id,
        generation=document.generation,
        start=start,
        stop=stop,
        size=document.size,
    )
