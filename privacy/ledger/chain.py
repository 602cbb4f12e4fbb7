"""How an event is hashed: the same words when it is written and when it is verified."""

import hashlib
import json
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime

_DOMAIN = b"mycic-audit-v1"
GENESIS = bytes(32)


def event_hash(
    *,
    chain: uuid.UUID,
    seq: int,
    prev_hash: bytes,
    kind: str,
    at: datetime,
    role: str,
    actor: uuid.UUID | None,
    facts: Mapping[str, str | int | bool],
) -> bytes:
    """Return the hash that ties an event to its place and to the event before it."""
    payload = {
        "actor": str(actor) if actor else None,
        "at": at.astimezone(UTC).isoformat(timespec="microseconds"),
        "chain": str(chain),
        "facts": dict(facts),
        "kind": kind,
        "role": role,
        "seq": seq,
    }
    canonical = json.dumps(payload, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()
    place = seq.to_bytes(8, "big")
    return hashlib.sha256(_DOMAIN + prev_hash + place + hashlib.sha256(canonical).digest()).digest()
