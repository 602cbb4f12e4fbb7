"""A purge that is killed anywhere ends, run again, where an undisturbed one ends; on both databases."""

import json
import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests import services

KILLED = 137
POINTS = [
    "purge.claimed",
    "purge.key_destroyed",
    "purge.rows_erased",
    "purge.before_commit",
    "purge.committed",
    "purge.file_removed",
]


class Installation:
    """One installation with a process that forks for every step."""

    def __init__(self, folder: Path, url: str) -> None:
        self._folder = folder
        files = folder / "files"
        files.mkdir()
        environment = {
            **os.environ,
            "MYCIC_DATA": str(folder),
            "MYCIC_TEST_DATABASE_URL": url,
            "KILLED_FILES": str(files),
        }
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.privacy.killed"],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, step: str, *arguments: str, expect: int = 0, times: int = 1, **environment: str) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        request = {"step": step, "arguments": arguments, "times": times, "environment": environment}
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        assert json.loads(self._process.stdout.readline()) == [expect] * times, step

    def state(self) -> Any:
        self.run("report", str(self._folder / "report.json"))
        return json.loads((self._folder / "report.json").read_text())

    def end(self) -> None:
        self._process.communicate(timeout=30)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def shared(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    folder = tmp_path_factory.mktemp("killed")
    url = f"sqlite:///{folder / 'db.sqlite3'}"
    if request.param == "postgresql":
        url = services.database_url_for(f"killed_{uuid.uuid4().hex[:12]}")
    installation = Installation(folder, url)
    yield installation
    installation.end()
    if request.param == "postgresql":
        with psycopg.connect(str(services.postgres_url()), autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{url.rpartition("/")[2]}" WITH (FORCE)')


@pytest.fixture
def place(shared: Installation) -> Installation:
    shared.run("empty")
    return shared


def undisturbed(drafts: int) -> dict[str, Any]:
    return {
        "sound": True,
        "states": ["destroyed"] * drafts + ["open"],
        "keys": 1,
        "stones": drafts,
        "events": ["dossier.destroyed"] * drafts + ["dossier.expired"] * drafts,
        "waiting": 0,
        "files": 2,
        "reminders": 0,
        "mails": 0,
    }


@pytest.mark.requirement("R3.59")
def test_a_purge_killed_at_every_point_in_turn_ends_like_an_undisturbed_one(
    place: Installation, tmp_path: Path
) -> None:
    """Every point is passed once by a run that dies there; drafts are left for each of them."""
    place.run("make", "3")
    for number, point in enumerate(POINTS):
        marker = tmp_path / f"killed-{number}"
        place.run("purge", expect=KILLED, MYCIC_FAULTPOINT=point, MYCIC_FAULTPOINT_ONCE=str(marker))
        between = place.state()
        assert between["sound"], point
        # Never a readable half: whatever is no longer open and not finished has no way back.
        assert between["states"].count("open") == 1, point
    place.run("purge")
    assert place.state() == undisturbed(3)
    place.run("purge")
    assert place.state() == undisturbed(3)


@pytest.mark.requirement("R3.10")
def test_reminders_killed_before_their_mail_are_sent_once(place: Installation) -> None:
    place.run("make", "0")
    place.run("remind", expect=KILLED, MYCIC_FAULTPOINT="remind.recorded")
    assert place.state()["reminders"] == 0
    place.run("remind")
    place.run("remind")
    after = place.state()
    assert (after["reminders"], after["mails"], after["events"]) == (3, 1, ["draft.reminded"])


def test_processes_that_write_to_one_chain_make_no_gap(place: Installation) -> None:
    chain = str(uuid.uuid4())

    place.run("note", chain, "15", times=3)
    after = place.state()
    assert after["sound"]
    assert after["events"] == ["draft.reminded"] * 45


@pytest.mark.requirement("R3.59")
def test_two_purges_at_once_do_the_work_once(place: Installation) -> None:

    place.run("make", "4")
    place.run("purge", times=2)
    assert place.state() == undisturbed(4)
