"""Health pages tell what fails and nothing else."""

import datetime as dt

import pytest
from django.test import Client

from mycic import clock, health, jobs

pytestmark = pytest.mark.django_db


def test_healthz_answers_on_plain_http_too(client: Client) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok")


def test_readyz_names_its_parts(client: Client) -> None:
    answer = client.get("/readyz")
    assert answer.json()["ready"] is True
    assert {"database", "cache", "storage", "keys", "outbox"} <= answer.json()["parts"].keys()


def test_a_failing_part_closes_the_door(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(health._probes, "storage", lambda: 1 / 0 > 1)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["parts"]["storage"]) == (503, "failing")


def test_a_late_outbox_is_shown_but_does_not_close_the_site(client: Client) -> None:
    jobs.enqueue("tests.note")
    with clock.shifted(dt.timedelta(minutes=6)):
        answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["parts"]["outbox"]) == (200, "failing")
