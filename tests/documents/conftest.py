"""A dossier with two slots, and files for it; the person is made directly because nothing here depends on sign-in."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from accounts.models import User
from accounts.sessions import ENROLLED_KEY, SessionStore
from documents.models import Slot
from documents.services import slots
from mycic import clock
from privacy import registry
from privacy.choices import Access, DossierKind
from privacy.models import Dossier
from privacy.services import dossiers
from tests.accounts import people
from tests.documents.receive import RULES


@pytest.fixture(autouse=True)
def _own_storage(settings: Any, tmp_path: Path) -> None:
    """Give each test an empty storage."""
    changed = {**settings.STORAGES}
    changed["documents"] = {
        "BACKEND": "documents.storage.local.LocalBlobs",
        "OPTIONS": {"location": tmp_path / "documents"},
    }
    settings.STORAGES = changed


@pytest.fixture(autouse=True)
def _english() -> None:
    """Begin in English, whatever the page of the test before was in."""
    translation.activate("en")


@pytest.fixture(autouse=True)
def desk_access(monkeypatch: pytest.MonkeyPatch) -> dict[Any, Access]:
    """Decide here, and not in the floor above, what anybody but the owner may do: {user id: access}."""
    granted: dict[Any, Access] = {}

    def guard(user: Any, dossier: Dossier) -> Access:
        return granted.get(user.pk, registry.owner_only(user, dossier))

    monkeypatch.setitem(registry._guards, DossierKind.CASE, guard)
    return granted


def make_user(username: str, **more: Any) -> User:
    return User.objects.create(username=username, date_joined=clock.now(), registered_at=clock.now(), **more)


def make_dossier(owner: User, **more: Any) -> Dossier:
    dossier = dossiers.create(kind=DossierKind.CASE, owner=owner, at=clock.now(), **more)
    slots.set_required(dossier, RULES, at=clock.now())
    return dossier


@pytest.fixture
def person(db: Any) -> User:
    return make_user("person")


@pytest.fixture
def stranger(db: Any) -> User:
    return make_user("stranger")


@pytest.fixture
def clerk(db: Any) -> User:
    return make_user("clerk", role="officer", is_staff=True, officer_number="Z-1001", unit="Kingston")


@pytest.fixture
def dossier(person: User) -> Dossier:
    return make_dossier(person)


@pytest.fixture
def slot(dossier: Dossier) -> Slot:
    return Slot.objects.select_related("dossier").get(dossier=dossier, code="passport")


def browser_of(user: User) -> Client:
    client = people.signed_in(user)
    store = SessionStore(next(iter(client.cookies.values())).value)
    store[ENROLLED_KEY] = True
    store.save()
    return client


@pytest.fixture
def browser(person: User) -> Client:
    return browser_of(person)
