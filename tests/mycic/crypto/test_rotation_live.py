"""``rotate_keys`` beside four writers."""

import threading
from uuid import UUID

import pytest
from django.core.management import call_command
from django.db import connection

from mycic.crypto import envelope, keyring, rotation
from tests.mycic.crypto.tables import Wrapped

WRITERS, EACH = 4, 40


@pytest.mark.postgres
@pytest.mark.requirement("R1.47")
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("tables")
def test_nothing_written_meanwhile_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rotation, "_registered", {})
    rotation.register_rewrap(rotation.WrappedRows(model=Wrapped))
    written: dict[UUID, bytes] = {}
    started = threading.Barrier(WRITERS + 1)
    keyring.init()

    def write() -> None:
        started.wait()
        for _ in range(EACH):
            kek_id, key = keyring.active("case"), envelope.new_data_key()
            row = Wrapped(kek_id=kek_id, version=1)
            row.wrapped = envelope.wrap(key, kek_id, owner=row.pk, version=1)
            row.save(force_insert=True)
            written[row.pk] = key.subkey("x")
        connection.close()

    threads = [threading.Thread(target=write) for _ in range(WRITERS)]
    for thread in threads:
        thread.start()
    started.wait()
    call_command("rotate_keys", "--new", "case", "--batch", "7")
    for thread in threads:
        thread.join()
    call_command("rotate_keys")

    envelope.forget_all()
    rows = list(Wrapped.objects.all())
    assert {row.kek_id for row in rows} == {"case-2"}
    opened = {row.pk: envelope.unwrap(bytes(row.wrapped), "case-2", owner=row.pk, version=1) for row in rows}
    assert {pk: key.subkey("x") for pk, key in opened.items()} == written
    assert len(written) == WRITERS * EACH
    Wrapped.objects.all().delete()
