"""A key folder of its own for each test, and a pair of keys to seal with."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from pytest_django import DjangoDbBlocker, Settings

from mycic.crypto import envelope
from mycic.crypto.fields import Vault
from tests.mycic.crypto.tables import made


@pytest.fixture(autouse=True)
def key_folder(settings: Settings, tmp_path: Path) -> Iterator[Path]:
    settings.KEY_DIR = tmp_path / "keys"
    settings.SITE_ORIGIN = "https://mycic.example"
    envelope.forget_all()
    yield settings.KEY_DIR
    envelope.forget_all()


@pytest.fixture
def dossier() -> UUID:
    return uuid4()


@pytest.fixture
def vault(dossier: UUID) -> Vault:
    return Vault(envelope.new_data_key(), dossier_id=dossier)


@pytest.fixture(scope="module")
def tables(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with made(django_db_blocker):
        yield
