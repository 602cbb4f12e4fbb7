"""Dossiers, chains and a small source of personal data."""

import uuid
from datetime import datetime, timedelta

import pytest

from accounts.models import User
from mycic import clock
from privacy import registry
from privacy.choices import DossierKind
from privacy.models import Dossier
from privacy.services import dossiers, retention
from tests.privacy.cupboard import Cupboard


@pytest.fixture
def at(db: None) -> datetime:
    return clock.now()


@pytest.fixture
def chain() -> uuid.UUID:
    return uuid.uuid4()


@pytest.fixture
def person(at: datetime) -> User:
    return User.objects.create(username="person", email="person@mail.example", date_joined=at)


@pytest.fixture
def colleague(at: datetime) -> User:
    return User.objects.create(
        username="colleague",
        email="c@mail.example",
        date_joined=at,
        role="officer",
        is_staff=True,
        officer_number="4521",
    )


@pytest.fixture
def draft(person: User, at: datetime) -> Dossier:
    return dossiers.create(kind=DossierKind.CASE, owner=person, at=at, expires_at=retention.draft_expiry(at))


@pytest.fixture
def old_draft(person: User, at: datetime) -> Dossier:
    """A draft that ended an hour ago."""
    start = at - timedelta(days=91)
    return dossiers.create(kind=DossierKind.CASE, owner=person, at=start, expires_at=at - timedelta(hours=1))


@pytest.fixture
def cupboard(monkeypatch: pytest.MonkeyPatch) -> Cupboard:
    """A source that stands beside the real ones for one test."""
    stand_in = Cupboard()
    monkeypatch.setitem(registry._sources, stand_in.name, stand_in.source)
    return stand_in
