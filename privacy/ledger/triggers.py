"""Triggers that let the database itself refuse to change what is append-only (decisions 70).

SQLite loses triggers whenever Django remakes a table: a migration that touches one of these tables installs them again.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection as default_connection
from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

# Table -> what tells two of its rows apart; SQLite replaces rows in silence unless a trigger forbids that as well.
_TABLES = {
    "privacy_event": ("id = NEW.id", "chain = NEW.chain AND seq = NEW.seq"),
    "privacy_noticeversion": ("id = NEW.id", "notice_id = NEW.notice_id AND number = NEW.number"),
}
_REFUSAL = "append-only"

_POSTGRES_FUNCTION = f"""
CREATE OR REPLACE FUNCTION privacy_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '{_REFUSAL}: %%', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$
"""


def install(connection: BaseDatabaseWrapper = default_connection) -> None:
    """Put every trigger in place; safe to repeat."""
    _execute(connection, _installing(connection.vendor))


def uninstall(connection: BaseDatabaseWrapper = default_connection) -> None:
    """Take every trigger away; only migrations backwards and the flush between tests do this."""
    _execute(connection, _removing(connection.vendor))


@contextmanager
def lifted(connection: BaseDatabaseWrapper = default_connection) -> Iterator[None]:
    """Take the triggers away while a test database is emptied."""
    uninstall(connection)
    try:
        yield
    finally:
        install(connection)


def missing(connection: BaseDatabaseWrapper = default_connection) -> list[str]:
    """Return the triggers that should be there and are not; none are due before the tables exist."""
    tables = set(connection.introspection.table_names())
    expected = {name for table in _TABLES.keys() & tables for name in _names(connection.vendor, table)}
    with connection.cursor() as cursor:
        cursor.execute(_LISTING[connection.vendor])
        return sorted(expected - {name for (name,) in cursor.fetchall()})


_LISTING = {
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')",
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
}


def _names(vendor: str, table: str) -> list[str]:
    if vendor == "postgresql":
        return [f"{table}_append_only"]
    return [f"{table}_no_{verb}" for verb in ("update", "delete", "replace")]


def _installing(vendor: str) -> Iterator[str]:
    yield from _removing(vendor)
    if vendor == "postgresql":
        yield _POSTGRES_FUNCTION
    for table, same_row in _TABLES.items():
        yield from _postgres(table) if vendor == "postgresql" else _sqlite(table, same_row)


def _postgres(table: str) -> Iterator[str]:
    yield (
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION privacy_append_only()"
    )


def _sqlite(table: str, same_row: tuple[str, ...]) -> Iterator[str]:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}: {table}'); END"
    yield f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {refuse}"
    yield f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuse}"
    taken = " OR ".join(f"({condition})" for condition in same_row)
    exists = f"EXISTS (SELECT 1 FROM {table} WHERE {taken})"  # noqa: S608 - only our own table names
    yield f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN {exists} {refuse}"


def _removing(vendor: str) -> Iterator[str]:
    for table in _TABLES:
        for name in _names(vendor, table):
            yield f"DROP TRIGGER IF EXISTS {name}" + (f" ON {table}" if vendor == "postgresql" else "")


def _execute(connection: BaseDatabaseWrapper, statements: Iterator[str]) -> None:
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement, ())
