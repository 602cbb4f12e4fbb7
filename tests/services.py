"""Where PostgreSQL, Redis and Chromium are on this machine, if they are."""

import os
import re
import shutil

import psycopg
import redis

_POSTGRES = os.environ.get("MYCIC_TEST_POSTGRES", "postgres://postgres@127.0.0.1:5432/postgres")
_REDIS = os.environ.get("MYCIC_TEST_REDIS_URL", "redis://127.0.0.1:6379/9")


def postgres_found() -> bool:
    """Tell whether a PostgreSQL server lets us in."""
    try:
        psycopg.connect(_POSTGRES, connect_timeout=3).close()
    except psycopg.OperationalError:
        return False
    return True


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
    clean = "mycic_" + re.sub(r"[^a-z0-9_]", "_", name.lower())
    with psycopg.connect(_POSTGRES, autocommit=True) as connection:
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (clean,)).fetchone() is None:
            connection.execute(f'CREATE DATABASE "{clean}"')
    return f"{_POSTGRES.rpartition('/')[0]}/{clean}"
