"""The keys of this installation: which exist, which is active, and everything that is sealed under the system key.

Ids say what a key is for: ``system-1`` and ``case-1`` (numbered, the highest is active) come from the provider;
``draft-2026-W48`` and the named secrets are random values in the key folder, each sealed under a system key, so that
they lie outside every database and its backups.
"""

import os
import re
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import lru_cache, partial
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from mycic.crypto import keyfiles
from mycic.crypto.errors import CannotOpen, KeysNotReady
from mycic.crypto.providers import KEY_SIZE, MEMORY_SECONDS, EnvProvider, FileProvider, Provider, open_with, seal_with

KINDS = ("system", "case")
BLIND_ROOT = "blind-1"
PASSWORD_PEPPER = "pepper-1"  # noqa: S105 - its name, not its value
CODE_KEY = "codes-1"
#: What an installation needs besides its wrapping keys.
SECRETS = (BLIND_ROOT, PASSWORD_PEPPER, CODE_KEY)
_active: dict[tuple[Provider, str], tuple[float, str]] = {}
_DRAFT = re.compile(r"draft-(\d{4})-W(\d\d)")
_HINT = "Run `manage.py init_keys` on a new installation; on an old one, put its key folder back."


def provider() -> Provider:
    """Return the configured provider."""
    return _provider(settings.KEY_PROVIDER, str(settings.KEY_DIR), settings.KEYS)


def wrap(kek_id: str, plaintext: bytes, aad: bytes) -> bytes:
    """Seal a small secret under any key of this installation."""
    if _DRAFT.fullmatch(kek_id):
        return seal_with(AESGCM(secret(kek_id)), plaintext, aad)
    return provider().wrap(kek_id, plaintext, aad)


def unwrap(kek_id: str, wrapped: bytes, aad: bytes) -> bytes:
    """Open what ``wrap`` sealed.

    Raises:
        CannotOpen: the key is gone, or the value is not what was sealed.
    """
    if _DRAFT.fullmatch(kek_id):
        return open_with(AESGCM(secret(kek_id)), wrapped, aad)
    return provider().unwrap(kek_id, wrapped, aad)


def active(kind: str) -> str:
    """Return the id of the key that new values of this kind are sealed under, remembered for a minute.

    Args:
        kind: ``system`` or ``case``.

    Raises:
        KeysNotReady: there is none, and this installation does not make keys by itself.
    """
    known = _active.get((provider(), kind))
    if known is not None and known[0] > time.monotonic():
        return known[1]
    numbers = _numbers(kind)
    if not numbers and settings.KEYS_ON_FIRST_USE:
        provider().create(f"{kind}-1")
        numbers = _numbers(kind)
    if not numbers:
        raise KeysNotReady(f"This installation has no {kind} key in {settings.KEY_DIR}. {_HINT}")
    kek_id = f"{kind}-{max(numbers)}"
    _active[provider(), kind] = (time.monotonic() + MEMORY_SECONDS, kek_id)
    return kek_id


def start_new(kind: str) -> str:
    """Make the next key of a kind and return its id; from now on it is the active one."""
    number = max(_numbers(kind), default=0) + 1
    if kind == "system" and number > 1:
        # Whoever finds the new key active must find its data key too.
        put_secret(f"system-data-{number}", os.urandom(KEY_SIZE))
    provider().create(f"{kind}-{number}")
    _active.clear()
    _note_check_value(f"{kind}-{number}")
    return f"{kind}-{number}"


def is_settled(kind: str) -> bool:
    """Tell whether every running process knows by now which key of a kind is active, and seals under no older one.

    A process remembers the active key for a minute, and what it wrapped just before reaches the database a bit later.
    """
    _note_check_value(kek_id := active(kind))
    return time.time() - _check_path(kek_id).stat().st_mtime > 2 * MEMORY_SECONDS


def draft_kek(expires_at: datetime) -> str:
    """Return the id of the key for drafts that expire in the same ISO week, made if it is the first of them."""
    year, week, _ = expires_at.astimezone(UTC).isocalendar()
    kek_id = f"draft-{year:04d}-W{week:02d}"
    if not _sealed_path(kek_id).exists():
        put_secret(kek_id, os.urandom(KEY_SIZE))
    return kek_id


def destroyable_from(kek_id: str) -> datetime:
    """Return the moment from which a draft key may be destroyed: one day after its week has ended."""
    found = _DRAFT.fullmatch(kek_id)
    if found is None:
        raise ValueError(f"{kek_id} is no draft key.")
    monday = datetime.fromisocalendar(int(found[1]), int(found[2]), 1).replace(tzinfo=UTC)
    return monday + timedelta(days=8)


def ids() -> frozenset[str]:
    """Return the ids of all keys that can wrap data keys."""
    drafts = {name for name in secret_names() if _DRAFT.fullmatch(name)}
    return provider().ids() | drafts


def destroy(kek_id: str) -> None:
    """Destroy a key: what is sealed under it stays closed for ever, in every backup too."""
    if _DRAFT.fullmatch(kek_id):
        keyfiles.destroy(_sealed_path(kek_id))
    else:
        provider().destroy(kek_id)
        _active.clear()
        keyfiles.destroy(_check_path(kek_id))


# --- Secrets of the installation, sealed under the system key ---------------------------------------------------


def secret(name: str, make: Callable[[], bytes] | None = None) -> bytes:
    """Return a named secret from the key folder.

    Args:
        name: its name, for example ``blind-1``.
        make: makes it, where this installation may make keys by itself.

    Raises:
        CannotOpen: there is none, or it does not open.
    """
    try:
        content = _sealed_path(name).read_bytes()
    except FileNotFoundError:
        if make is None:
            raise CannotOpen from None
        if not settings.KEYS_ON_FIRST_USE:
            raise KeysNotReady(f"This installation has no {name} in {settings.KEY_DIR}. {_HINT}") from None
        put_secret(name, make())
        content = _sealed_path(name).read_bytes()
    return _unseal(name, content)


def put_secret(name: str, value: bytes) -> bool:
    """Seal a named secret; return False (and keep what is there) if it exists."""
    return keyfiles.create(_sealed_path(name), _seal(name, value))


def secret_names() -> frozenset[str]:
    """Return the names of all sealed secrets."""
    return frozenset(path.stem for path in _folder().glob("[!.]*.sealed"))


def reseal_secrets() -> int:
    """Seal every named secret under the active system key; return how many changed."""
    wanted = active("system").encode() + b"\n"
    return sum(keyfiles.renew(_sealed_path(name), partial(_resealed, name, wanted)) for name in sorted(secret_names()))


# --- Start-up ------------------------------------------------------------------------------------------------------


def init() -> list[str]:
    """Make the first keys where they are missing; return the ids made. Safe to repeat and to run twice at once."""
    made = [f"{kind}-1" for kind in KINDS if not _numbers(kind) and provider().create(f"{kind}-1")]
    for kek_id in provider().ids():
        _note_check_value(kek_id)
    number = max(_numbers("system"))
    made += [name for name in (f"system-data-{number}", *SECRETS) if put_secret(name, os.urandom(KEY_SIZE))]
    return made


def problems() -> list[str]:
    """Return one sentence for each key that is missing or is not the one this installation was set up with."""
    found = [f"There is no {kind} key. {_HINT}" for kind in KINDS if not _numbers(kind)]
    for path in sorted(_folder().glob("[!.]*.check")):
        try:
            provider().unwrap(path.stem, path.read_bytes(), _aad(f"check/{path.stem}"))
        except CannotOpen:
            found.append(f"The key {path.stem} is missing or is not the one of this installation.")
        except KeysNotReady as damage:
            found.append(str(damage))
    for name in sorted(secret_names()):
        try:
            secret(name)
        except (CannotOpen, KeysNotReady):
            found.append(f"The sealed file {name} in the key folder does not open.")
    return found


@lru_cache(maxsize=4)
def _provider(name: str, folder: str, keys: str) -> Provider:
    return EnvProvider(keys) if name == "env" else FileProvider(Path(folder))


def _numbers(kind: str) -> set[int]:
    known = (kek_id.rpartition("-") for kek_id in provider().ids())
    return {int(number) for prefix, _, number in known if prefix == kind and number.isdigit()}


def _folder() -> Path:
    return Path(settings.KEY_DIR)


def _sealed_path(name: str) -> Path:
    return _folder() / f"{name}.sealed"


def _check_path(kek_id: str) -> Path:
    return _folder() / f"{kek_id}.check"


def _note_check_value(kek_id: str) -> None:
    if not _check_path(kek_id).exists():
        keyfiles.create(_check_path(kek_id), provider().wrap(kek_id, b"check", _aad(f"check/{kek_id}")))


def _seal(name: str, value: bytes) -> bytes:
    kek_id = active("system")
    return kek_id.encode() + b"\n" + provider().wrap(kek_id, value, _aad(name))


def _unseal(name: str, content: bytes) -> bytes:
    kek_id, _, sealed = content.partition(b"\n")
    return provider().unwrap(kek_id.decode("ascii", "replace"), sealed, _aad(name))


def _resealed(name: str, wanted: bytes, content: bytes) -> bytes | None:
    return None if content.startswith(wanted) else _seal(name, _unseal(name, content))


def _aad(name: str) -> bytes:
    return f"mycic/keyfolder/v1\0{name}".encode()
