import copy
import os
import pickle
import threading
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from mycic.crypto import envelope, keyring
from mycic.crypto.envelope import Binding, DataKey
from mycic.crypto.errors import CannotOpen

PLACE = Binding("accounts_profile", "names", "7", uuid4())


@pytest.mark.parametrize("length", [16, 32, 39, 64, 100])
def test_derived_keys_are_those_of_rfc_5869(length: int) -> None:
    root, salt = os.urandom(32), os.urandom(16)
    wanted = HKDF(hashes.SHA256(), length, salt, b"purpose").derive(root)
    assert envelope.hkdf(root, "purpose", salt=salt, length=length) == wanted


class TestDataKey:
    def test_opens_what_it_sealed(self) -> None:
        key = envelope.new_data_key()
        assert key.open(key.seal(b"content", aad=PLACE), aad=PLACE) == b"content"

    @pytest.mark.requirement("R1.50")
    @pytest.mark.parametrize(
        "elsewhere",
        [
            PLACE._replace(table="other"),
            PLACE._replace(column="birth"),
            PLACE._replace(row="8"),
            PLACE._replace(dossier=uuid4()),
            PLACE._replace(dossier=None),
            PLACE._replace(schema=2),
        ],
    )
    def test_a_value_opens_nowhere_else(self, elsewhere: Binding) -> None:
        key = envelope.new_data_key()
        with pytest.raises(CannotOpen):
            key.open(key.seal(b"content", aad=PLACE), aad=elsewhere)

    @pytest.mark.requirement("R1.50")
    def test_any_changed_or_missing_byte_is_refused_in_the_same_words(self) -> None:
        key = envelope.new_data_key()
        sealed = key.seal(b"content", aad=PLACE)
        flipped = [sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :] for at in range(len(sealed))]
        cut = [sealed[:at] for at in range(len(sealed))]
        for bad in (*flipped, *cut, sealed + b"\0"):
            with pytest.raises(CannotOpen, match=r"^This sealed value cannot be opened\.$") as caught:
                key.open(bad, aad=PLACE)
            assert caught.value.__cause__ is None

    def test_shows_nothing_and_stays_here(self) -> None:
        key = DataKey(b"0123456789abcdef0123456789abcdef")
        assert repr(key) == str(key) == "<DataKey>"
        for escape in (pickle.dumps, copy.copy, copy.deepcopy):
            with pytest.raises(TypeError, match="does not leave"):
                escape(key)


class TestWrapping:
    def test_binds_owner_version_and_key(self, dossier: UUID) -> None:
        kek_id, key = keyring.active("case"), envelope.new_data_key()
        wrapped = envelope.wrap(key, kek_id, owner=dossier, version=1)
        assert envelope.unwrap(wrapped, kek_id, owner=dossier, version=1).subkey("x") == key.subkey("x")
        for owner, version, name in (
            (uuid4(), 1, kek_id),
            (dossier, 2, kek_id),
            (dossier, 1, keyring.start_new("case")),
        ):
            with pytest.raises(CannotOpen):
                envelope.unwrap(wrapped, name, owner=owner, version=version)

    def test_the_same_key_moves_from_a_draft_key_to_the_case_key(self, dossier: UUID) -> None:
        draft, key = keyring.draft_kek(datetime(2026, 11, 29, tzinfo=UTC)), envelope.new_data_key()
        wrapped = envelope.wrap(key, draft, owner=dossier, version=1)
        moved = envelope.rewrap(wrapped, draft, keyring.active("case"), owner=dossier, version=1)
        keyring.destroy(draft)
        envelope.forget_all()
        assert envelope.unwrap(moved, "case-1", owner=dossier, version=1).subkey("x") == key.subkey("x")

    def test_memory_lasts_a_minute(self, dossier: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
        wrapped = envelope.wrap(envelope.new_data_key(), keyring.active("case"), owner=dossier, version=1)
        before = envelope.counters["unwraps"]
        first = envelope.unwrap(wrapped, "case-1", owner=dossier, version=1)
        assert envelope.unwrap(wrapped, "case-1", owner=dossier, version=1) is first
        assert envelope.counters["unwraps"] == before + 1
        monkeypatch.setattr("mycic.crypto.envelope.time.monotonic", lambda: 1e12)
        assert envelope.unwrap(wrapped, "case-1", owner=dossier, version=1) is not first

    def test_nothing_older_stays_in_memory_even_if_nobody_asks_for_it(
        self, dossier: UUID, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def opened(owner: UUID) -> None:
            wrapped = envelope.wrap(envelope.new_data_key(), keyring.active("case"), owner=owner, version=1)
            envelope.unwrap(wrapped, "case-1", owner=owner, version=1)

        opened(dossier)
        monkeypatch.setattr("mycic.crypto.envelope.time.monotonic", lambda: 1e12)
        opened(uuid4())
        assert dossier not in {name[1] for name in envelope._cache._entries}

    def test_a_forgotten_owner_is_forgotten_alone(self, dossier: UUID) -> None:
        other = uuid4()
        keys = {
            owner: envelope.wrap(envelope.new_data_key(), keyring.active("case"), owner=owner, version=1)
            for owner in (dossier, other)
        }
        kept = {owner: envelope.unwrap(wrapped, "case-1", owner=owner, version=1) for owner, wrapped in keys.items()}
        envelope.forget(dossier)
        assert envelope.unwrap(keys[dossier], "case-1", owner=dossier, version=1) is not kept[dossier]
        assert envelope.unwrap(keys[other], "case-1", owner=other, version=1) is kept[other]

    def test_only_the_latest_are_remembered(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(envelope, "CACHE_SIZE", 3)
        for _ in range(8):
            owner = uuid4()
            wrapped = envelope.wrap(envelope.new_data_key(), keyring.active("case"), owner=owner, version=1)
            envelope.unwrap(wrapped, "case-1", owner=owner, version=1)
        assert len(envelope._cache._entries) == 3

    def test_the_cache_stands_threads(self, dossier: UUID) -> None:
        wrapped = envelope.wrap(envelope.new_data_key(), keyring.active("case"), owner=dossier, version=1)
        failures: list[BaseException] = []

        def work() -> None:
            try:
                for _ in range(200):
                    envelope.unwrap(wrapped, "case-1", owner=dossier, version=1)
                    envelope.forget(dossier)
            except BaseException as error:  # noqa: BLE001 - reported below
                failures.append(error)

        threads = [threading.Thread(target=work) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert failures == []
