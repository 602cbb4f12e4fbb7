"""The pages: sending files with and without script, bad input, other people's addresses."""

import hashlib
import re
import tempfile
import uuid
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT
from django.urls import reverse
from django.utils import translation

from accounts.models import User
from documents import queries
from documents.models import Document, Slot
from documents.services import examining, slots, uploads
from documents.storage import local
from mycic import clock, jobs
from privacy.choices import DestroyReason
from privacy.models import Dossier
from privacy.services import dossiers
from tests.accounts.test_language import press_toggle, shown
from tests.documents import make
from tests.documents.conftest import browser_of, make_dossier
from tests.documents.receive import send, stored
from tests.documents.test_uploads import sent


def page_url(slot: Slot) -> str:
    return f"/en/documents/{slot.dossier_id}/"


def add_url(slot: Slot) -> str:
    return reverse("documents:add", args=[slot.dossier_id, slot.pk])


def upload(data: bytes, name: str = "passport.pdf", kind: str = "application/pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, kind)


def post(browser: Client, slot: Slot, *files: SimpleUploadedFile, **more: Any) -> Any:
    headers = more.pop("headers", {})
    return browser.post(add_url(slot), {"file": list(files), **more}, headers=headers)


def text(response: Any) -> str:
    return str(response.content.decode())


@pytest.mark.requirement("R3.18")
def test_files_sent_with_a_plain_form_are_on_the_page_afterwards(browser: Client, slot: Slot) -> None:
    response = post(browser, slot, upload(make.pdf(1), "a.pdf"), upload(make.picture(), "b.jpg"))
    assert response.status_code == 302
    assert response.headers["Location"] == f"{page_url(slot)}#slot-{slot.pk}"
    page = text(browser.get(page_url(slot)))
    for expected in ("a.pdf", "b.jpg", "We received a.pdf.", "Passport", "Answered", "Receipt"):
        assert expected in page


def test_the_declared_type_counts_for_nothing(browser: Client, slot: Slot) -> None:
    post(browser, slot, upload(make.pdf(), "a.pdf", "text/html"))
    document = Document.objects.get()
    response = browser.get(reverse("documents:download", args=[document.pk]))
    assert response.headers["Content-Type"] == "application/pdf"


@pytest.mark.requirement("R3.56")
def test_a_refused_file_is_named_beside_its_field_and_the_others_stay(browser: Client, slot: Slot) -> None:
    response = post(browser, slot, upload(b"MZ" + bytes(99), "setup.pdf"), upload(make.pdf(), "ok.pdf"))
    page = text(response)
    assert response.status_code == 422
    assert "<title>Error:" in page.replace("\n", "")
    assert "setup.pdf: This file is a program, not a document." in page
    assert f'href="#file-{slot.pk}"' in page
    assert 'aria-invalid="true"' in page
    assert "We received ok.pdf." in page
    assert len(queries.slots(slot.dossier)[0].files) == 1


def test_the_same_in_french(browser: Client, slot: Slot) -> None:
    with translation.override("fr"):
        url = add_url(slot)
    assert url.startswith("/fr/")
    response = browser.post(url, {"file": [upload(b"", "vide.pdf")]})
    assert response.status_code == 422
    assert "vide.pdf" in text(response)
    assert "Passeport" in text(response)


@pytest.mark.parametrize("name", [None, "", ".."])
def test_no_file_is_an_error_that_says_so(browser: Client, slot: Slot, name: str | None) -> None:
    if name is None:
        response = browser.post(add_url(slot), {})
    else:
        disposition = f'Content-Disposition: form-data; name="file"; filename="{name}"'
        raw = f"--{BOUNDARY}\r\n{disposition}\r\n\r\nxyz\r\n--{BOUNDARY}--\r\n"
        response = browser.generic("POST", add_url(slot), raw.encode(), MULTIPART_CONTENT)
    assert response.status_code == 422
    assert "We did not receive a file." in text(response)


@pytest.mark.requirement("R1.57")
def test_a_script_gets_the_answer_as_data(browser: Client, slot: Slot) -> None:
    data = make.pdf()
    json = {"Accept": "application/json"}
    digest = hashlib.sha256(data).hexdigest()
    good = post(browser, slot, upload(data), headers=json, sha256=digest, next="/en/documents/x/")
    assert (good.status_code, good.json()) == (200, {"problems": [], "next": "/en/documents/x/"})
    lost = post(browser, slot, upload(make.pdf(2)), headers=json, sha256="0" * 64, next="https://evil.example/")
    assert lost.status_code == 422
    assert lost.json()["next"] == page_url(slot)
    assert "did not receive the whole file" in lost.json()["problems"][0]


def test_one_file_of_a_person_is_looked_into_at_a_time(
    browser: Client, person: User, slot: Slot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(examining, "_PATIENCE_SECONDS", 0)
    with examining.taking_turns(person.pk):
        answer = post(browser, slot, upload(make.pdf(1), "a.pdf"))
    assert answer.status_code == 422
    assert "Another file of yours is being checked at this moment." in text(answer)
    assert not Document.objects.exists()
    assert stored() == []
    assert post(browser, slot, upload(make.pdf(1), "a.pdf"), upload(make.pdf(2), "b.pdf")).status_code == 302
    assert Document.objects.count() == 2


def test_the_same_file_twice_is_told(browser: Client, slot: Slot) -> None:
    data = make.pdf()
    for _time in range(2):
        post(browser, slot, upload(data))
    assert "was already here" in text(browser.get(page_url(slot)))
    assert len(stored()) == 1


@pytest.mark.parametrize("limit", [1, 1000, 70_000])
def test_a_file_past_the_limit_is_cut_and_told(browser: Client, slot: Slot, settings: Any, limit: int) -> None:
    settings.DOCUMENT_FILE_BYTES = limit
    response = post(browser, slot, upload(make.pdf(marker=b"x" * 200_000)))
    assert response.status_code == 422
    assert "is larger than" in text(response)
    assert stored() == []


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", "multipart/form-data"),
        (b"x", "multipart/form-data; boundary=" + "b" * 5000),
        (b"--b\r\n" + b"X: " + b"y" * 200_000 + b"\r\n\r\n--b--", "multipart/form-data; boundary=b"),
        (
            b'--b\r\nContent-Disposition: form-data; name="x"\r\n\r\n1\r\n' * 1200 + b"--b--",
            "multipart/form-data; boundary=b",
        ),
        (
            b'--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n1\r\n' * 120 + b"--b--",
            "multipart/form-data; boundary=b",
        ),
    ],
)
def test_malformed_bodies_are_a_400_and_leave_nothing(browser: Client, slot: Slot, body: bytes, kind: str) -> None:
    response = browser.post(add_url(slot), body, content_type=kind)
    assert response.status_code in {400, 422}
    assert stored() == []
    assert Document.objects.count() == 0


def test_a_body_that_ends_in_the_middle_leaves_nothing(browser: Client, slot: Slot) -> None:
    disposition = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n'
    body = disposition + make.pdf(marker=b"x" * 300_000)[:250_000]
    response = browser.post(add_url(slot), body, content_type="multipart/form-data; boundary=b")
    assert response.status_code in {400, 422}
    assert stored() == []


@pytest.mark.requirement("R2.37")
def test_no_plaintext_touches_a_disk_while_a_file_arrives(
    browser: Client, slot: Slot, monkeypatch: Any, tmp_path: Path
) -> None:
    marker = b"PLANTED-PLAINTEXT-MARKER"
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    seen: list[bytes] = []
    opened = local.LocalWriter.write

    def watch(self: Any, data: memoryview) -> None:
        seen.append(bytes(data))
        opened(self, data)

    monkeypatch.setattr(local.LocalWriter, "write", watch)
    assert post(browser, slot, upload(make.pdf(marker=marker * 200_000))).status_code == 302
    assert len(seen) > 50
    assert marker not in b"".join(seen)
    assert list(temporary.iterdir()) == []


def test_a_picture_is_no_wider_than_the_screen(browser: Client, person: User, slot: Slot) -> None:
    document = send(person, slot)
    page = text(browser.get(reverse("documents:view", args=[document.pk])))
    # The style sheet fits every picture to its column, unless a class of its own undoes that.
    assert re.search(r'<p class="mc-wide"><img src="', page)
    assert re.search(r"img, svg \{ max-width: 100%; \}", Path(str(finders.find("css/mycic.css"))).read_text())


ADDRESSES = ("receipt", "view", "download", "replace", "remove")


@pytest.mark.requirement("R0.9")
def test_missing_and_foreign_files_are_the_same_404(person: User, stranger: User, slot: Slot) -> None:
    document = send(person, slot)
    other = browser_of(stranger)
    for name in ADDRESSES:
        foreign = other.get(reverse(f"documents:{name}", args=[document.pk]))
        missing = other.get(reverse(f"documents:{name}", args=[uuid.uuid4()]))
        assert (foreign.status_code, missing.status_code) == (404, 404)
    for url in (page_url(slot), reverse("documents:cannot_get", args=[slot.dossier_id, slot.pk])):
        assert other.get(url).status_code == 404
    assert post(other, slot, upload(make.pdf())).status_code == 404
    assert other.post(reverse("documents:remove", args=[document.pk])).status_code == 404
    assert len(stored()) == 1


def test_a_slot_of_another_dossier_is_a_404(browser: Client, stranger: User, slot: Slot) -> None:
    other = Slot.objects.get(dossier=make_dossier(stranger), code="passport")
    url = reverse("documents:add", args=[slot.dossier_id, other.pk])
    assert browser.post(url, {"file": upload(make.pdf())}).status_code == 404


def test_a_visitor_is_sent_to_sign_in(visitor: Client, slot: Slot) -> None:
    response = visitor.get(page_url(slot))
    assert response.status_code == 302
    assert visitor.post(add_url(slot), {"file": upload(make.pdf())}).status_code in {302, 403}
    assert stored() == []


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_refused(browser: Client, person: User, slot: Slot, method: str) -> None:
    document = send(person, slot)
    for name in ADDRESSES:
        response = getattr(browser, method)(reverse(f"documents:{name}", args=[document.pk]))
        assert response.status_code == 405
    assert getattr(browser, method)(add_url(slot)).status_code == 405
    assert browser.get(add_url(slot)).status_code == 405


def test_an_upload_without_the_secret_token_is_refused(person: User, slot: Slot) -> None:
    strict = Client(enforce_csrf_checks=True, headers={"Sec-Fetch-Site": "same-origin"})
    strict.cookies = browser_of(person).cookies
    response = strict.post(add_url(slot), {"file": upload(make.pdf())}, secure=True)
    assert response.status_code == 403
    assert stored() == []
    assert Document.objects.count() == 0


def test_an_upload_from_another_site_is_refused(browser: Client, slot: Slot) -> None:
    strict = Client(enforce_csrf_checks=True, headers={"Sec-Fetch-Site": "cross-site"})
    strict.cookies = browser.cookies
    assert strict.post(add_url(slot), {"file": upload(make.pdf())}, secure=True).status_code == 403


def test_a_closed_dossier_answers_409(browser: Client, person: User, slot: Slot) -> None:
    document = send(person, slot)
    sent(slot.dossier)
    for name in ("replace", "remove"):
        response = browser.post(reverse(f"documents:{name}", args=[document.pk]), {"file": upload(make.pdf(2))})
        assert response.status_code == 409
        assert "You sent this file already" in text(response)
    dossiers.close(slot.dossier)
    assert post(browser, slot, upload(make.pdf(3))).status_code == 409
    explain = reverse("documents:cannot_get", args=[slot.dossier_id, slot.pk])
    assert browser.post(explain, {"explanation": "x"}).status_code == 409
    page = text(browser.get(page_url(slot)))
    assert "passport.pdf" in page
    assert 'type="file"' not in page


def test_a_draft_that_was_destroyed_or_expired_is_gone(browser: Client, person: User, slot: Slot) -> None:
    document = send(person, slot)
    Dossier.objects.filter(pk=slot.dossier_id).update(expires_at=clock.now() - timedelta(seconds=1))
    assert browser.get(page_url(slot)).status_code == 404
    assert post(browser, slot, upload(make.pdf(2))).status_code == 404
    dossiers.destroy(slot.dossier, reason=DestroyReason.EXPIRED, at=clock.now())
    for url in (page_url(slot), reverse("documents:receipt", args=[document.pk])):
        assert browser.get(url).status_code == 404


def test_replace_and_remove_by_the_owner(browser: Client, person: User, slot: Slot) -> None:
    document = send(person, slot)
    replace = reverse("documents:replace", args=[document.pk])
    assert "takes the place of" in text(browser.get(replace))
    assert browser.post(replace, {"file": upload(make.pdf(2), "new.pdf")}).status_code == 302
    assert browser.post(replace, {"file": upload(make.pdf(3), "new.pdf")}).status_code == 404
    (file,) = queries.slots(slot.dossier)[0].files
    assert (file.name, file.generation) == ("new.pdf", 2)
    remove = reverse("documents:remove", args=[file.id])
    assert "cannot be brought back" in text(browser.get(remove))
    assert browser.post(remove).status_code == 302
    assert browser.post(remove).status_code == 404
    jobs.drain()
    assert stored() == []


@pytest.mark.requirement("R1.48", "R1.57", "R3.101")
def test_the_receipt_shows_time_size_and_fingerprint(browser: Client, person: User, slot: Slot) -> None:
    data = make.pdf()
    document = send(person, slot, data, "<img src=x onerror=alert(1)>.pdf")
    page = text(browser.get(reverse("documents:receipt", args=[document.pk])))
    assert hashlib.sha256(data).hexdigest() in page
    assert str(document.pk) in page
    assert f"{len(data)} bytes" in page
    assert "<img src=x" not in page


def test_every_list_escapes_and_isolates_a_name(browser: Client, person: User, slot: Slot) -> None:
    send(person, slot, name="a&b<i>'.pdf")
    page = text(browser.get(page_url(slot)))
    assert "a&amp;b" in page
    assert "<i>" not in page
    assert 'dir="auto">a&amp;b' in page


@pytest.mark.requirement("R3.42")
def test_an_explanation_is_kept_shown_and_taken_back(browser: Client, slot: Slot) -> None:
    url = reverse("documents:cannot_get", args=[slot.dossier_id, slot.pk])
    assert browser.get(url).status_code == 200
    assert browser.post(url, {"explanation": " "}).status_code == 422
    long = browser.post(url, {"explanation": "é" * 4001})
    assert long.status_code == 422
    assert "é" * 4001 in text(long)
    assert browser.post(url, {"explanation": "The <b>office</b> is closed."}).status_code == 302
    assert "The &lt;b&gt;office" in text(browser.get(page_url(slot)))
    assert "Remove my explanation" in text(browser.get(url))
    take_back = reverse("documents:take_back", args=[slot.dossier_id, slot.pk])
    assert browser.post(take_back, {"next": "//evil.example"}).headers["Location"].startswith("/en/documents/")
    assert queries.slots(slot.dossier)[0].is_missing


def test_an_explanation_that_was_sent_stays_and_a_new_one_can_be_given(browser: Client, slot: Slot) -> None:
    photo = Slot.objects.get(dossier=slot.dossier, code="photo")
    said, other = (reverse("documents:cannot_get", args=[slot.dossier_id, each.pk]) for each in (slot, photo))
    take_back = reverse("documents:take_back", args=[slot.dossier_id, slot.pk])
    assert browser.post(said, {"explanation": "The office is closed."}).status_code == 302
    sent(slot.dossier)
    for refused in (browser.get(said), browser.post(said, {"explanation": "No."}), browser.post(take_back)):
        assert refused.status_code == 409
        assert "You sent this explanation already" in text(refused)
    assert browser.post(other, {"explanation": "No photographer here."}).status_code == 302
    page = text(browser.get(page_url(slot)))
    for sentence in ("The office is closed.", "No photographer here.", 'type="file"'):
        assert sentence in page
    assert "cannot-get" not in page


@pytest.mark.parametrize("elsewhere", ["home", "documents:slots", "?x", "#y", "a b", "//evil.example", "/\\evil.test"])
def test_a_way_back_that_is_no_address_of_ours_leads_to_the_documents(
    browser: Client, person: User, slot: Slot, elsewhere: str
) -> None:
    document = send(person, slot)
    for url, data in (
        (add_url(slot), {"file": upload(make.pdf(2))}),
        (reverse("documents:remove", args=[document.pk]), {}),
        (reverse("documents:cannot_get", args=[slot.dossier_id, slot.pk]), {"explanation": "x"}),
    ):
        response = browser.post(url, {**data, "next": elsewhere})
        assert response.status_code == 302
        assert response.headers["Location"].startswith(page_url(slot))


@pytest.mark.django_db(transaction=True)
def test_bytes_stay_when_the_answer_to_the_commit_is_lost(browser: Client, slot: Slot, monkeypatch: Any) -> None:
    """The connection breaks when the database has committed and its answer is still on the way."""
    commit = connection.commit

    def cut() -> None:
        commit()
        if Document.objects.exists():
            raise OperationalError("the connection was lost")

    browser.raise_request_exception = False
    with monkeypatch.context() as line:
        line.setattr(connection, "commit", cut)
        assert post(browser, slot, upload(make.pdf())).status_code == 500
    assert len(stored()) == Document.objects.count() == 1
    document = Document.objects.get()
    assert browser.get(reverse("documents:download", args=[document.pk])).status_code == 200


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_a_draft_that_ends_while_its_file_travels_is_said_to_be_gone(
    browser: Client, slot: Slot, monkeypatch: Any, accept: str
) -> None:
    Dossier.objects.filter(pk=slot.dossier_id).update(expires_at=clock.now() + timedelta(minutes=1))
    examine = examining.examine

    def slowly(*what: Any) -> Any:
        later.enter_context(clock.shifted(timedelta(minutes=2)))
        return examine(*what)

    monkeypatch.setattr(examining, "examine", slowly)
    with ExitStack() as later:
        response = post(browser, slot, upload(make.pdf()), headers={"Accept": accept})
    assert response.status_code == 409
    assert "This file was deleted." in text(response)
    assert (stored(), Document.objects.count()) == ([], 0)


def test_an_empty_list_says_why(browser: Client, slot: Slot) -> None:
    slots.set_required(slot.dossier, [], at=clock.now())
    assert "Nothing is asked for yet." in text(browser.get(page_url(slot)))


def test_a_file_being_checked_says_so(browser: Client, person: User, slot: Slot, settings: Any) -> None:
    settings.DOCUMENT_SCANNER = "127.0.0.1:1"
    send(person, slot)
    assert "Being checked" in text(browser.get(page_url(slot)))


def test_the_page_costs_few_queries(
    browser: Client, person: User, slot: Slot, django_assert_max_num_queries: Any
) -> None:
    for pages in (1, 2, 3):
        send(person, slot, make.pdf(pages))
    browser.get(page_url(slot))
    with django_assert_max_num_queries(12):
        browser.get(page_url(slot))


def test_removing_what_was_sent_meanwhile_is_a_409(browser: Client, person: User, slot: Slot, monkeypatch: Any) -> None:
    document = send(person, slot)

    def closed(**_facts: object) -> None:
        raise slots.FilesClosed("closed")

    monkeypatch.setattr(uploads, "remove", closed)
    assert browser.post(reverse("documents:remove", args=[document.pk])).status_code == 409


def test_the_toggle_keeps_a_half_written_explanation(browser: Client, slot: Slot) -> None:
    page = browser.get(reverse("documents:cannot_get", args=[slot.dossier_id, slot.pk]))
    french = press_toggle(browser, page, {"explanation": "The office is clo"})
    assert french.status_code == 200
    assert 'lang="fr-CA"' in french.content.decode()
    assert shown(french, "explanation")["explanation"] == "The office is clo"
    assert not queries.explanation(slot)
