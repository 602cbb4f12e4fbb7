"""Where the key-encrypting keys of this installation live: one interface, a file and an environment provider.

A provider never hands out a key; it wraps and unwraps. That is also all that a key service (KMS, Vault) offers.
"""

import base64
import binascii
import hmac
import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from mycic.crypto import keyfiles
from mycic.crypto.errors import CannotOpen, KeysNotReady

KEY_SIZE = 32
NONCE_SIZE = 12
# A key that another process destroyed must not live on here for longer than this.
MEMORY_SECONDS = 60


class Provider(Protocol):
    """Holds key-encrypting keys by id, for example ``case-1``."""

    def wrap(self, kek_id: str, plaintext: bytes, aad: bytes) -> bytes:
        """Seal a small secret under the key."""

    def unwrap(self, kek_id: str, wrapped: bytes, aad: bytes) -> bytes:
        """Open what ``wrap`` sealed; raise CannotOpen."""

    def create(self, kek_id: str) -> bool:
        """Make a new random key; return False if it exists."""

    def destroy(self, kek_id: str) -> None:
        """Make the key unusable for ever."""

    def ids(self) -> frozenset[str]:
        """Return the ids of the keys at hand."""


def seal_with(cipher: AESGCM, plaintext: bytes, aad: bytes) -> bytes:
    """Return a random nonce and the ciphertext."""
    nonce = os.urandom(NONCE_SIZE)
    return nonce + cipher.encrypt(nonce, plaintext, aad)


def open_with(cipher: AESGCM, sealed: bytes, aad: bytes) -> bytes:
    """Undo ``seal_with``; every failure is the same CannotOpen."""
    try:
        return cipher.decrypt(sealed[:NONCE_SIZE], sealed[NONCE_SIZE:], aad)
    except (InvalidTag, ValueError):
        raise CannotOpen from None


def check_value(key: bytes) -> str:
    """Return the key check value: it tells keys apart and says nothing about them."""
    return hmac.digest(key, b"kcv", "sha256")[:4].hex()


class FileProvider:
    """Keeps each key in a file of its own, ``<id>.key``, readable by this user only."""

    def __init__(self, folder: Path) -> None:
        """Use the given folder; it is made when the first key is."""
        self._folder = folder
        self._loaded: dict[str, tuple[float, AESGCM]] = {}

    def __repr__(self) -> str:
        """Name the folder, never a key."""
        return f"<FileProvider {self._folder}>"

    def wrap(self, kek_id: str, plaintext: bytes, aad: bytes) -> bytes:
        """Seal a small secret under the key."""
        return seal_with(self._cipher(kek_id), plaintext, aad)

    def unwrap(self, kek_id: str, wrapped: bytes, aad: bytes) -> bytes:
        """Open what ``wrap`` sealed."""
        return open_with(self._cipher(kek_id), wrapped, aad)

    def create(self, kek_id: str) -> bool:
        """Make a new random key file."""
        key = os.urandom(KEY_SIZE)
        content = f"{check_value(key)} {base64.b64encode(key).decode()}\n"
        return keyfiles.create(self._path(kek_id), content.encode())

    def destroy(self, kek_id: str) -> None:
        """Overwrite and unlink the key file."""
        keyfiles.destroy(self._path(kek_id))
        self._loaded.pop(kek_id, None)

    def ids(self) -> frozenset[str]:
        """Return the ids of the key files."""
        return frozenset(path.stem for path in self._folder.glob("[!.]*.key"))

    def _path(self, kek_id: str) -> Path:
        return self._folder / f"{kek_id}.key"

    def _cipher(self, kek_id: str) -> AESGCM:
        known = self._loaded.get(kek_id)
        if known is not None and known[0] > time.monotonic():
            return known[1]
        cipher = AESGCM(self._read(kek_id))
        self._loaded[kek_id] = (time.monotonic() + MEMORY_SECONDS, cipher)
        return cipher

    def _read(self, kek_id: str) -> bytes:
        try:
            words = self._path(kek_id).read_text(encoding="ascii").split()
        except FileNotFoundError:
            self._loaded.pop(kek_id, None)
            raise CannotOpen from None
        except (OSError, UnicodeDecodeError) as error:
            raise KeysNotReady(f"The key file of {kek_id} cannot be read.") from error
        if len(words) != 2:  # noqa: PLR2004 - check value and key
            raise KeysNotReady(f"The key file of {kek_id} is damaged.")
        return parse_key(kek_id, words[1], expected=words[0])


class EnvProvider:
    """Takes the keys from one setting, ``system-1=<base64> case-1=<base64>``; the operator adds new ones."""

    def __init__(self, setting: str) -> None:
        """Read the setting.

        Raises:
            KeysNotReady: an entry is not ``id=<base64 of 32 bytes>``.
        """
        self._ciphers: Mapping[str, AESGCM] = dict(self._parse(entry) for entry in setting.split())

    def __repr__(self) -> str:
        """Name the ids, never a key."""
        return f"<EnvProvider {sorted(self._ciphers)}>"

    def wrap(self, kek_id: str, plaintext: bytes, aad: bytes) -> bytes:
        """Seal a small secret under the key."""
        return seal_with(self._cipher(kek_id), plaintext, aad)

    def unwrap(self, kek_id: str, wrapped: bytes, aad: bytes) -> bytes:
        """Open what ``wrap`` sealed."""
        return open_with(self._cipher(kek_id), wrapped, aad)

    def create(self, kek_id: str) -> bool:
        """Refuse: the environment is the operator's."""
        if kek_id in self._ciphers:
            return False
        raise KeysNotReady(f"Add the key {kek_id} to MYCIC_KEYS: 32 random bytes in base64.")

    def destroy(self, kek_id: str) -> None:
        """Refuse: the environment is the operator's."""
        raise KeysNotReady(f"Remove the key {kek_id} from MYCIC_KEYS and restart.")

    def ids(self) -> frozenset[str]:
        """Return the ids in the setting."""
        return frozenset(self._ciphers)

    def _cipher(self, kek_id: str) -> AESGCM:
        try:
            return self._ciphers[kek_id]
        except KeyError:
            raise CannotOpen from None

    @staticmethod
    def _parse(entry: str) -> tuple[str, AESGCM]:
        kek_id, _, value = entry.partition("=")
        return kek_id, AESGCM(parse_key(kek_id, value))


def parse_key(kek_id: str, text: str, expected: str | None = None) -> bytes:
    """Return the key written as base64 text.

    Raises:
        KeysNotReady: the text is no key, or not the key with the expected check value.
    """
    try:
        key = base64.b64decode(text, validate=True)
    except binascii.Error:
        key = b""
    if len(key) != KEY_SIZE:
        raise KeysNotReady(f"The key {kek_id} is not 32 bytes in base64.")
    if expected is not None and check_value(key) != expected:
        raise KeysNotReady(f"The key {kek_id} does not fit its check value.")
    return key
