"""MCE1, the format of sealed files: frames of 64 KiB, each authenticated with its place and the end of the file.

A header of 28 bytes (magic, version, algorithm, log2 of the frame size, flags, generation, salt) is followed by frames
of ciphertext and tag. The file's own key and nonce prefix come from the dossier's data key, the salt, the document and
the dossier; a frame's nonce is prefix, counter and a final flag. Hence nothing can be cut, swapped, repeated, moved or
put back without a refusal, and a range can be read without reading what stands before it.
"""

import hashlib
import os
import struct
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple, Protocol
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from mycic.crypto.envelope import DataKey
from mycic.crypto.errors import CannotOpen

_HEADER = struct.Struct(">4sBBBBI16s")
_NONCE_END = struct.Struct(">IB")
_MAGIC, _VERSION, _AES_GCM, _NO_FLAGS = b"MCE1", 1, 1, 0
_SIZES = frozenset({12, 14, 16, 18, 20})
_DEFAULT_SIZE = 16
_TAG = 16
_PREFIX = 7
_KEY = 32


class Receipt(NamedTuple):
    """What was sealed: sizes and SHA-256 (hex) of the plaintext and of the stored file."""

    plain_size: int
    plain_sha256: str
    cipher_size: int
    cipher_sha256: str


class Target(Protocol):
    """Takes the sealed bytes; it must have used them up when ``write`` returns, for the buffer is used again."""

    def write(self, data: memoryview, /) -> object:
        """Store the bytes."""


class SealingWriter:
    """Seals a file as it arrives, in chunks of any size; nothing is sealed before ``finish`` has closed the last frame.

    Args:
        target: receives the sealed bytes.
        key: the dossier's data key.
        document: id of the document, bound into every frame.
        dossier: id of the dossier, bound into every frame.
        generation: counts the contents that this document has had.
        size_log2: log2 of the frame size.
    """

    def __init__(
        self,
        target: Target,
        key: DataKey,
        *,
        document: UUID,
        dossier: UUID,
        generation: int = 1,
        size_log2: int = _DEFAULT_SIZE,
    ) -> None:
        """Write the header."""
        header = _HEADER.pack(_MAGIC, _VERSION, _AES_GCM, size_log2, _NO_FLAGS, generation, os.urandom(16))
        self._target = target
        self._frames = _Frames(header, key, document, dossier)
        self._size = self._frames.size
        self._pending = bytearray(self._size)
        self._filled = 0
        self._sealed = bytearray(self._size + _TAG)
        self._plain_size = 0
        self._cipher_size = 0
        self._plain_hash = hashlib.sha256()
        self._cipher_hash = hashlib.sha256()
        self._store(memoryview(header))

    def write(self, chunk: bytes | bytearray | memoryview) -> None:
        """Take the next bytes of the file."""
        self._plain_hash.update(chunk)
        rest = memoryview(chunk)
        self._plain_size += len(rest)
        while rest:
            if self._filled == self._size:
                self._seal_frame(final=False)
            if not self._filled and len(rest) > self._size:
                # More follows it, so this frame is whole and not the last: it is sealed from where it lies.
                self._seal(rest[: self._size], final=False)
                rest = rest[self._size :]
                continue
            taken = min(self._size - self._filled, len(rest))
            self._pending[self._filled : self._filled + taken] = rest[:taken]
            self._filled += taken
            rest = rest[taken:]

    def finish(self) -> Receipt:
        """Seal the last frame and return sizes and digests."""
        self._seal_frame(final=True)
        return Receipt(self._plain_size, self._plain_hash.hexdigest(), self._cipher_size, self._cipher_hash.hexdigest())

    def _seal_frame(self, *, final: bool) -> None:
        self._seal(memoryview(self._pending)[: self._filled], final=final)
        self._filled = 0

    def _seal(self, plaintext: memoryview, *, final: bool) -> None:
        sealed = memoryview(self._sealed)[: len(plaintext) + _TAG]
        self._frames.seal(plaintext, sealed, final=final)
        self._store(sealed)

    def _store(self, data: memoryview) -> None:
        self._cipher_hash.update(data)
        self._cipher_size += len(data)
        self._target.write(data)


def open_stream(
    source: BinaryIO, key: DataKey, *, document: UUID, dossier: UUID, generation: int, size: int | None = None
) -> Iterator[bytes]:
    """Return the plaintext in frames; each is released only after it has proved genuine.

    Args:
        source: the sealed file, seekable.
        key: the dossier's data key.
        document: id of the document.
        dossier: id of the dossier.
        generation: which content of the document this must be.
        size: its plaintext size where known; a shortened file is then refused before its first byte.

    Raises:
        CannotOpen: at once, or while iterating when a later frame was tampered with.
    """
    sealed = _SealedFile(source, key, document, dossier, generation, size)
    return sealed.frames(0, sealed.count)


def read_range(
    source: BinaryIO,
    key: DataKey,
    *,
    document: UUID,
    dossier: UUID,
    generation: int,
    start: int,
    stop: int,
    size: int | None = None,
) -> Iterator[bytes]:
    """Return the plaintext bytes from ``start`` up to but without ``stop``, reading only the frames that hold them."""
    sealed = _SealedFile(source, key, document, dossier, generation, size)
    stop = min(stop, sealed.plain_size)
    return sealed.cut(start, stop) if 0 <= start < stop else iter(())


class _Frames:
    """Key, nonces and associated data of one file."""

    def __init__(self, header: bytes, key: DataKey, document: UUID, dossier: UUID) -> None:
        magic, version, algorithm, size_log2, flags, self.generation, salt = _HEADER.unpack(header)
        known = (magic, version, algorithm, flags) == (_MAGIC, _VERSION, _AES_GCM, _NO_FLAGS)
        if not known or size_log2 not in _SIZES:
            raise CannotOpen
        self.size = 1 << size_log2
        derived = key.subkey(f"mycic/file/v1/{document.hex}/{dossier.hex}", salt=salt, length=_KEY + _PREFIX)
        self._cipher = AESGCM(derived[:_KEY])
        self._prefix = derived[_KEY:]
        self._context = hashlib.sha256(header + document.bytes + dossier.bytes).digest()
        self._counter = 0

    def seal(self, plaintext: memoryview, sealed: memoryview, *, final: bool) -> None:
        self._cipher.encrypt_into(self._nonce(self._counter, final=final), plaintext, self._context, sealed)
        self._counter += 1

    def open(self, sealed: bytes, number: int, *, final: bool) -> bytes:
        try:
            return self._cipher.decrypt(self._nonce(number, final=final), sealed, self._context)
        except (InvalidTag, ValueError):
            raise CannotOpen from None

    def _nonce(self, number: int, *, final: bool) -> bytes:
        return self._prefix + _NONCE_END.pack(number, final)


class _SealedFile:
    """A sealed file ready to be read."""

    def __init__(
        self, source: BinaryIO, key: DataKey, document: UUID, dossier: UUID, generation: int, size: int | None
    ) -> None:
        body = source.seek(0, os.SEEK_END) - _HEADER.size
        if body < _TAG:
            raise CannotOpen
        source.seek(0)
        self._source = source
        self._frames = _Frames(source.read(_HEADER.size), key, document, dossier)
        self._step = self._frames.size + _TAG
        self.count = -(-body // self._step)
        self.plain_size = body - self.count * _TAG
        if self._frames.generation != generation or size not in (None, self.plain_size):
            raise CannotOpen

    def frames(self, first: int, after: int) -> Iterator[bytes]:
        self._source.seek(_HEADER.size + first * self._step)
        for number in range(first, after):
            yield self._frames.open(self._source.read(self._step), number, final=number == self.count - 1)

    def cut(self, start: int, stop: int) -> Iterator[bytes]:
        size = self._frames.size
        first, after = start // size, -(-stop // size)
        for number, content in enumerate(self.frames(first, after), start=first):
            yield content[max(start - number * size, 0) : stop - number * size]
