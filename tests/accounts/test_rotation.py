"""A person's signing key follows the system key, and nobody's user ID looks like the portal's own name."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from pytest_django import Settings

from accounts.forms import AccountForm
from accounts.models import SigningKey, User
from accounts.services import registration, signing, user_ids
from mycic import clock
from mycic.crypto import envelope, keyring
from tests.accounts import people

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_keys(settings: Settings, tmp_path: Path) -> Iterator[None]:
    settings.KEY_DIR = tmp_path / "keys"
    envelope.forget_all()
    yield
    envelope.forget_all()


@pytest.mark.requirement("R1.47")
def test_no_signing_key_stays_under_the_old_system_key() -> None:
    user = people.enrol(people.register("amara.o", "amara@mail.example"))
    begun = registration.begin(
        username="half.way",
        email="half@mail.example",
        password=people.PASSWORD,
        language="en",
        always_show=False,
        at=clock.now(),
    )
    before = signing.sign(user, people.PASSWORD, b"paper", second_step_at=clock.now().timestamp()).certificate_pem
    call_command("rotate_keys", "--new", "system", "--new", "case", verbosity=0)
    newest = envelope.system_key().version
    sealed = [bytes(row.private_key or b"") for row in SigningKey.objects.filter(user__in=[user.pk, begun.pk])]
    assert len(sealed) == 2
    assert {envelope.sealed_version(value) for value in sealed} == {newest}
    keyring.destroy("system-1")
    envelope.forget_all()
    again = signing.sign(user, people.PASSWORD, b"paper", second_step_at=clock.now().timestamp())
    assert again.cms
    assert before.startswith("-----BEGIN")


@pytest.mark.parametrize("typed", ["mycic letters", "two words", "a b c d", "tab\tbed", "né.nom", "x", "-dash"])
def test_a_user_id_has_no_spaces(typed: str) -> None:
    with pytest.raises(user_ids.UnfitUserId):
        user_ids.plain(typed)


@pytest.mark.parametrize(
    "typed", ["mycic-letters", "MyCIC.Letters", "mycic_letters", "m.y.c.i.c.letters", "mycic", "myclc-letters", "root"]
)
def test_a_user_id_does_not_look_like_the_portal(typed: str) -> None:
    with pytest.raises(user_ids.UserIdTaken):
        user_ids.plain(typed)
    form = AccountForm({"username": typed})
    assert "username" in form.errors
    with pytest.raises(user_ids.UserIdTaken):
        registration.begin(
            username=typed,
            email="x@mail.example",
            password=people.PASSWORD,
            language="en",
            always_show=False,
            at=clock.now(),
        )
    assert not User.objects.exists()
