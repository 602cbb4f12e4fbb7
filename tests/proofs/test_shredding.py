"""A draft that nobody sent is gone after 90 days: from the tables, from the storage, and from every old copy."""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps

from applications.models import Answers, Case
from applications.services import drafts as drafting
from documents import storage
from documents.models import Document, Slot
from mycic import clock, jobs
from mycic.crypto import envelope, keyring, streams
from mycic.crypto.errors import CannotOpen
from mycic.crypto.fields import Vault
from privacy.ledger.verification import verify
from privacy.models import Dossier, DossierKey, Event, ReminderSent, Tombstone
from privacy.services import dossiers, retention
from tests.accounts import people
from tests.applications import walks
from tests.documents import make, receive
from tests.proofs.conftest import Place
from tests.smtp_sink import Sink

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.requirement("R3.59", "R3.60")]
DAYS, DAY = 90, timedelta(days=1)
LATER = 55  # the living draft is started so many days after the one that will go
WORDS = b"WHAT-THE-FILE-SAYS"


@dataclass
class Drafts:
    """One that will be left alone, and one of somebody else that is younger."""

    lost: Case
    living: Case


def draft_of(name: str) -> Case:
    owner = people.enrol(people.register(name, f"{name}@mail.example"))
    case = drafting.start(owner=owner, program=walks.PROGRAM, at=clock.now())
    walks.answer(owner, case, birth_city=f"Birthplace of {name}", reason="initial")
    slots = Slot.objects.select_related("dossier").filter(dossier=case.dossier, is_wanted=True)
    receive.send(owner, slots.order_by("code")[0], make.pdf(marker=WORDS))
    return case


def night(day: int) -> None:
    """What beat and the worker do in one night, so many days from now."""
    with clock.shifted(DAY * day):
        retention.remind_expiring(at=clock.now())
        retention.purge_expired(at=clock.now())
        retention.destroy_draft_keys(at=clock.now())
        jobs.drain()


def nights(first: int, last: int) -> None:
    for day in range(first, last + 1):
        night(day)


@pytest.fixture
def drafts(place: Place, sink: Sink) -> Drafts:
    lost = draft_of("first.person")
    jobs.drain()
    nights(0, LATER)
    with clock.shifted(DAY * LATER):
        living = draft_of("other.person")
        jobs.drain()
    sink.mails.clear()
    return Drafts(lost, living)


def rows_naming(dossier: UUID) -> dict[str, int]:
    """Count the rows of every table that point to a dossier or bear its id."""
    found = {}
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if field.related_model is Dossier or (field.name == "dossier" and model is not Dossier):
                count = model._default_manager.filter(**{field.attname: dossier}).count()
                if count:
                    found[model._meta.label] = count
    return found


def opens(wrapped: DossierKey) -> Vault | None:
    """Try every key that is left on a wrapped data key."""
    envelope.forget_all()
    for kek_id in sorted(keyring.ids() | {wrapped.kek_id}):
        for version in range(1, wrapped.version + 2):
            try:
                key = envelope.unwrap(bytes(wrapped.wrapped), kek_id, owner=wrapped.pk, version=version)
            except CannotOpen:
                continue
            return Vault(key, dossier_id=wrapped.pk)
    return None


def test_a_draft_left_alone_is_gone_and_no_old_copy_opens_it(drafts: Drafts, place: Place, sink: Sink) -> None:
    lost, living = drafts.lost, drafts.living
    both = (lost.dossier_id, lost.application.shared_dossier_id)
    nights(LATER + 1, DAYS - 1)
    backup = place.copy()
    assert len(receive.stored()) == 2
    nights(DAYS, DAYS + 9)

    # Rows, files, key: nothing but the tombstone, the chain and the days of the reminders is left.
    assert set(rows_naming(both[0])) == {"privacy.Tombstone", "privacy.ReminderSent"}
    assert set(rows_naming(both[1])) == {"privacy.Tombstone"}
    assert not Case.objects.filter(pk=lost.pk).exists()
    assert not Answers.objects.filter(case_id=lost.pk).exists()
    assert len(receive.stored()) == 1
    assert Case.objects.filter(pk=living.pk).exists()
    assert Tombstone.objects.count() == 2
    assert verify().is_sound
    _assert_reminded_once(lost, living, sink)

    # The old database and the old files come back; the keys are those that are left today.
    remaining = keyring.ids()
    backup.put_back(place.documents)
    assert keyring.ids() == remaining
    for dossier in both:
        assert opens(DossierKey.objects.get(pk=dossier)) is None
    with pytest.raises((CannotOpen, dossiers.DossierDestroyed)), clock.shifted(DAY * (DAYS - 1)):
        dossiers.unlock(Dossier.objects.get(pk=lost.dossier_id))
    _assert_unreadable(lost, living)
    _assert_readable(living)


def _assert_reminded_once(lost: Case, living: Case, sink: Sink) -> None:
    assert not ReminderSent.objects.filter(dossier=living.dossier).exists(), "the younger draft has 45 days left"
    told = Event.objects.filter(chain=lost.dossier_id, kind="draft.reminded").order_by("seq")
    assert [event.facts["days"] for event in told] == [30, 14, 7, 3, 1]
    by_person = Counter(str(mail["To"]) for mail in sink.mails)
    assert by_person == {"first.person@mail.example": 5}
    assert len(set(sink.message_ids())) == len(sink.mails)


def _assert_unreadable(lost: Case, living: Case) -> None:
    """Nor does another dossier's key open what was sealed in the lost one."""
    wrong = opens(DossierKey.objects.get(pk=living.dossier_id))
    assert wrong is not None
    stranger = Vault(wrong.key, dossier_id=lost.dossier_id)
    for row in Answers.objects.filter(case_id=lost.pk):
        with pytest.raises(CannotOpen):
            stranger.read(row, "sealed")
    document = Document.objects.get(dossier=lost.dossier_id)
    with pytest.raises(CannotOpen):
        _content(document, stranger)


def _assert_readable(living: Case) -> None:
    vault = opens(DossierKey.objects.get(pk=living.dossier_id))
    assert vault is not None
    said: dict[str, Any] = {}
    for row in Answers.objects.filter(case_id=living.pk):
        said |= vault.read(row, "sealed")
    assert said["birth_city"]["v"] == "Birthplace of other.person"
    assert WORDS in _content(Document.objects.get(dossier=living.dossier_id), vault)


def _content(document: Document, vault: Vault) -> bytes:
    with storage.blobs().reader(str(document.blob_key)) as source:
        return b"".join(
            streams.open_stream(
                source,
                vault.key,
                document=document.pk,
                dossier=document.dossier_id,
                generation=document.generation,
            )
        )
