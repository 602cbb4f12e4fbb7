"""What this machine offers to the tests: PostgreSQL, Redis, Chromium; a missing one is named."""

import os
import re
import shutil
from functools import cache

import psycopg
import redis

CI = os.environ.get("CI", "").lower() in {"1", "true"}
_POSTGRES = ("postgres://mycic:mycic@127.0.0.1:5432/postgres", "postgres://postgres@127.0.0.1:5432/postgres")
_REDIS = os.environ.get("MYCIC_TEST_REDIS_URL", "redis://127.0.0.1:6379/9")


@cache
def postgres_url() -> str | None:
    """Return the address of a PostgreSQL server where test databases may be made, or None."""
    named = os.environ.get("MYCIC_TEST_POSTGRES")
    for url in [named] if named else _POSTGRES:
        try:
            psycopg.connect(url, connect_timeout=3).close()
        except psycopg.OperationalError:
            continue
        return url
    return None


def postgres_found() -> bool:
    """Tell whether a PostgreSQL server lets us in."""
    return postgres_url() is not None


@cache
def redis_found() -> bool:
    """Tell whether Redis answers."""
    try:
        redis.Redis.from_url(_REDIS, socket_connect_timeout=3).ping()
    except redis.RedisError:
        return False
    return True


def chromium() -> str | None:
    """Return the browser's path, if it is installed."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


def redis_url() -> str:
    """Return the Redis database that tests may empty."""
    return _REDIS


def database_url_for(name: str) -> str:
    """Make an empty PostgreSQL database of this name and return its URL."""
    server = postgres_url()
    if server is None:
        raise LookupError("PostgreSQL not found")
    clean = "mycic_" + re.sub(r"[^a-z0-9_]", "_", name.lower())
    with psycopg.connect(server, autocommit=True) as connection:
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (clean,)).fetchone() is None:
            connection.execute(f'CREATE DATABASE "{clean}"')
    return f"{server.rpartition('/')[0]}/{clean}"


def missing() -> list[str]:
    """Name the services that are not here."""
    found = {"PostgreSQL": postgres_found(), "Redis": redis_found(), "Chromium": chromium()}
    return [name for name, here in found.items() if not here]
