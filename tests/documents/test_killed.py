"""kill -9 at each named place of upload and removal: no half document, a retry works, nothing in clear is left."""

import os
import tempfile
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connections

from accounts.models import User
from documents import queries
from documents.models import Document, Slot
from documents.services import sweeping, uploads
from documents.services.examining import FileRefused
from mycic import clock, jobs
from privacy.models import Event
from tests.documents import make
from tests.documents.conftest import make_dossier, make_user
from tests.documents.receive import received, send, stored
from tests.proofs.killing import TIMES

KILLED = 137
MARKER = b"PLANTED-BEFORE-THE-KILL"
UPLOAD_POINTS = ("upload.after_blob", "upload.after_inspection", "upload.in_transaction", "upload.after_commit")


@pytest.fixture
def placed(transactional_db: Any) -> Slot:
    return Slot.objects.select_related("dossier").get(dossier=make_dossier(make_user("killed")), code="passport")


def run(act: Callable[[], object], point: str, temporary: Path) -> int:
    """Do something in another process on the same database and storage; return how it ended."""
    temporary.mkdir(exist_ok=True)
    connections.close_all()
    child = os.fork()
    if child == 0:
        os.environ["MYCIC_FAULTPOINT"] = point
        tempfile.tempdir = str(temporary)
        try:
            act()
        except BaseException:  # noqa: BLE001 - the child must never return into the test run
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert ended in {0, KILLED}
    return ended


def assert_nothing_in_clear(*folders: Path) -> None:
    for folder in folders:
        for path in folder.rglob("*"):
            if path.is_file():
                assert MARKER not in path.read_bytes(), path


def kinds_of(slot: Slot) -> list[str]:
    return list(Event.objects.filter(chain=slot.dossier_id).order_by("seq").values_list("kind", flat=True))


@pytest.mark.parametrize("point", UPLOAD_POINTS)
def test_an_upload_that_is_killed_leaves_all_or_nothing(placed: Slot, tmp_path: Path, point: str) -> None:
    person = User.objects.get(username="killed")
    data = make.pdf(marker=MARKER)

    def upload() -> None:
        send(person, placed, data)

    for _time in range(TIMES):
        # Once it is committed, the same file again is a repeat that reaches the same end.
        assert run(upload, point, tmp_path / "tmp") == KILLED
        assert Document.objects.count() == (1 if point == "upload.after_commit" else 0)
        assert len(kinds_of(placed)) == Document.objects.count()
    assert run(upload, "none", tmp_path / "tmp") == 0
    assert kinds_of(placed) == ["document.received"]
    sweeping.sweep(at=clock.now() + sweeping._BLOB_AGE * 2)
    assert len(stored()) == len(queries.manifest(placed.dossier)) == 1
    assert_nothing_in_clear(tmp_path)


@pytest.mark.parametrize("act", ["remove", "replace"])
def test_a_removal_or_replacement_that_is_killed_changes_nothing(placed: Slot, tmp_path: Path, act: str) -> None:
    person = User.objects.get(username="killed")
    document = send(person, placed, make.pdf(marker=MARKER))
    before = queries.manifest(placed.dossier)

    def change() -> None:
        if act == "remove":
            uploads.remove(user=person, document=document, at=clock.now())
        else:
            send(person, placed, make.pdf(2), "new.pdf", replaces=document, generation=2)

    point = "remove.in_transaction" if act == "remove" else "upload.in_transaction"
    for _time in range(TIMES):
        assert run(change, point, tmp_path / "tmp") == KILLED
        assert queries.manifest(placed.dossier) == before
    assert run(change, "none", tmp_path / "tmp") == 0
    jobs.drain()
    sweeping.sweep(at=clock.now() + sweeping._BLOB_AGE * 2)
    assert len(stored()) == (0 if act == "remove" else 1)
    assert_nothing_in_clear(tmp_path)


def test_five_uploads_that_race_for_the_last_room_have_one_winner(placed: Slot, settings: Any) -> None:
    person = User.objects.get(username="killed")
    files = [received(placed, make.pdf(pages)) for pages in range(1, 6)]
    settings.DOCUMENT_TOTAL_FILES = 1
    outcomes: list[str] = []

    def accept(number: int) -> None:
        slot = Slot.objects.select_related("dossier").get(pk=placed.pk)
        try:
            uploads.accept(user=person, slot=slot, file=files[number], at=clock.now())
            outcomes.append("accepted")
        except FileRefused as refusal:
            outcomes.append(refusal.reason.value)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=accept, args=(number,)) for number in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["accepted", *["quota_files"] * 4]
    assert Document.objects.count() == 1
