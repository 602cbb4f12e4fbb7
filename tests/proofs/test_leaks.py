"""Nothing that a person types lies anywhere in clear: database, files, logs, mail spool, Redis, temporary files.

The counter-proof plays the same case with sealing replaced by doing nothing, and finds every planted text.
"""

import logging
import re
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import redis
from celery import current_app
from django.db import connection

from accounts.models import User
from mycic.crypto import envelope, streams
from tests import services
from tests.proofs import planting, scanning
from tests.proofs.conftest import Place

# One after the other: they empty the same Redis.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("leaks")]
_BLANK = bytes(28)


@pytest.fixture
def unsealed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Replace sealing by doing nothing, of fields and of files; sizes stay as they are."""

    def seal(self: envelope.DataKey, plaintext: bytes, *, aad: Any) -> bytes:
        return envelope._HEADER.pack(envelope.FORMAT, self.version) + _BLANK + plaintext

    def open_(self: envelope.DataKey, sealed: bytes, *, aad: Any) -> bytes:
        return bytes(sealed[envelope._HEADER.size + len(_BLANK) :])

    def seal_frame(_self: Any, plaintext: memoryview, sealed: memoryview, *, final: bool) -> None:
        sealed[:] = bytes(plaintext) + bytes(streams._TAG)

    def open_frame(_self: Any, sealed: bytes, _number: int, *, final: bool) -> bytes:
        return sealed[: -streams._TAG]

    monkeypatch.setattr(envelope.DataKey, "seal", seal)
    monkeypatch.setattr(envelope.DataKey, "open", open_)
    monkeypatch.setattr(streams._Frames, "seal", seal_frame)
    monkeypatch.setattr(streams._Frames, "open", open_frame)


@pytest.fixture
def cache(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator["redis.Redis | None"]:
    """Use Redis as cache and broker in the pass that has it.

    A number of its own, so that it can be emptied: other tests have 9, and the portals of the journeys 10 to 15.
    """
    if connection.vendor != "postgresql" or not services.redis_found():
        yield None
        return
    url = f"{services.redis_url().rpartition('/')[0]}/8"
    store = redis.Redis.from_url(url)
    store.flushdb()
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": url}}
    settings.CELERY_BROKER_URL = url
    monkeypatch.setattr(current_app.conf, "broker_url", url)
    yield store
    store.flushdb()
    store.close()


@pytest.fixture
def traces(place: Place, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Write logs, mails and temporary files into folders that are scanned."""
    for name in ("logs", "mail", "tmp"):
        (place.folder / name).mkdir()
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(place.folder / "mail")
    monkeypatch.setattr(tempfile, "tempdir", str(place.folder / "tmp"))
    handler = logging.FileHandler(place.folder / "logs" / "everything.log", encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(name)s %(levelname)s %(message)s %(__dict__)s"))
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield place.folder
    root.removeHandler(handler)
    root.setLevel(level)
    handler.close()


def database() -> dict[str, bytes]:
    """Return the database as a backup would hold it."""
    if connection.vendor == "postgresql":
        found = {}
        with connection.cursor() as cursor:
            for table in connection.introspection.table_names(cursor):
                with cursor.copy(f'COPY "{table}" TO STDOUT') as rows:
                    found[f"table {table}"] = b"".join(bytes(row) for row in rows)
        return found
    file = Path(str(connection.settings_dict["NAME"]))
    found = {path.name: path.read_bytes() for path in file.parent.glob(f"{file.name}*")}
    # A value longer than a page is cut in the file, so the values are read one by one too.
    dump = sqlite3.connect(file)
    for table in connection.introspection.table_names():
        rows = dump.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - a name out of the database itself
        values = (value if isinstance(value, bytes) else str(value).encode() for row in rows for value in row)
        found[f"table {table}"] = b"\n".join(values)
    dump.close()
    return found


def redis_content(store: "redis.Redis | None") -> dict[str, bytes]:
    """Return every key of Redis with what it holds."""
    if store is None:
        return {}
    readers: dict[str, Any] = {
        "string": store.get,
        "list": lambda key: store.lrange(key, 0, -1),
        "hash": store.hgetall,
        "set": store.smembers,
        "zset": lambda key: store.zrange(key, 0, -1, withscores=True),
    }
    found = {}
    for key in store.scan_iter():
        content = readers[_plain(store.type(key))](key)
        found[f"redis {key!r}"] = key + (content if isinstance(content, bytes) else repr(content).encode())
    return found


def _plain(word: bytes | str) -> str:
    return word.decode() if isinstance(word, bytes) else word


def everywhere(folder: Path, store: "redis.Redis | None") -> dict[str, bytes]:
    """Return everything that was left on disk and in Redis."""
    return database() | planting.files_of(folder) | redis_content(store)


def found(content: dict[str, bytes], texts: dict[str, str]) -> dict[str, set[str]]:
    """Return where which text was found."""
    names = {text: name for name, text in texts.items()}
    hits = {place: {names[text] for text in scanning.found_in(data, names)} for place, data in content.items()}
    return {place: hit for place, hit in hits.items() if hit}


def test_at_least_forty_texts_are_planted() -> None:
    assert len(set(planting.PLANTED.values())) >= 40


@pytest.mark.requirement("R2.37", "R3.15", "R3.27")
def test_nothing_planted_is_found_anywhere(traces: Path, cache: "redis.Redis | None") -> None:
    planting.live()
    content = everywhere(traces, cache)
    assert found(content, planting.PLANTED | planting.NEVER_KEPT) == {}
    assert len(content) > 40
    assert cache is None or any(place.startswith("redis") for place in content)
    _assert_the_exceptions_are_the_named_ones(content)


def _assert_the_exceptions_are_the_named_ones(content: dict[str, bytes]) -> None:
    """The address lies in the two tables that signing in needs, and in the To line of the mails; nowhere else."""
    mails = {place: data for place, data in content.items() if "/mail/" in place}
    bare = {place: re.sub(rb"(?m)^To: .*$", b"", data) for place, data in mails.items()}
    places = found(content | bare, {"address": planting.ADDRESS})
    if connection.vendor == "sqlite":
        places = {place: hit for place, hit in places.items() if place.startswith(("table ", "/"))}
    assert set(places) == {"table accounts_user", "table account_emailaddress"}
    assert User.objects.filter(email=planting.ADDRESS).exists()
    assert mails


@pytest.mark.requirement("R2.37")
@pytest.mark.usefixtures("unsealed")
def test_without_sealing_all_of_them_are_found(traces: Path, cache: "redis.Redis | None") -> None:
    planting.live()
    places = found(everywhere(traces, cache), planting.PLANTED | planting.NEVER_KEPT)
    assert set().union(*places.values()) == set(planting.PLANTED)
