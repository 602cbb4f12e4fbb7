"""A copy of everything that lies on disk (database and folders), taken and put back: a backup, seen from a test."""

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from django.db import connection, connections
from psycopg import sql

_WAL_FILES = ("-wal", "-shm")


@dataclass(frozen=True)
class Copy:
    """The database and some folders as they were at one moment.

    Attributes:
        place: where the copy lies.
        folders: the folders that were copied with the database.
    """

    place: Path
    folders: tuple[Path, ...]

    def put_back(self, *folders: Path) -> None:
        """Bring the database back, and the named folders (all of them if none is named)."""
        _database("restore", self.place)
        for folder in folders or self.folders:
            shutil.rmtree(folder, ignore_errors=True)
            shutil.copytree(self.place / folder.name, folder)

    def drop(self) -> None:
        """Forget the copy."""
        if connection.vendor == "postgresql":
            with _server() as server:
                _drop(server, _name_of(self.place))
        shutil.rmtree(self.place, ignore_errors=True)


def take(place: Path, *folders: Path) -> Copy:
    """Copy the database and the folders; every connection of this process is closed for it."""
    place.mkdir()
    _database("save", place)
    for folder in folders:
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copytree(folder, place / folder.name)
    return Copy(place, folders)


def _database(act: str, place: Path) -> None:
    connections.close_all()
    if connection.vendor == "postgresql":
        live, kept = connection.settings_dict["NAME"], _name_of(place)
        source, target = (live, kept) if act == "save" else (kept, live)
        with _server() as server:
            _drop(server, target)
            _end_connections(server, source)
            server.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(target), sql.Identifier(source))
            )
        return
    live_file, kept_file = Path(str(connection.settings_dict["NAME"])), place / "database.sqlite3"
    source_file, target_file = (live_file, kept_file) if act == "save" else (kept_file, live_file)
    for ending in ("", *_WAL_FILES):
        beside = Path(f"{source_file}{ending}")
        Path(f"{target_file}{ending}").unlink(missing_ok=True)
        if beside.exists():
            shutil.copy(beside, f"{target_file}{ending}")


def _server() -> "psycopg.Connection[Any]":
    told = connection.settings_dict
    return psycopg.connect(
        host=told["HOST"],
        port=told["PORT"] or None,
        user=told["USER"],
        password=told["PASSWORD"] or None,
        dbname="postgres",
        autocommit=True,
    )


def _drop(server: "psycopg.Connection[Any]", name: str) -> None:
    server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _end_connections(server: "psycopg.Connection[Any]", name: str) -> None:
    # A killed process leaves its connection to be noticed by the server; a template may have none.
    server.execute("SELECT pg_terminate_backend(pid, 2000) FROM pg_stat_activity WHERE datname = %s", (name,))


def _name_of(place: Path) -> str:
    return f"{connection.settings_dict['NAME']}_{place.name}"[:63]
