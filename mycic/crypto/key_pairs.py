"""Key pairs for signing. A person's private key opens only with their password and this installation together."""

import os
import struct
import unicodedata
from dataclasses import dataclass, field
from typing import NoReturn
from uuid import UUID

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from django.conf import settings

from mycic.crypto import envelope
from mycic.crypto.envelope import Binding
from mycic.crypto.errors import CannotOpen
from mycic.crypto.providers import KEY_SIZE, open_with, seal_with

# Format, memory in KiB, passes, lanes and salt: the cost may grow, and older keys still open.
_INNER = struct.Struct(">BIHB16s")
_FORMAT = 1


class SigningKey:
    """A private key in memory: signs, shows nothing when printed, cannot be pickled or copied."""

    __slots__ = ("_private",)

    def __init__(self, private: ec.EllipticCurvePrivateKey) -> None:
        """Hold the key."""
        self._private = private

    def __repr__(self) -> str:
        """Show nothing."""
        return "<SigningKey>"

    def __reduce__(self) -> NoReturn:
        """Refuse to be pickled or copied."""
        raise TypeError("A signing key does not leave this process.")

    def sign(self, data: bytes) -> bytes:
        """Return the ECDSA signature with SHA-256."""
        return self._private.sign(data, ec.ECDSA(hashes.SHA256()))

    def public_pem(self) -> str:
        """Return the public half."""
        return public_pem(self._private)


@dataclass(frozen=True)
class PendingKey:
    """A new key pair whose certificate is still to come."""

    private_sealed: bytes = field(repr=False)
    public_pem: str


def new_key_pair(password: str, *, owner: UUID) -> PendingKey:
    """Make a P-256 key pair, its private half sealed under the password and under the system key.

    Args:
        password: the person's password; it is not kept.
        owner: the account's id; for another account the key does not open.
    """
    private = ec.generate_private_key(ec.SECP256R1())
    return PendingKey(_seal(_der(private), password, owner), public_pem(private))


def unlock(private_sealed: bytes, password: str, *, owner: UUID) -> SigningKey:
    """Return the private key for the request at hand.

    Raises:
        CannotOpen: the password is wrong, or the key is not this account's.
    """
    private = serialization.load_der_private_key(_open(private_sealed, password, owner), None)
    if not isinstance(private, ec.EllipticCurvePrivateKey):  # pragma: no cover - the seal covers what we wrote
        raise CannotOpen
    return SigningKey(private)


def rewrap(private_sealed: bytes, old_password: str, new_password: str, *, owner: UUID) -> bytes:
    """Seal the same key under a new password: the certificate stays.

    Raises:
        CannotOpen: the old password is wrong.
    """
    return _seal(_open(private_sealed, old_password, owner), new_password, owner)


def reseal(private_sealed: bytes, *, owner: UUID) -> bytes:
    """Seal the outer layer under the active system key; no password is needed, and the inner layer stays closed."""
    return envelope.system_key().seal(_open_outer(private_sealed, owner), aad=_binding(owner))


def public_pem(private: ec.EllipticCurvePrivateKey) -> str:
    """Return the public half in PEM."""
    spelling = serialization.PublicFormat.SubjectPublicKeyInfo
    return private.public_key().public_bytes(serialization.Encoding.PEM, spelling).decode()


def _seal(der: bytes, password: str, owner: UUID) -> bytes:
    cost = settings.SIGNING_ARGON2
    header = _INNER.pack(_FORMAT, cost["memory_cost"], cost["iterations"], cost["lanes"], os.urandom(16))
    inner = header + seal_with(_password_cipher(password, header), der, header + owner.bytes)
    return envelope.system_key().seal(inner, aad=_binding(owner))


def _open(private_sealed: bytes, password: str, owner: UUID) -> bytes:
    inner = _open_outer(private_sealed, owner)
    header = inner[: _INNER.size]
    return open_with(_password_cipher(password, header), inner[_INNER.size :], header + owner.bytes)


def _open_outer(private_sealed: bytes, owner: UUID) -> bytes:
    key = envelope.system_key(envelope.sealed_version(private_sealed))
    return key.open(private_sealed, aad=_binding(owner))


def _password_cipher(password: str, header: bytes) -> AESGCM:
    _, memory, passes, lanes, salt = _INNER.unpack(header)
    stretched = Argon2id(salt=salt, length=KEY_SIZE, iterations=passes, lanes=lanes, memory_cost=memory)
    root = stretched.derive(unicodedata.normalize("NFKC", password).encode())
    return AESGCM(envelope.hkdf(root, "epass-sign"))


def _binding(owner: UUID) -> Binding:
    return Binding("signing", "private_key", owner.hex)


def _der(private: ec.EllipticCurvePrivateKey) -> bytes:
    spelling, closed = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    return private.private_bytes(serialization.Encoding.DER, spelling, closed)
