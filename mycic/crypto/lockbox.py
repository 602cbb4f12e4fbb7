"""Values that only somebody who knows a secret can open: the key is not kept anywhere.

The secret may be short, so it is stretched (scrypt, RFC 7914) and mixed with a root that is not in the database: a copy
of the database alone opens nothing, however many secrets are tried.
"""

import hashlib
import hmac
import os

from mycic import strict_json
from mycic.crypto import envelope, keyring
from mycic.crypto.canonical import canonical_json
from mycic.crypto.envelope import Binding, DataKey
from mycic.crypto.errors import CannotOpen

SALT_BYTES = 16
_COST, _BLOCK, _LANES, _MEMORY = 2**15, 8, 1, 64 * 1024 * 1024


def new_salt() -> bytes:
    """Return a fresh random salt; each box has its own."""
    return os.urandom(SALT_BYTES)


def lock(value: object, *secrets: str, salt: bytes, purpose: str) -> bytes:
    """Return a value sealed under what was said.

    Args:
        value: JSON: texts, numbers, lists and maps.
        secrets: all that one must say to open it.
        salt: from ``new_salt``, kept beside the box.
        purpose: names what it is for; elsewhere it does not open.
    """
    return _key(secrets, salt).seal(canonical_json(value), aad=_place(purpose))


def unlock(box: bytes, *secrets: str, salt: bytes, purpose: str) -> object:
    """Return the value of a box.

    Raises:
        CannotOpen: for every reason alike.
    """
    try:
        return strict_json.loads(_key(secrets, salt).open(box, aad=_place(purpose)))
    except strict_json.NotJSON as problem:
        raise CannotOpen from problem


def _key(secrets: tuple[str, ...], salt: bytes) -> DataKey:
    said = "\x1f".join(secrets).encode()
    stretched = hashlib.scrypt(said, salt=salt, n=_COST, r=_BLOCK, p=_LANES, maxmem=_MEMORY, dklen=32)
    root = envelope.hkdf(keyring.secret(keyring.BLIND_ROOT, envelope.make_key), "lockbox/v1")
    return DataKey(hmac.digest(root, stretched, "sha256"))


def _place(purpose: str) -> Binding:
    return Binding(table="lockbox", column=purpose, row="")
