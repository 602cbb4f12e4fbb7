"""Receive the files of one request: seal each piece as it arrives and hand the ciphertext to the storage.

The receiver knows the limits, so that an endless file ends early; the binding quota is checked again, under the lock,
when the file is accepted.
"""

from contextlib import suppress
from types import TracebackType
from typing import TYPE_CHECKING, Self
from uuid import uuid4

from django.conf import settings
from django.utils.translation import gettext

from documents import storage
from documents.choices import RejectionReason
from documents.inspection import kinds, names
from mycic import faultpoint
from mycic.crypto.streams import Receipt, SealingWriter

if TYPE_CHECKING:
    from mycic.crypto.fields import Vault
    from privacy.models import Dossier


class Receiving:
    """One file: its random blob, what it weighs, its first bytes, and the reason if it cannot be taken."""

    def __init__(self, name: str, vault: "Vault", dossier: "Dossier", *, generation: int) -> None:
        """Begin a blob in the storage."""
        self.id = uuid4()
        self.name = name
        self.generation = generation
        self.blob_key = storage.new_key()
        self.refusal: RejectionReason | None = None
        self.receipt: Receipt | None = None
        self.head = b""
        self.size = 0
        self._target: storage.Writer | None = None
        try:
            self._target = storage.blobs().writer(self.blob_key)
            self._writer = SealingWriter(
                self._target, vault.key, document=self.id, dossier=dossier.pk, generation=generation
            )
        except OSError:
            self.refuse(RejectionReason.STORAGE)

    def feed(self, data: bytes) -> bool:
        """Seal bytes; False when no more are wanted."""
        if self.refusal is not None:
            return False
        self.size += len(data)
        if self.size > settings.DOCUMENT_FILE_BYTES:
            self.refuse(RejectionReason.TOO_LARGE)
            return False
        if len(self.head) < kinds.HEAD_BYTES:
            self.head += data[: kinds.HEAD_BYTES - len(self.head)]
        try:
            self._writer.write(data)
        except OSError:
            # A full disk, or a storage that is away: the person keeps the file and is told so.
            self.refuse(RejectionReason.STORAGE)
        return self.refusal is None

    def finish(self) -> None:
        """Seal the end and make the blob durable."""
        if self.refusal is not None or self._target is None:
            return
        try:
            receipt = self._writer.finish()
            self._target.commit()
        except OSError:
            self.refuse(RejectionReason.STORAGE)
            return
        self._target = None
        self.receipt = receipt
        faultpoint.reach("upload.after_blob")

    def expect(self, sha256: str) -> None:
        """Compare with the fingerprint that the sender's browser made; another one means that bytes were lost."""
        if sha256 and self.receipt is not None and sha256.lower() != self.receipt.plain_sha256:
            self.refuse(RejectionReason.NOT_RECEIVED)

    @property
    def shown_name(self) -> str:
        """Return the name as a page may show it."""
        return names.clean(self.name) or gettext("file")

    def discard(self) -> None:
        """Leave nothing of this file behind."""
        if self._target is not None:
            self._target.abort()
            self._target = None
        if self.receipt is not None:
            # What cannot be deleted now is found by the sweeper: no row names it.
            with suppress(OSError):
                storage.blobs().discard(self.blob_key)
            self.receipt = None

    def refuse(self, reason: RejectionReason) -> None:
        """Take no more of this file and forget what came."""
        self.refusal = reason
        self.discard()


class Reception:
    """All files of one request; what nobody keeps is discarded at the end."""

    def __init__(self, vault: "Vault", dossier: "Dossier", *, generation: int = 1) -> None:
        """Prepare to receive for a dossier."""
        self.files: list[Receiving] = []
        self._vault = vault
        self._dossier = dossier
        self._generation = generation
        self._kept: set[str] = set()

    def begin(self, name: str) -> Receiving:
        """Begin the next file; past the number that may come at once it is only counted."""
        file = Receiving(name, self._vault, self._dossier, generation=self._generation)
        if len(self.files) >= settings.DOCUMENT_FILES_AT_ONCE:
            file.refuse(RejectionReason.AT_ONCE)
        self.files.append(file)
        return file

    def keep(self, file: Receiving) -> None:
        """Leave this file's blob alone from now on: a row is about to name it.

        Where the answer to a commit is lost on its way nobody here knows whether the row stands; bytes without a row
        are found by the sweeper, a row without bytes would be a lost document.
        """
        self._kept.add(file.blob_key)

    def give_up(self, file: Receiving) -> None:
        """Take back ``keep``: it is certain that no row names this file's blob."""
        self._kept.discard(file.blob_key)

    def __enter__(self) -> Self:
        """Receive within a with block."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Discard what no row can name, for whatever reason."""
        for file in self.files:
            if file.blob_key not in self._kept:
                file.discard()
