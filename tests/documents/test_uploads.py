"""Taking, replacing and removing files: what is promised, what is refused, and what is left behind."""

import hashlib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import storages
from django.core.management import call_command
from django.utils import translation

from accounts.models import User
from documents import queries, sandbox, storage, tasks
from documents.choices import DocumentState, RejectionReason
from documents.models import Document, FileRoom, Slot
from documents.services import access, examining, slots, sweeping, uploads
from documents.services.examining import FileRefused
from documents.services.receiving import Reception
from documents.services.slots import FilesClosed, SlotRule
from documents.storage import local
from mycic import clock, jobs
from mycic.crypto.errors import CannotOpen
from mycic.models import Job
from privacy import registry
from privacy.choices import DestroyReason
from privacy.models import Dossier, Event
from privacy.services import dossiers
from tests.documents import make
from tests.documents.receive import RULES, received, send, stored


def kinds_of(dossier: Dossier) -> list[str]:
    return list(Event.objects.filter(chain=dossier.pk).order_by("seq").values_list("kind", flat=True))


def refusal(user: User, slot: Slot, data: bytes, name: str = "a.pdf", **more: Any) -> FileRefused:
    with pytest.raises(FileRefused) as refused:
        send(user, slot, data, name, **more)
    return refused.value


@pytest.mark.requirement("R1.48", "R1.57", "R3.18", "R3.95", "R3.101")
def test_a_file_is_received_with_its_receipt(person: User, slot: Slot) -> None:
    data = make.pdf(2)
    document = send(person, slot, data, "My passport.pdf")
    (view, photo) = queries.slots(slot.dossier)
    assert (view.title, view.is_answered, view.is_missing) == ("Passport", True, False)
    assert (photo.is_answered, photo.is_missing, photo.files) == (False, False, ())
    (file,) = view.files
    assert file.sha256 == hashlib.sha256(data).hexdigest()
    assert (file.id, file.name, file.size, file.pages, file.is_ready) == (
        document.pk,
        "My passport.pdf",
        len(data),
        2,
        True,
    )
    assert file.fingerprint == file.sha256[:12]
    assert kinds_of(slot.dossier) == ["document.received"]
    assert queries.version(slot.dossier) == 1


@pytest.mark.requirement("R2.37", "R3.15")
def test_stored_bytes_are_sealed_and_their_name_is_random(person: User, slot: Slot) -> None:
    marker = b"PLANTED-MARKER-IN-THE-FILE"
    document = send(person, slot, make.pdf(marker=marker), "PLANTED-NAME.pdf")
    (path,) = stored()
    content = path.read_bytes()
    assert content.startswith(b"MCE1")
    assert b"PLANTED" not in content
    assert hashlib.sha256(content).digest() == bytes(Document.objects.get().cipher_sha256)
    assert "PLANTED" not in str(path)
    assert str(document.pk) not in str(path)
    assert (path.stat().st_mode & 0o777) == 0o600


def test_the_words_follow_the_language(slot: Slot) -> None:
    with translation.override("fr"):
        assert queries.title(slot) == "Passeport"
        assert [view.why for view in queries.slots(slot.dossier)] == ["Pourquoi", ""]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("..\\..\\x.pdf", "x.pdf"),
        ("\\\\server\\share\\C:boot.pdf", "C-boot.pdf"),
        ('a"b;c\r\n\t%00.pdf', "a-b-c %00.pdf"),
        ("fdp.\u202egpj.exe\u2066.pdf", "fdp.gpj.exe.pdf"),
        ("x" * 5000 + ".pdf", "x" * 146 + ".pdf"),
        ("\U0001f469\u200d\U0001f469\u200d\U0001f467" * 60, None),
        (
            "ab" + "\U0001f469\u200d\U0001f469\u200d\U0001f467" * 60,
            "ab" + "\U0001f469\u200d\U0001f469\u200d\U0001f467" * 28 + ".pdf",
        ),
        ("e" + "\u0301" * 4000, None),
        ("", "file.pdf"),
        ("..", "file.pdf"),
        (".pdf", "file.pdf"),
        ("CON.pdf", "file.pdf"),
        ("   ", "file.pdf"),
        ("---", "file.pdf"),
        ("رسالة القبول.pdf", "رسالة القبول.pdf"),
        ("கடிதம்.pdf", "கடிதம்.pdf"),
        ("录取通知书.pdf", "录取通知书.pdf"),
        ("re\u0301sume\u0301.pdf", "résumé.pdf"),
        ("<img src=x onerror=alert(1)>.pdf", "-img src=x onerror=alert(1)-.pdf"),
        ("a.pdf.", "a.pdf"),
        ("a.pdf ", "a.pdf"),
        ("statement 2025.03", "statement 2025.03.pdf"),
    ],
)
def test_names_are_made_fit_to_show(person: User, slot: Slot, name: str, shown: str | None) -> None:
    send(person, slot, name=name)
    kept = queries.slots(slot.dossier)[0].files[0].name
    assert len(kept) <= 150
    assert kept.endswith(".pdf")
    assert shown in {None, kept}
    assert "\u200d." not in kept


@pytest.mark.requirement("R3.56")
@pytest.mark.parametrize(
    ("data", "name"),
    [(make.picture("PNG"), "a.pdf"), (make.pdf(), "a.jpg"), (make.pdf(), "a.pdf.exe"), (make.picture(), "p.jpg.php")],
)
def test_a_name_that_says_something_else_is_refused_with_the_true_kind(
    person: User, slot: Slot, data: bytes, name: str
) -> None:
    refused = refusal(person, slot, data, name)
    assert refused.reason is RejectionReason.MISNAMED
    assert f".{name.rpartition('.')[2]}" in str(refused)
    assert ("PDF" in str(refused)) or ("picture" in str(refused))


@pytest.mark.requirement("R2.23")
def test_a_refused_file_leaves_an_event_without_words_and_no_bytes(person: User, slot: Slot) -> None:
    assert refusal(person, slot, make.EICAR, "PLANTED.pdf").reason is RejectionReason.KIND
    event = Event.objects.get(chain=slot.dossier_id)
    assert (event.kind, event.facts) == ("document.refused", {"slot": str(slot.pk), "reason": "kind"})
    assert Document.objects.count() == 0


def test_every_reason_has_a_sentence_in_whole_words() -> None:
    for reason in RejectionReason:
        text = str(FileRefused(reason, named=".x", found="a PDF"))
        assert text.endswith(".")
        assert "%" not in text


def test_the_limit_of_a_file_is_exact(person: User, slot: Slot, settings: Any) -> None:
    data = make.pdf()
    settings.DOCUMENT_FILE_BYTES = len(data)
    send(person, slot, data)
    settings.DOCUMENT_FILE_BYTES = len(data) - 1
    before = len(stored())
    assert refusal(person, slot, data + b"\n").reason is RejectionReason.TOO_LARGE
    assert len(stored()) == before


def test_the_quota_counts_files_and_bytes_exactly(person: User, slot: Slot, settings: Any) -> None:
    first, second = make.pdf(1), make.pdf(2)
    settings.DOCUMENT_TOTAL_BYTES = len(first) + len(second)
    send(person, slot, first)
    document = send(person, slot, second)
    assert refusal(person, slot, make.pdf(3)).reason is RejectionReason.QUOTA_BYTES
    settings.DOCUMENT_TOTAL_BYTES = 10**9
    settings.DOCUMENT_TOTAL_FILES = 2
    assert refusal(person, slot, make.pdf(3)).reason is RejectionReason.QUOTA_FILES
    uploads.remove(user=person, document=document, at=clock.now())
    send(person, slot, make.pdf(3))


def test_only_so_many_files_at_once(slot: Slot, settings: Any) -> None:
    settings.DOCUMENT_FILES_AT_ONCE = 1
    with Reception(dossiers.unlock(slot.dossier), slot.dossier) as reception:
        assert reception.begin("a").feed(b"x")
        second = reception.begin("b")
        assert not second.feed(b"x")
        second.finish()
        assert second.refusal is RejectionReason.AT_ONCE
    assert stored() == []


def test_a_slot_for_one_file_takes_one(person: User, dossier: Dossier) -> None:
    photo = Slot.objects.get(dossier=dossier, code="photo")
    document = send(person, photo, make.picture(), "me.jpg")
    assert refusal(person, photo, make.picture(), "me2.jpg").reason is RejectionReason.ONE_ONLY
    assert not queries.slots(dossier)[1].can_add
    send(person, photo, make.picture(), "me2.jpg", replaces=document, generation=2)


def test_the_same_file_twice_is_one_file(person: User, slot: Slot) -> None:
    data = make.pdf()
    first = send(person, slot, data)
    again = uploads.accept(user=person, slot=slot, file=received(slot, data), at=clock.now())
    assert (again.is_repeat, again.document.pk) == (True, first.pk)
    assert Document.objects.count() == 1


@pytest.mark.requirement("R1.57")
def test_a_file_that_changed_on_its_way_is_not_taken(person: User, slot: Slot) -> None:
    data = make.pdf()
    file = received(slot, data)
    file.expect(hashlib.sha256(data).hexdigest().upper())
    assert file.refusal is None
    file.expect("0" * 64)
    with pytest.raises(FileRefused) as refused:
        uploads.accept(user=person, slot=slot, file=file, at=clock.now())
    assert refused.value.reason is RejectionReason.NOT_RECEIVED
    assert stored() == []


def test_a_file_that_never_ended_is_not_taken(person: User, slot: Slot) -> None:
    with Reception(dossiers.unlock(slot.dossier), slot.dossier) as reception:
        file = reception.begin("a.pdf")
        file.feed(make.pdf())
        with pytest.raises(FileRefused) as refused:
            uploads.accept(user=person, slot=slot, file=file, at=clock.now())
    assert refused.value.reason is RejectionReason.NOT_RECEIVED
    assert stored() == []


@pytest.mark.requirement("R3.95")
def test_replacing_puts_a_new_generation_in_the_place(person: User, slot: Slot) -> None:
    old = send(person, slot, make.pdf(1))
    new = send(person, slot, make.pdf(2), replaces=old, generation=2)
    (file,) = queries.slots(slot.dossier)[0].files
    assert (file.id, file.generation) == (new.pk, 2)
    old.refresh_from_db()
    assert (old.state, old.blob_key, old.name) == (DocumentState.REMOVED, None, None)
    jobs.drain()
    assert len(stored()) == 1
    assert kinds_of(slot.dossier) == ["document.received", "document.replaced"]
    with pytest.raises(FilesClosed):
        send(person, slot, make.pdf(3), replaces=old, generation=2)


@pytest.mark.requirement("R3.95")
def test_removing_forgets_name_and_bytes_and_may_be_repeated(person: User, slot: Slot) -> None:
    document = send(person, slot)
    for _time in range(2):
        uploads.remove(user=person, document=document, at=clock.now())
    jobs.drain()
    assert stored() == []
    assert queries.slots(slot.dossier)[0].files == ()
    assert kinds_of(slot.dossier) == ["document.received", "document.removed"]


def sent(dossier: Dossier) -> Dossier:
    Dossier.objects.filter(pk=dossier.pk).update(expires_at=clock.now() + timedelta(days=1))
    dossier.refresh_from_db()
    dossiers.submit(dossier, dossiers.prepare_submission(dossier), reference="W300412889", at=clock.now())
    return dossier


@pytest.mark.requirement("R3.99")
def test_what_was_sent_stays_and_more_can_be_added(person: User, slot: Slot) -> None:
    document = send(person, slot)
    manifest = queries.manifest(slot.dossier)
    sent(slot.dossier)
    assert queries.manifest(slot.dossier) == manifest
    with pytest.raises(FilesClosed):
        uploads.remove(user=person, document=document, at=clock.now())
    with pytest.raises(FilesClosed):
        send(person, slot, make.pdf(2), replaces=document, generation=2)
    send(person, slot, make.pdf(3))
    assert not queries.slots(slot.dossier)[0].files[0].can_change


def test_a_closed_dossier_takes_nothing(person: User, slot: Slot) -> None:
    dossiers.close(sent(slot.dossier))
    with pytest.raises(FilesClosed):
        send(person, slot)
    with pytest.raises(FilesClosed):
        slots.explain(slot, "x", user=person, at=clock.now())
    with pytest.raises(FilesClosed):
        slots.ask(slot.dossier, RULES[0], at=clock.now())


def test_an_upload_that_meets_the_end_of_its_draft_is_refused(person: User, slot: Slot) -> None:
    file = received(slot, make.pdf())
    dossiers.destroy(Dossier.objects.get(pk=slot.dossier_id), reason=DestroyReason.EXPIRED, at=clock.now())
    with pytest.raises((dossiers.DossierDestroyed, FilesClosed)):
        uploads.accept(user=person, slot=slot, file=file, at=clock.now())
    assert Document.objects.count() == 0


def test_the_manifest_names_each_file_by_id_size_and_hash(person: User, slot: Slot) -> None:
    send(person, slot, make.pdf(2), "b.pdf")
    send(person, slot, make.pdf(1), "a.pdf")
    first, second = queries.manifest(slot.dossier)
    assert (first["name"], second["name"]) == ("b.pdf", "a.pdf")
    assert set(first) == {"id", "slot", "name", "kind", "size", "sha256", "received_at"}
    assert first["slot"] == "passport"


@pytest.mark.requirement("R3.42")
def test_an_explanation_counts_as_an_answer(person: User, slot: Slot) -> None:
    slots.explain(slot, "  The office burned down. ", user=person, at=clock.now())
    view = queries.slots(slot.dossier)[0]
    assert (view.explanation, view.is_answered, view.is_missing) == ("The office burned down.", True, False)
    slots.explain(slot, " ", user=person, at=clock.now())
    assert queries.slots(slot.dossier)[0].is_missing
    assert kinds_of(slot.dossier) == ["document.explained", "document.explanation_removed"]


def test_slots_follow_the_answers_and_keep_what_is_in_them(person: User, slot: Slot) -> None:
    dossier = slot.dossier
    slots.set_required(dossier, RULES, at=clock.now())
    send(person, slot)
    slots.set_required(dossier, [SlotRule(code="other", title="Other")], at=clock.now())
    views = queries.slots(dossier)
    assert {(view.code, view.is_required) for view in views} == {("other", True), ("passport", False)}
    slots.set_required(dossier, RULES, at=clock.now())
    assert [view.code for view in queries.slots(dossier)] == ["passport", "photo"]


def test_asking_for_one_more_document_twice_asks_once(dossier: Dossier) -> None:
    rule = SlotRule(code="asked-1", title={"en": "Letter", "fr": "Lettre"})
    assert slots.ask(dossier, rule, at=clock.now()).pk == slots.ask(dossier, rule, at=clock.now()).pk
    assert [view.code for view in queries.slots(dossier)] == ["passport", "photo", "asked-1"]


def test_the_list_costs_the_same_with_one_file_and_with_many(
    person: User, slot: Slot, django_assert_num_queries: Any
) -> None:
    send(person, slot)
    with django_assert_num_queries(2):
        queries.slots(slot.dossier)
    for pages in range(2, 5):
        send(person, slot, make.pdf(pages))
    with django_assert_num_queries(2):
        queries.slots(slot.dossier)


class Failing:
    """A storage that fails at a chosen step, as a full disk or an absent bucket does."""

    def __init__(self, step: str) -> None:
        self.step = step

    def _reach(self, step: str) -> None:
        if step == self.step:
            raise OSError(28, "No space left on device")

    def writer(self, _key: str) -> "Failing":
        self._reach("open")
        return self

    def write(self, data: memoryview) -> None:
        if len(data) > 28:
            self._reach("write")

    def commit(self) -> None:
        self._reach("commit")

    def abort(self) -> None:
        pass

    def reader(self, _key: str) -> Any:
        raise FileNotFoundError

    def discard(self, _key: str) -> None:
        self._reach("read")


@pytest.mark.parametrize("step", ["open", "write", "commit", "read"])
def test_a_storage_that_fails_gives_a_sentence_and_no_row(
    person: User, slot: Slot, monkeypatch: Any, step: str
) -> None:
    monkeypatch.setattr(storage, "blobs", lambda: Failing(step))
    assert refusal(person, slot, make.picture() * 3, "a.jpg").reason is RejectionReason.STORAGE
    assert Document.objects.count() == 0


def test_a_file_that_cannot_be_read_back_is_not_called_received(person: User, slot: Slot) -> None:
    file = received(slot, make.pdf())
    (path,) = stored()
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    with pytest.raises(FileRefused) as refused:
        uploads.accept(user=person, slot=slot, file=file, at=clock.now())
    assert refused.value.reason is RejectionReason.STORAGE


def test_other_bytes_than_those_that_were_hashed_are_refused() -> None:
    with pytest.raises(CannotOpen), examining.plain_file(iter([b"x"]), "0" * 64):
        raise AssertionError


@pytest.mark.parametrize(
    ("head", "reason"),
    [
        ({}, RejectionReason.DAMAGED),
        ({"kind": "exe"}, RejectionReason.DAMAGED),
        ({"kind": "png"}, RejectionReason.DAMAGED),
        ({"refused": "<script>"}, RejectionReason.DAMAGED),
        ({"refused": ["x"]}, RejectionReason.DAMAGED),
        ({"refused": "bomb"}, RejectionReason.BOMB),
    ],
)
def test_a_child_that_was_taken_over_is_not_believed(
    person: User, slot: Slot, monkeypatch: Any, head: dict[str, Any], reason: RejectionReason
) -> None:
    monkeypatch.setattr(sandbox, "ask", lambda *_args, **_more: sandbox.Answer(head, b""))
    assert refusal(person, slot, make.pdf()).reason is reason


def test_strange_numbers_and_notes_of_a_child_are_dropped(person: User, slot: Slot, monkeypatch: Any) -> None:
    for pages, notes in ((10**9, ["dark", "x"]), ("7", "dark")):
        answer = sandbox.Answer({"kind": "pdf", "pages": pages, "notes": notes}, b"")
        monkeypatch.setattr(sandbox, "ask", lambda *_args, answer=answer, **_more: answer)
        send(person, slot, make.pdf(len(notes)))
    first, second = queries.slots(slot.dossier)[0].files
    assert (first.pages, len(first.notes)) == (300, 1)
    assert (second.pages, second.notes) == (1, ())


def test_a_child_that_dies_is_a_refusal(person: User, slot: Slot, monkeypatch: Any) -> None:
    def die(*_args: object, **_more: object) -> None:
        raise sandbox.Gone

    monkeypatch.setattr(sandbox, "ask", die)
    assert refusal(person, slot, make.pdf()).reason is RejectionReason.COMPLEX


@pytest.mark.requirement("R3.59")
def test_erasing_a_dossier_leaves_no_row_and_names_its_blobs(person: User, slot: Slot) -> None:
    old = send(person, slot)
    send(person, slot, make.pdf(2), replaces=old, generation=2)
    slots.explain(slot, "why", user=person, at=clock.now())
    source = registry.source("documents")
    exported = list(source.export(slot.dossier_id))
    assert exported[0]["explanation"] == "why"
    keys = source.erase(slot.dossier_id)
    assert source.remove_file is not None
    for key in [*keys, *keys]:
        source.remove_file(key)
    jobs.drain()
    assert stored() == []
    assert [model.objects.count() for model in (Document, Slot, FileRoom)] == [0, 0, 0]
    assert source.erase(slot.dossier_id) == []
    assert list(source.export(slot.dossier_id)) == []


def test_the_sweeper_keeps_rows_and_bytes_in_step(person: User, slot: Slot) -> None:
    kept = send(person, slot)
    received(slot, make.pdf(2))
    writer = storage.blobs().writer("ab/half")
    writer.write(memoryview(b"x"))
    at = clock.now()
    assert sweeping.sweep(at=at) == sweeping.Swept(0, 0, 0)
    later = at + timedelta(hours=25)
    assert sweeping.sweep(at=later) == sweeping.Swept(2, 0, 0)
    writer.abort()
    (path,) = stored()
    path.unlink()
    later += timedelta(hours=24)
    assert sweeping.sweep(at=later) == sweeping.Swept(0, 1, 0)
    assert sweeping.sweep(at=later) == sweeping.Swept(0, 0, 0)
    assert kinds_of(slot.dossier).count("document.damaged") == 1
    with pytest.raises(access.FileDamaged):
        access.open_for(person, kept, at=later).stream()


def test_a_blob_that_cannot_be_deleted_keeps_neither_the_others_nor_the_virus_check(
    person: User, slot: Slot, settings: Any, monkeypatch: Any
) -> None:
    for pages in (2, 3, 4):
        received(slot, make.pdf(pages))
    stuck = min(stored()).name
    settings.DOCUMENT_SCANNER = "127.0.0.1:1"
    send(person, slot)
    discard = local.LocalBlobs.discard

    def resist(self: Any, key: str) -> None:
        if key.endswith(stuck):
            raise PermissionError
        discard(self, key)

    monkeypatch.setattr(local.LocalBlobs, "discard", resist)
    later = clock.now() + timedelta(hours=25)
    assert sweeping.sweep(at=later) == sweeping.Swept(2, 0, 1)
    monkeypatch.setattr(local.LocalBlobs, "keys", lambda *_args, **_more: Path("/nowhere/at/all").iterdir())
    with pytest.raises(OSError, match="nowhere"):
        sweeping.sweep(at=later + timedelta(hours=1))
    assert Job.objects.filter(key__contains=f"{later + timedelta(hours=1):%Y%m%d%H}").count() == 1


def test_an_empty_database_beside_a_full_storage_deletes_nothing(
    person: User, slot: Slot, capsys: pytest.CaptureFixture[str]
) -> None:
    """As after a restore in the wrong order: the storage is there, the rows are not yet."""
    for number in range(201):
        writer = storage.blobs().writer(f"ab/{number:032}")
        writer.write(memoryview(b"x"))
        writer.commit()
    send(person, slot)
    later = timedelta(hours=25)
    with pytest.raises(sweeping.TooManyOrphans), clock.shifted(later):
        tasks.sweep_orphans()
    assert len(stored()) == 202
    with clock.shifted(later):
        call_command("discard_orphans")
        assert "201 of 202 stored files older than a day have no row." in capsys.readouterr().out
        assert len(stored()) == 202
        call_command("discard_orphans", "--yes")
    assert "Deleted: 201." in capsys.readouterr().out
    assert len(stored()) == Document.objects.count() == 1


def test_a_storage_that_is_not_there_is_not_taken_for_many_lost_files(person: User, slot: Slot, tmp_path: Path) -> None:
    for pages in range(1, sweeping._TOO_MANY_TO_LOSE + 1):
        send(person, slot, make.pdf(pages))
    root = Path(storages["documents"].path(""))
    root.rename(tmp_path / "elsewhere")
    later = clock.now() + timedelta(hours=25)
    with pytest.raises(sweeping.StorageEmpty):
        sweeping.sweep(at=later)
    assert "document.damaged" not in kinds_of(slot.dossier)
    (tmp_path / "elsewhere").rename(root)
    stored()[0].unlink()
    assert sweeping.sweep(at=later) == sweeping.Swept(0, 1, 0)
    assert kinds_of(slot.dossier).count("document.damaged") == 1


def test_the_storage_is_the_configured_one() -> None:
    configured: object = storages["documents"]
    assert storage.blobs() is configured
    assert storage.blobs().size_of("aa/none") is None


def test_a_loss_that_another_run_recorded_is_not_recorded_again(person: User, slot: Slot) -> None:
    document = send(person, slot)
    assert sweeping._mark_missing(document, clock.now())
    assert not sweeping._mark_missing(document, clock.now())
    Document.objects.filter(pk=document.pk).update(missing_at=None)
    uploads.remove(user=person, document=document, at=clock.now())
    assert not sweeping._mark_missing(document, clock.now())


def test_rows_show_opaque_ids_only(person: User, slot: Slot) -> None:
    document = send(person, slot, name="PLANTED.pdf")
    room = FileRoom.objects.get()
    assert [str(row) for row in (document, slot, room)] == [str(document.pk), str(slot.pk), str(slot.dossier_id)]


def test_the_tasks_call_their_services(person: User, slot: Slot) -> None:
    send(person, slot)
    tasks.sweep_orphans()
    tasks.screen(document_id=str(Document.objects.get().pk))
    tasks.discard(blob_key=Document.objects.get().blob_key)
    assert stored() == []


def test_two_blobs_one_gone_between_listing_and_looking(person: User, slot: Slot, monkeypatch: Any) -> None:
    send(person, slot)
    monkeypatch.setattr(sweeping, "_mark_missing", lambda *_args: False)
    for path in stored():
        path.unlink()
    assert sweeping.sweep(at=clock.now() + timedelta(hours=25)).missing == 0


def test_what_the_virus_check_refused_meanwhile_is_neither_removed_nor_replaced(person: User, slot: Slot) -> None:
    document = send(person, slot)
    stale = queries.document(document.pk)
    assert stale is not None
    document.refusal = RejectionReason.VIRUS
    uploads.drop(document, DocumentState.REFUSED, at=clock.now())
    uploads.remove(user=person, document=stale, at=clock.now())
    with pytest.raises(FilesClosed):
        send(person, slot, make.pdf(2), replaces=stale)
    document.refresh_from_db()
    assert document.state == DocumentState.REFUSED
    assert not Job.objects.filter(key="documents.discard:None").exists()
