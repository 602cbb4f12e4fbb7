import os
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection

from mycic.crypto import envelope, key_pairs, keyring, rotation
from mycic.crypto.errors import CannotOpen
from mycic.crypto.fields import system_vault
from tests.mycic.crypto.tables import KeyPair, Note, Seed, Wrapped

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tables")]

DATA_KEYS = rotation.WrappedRows(model=Wrapped)
PAIRS = rotation.SigningKeys(model=KeyPair, column="private_sealed", owner="owner")
SEEDS = rotation.SystemColumn(Seed, Seed._meta.get_field("value"))
DRAFT = "draft-2026-W48"


@pytest.fixture(autouse=True)
def sources(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rotation, "_registered", {})
    monkeypatch.setattr(apps, "get_models", lambda: [Note, Seed])
    rotation.register_rewrap(DATA_KEYS)
    rotation.register_rewrap(PAIRS)


def wrapped_row(kek_id: str) -> tuple[Wrapped, bytes]:
    row, key = Wrapped(kek_id=kek_id, version=1), envelope.new_data_key()
    row.wrapped = envelope.wrap(key, kek_id, owner=row.pk, version=1)
    row.save(force_insert=True)
    return row, key.subkey("x")


def opened(pk: UUID) -> bytes:
    row = Wrapped.objects.get(pk=pk)
    return envelope.unwrap(bytes(row.wrapped), row.kek_id, owner=row.pk, version=row.version).subkey("x")


def seed_row(text: str) -> Seed:
    seed = Seed()
    system_vault().write(seed, "value", text)
    seed.save(force_insert=True)
    return seed


def two_minutes_later(key_folder: Path) -> None:
    """Let the key folder believe that its keys have been active for a while."""
    for path in key_folder.glob("*.check"):
        os.utime(path, times=(path.stat().st_atime, path.stat().st_mtime - 121))


@pytest.mark.requirement("R1.47")
def test_a_key_is_not_called_unused_while_a_process_may_still_seal_under_it(
    capsys: pytest.CaptureFixture[str], key_folder: Path
) -> None:
    remembered = keyring.active("case")
    call_command("rotate_keys", "--new", "case")
    late, key = wrapped_row(remembered)
    assert "case-1" not in capsys.readouterr().out.partition("No longer in use")[2]
    two_minutes_later(key_folder)
    call_command("rotate_keys")
    assert "No longer in use: case-1." in capsys.readouterr().out
    keyring.destroy("case-1")
    envelope.forget_all()
    assert opened(late.pk) == key


@pytest.mark.requirement("R1.47")
def test_everything_moves_to_the_new_keys(capsys: pytest.CaptureFixture[str], key_folder: Path) -> None:
    keys = dict(wrapped_row(keyring.active("case")) for _ in range(7))
    pair = KeyPair()
    pending = key_pairs.new_key_pair("a long password", owner=pair.owner)
    pair.private_sealed = pending.private_sealed
    pair.save(force_insert=True)
    KeyPair.objects.create(private_sealed=None)
    seeds = [seed_row(str(number)) for number in range(5)]
    Seed.objects.create(value=None)

    call_command("rotate_keys", "--new", "system", "--new", "case", "--batch", "3")

    report = capsys.readouterr().out
    assert "No longer in use: none." in report
    assert "Run this again in two minutes" in report
    assert "system-2 is active now." in report
    assert "mycic.Wrapped: 7 brought up to date." in report
    assert "mycic.KeyPair: 1 brought up to date." in report
    assert "mycic.Seed.value: 5 brought up to date." in report
    two_minutes_later(key_folder)
    call_command("rotate_keys")
    report = capsys.readouterr().out
    assert "No longer in use: system-1, case-1." in report
    assert "Run this again" not in report
    for old in ("system-1", "case-1"):
        keyring.destroy(old)
    (key_folder / "system-data-1.sealed").unlink()
    envelope.forget_all()
    assert {row.pk: opened(row.pk) for row in keys} == {row.pk: value for row, value in keys.items()}
    assert [system_vault().read(Seed.objects.get(pk=seed.pk), "value") for seed in seeds] == list("01234")
    moved = bytes(KeyPair.objects.get(pk=pair.pk).private_sealed or b"")
    assert key_pairs.unlock(moved, "a long password", owner=pair.owner).public_pem() == pending.public_pem
    assert keyring.problems() == []


def test_a_second_run_finds_nothing_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    wrapped_row(keyring.active("case"))
    seed_row("x")
    call_command("rotate_keys", "--new", "system", "--new", "case")
    before = [bytes(row.wrapped) for row in Wrapped.objects.all()] + [bytes(row.value) for row in Seed.objects.all()]
    capsys.readouterr()
    call_command("rotate_keys")
    assert "Key folder: 0 sealed anew." in capsys.readouterr().out
    assert before == [bytes(row.wrapped) for row in Wrapped.objects.all()] + [
        bytes(row.value) for row in Seed.objects.all()
    ]


@pytest.mark.requirement("R1.47")
def test_drafts_keep_the_key_of_their_week() -> None:
    keyring.put_secret(DRAFT, envelope.make_key())
    row, key = wrapped_row(DRAFT)
    call_command("rotate_keys", "--new", "case", "--new", "system")
    assert Wrapped.objects.get().kek_id == DRAFT
    keyring.destroy("system-1")
    envelope.forget_all()
    assert opened(row.pk) == key


@pytest.mark.requirement("R1.47")
def test_what_was_interrupted_is_finished_by_the_next_run() -> None:
    keys = dict(wrapped_row(keyring.active("case")) for _ in range(10))
    keyring.start_new("case")
    assert next(iter(rotation.batches(DATA_KEYS, 4))) == 4
    assert Wrapped.objects.filter(kek_id="case-2").count() == 4
    assert list(rotation.batches(DATA_KEYS, 4)) == [0, 4, 2]
    assert Wrapped.objects.filter(kek_id="case-2").count() == 10
    assert all(opened(row.pk) == value for row, value in keys.items())


def test_a_damaged_row_is_named_and_keeps_nothing_else_back(caplog: pytest.LogCaptureFixture) -> None:
    sound = [seed_row(str(number)) for number in range(4)]
    damaged = seed_row("damaged")
    value = bytes(damaged.value)
    Seed.objects.filter(pk=damaged.pk).update(value=value[:-1] + bytes([value[-1] ^ 1]))
    call_command("rotate_keys", "--new", "system", "--batch", "2", verbosity=0)
    left = {seed.pk: envelope.sealed_version(seed.value) for seed in Seed.objects.all()}
    assert left == {damaged.pk: 1} | {seed.pk: 2 for seed in sound}
    (line,) = [record for record in caplog.records if record.msg == "rotation.cannot_open"]
    assert str(damaged.pk) == line.__dict__["row"]
    assert {system_vault().read(seed, "value") for seed in Seed.objects.exclude(pk=damaged.pk)} == {"0", "1", "2", "3"}


@pytest.mark.requirement("R1.47")
def test_rows_written_while_it_runs_stay_readable() -> None:
    for number in range(6):
        seed_row(str(number))
    before = system_vault()
    keyring.start_new("system")
    envelope.forget_all()
    for _ in rotation.batches(SEEDS, 2):
        late = Seed()
        before.write(late, "value", "written under the old key")
        late.save(force_insert=True)
    assert all(system_vault().read(seed, "value") for seed in Seed.objects.all())
    list(rotation.batches(SEEDS, 50))
    assert {envelope.sealed_version(seed.value) for seed in Seed.objects.all()} == {2}


@pytest.mark.requirement("R1.50")
def test_a_wrapped_key_moved_to_another_row_is_refused() -> None:
    one, _ = wrapped_row(keyring.active("case"))
    two, _ = wrapped_row("case-1")
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {Wrapped._meta.db_table} SET wrapped = %s WHERE version = 1",  # noqa: S608 - constants
            [bytes(two.wrapped)],
        )
    with pytest.raises(CannotOpen):
        opened(one.pk)


def test_the_outer_layer_of_a_private_key_is_its_owners() -> None:
    owner = uuid4()
    sealed = key_pairs.new_key_pair("a long password", owner=owner).private_sealed
    with pytest.raises(CannotOpen):
        key_pairs.reseal(sealed, owner=uuid4())
