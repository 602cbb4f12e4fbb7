"""Rows name themselves without anything personal."""

import uuid
from datetime import datetime

import pytest

from accounts.models import User
from privacy import ledger
from privacy.models import ActorToken, ChainHead, Dossier, FileToRemove, Notice, PurgeRun, ReminderSent, Tombstone
from privacy.services import notices


@pytest.mark.django_db
def test_every_row_has_a_name_that_tells_nothing(draft: Dossier, person: User, chain: uuid.UUID, at: datetime) -> None:
    event = ledger.record("dossier.discarded", dossier=chain, actor=ledger.Actor.person(person), at=at)
    rows = [
        draft,
        draft.key,
        event,
        ChainHead.objects.get(pk=chain),
        ActorToken.objects.get(chain=chain),
        Notice.objects.get(pk="contact"),
        notices.current("contact"),
        ReminderSent(dossier=draft, days_before=3, at=at),
        Tombstone(dossier=draft.pk),
        FileToRemove(source="documents", name="x"),
        PurgeRun(at=at),
    ]
    names = [str(row) for row in rows]
    assert len(set(names)) == len(names) - 2  # dossier and tombstone, event and head share theirs
    assert not [name for name in names if "person" in name or "mail.example" in name]
