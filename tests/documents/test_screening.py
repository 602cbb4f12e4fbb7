"""The virus check against a fake clamd that can be down, slow, confused or right."""

import socket
import struct
import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from accounts.models import User
from documents import queries, scanners, signals
from documents.choices import DocumentState
from documents.models import Document, Slot
from documents.services import access, screening, sweeping
from mycic import clock, jobs
from mycic.models import Job
from privacy.choices import Access, DestroyReason
from privacy.models import Event
from privacy.services import dossiers
from tests.documents import make
from tests.documents.receive import send, stored


class FakeClamd:
    """Answers INSTREAM; ``mode`` is normal, error, garbage, hang or cut."""

    def __init__(self) -> None:
        self.mode = "normal"
        self.received = b""
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = self._server.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        self._server.close()

    def _serve(self) -> None:
        while True:
            try:
                line, _address = self._server.accept()
            except OSError:
                return
            with line:
                self._answer(line)

    def _answer(self, line: socket.socket) -> None:
        if self.mode == "cut":
            return
        reader = line.makefile("rb")
        assert reader.read(10) == b"zINSTREAM\0"
        self.received = b""
        while size := struct.unpack(">I", reader.read(4))[0]:
            self.received += reader.read(size)
        answers = {"error": b"INSTREAM size limit exceeded. ERROR\0", "garbage": b"hello\0"}
        verdict = b"stream: Eicar-Test-Signature FOUND\0" if make.EICAR in self.received else b"stream: OK\0"
        if self.mode == "hang":
            threading.Event().wait(3)
        line.sendall(answers.get(self.mode, verdict))


@pytest.fixture
def clamd(settings: Any) -> Iterator[FakeClamd]:
    server = FakeClamd()
    settings.DOCUMENT_SCANNER = f"127.0.0.1:{server.port}"
    yield server
    server.close()


@pytest.mark.requirement("R2.43")
def test_a_clean_file_becomes_ready_after_the_check(person: User, slot: Slot, clamd: FakeClamd) -> None:
    data = make.pdf(marker=b"x" * 200_000)
    document = send(person, slot, data)
    assert document.state == DocumentState.CHECKING
    assert queries.slots(slot.dossier)[0].is_answered
    jobs.drain()
    document.refresh_from_db()
    assert document.state == DocumentState.READY
    assert clamd.received == data
    screening.screen(document.pk, at=clock.now())
    kinds = Event.objects.filter(chain=slot.dossier_id).values_list("kind", flat=True)
    assert list(kinds.order_by("seq")) == ["document.received", "document.checked"]


@pytest.mark.requirement("R2.43")
def test_a_harmful_file_is_deleted_told_and_announced_upwards(person: User, slot: Slot, clamd: FakeClamd) -> None:
    news: list[dict[str, Any]] = []

    def hear(**facts: Any) -> None:
        news.append(facts)

    signals.document_rejected.connect(hear, weak=False, dispatch_uid="test")
    try:
        document = send(person, slot, make.pdf(marker=make.EICAR))
        jobs.drain()
        jobs.drain()
    finally:
        signals.document_rejected.disconnect(dispatch_uid="test")
    document.refresh_from_db()
    assert (document.state, document.refusal, document.blob_key) == (DocumentState.REFUSED, "virus", None)
    assert stored() == []
    assert [(item["document_id"], item["reason"]) for item in news] == [(document.pk, "virus")]
    view = queries.slots(slot.dossier)[0]
    assert view.is_missing
    assert "virus check" in view.files[0].refusal
    assert queries.manifest(slot.dossier) == []


@pytest.mark.requirement("R2.43")
@pytest.mark.parametrize("mode", ["error", "garbage", "cut"])
def test_an_unclear_answer_keeps_the_file_unseen(
    person: User, clerk: User, slot: Slot, clamd: FakeClamd, desk_access: dict[Any, Access], mode: str
) -> None:
    clamd.mode = mode
    document = send(person, slot)
    with pytest.raises(scanners.ScannerDown):
        screening.screen(document.pk, at=clock.now())
    document.refresh_from_db()
    assert document.state == DocumentState.CHECKING
    desk_access[clerk.pk] = Access.ASSIGNED
    with pytest.raises(access.NotReady):
        access.open_for(clerk, document, at=clock.now())
    assert access.open_for(person, document, at=clock.now()).name == "passport.pdf"
    clamd.mode = "normal"
    screening.screen(document.pk, at=clock.now())
    assert access.open_for(clerk, document_again(document), at=clock.now()).kind == "pdf"


def document_again(document: Document) -> Document:
    return Document.objects.select_related("dossier", "slot").get(pk=document.pk)


def test_a_slow_or_absent_scanner_is_down_in_good_time(clamd: FakeClamd) -> None:
    clamd.mode = "hang"
    with pytest.raises(scanners.ScannerDown):
        scanners.Clamd("127.0.0.1", clamd.port, seconds=0.3).is_clean([b"x"])
    clamd.close()
    with pytest.raises(scanners.ScannerDown):
        scanners.Clamd("127.0.0.1", clamd.port, seconds=0.3).is_clean([b"x"])


def test_a_check_without_answer_is_repeated_until_there_is_one(person: User, slot: Slot, clamd: FakeClamd) -> None:
    clamd.mode = "error"
    document = send(person, slot)
    jobs.drain()
    Job.objects.all().delete()
    clamd.mode = "normal"
    with clock.shifted(timedelta(minutes=20)):
        assert sweeping.sweep(at=clock.now()).rechecked == 1
        jobs.drain()
    document.refresh_from_db()
    assert document.state == DocumentState.READY


def test_files_that_are_gone_or_settled_need_no_check(person: User, slot: Slot, clamd: FakeClamd) -> None:
    document = send(person, slot)
    dossiers.destroy(slot.dossier, reason=DestroyReason.EXPIRED, at=clock.now())
    screening.screen(document.pk, at=clock.now())
    document.refresh_from_db()
    assert document.state == DocumentState.CHECKING
    Document.objects.all().delete()
    screening.screen(document.pk, at=clock.now())


def test_a_file_settled_meanwhile_is_left_alone(person: User, slot: Slot, clamd: FakeClamd) -> None:
    stale = send(person, slot)
    Document.objects.filter(pk=stale.pk).update(state=DocumentState.READY)
    screening._settle(stale, is_clean=False, at=clock.now())
    stale.refresh_from_db()
    assert stale.state == DocumentState.READY


def test_without_a_scanner_waiting_files_become_ready(
    person: User, slot: Slot, clamd: FakeClamd, settings: Any
) -> None:
    document = send(person, slot)
    settings.DOCUMENT_SCANNER = ""
    screening.screen(document.pk, at=clock.now())
    document.refresh_from_db()
    assert document.state == DocumentState.READY
