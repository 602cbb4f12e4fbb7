"""Migrations say what the models say; each floor starts with one, and triggers stand in files of their own."""

import pytest
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader

from tests.architecture.places import FLOORS

pytestmark = pytest.mark.django_db


def test_models_and_migrations_agree() -> None:
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_each_floor_has_one_beginning_and_one_end() -> None:
    graph = MigrationLoader(None, ignore_no_migrations=True).graph
    for floor in FLOORS:
        assert graph.root_nodes(floor) == [(floor, "0001_initial")]
        assert len(graph.leaf_nodes(floor)) == 1


def test_raw_sql_stands_apart_from_tables() -> None:
    migrations = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    for (app, name), migration in migrations.items():
        if app in FLOORS:
            kinds = {type(operation).__name__ for operation in migration.operations}
            raw = kinds & {"RunSQL", "RunPython"}
            assert not raw or kinds == raw, f"{app}.{name}"
            assert "_auto_" not in name
