"""`/healthz`: this process answers. `/readyz`: what it needs is there; each part is named, nothing else is told."""

import datetime as dt
import logging
import secrets
from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from mycic import clock, jobs
from mycic.crypto import keyring
from mycic.crypto.fields import system_vault

Probe = Callable[[], bool]
LATE: Final = dt.timedelta(minutes=5)
_log = logging.getLogger(__name__)
_probes: dict[str, Probe] = {}
_ADVISORY: Final = frozenset({"outbox", "cache"})  # the site works without them; they are reported, not fatal


def register(name: str, probe: Probe) -> None:
    """Add a part that must be sound for this process to serve, for example the ledger's triggers."""
    _probes[name] = probe


@require_safe
def healthz(_request: HttpRequest) -> HttpResponse:
    """Say that the process answers; touches nothing."""
    return _plain(HttpResponse("ok", content_type="text/plain"))


@require_safe
def readyz(_request: HttpRequest) -> HttpResponse:
    """Run every probe and answer 503 if one that matters fails."""
    results = {name: _run(name, probe) for name, probe in _probes.items()}
    ready = all(fine for name, fine in results.items() if name not in _ADVISORY)
    answer = {"ready": ready, "parts": {name: "ok" if fine else "failing" for name, fine in results.items()}}
    return _plain(JsonResponse(answer, status=200 if ready else 503))


def _run(name: str, probe: Probe) -> bool:
    try:
        return probe()
    except Exception as error:  # noqa: BLE001 - a probe may fail in any way; that is its answer
        _log.warning("readyz.failing", extra={"part": name, "error": type(error).__name__})
        return False


def _plain(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    return response


def _database() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return bool(cursor.fetchone() == (1,))


def _cache() -> bool:
    if not settings.REDIS_URL:
        return True
    name, value = f"readyz:{secrets.token_hex(4)}", secrets.token_hex(4)
    cache.set(name, value, timeout=10)
    return bool(cache.get(name) == value)


def _storage() -> bool:
    name = default_storage.save(f"readyz/{secrets.token_hex(8)}", ContentFile(b"ready"))
    try:
        with default_storage.open(name) as file:
            return bool(file.read() == b"ready")
    finally:
        default_storage.delete(name)


def _keys() -> bool:
    system_vault()
    return settings.KEYS_ON_FIRST_USE or not keyring.problems()


def _outbox() -> bool:
    return jobs.lag(clock.now()) < LATE


for _name, _probe in (
    ("database", _database),
    ("cache", _cache),
    ("storage", _storage),
    ("keys", _keys),
    ("outbox", _outbox),
):
    register(_name, _probe)
