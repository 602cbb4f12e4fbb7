"""Opening a file: recorded before a byte leaves, refused in the same words for missing and foreign."""

import hashlib
import time
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.http import Http404
from django.test import Client, RequestFactory

from accounts.models import User
from documents import desk, queries, sandbox
from documents.models import Document, Slot
from documents.services import access, uploads
from mycic import clock
from privacy import ledger
from privacy.choices import Access, OpenReason
from privacy.models import Event
from privacy.queries import readings
from tests.documents import make
from tests.documents.receive import send, stored


def events(slot: Slot, kind: str) -> list[dict[str, Any]]:
    return list(Event.objects.filter(chain=slot.dossier_id, kind=kind).values_list("facts", flat=True))


def test_the_owner_reads_what_was_sent(person: User, slot: Slot) -> None:
    data = make.pdf(marker=b"y" * 300_000)
    document = send(person, slot, data)
    opened = access.open_for(person, document, at=clock.now())
    assert b"".join(opened.stream()) == data
    assert b"".join(opened.stream(100_000, 200_001)) == data[100_000:200_001]
    assert b"".join(opened.stream(len(data))) == b""
    assert (opened.mime, opened.pages) == ("application/pdf", 1)
    assert len(events(slot, "document.read_by_owner")) == 1
    assert readings([slot.dossier_id]) == []
    assert "vault" not in repr(opened).lower()


@pytest.mark.requirement("R3.95")
def test_an_assigned_officer_is_recorded(person: User, clerk: User, slot: Slot, desk_access: dict[Any, Access]) -> None:
    desk_access[clerk.pk] = Access.ASSIGNED
    document = send(person, slot)
    access.open_for(clerk, document, at=clock.now())
    assert events(slot, "document.opened") == [{"document": str(document.pk), "part": "passport"}]
    (reading,) = readings([slot.dossier_id])
    assert reading.part == "passport"


@pytest.mark.requirement("R3.95")
def test_an_officer_without_the_assignment_must_say_why(
    person: User, clerk: User, slot: Slot, desk_access: dict[Any, Access]
) -> None:
    desk_access[clerk.pk] = Access.REASON_NEEDED
    document = send(person, slot)
    for reason in (None, "", "because"):
        with pytest.raises(access.ReasonNeeded):
            access.open_for(clerk, document, at=clock.now(), reason=reason)
    assert events(slot, "document.opened") == []
    access.open_for(clerk, document, at=clock.now(), reason=OpenReason.COVER)
    assert events(slot, "document.opened")[0]["reason"] == "cover"


@pytest.mark.requirement("R0.9")
def test_a_stranger_finds_nothing(person: User, stranger: User, slot: Slot) -> None:
    document = send(person, slot)
    with pytest.raises(access.NotYours):
        access.open_for(stranger, document, at=clock.now())
    uploads.remove(user=person, document=document, at=clock.now())
    with pytest.raises(access.NotYours):
        access.open_for(person, document, at=clock.now())


def test_nothing_leaves_when_the_reading_cannot_be_recorded(person: User, slot: Slot, monkeypatch: Any) -> None:
    document = send(person, slot)

    def fail(*_args: object, **_facts: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(ledger, "record", fail)
    with pytest.raises(RuntimeError):
        access.open_for(person, document, at=clock.now())


def test_page_after_page_is_one_opening_for_the_same_person_only(
    person: User, clerk: User, slot: Slot, desk_access: dict[Any, Access]
) -> None:
    desk_access[clerk.pk] = Access.ASSIGNED
    document = send(person, slot)
    ticket = access.open_for(clerk, document, at=clock.now()).ticket
    access.open_for(clerk, document, at=clock.now(), ticket=ticket)
    assert len(events(slot, "document.opened")) == 1
    other = send(person, slot, make.pdf(2))
    access.open_for(clerk, other, at=clock.now(), ticket=ticket)
    access.open_for(person, document, at=clock.now(), ticket=ticket)
    access.open_for(clerk, document, at=clock.now(), ticket=ticket[:-1] + "?")
    assert len(events(slot, "document.opened")) == 3
    assert len(events(slot, "document.read_by_owner")) == 1


@pytest.mark.requirement("R3.95")
def test_after_ten_minutes_of_reading_the_opening_is_recorded_again(
    person: User, clerk: User, slot: Slot, desk_access: dict[Any, Access], monkeypatch: Any
) -> None:
    desk_access[clerk.pk] = Access.REASON_NEEDED
    document = send(person, slot)
    opened, started = access.open_for(clerk, document, at=clock.now(), reason=OpenReason.COVER), time.time()
    for minutes in (4, 8):
        monkeypatch.setattr(time, "time", lambda minutes=minutes: started + minutes * 60)
        opened = access.open_for(clerk, document, at=clock.now(), ticket=opened.ticket)
    assert len(events(slot, "document.opened")) == 1
    monkeypatch.setattr(time, "time", lambda: started + 12 * 60)
    with pytest.raises(access.ReasonNeeded):
        access.open_for(clerk, document, at=clock.now(), ticket=opened.ticket)
    access.open_for(clerk, document, at=clock.now(), reason=OpenReason.COVER, ticket=opened.ticket)
    assert len(events(slot, "document.opened")) == 2


@pytest.mark.requirement("R1.50")
def test_one_changed_byte_is_never_shown(person: User, slot: Slot) -> None:
    document = send(person, slot, make.pdf(marker=b"z" * 200_000))
    opened = access.open_for(person, document, at=clock.now())
    (path,) = stored()
    genuine = path.read_bytes()
    path.write_bytes(genuine[:100] + bytes([genuine[100] ^ 1]) + genuine[101:])
    with pytest.raises(access.FileDamaged):
        opened.stream()
    with pytest.raises(access.FileDamaged):
        opened.page(0)
    path.write_bytes(genuine[:-1] + bytes([genuine[-1] ^ 1]))
    chunks = opened.stream()
    with pytest.raises(access.FileDamaged):
        list(chunks)
    path.unlink()
    with pytest.raises(access.FileDamaged):
        opened.stream()


@pytest.mark.requirement("R1.50")
def test_bytes_of_another_file_do_not_open_here(person: User, slot: Slot) -> None:
    first, second = send(person, slot, make.pdf(1)), send(person, slot, make.pdf(2))
    keys = (first.blob_key, second.blob_key)
    Document.objects.filter(pk=first.pk).update(blob_key=None, state="removed")
    Document.objects.filter(pk=second.pk).update(blob_key=keys[0])
    swapped = queries.document(second.pk)
    assert swapped is not None
    with pytest.raises(access.FileDamaged):
        access.open_for(person, swapped, at=clock.now()).stream()


def test_a_page_is_a_picture_or_a_refusal(person: User, slot: Slot, monkeypatch: Any) -> None:
    opened = access.open_for(person, send(person, slot), at=clock.now())
    assert opened.page(0).startswith(b"\x89PNG")
    for answer in (sandbox.Answer({"refused": "damaged"}, b""), sandbox.Answer({}, b"<html>")):
        monkeypatch.setattr(sandbox, "ask", lambda *_args, answer=answer, **_more: answer)
        with pytest.raises(access.FileDamaged):
            opened.page(0)

    def die(*_args: object, **_more: object) -> None:
        raise sandbox.Gone

    monkeypatch.setattr(sandbox, "ask", die)
    with pytest.raises(access.FileDamaged):
        opened.page(0)


def test_an_expired_draft_is_a_404(person: User, slot: Slot) -> None:
    document = send(person, slot)
    type(slot.dossier).objects.filter(pk=slot.dossier_id).update(expires_at=clock.now() - timedelta(seconds=1))
    request = RequestFactory().get("/")
    with pytest.raises(Http404):
        desk.open_file(request, person, document.pk)
    with pytest.raises(Http404):
        desk.open_file(request, person, uuid.uuid4())


# What the browser gets.

SAFE = {
    "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store, private",
    "X-Frame-Options": "DENY",
}


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def test_a_download_is_an_attachment_that_runs_nowhere(person: User, slot: Slot, browser: Client) -> None:
    data = make.pdf()
    document = send(person, slot, data, 'Lettre d’école "1"; é.pdf')
    response = browser.get(f"/en/documents/file/{document.pk}/download/")
    assert (response.status_code, body(response)) == (200, data)
    for name, value in SAFE.items():
        assert response.headers[name] == value
    assert response.headers["Content-Type"] == "application/pdf"
    disposition = response.headers["Content-Disposition"]
    assert disposition.startswith("attachment; filename=\"document.pdf\"; filename*=UTF-8''Lettre%20d%E2%80%99")
    assert "\n" not in disposition
    assert hashlib.sha256(data).hexdigest() == queries.manifest(slot.dossier)[0]["sha256"]


@pytest.mark.parametrize(
    ("asked", "status", "start", "stop"),
    [
        ("bytes=0-9", 206, 0, 10),
        ("bytes=70000-70010", 206, 70_000, 70_011),
        ("bytes=70000-", 206, 70_000, None),
        ("bytes=-5", 206, -5, None),
        ("bytes=0-99999999", 200, 0, None),
        ("bytes=-99999999", 200, 0, None),
        ("bytes=-", 200, 0, None),
        ("bytes=1-2,4-5", 200, 0, None),
        ("lines=1-2", 200, 0, None),
        ("bytes=99999999-", 416, 0, 0),
        ("bytes=9-3", 416, 0, 0),
    ],
)
def test_ranges(
    person: User, slot: Slot, browser: Client, asked: str, status: int, start: int, stop: int | None
) -> None:
    data = make.pdf(marker=b"r" * 100_000)
    document = send(person, slot, data)
    response = browser.get(f"/en/documents/file/{document.pk}/download/", headers={"Range": asked})
    assert (response.status_code, body(response)) == (status, data[start:stop])
    if status == 206:
        assert response.headers["Content-Range"].endswith(f"/{len(data)}")
    if status == 416:
        assert response.headers["Content-Range"] == f"bytes */{len(data)}"


def test_a_conditional_range_is_answered_in_full(person: User, slot: Slot, browser: Client) -> None:
    document = send(person, slot)
    headers = {"Range": "bytes=0-1", "If-Range": '"x"'}
    assert browser.get(f"/en/documents/file/{document.pk}/download/", headers=headers).status_code == 200


def test_head_has_the_length_and_no_body(person: User, slot: Slot, browser: Client) -> None:
    data = make.pdf()
    document = send(person, slot, data)
    response = browser.head(f"/en/documents/file/{document.pk}/download/")
    assert (response.status_code, response.content) == (200, b"")
    assert response.headers["Content-Length"] == str(len(data))


def test_pages_are_pictures_with_the_same_headers(person: User, slot: Slot, browser: Client) -> None:
    document = send(person, slot, make.pdf(2))
    page = browser.get(f"/en/documents/file/{document.pk}/view/?page=2")
    assert page.status_code == 200
    source = page.content.decode().split('<img src="')[1].split('"')[0].replace("&amp;", "&")
    image = browser.get(source)
    assert image.content.startswith(b"\x89PNG")
    for name, value in SAFE.items():
        assert image.headers[name] == value
    assert len(events(slot, "document.read_by_owner")) == 1
    for number in (0, 3, 9999):
        assert browser.get(f"/en/documents/file/{document.pk}/page-{number}.png").status_code == 404
    for typed in ("x", "-1", "0", "99999999999", "٣"):
        assert browser.get(f"/en/documents/file/{document.pk}/view/?page={typed}").status_code == 200


def test_another_site_cannot_fetch_a_file(person: User, slot: Slot, browser: Client) -> None:
    document = send(person, slot)
    for site in ("cross-site", "same-site"):
        response = browser.get(f"/en/documents/file/{document.pk}/download/", headers={"Sec-Fetch-Site": site})
        assert response.status_code == 403


@pytest.mark.requirement("R1.50")
def test_a_damaged_file_is_a_page_that_says_so(person: User, slot: Slot, browser: Client) -> None:
    document = send(person, slot)
    (path,) = stored()
    path.unlink()
    for leaf in ("download/", "page-1.png"):
        response = browser.get(f"/en/documents/file/{document.pk}/{leaf}")
        assert response.status_code == 503
        assert "cannot be opened" in response.content.decode()
