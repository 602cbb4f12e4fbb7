"""The expensive part of passwords: Argon2id over a peppered password, behind a gate that guards the memory."""

import hashlib
import hmac
import os
import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib.auth.hashers import Argon2PasswordHasher

from mycic.crypto import envelope, keyring

GATE_WAIT_SECONDS = 2.0
_GATE = threading.BoundedSemaphore(2 * (os.cpu_count() or 1))


class Busy(Exception):
    """Too many passwords are being checked at this moment."""


@contextmanager
def gate() -> Iterator[None]:
    """Let only as many expensive hashes run as there is memory for.

    Raises:
        Busy: nothing became free within two seconds.
    """
    if not _GATE.acquire(timeout=GATE_WAIT_SECONDS):
        raise Busy
    try:
        yield
    finally:
        _GATE.release()


def normal(password: str) -> str:
    """Return the one spelling of a password that different keyboards may compose differently."""
    return unicodedata.normalize("NFKC", password)


class Argon2Hasher(Argon2PasswordHasher):
    """Argon2id with 64 MiB and three passes, over the password keyed with a pepper that no database holds."""

    time_cost = 3
    memory_cost = 65536
    parallelism = 2

    def encode(self, password: str, salt: str) -> str:
        """Hash a password."""
        return super().encode(_peppered(password), salt)

    def verify(self, password: str, encoded: str) -> bool:
        """Check a password."""
        return super().verify(_peppered(password), encoded)


def _peppered(password: str) -> str:
    # A named secret of the key folder, not a blind index: those forget capitals and accents.
    pepper = keyring.secret(keyring.PASSWORD_PEPPER, envelope.make_key)
    return hmac.digest(pepper, normal(password).encode(), "sha256").hex()


def keyed(purpose: str, value: str) -> bytes:
    """Return a keyed hash of a code, so that a copy of the table cannot be searched for it."""
    key = keyring.secret(keyring.CODE_KEY, envelope.make_key)
    return hmac.digest(key, f"{purpose}\0{value}".encode(), "sha256")


def same(left: bytes, right: bytes | memoryview) -> bool:
    """Compare without telling how much was right."""
    return hmac.compare_digest(bytes(left), bytes(right))


def token_hash(token: str) -> str:
    """Return what a table may know of a long random token that was mailed or set as a cookie."""
    return hashlib.sha256(token.encode()).hexdigest()
