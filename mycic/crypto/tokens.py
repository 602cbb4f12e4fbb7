"""Values that a browser carries for us: sealed, good for one purpose only, until a moment."""

import base64
import binascii
from datetime import datetime

from mycic import strict_json
from mycic.crypto import envelope
from mycic.crypto.canonical import canonical_json
from mycic.crypto.envelope import Binding
from mycic.crypto.errors import CannotOpen

#: Far above every form that is filled in honestly.
MOST_BYTES = 64 * 1024


def give(value: object, *, purpose: str, until: datetime) -> str:
    """Return a value sealed under the system key, as text for a hidden field; it is never put into an address.

    Args:
        value: JSON: texts, numbers, lists and maps.
        purpose: names the page that gives and takes it; elsewhere it does not open.
        until: from then on it does not open any more.
    """
    content = canonical_json({"value": value, "until": until})
    return base64.urlsafe_b64encode(envelope.system_key().seal(content, aad=_place(purpose))).decode().rstrip("=")


def take(token: str, *, purpose: str, at: datetime) -> object:
    """Return the value of a token that this purpose gave and that has not ended.

    Raises:
        CannotOpen: for every reason alike.
    """
    try:
        sealed = base64.urlsafe_b64decode(f"{token}{'=' * (-len(token) % 4)}".encode("ascii"))
        key = envelope.system_key(envelope.sealed_version(sealed))
        kept = strict_json.loads(key.open(sealed, aad=_place(purpose)), max_bytes=MOST_BYTES)
    except (binascii.Error, UnicodeEncodeError, LookupError, strict_json.NotJSON) as problem:
        raise CannotOpen from problem
    if not isinstance(kept, dict) or at >= datetime.fromisoformat(str(kept["until"])):
        raise CannotOpen
    return kept["value"]


def _place(purpose: str) -> Binding:
    return Binding(table="browser", column=purpose, row="")
