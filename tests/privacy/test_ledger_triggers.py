"""The database itself keeps the ledger append-only."""

import uuid
from collections.abc import Callable
from datetime import datetime

import pytest
from django.core.checks import run_checks
from django.db import IntegrityError, connection, transaction
from django.test import Client

from privacy import checks, ledger
from privacy.ledger import triggers
from privacy.models import Event, NoticeVersion
from privacy.receivers import after_migrate

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(chain: uuid.UUID, at: datetime) -> Event:
    return ledger.record("draft.reminded", dossier=chain, actor=ledger.Actor.system(), at=at, days=3)


def raw(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.requirement("R3.29")
@pytest.mark.parametrize(
    "act",
    [
        lambda: Event.objects.update(facts={}),
        lambda: Event.objects.all().delete(),
        lambda: Event.objects.all()._raw_delete("default"),
        lambda: raw("UPDATE privacy_event SET kind = 'x'"),
        lambda: raw("DELETE FROM privacy_event"),
        lambda: NoticeVersion.objects.update(number=9),
        lambda: NoticeVersion.objects.all()._raw_delete("default"),
    ],
)
def test_changing_and_deleting_are_refused(event: Event, act: Callable[[], object]) -> None:
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        act()
    assert Event.objects.filter(pk=event.pk, kind="draft.reminded").exists()


@pytest.mark.postgres
def test_truncate_is_refused(event: Event) -> None:
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        raw("TRUNCATE privacy_event")


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL has no such statement")
def test_replacing_a_row_in_silence_is_refused(event: Event) -> None:
    for column in ("id", "id + 1000"):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            raw(
                "INSERT OR REPLACE INTO privacy_event (id, chain, seq, kind, at, role, actor, facts, prev_hash, hash) "  # noqa: S608 - test data
                f"SELECT {column}, chain, seq, 'x', at, role, actor, facts, prev_hash, hash FROM privacy_event"
            )


def test_triggers_are_installed_and_checked(client: Client) -> None:
    assert triggers.missing() == []
    assert checks.append_only_triggers_are_installed(databases=["default"]) == []
    assert run_checks(tags=["database"], databases=["default"]) == []
    assert client.get("/readyz", secure=True).json()["parts"]["ledger"] == "ok"


@pytest.mark.requirement("R3.29")
def test_missing_triggers_are_named_by_check_and_readyz(client: Client) -> None:
    with triggers.lifted():
        names = triggers.missing()
        (error,) = checks.append_only_triggers_are_installed(databases=["default"])
        answer = client.get("/readyz", secure=True)
    assert len(names) == (2 if connection.vendor == "postgresql" else 6)
    assert error.id == "privacy.E001"
    assert (answer.status_code, answer.json()["parts"]["ledger"]) == (503, "failing")
    assert triggers.missing() == []


def test_check_without_a_database_says_nothing() -> None:
    assert checks.append_only_triggers_are_installed() == []
    assert checks.notices_are_published() == []


def test_a_migration_brings_lost_triggers_back() -> None:
    triggers.uninstall()
    after_migrate(using="default")
    assert triggers.missing() == []
    after_migrate(using="another")


def test_nothing_is_due_before_the_tables_exist(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection.introspection, "table_names", list)
    assert triggers.missing() == []
    assert checks.notices_are_published(databases=["default"]) == []
    after_migrate(using="default")
