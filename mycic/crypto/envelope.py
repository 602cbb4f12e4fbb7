"""Data keys: one per dossier, wrapped under a key-encrypting key and bound to their owner."""

import hmac
import os
import struct
import threading
import time
from collections import Counter, OrderedDict
from typing import NamedTuple, NoReturn
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from mycic.crypto import keyring
from mycic.crypto.errors import CannotOpen
from mycic.crypto.providers import KEY_SIZE, NONCE_SIZE, open_with, seal_with

CACHE_SIZE = 256
CACHE_SECONDS = 60.0
FORMAT = 1
_HEADER = struct.Struct(">BH")
_SMALLEST = _HEADER.size + NONCE_SIZE + 16

#: How often a wrapped key was opened and how often that was spared: figures for the operator.
counters: Counter[str] = Counter()


class Binding(NamedTuple):
    """The place a sealed value belongs to; anywhere else it does not open."""

    table: str
    column: str
    row: str
    dossier: UUID | None = None
    schema: int = 1


class DataKey:
    """A random key in memory: shows nothing when printed, cannot be pickled or copied."""

    __slots__ = ("_ciphers", "_raw", "version")

    def __init__(self, raw: bytes, version: int = 1) -> None:
        """Hold the raw key of one version."""
        self._raw = raw
        self.version = version
        self._ciphers: dict[str, AESGCM] = {}

    def __repr__(self) -> str:
        """Show nothing."""
        return "<DataKey>"

    def __reduce__(self) -> NoReturn:
        """Refuse to be pickled or copied."""
        raise TypeError("A data key does not leave this process.")

    def subkey(self, info: str, *, salt: bytes = b"", length: int = KEY_SIZE) -> bytes:
        """Derive a key for one purpose with HKDF-SHA256."""
        return hkdf(self._raw, info, salt=salt, length=length)

    def seal(self, plaintext: bytes, *, aad: Binding) -> bytes:
        """Return format byte, key version, nonce and ciphertext of a value, bound to its place."""
        header = _HEADER.pack(FORMAT, self.version)
        return header + seal_with(self._cipher(aad), plaintext, header + _context(aad))

    def open(self, sealed: bytes, *, aad: Binding) -> bytes:
        """Return the value that was sealed for this place.

        Raises:
            CannotOpen: for every reason alike.
        """
        if sealed_version(sealed) != self.version:
            raise CannotOpen
        header = sealed[: _HEADER.size]
        return open_with(self._cipher(aad), sealed[_HEADER.size :], header + _context(aad))

    def _cipher(self, aad: Binding) -> AESGCM:
        purpose = f"field/{aad.table}.{aad.column}"
        cipher = self._ciphers.get(purpose)
        if cipher is None:
            cipher = self._ciphers[purpose] = AESGCM(self.subkey(purpose))
        return cipher


def sealed_version(sealed: bytes) -> int:
    """Return the key version that a sealed value names.

    Raises:
        CannotOpen: it is no sealed value.
    """
    if len(sealed) < _SMALLEST or sealed[0] != FORMAT:
        raise CannotOpen
    return int(_HEADER.unpack_from(sealed)[1])


def hkdf(root: bytes, info: str, *, salt: bytes = b"", length: int = KEY_SIZE) -> bytes:
    """Derive bytes with HKDF-SHA256 (RFC 5869)."""
    pseudo_random_key = hmac.digest(salt or bytes(KEY_SIZE), root, "sha256")
    context = info.encode()
    block = output = b""
    for counter in range(1, -(-length // KEY_SIZE) + 1):
        block = hmac.digest(pseudo_random_key, block + context + bytes((counter,)), "sha256")
        output += block
    return output[:length]


def new_data_key() -> DataKey:
    """Return a fresh random data key."""
    return DataKey(make_key())


def wrap(data_key: DataKey, kek_id: str, *, owner: UUID, version: int) -> bytes:
    """Seal a data key under a key-encrypting key, bound to its owner and the version of the row that keeps it.

    That version counts wrappings of the same data key; a value's own header names the data key, not the wrapping.
    """
    return keyring.wrap(kek_id, data_key._raw, _owner(kek_id, owner, version))  # noqa: SLF001 - the same idea


def unwrap(wrapped: bytes, kek_id: str, *, owner: UUID, version: int) -> DataKey:
    """Return the data key, from memory if it was opened within the last minute.

    Raises:
        CannotOpen: the key-encrypting key is gone, or this key belongs to another owner or version.
    """
    name = (kek_id, owner, version, bytes(wrapped))
    data_key = _cache.get(name)
    if data_key is None:
        counters["unwraps"] += 1
        data_key = DataKey(keyring.unwrap(kek_id, bytes(wrapped), _owner(kek_id, owner, version)))
        _cache.put(name, data_key)
    else:
        counters["spared"] += 1
    return data_key


def rewrap(wrapped: bytes, old_kek_id: str, new_kek_id: str, *, owner: UUID, version: int) -> bytes:
    """Return the same data key wrapped under another key-encrypting key."""
    return wrap(unwrap(wrapped, old_kek_id, owner=owner, version=version), new_kek_id, owner=owner, version=version)


def forget(owner: UUID) -> None:
    """Drop the owner's data keys from this process's memory."""
    _cache.drop(owner)


def forget_all() -> None:
    """Drop every data key from this process's memory."""
    _cache.drop(None)


def system_key(version: int | None = None) -> DataKey:
    """Return the data key of system-sealed rows: the active system key's own, or the one of an older version."""
    number = version or int(keyring.active("system").rpartition("-")[2])
    name = ("system-data", number)
    data_key = _cache.get(name)
    if data_key is None:
        counters["unwraps"] += 1
        data_key = DataKey(keyring.secret(f"system-data-{number}", make_key if version is None else None), number)
        _cache.put(name, data_key)
    return data_key


def make_key() -> bytes:
    """Return 32 random bytes."""
    return os.urandom(KEY_SIZE)


class _Cache:
    """Least recently used data keys, each for a minute at most, in this process only."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._entries: OrderedDict[tuple[object, ...], tuple[float, DataKey]] = OrderedDict()

    def get(self, name: tuple[object, ...]) -> DataKey | None:
        with self._lock:
            self._drop_old()
            entry = self._entries.get(name)
            if entry is None:
                return None
            self._entries.move_to_end(name)
            return entry[1]

    def put(self, name: tuple[object, ...], data_key: DataKey) -> None:
        with self._lock:
            self._drop_old()
            self._entries[name] = (time.monotonic() + CACHE_SECONDS, data_key)
            self._entries.move_to_end(name)
            if len(self._entries) > CACHE_SIZE:
                self._entries.popitem(last=False)

    def drop(self, owner: UUID | None) -> None:
        with self._lock:
            for name in [name for name in self._entries if owner is None or name[1] == owner]:
                del self._entries[name]

    def _drop_old(self) -> None:
        """Let go of what is older than a minute, whether anybody asks for it or not."""
        now = time.monotonic()
        for name in [name for name, (until, _key) in self._entries.items() if until < now]:
            del self._entries[name]


_cache = _Cache()


def _context(aad: Binding) -> bytes:
    dossier = "-" if aad.dossier is None else aad.dossier.hex
    return f"mycic/field/v1\0{aad.table}\0{aad.column}\0{aad.schema}\0{dossier}\0{aad.row}".encode()


def _owner(kek_id: str, owner: UUID, version: int) -> bytes:
    return f"mycic/wrap/v1\0{kek_id}\0dossier\0{owner.hex}\0{version}".encode()
