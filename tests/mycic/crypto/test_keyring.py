import base64
import os
import stat
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from mycic.crypto import authority, keyfiles, keyring
from mycic.crypto.errors import CannotOpen, KeysNotReady
from mycic.crypto.providers import EnvProvider, FileProvider, Provider


class FaultyProvider:
    """Behaves like a provider until it is told to fail, as a remote key service may."""

    def __init__(self, inner: Provider) -> None:
        self.inner = inner
        self.down = False

    def wrap(self, kek_id: str, plaintext: bytes, aad: bytes) -> bytes:
        return self.inner.wrap(kek_id, plaintext, aad)

    def unwrap(self, kek_id: str, wrapped: bytes, aad: bytes) -> bytes:
        if self.down:
            raise CannotOpen
        return self.inner.unwrap(kek_id, wrapped, aad)

    def create(self, kek_id: str) -> bool:
        return self.inner.create(kek_id)

    def destroy(self, kek_id: str) -> None:
        self.inner.destroy(kek_id)

    def ids(self) -> frozenset[str]:
        return self.inner.ids()


def env_setting(*ids: str) -> str:
    return " ".join(f"{kek_id}={base64.b64encode(os.urandom(32)).decode()}" for kek_id in ids)


@pytest.fixture(params=["file", "env", "faulty"])
def provider(request: pytest.FixtureRequest, tmp_path: Path) -> Provider:
    if request.param == "env":
        return EnvProvider(env_setting("system-1", "case-1"))
    files = FileProvider(tmp_path / "contract")
    files.create("system-1")
    files.create("case-1")
    return FaultyProvider(files) if request.param == "faulty" else files


class TestEveryProvider:
    def test_opens_what_it_sealed(self, provider: Provider) -> None:
        wrapped = provider.wrap("case-1", b"secret", b"place")
        assert provider.unwrap("case-1", wrapped, b"place") == b"secret"

    def test_never_seals_alike_twice(self, provider: Provider) -> None:
        assert provider.wrap("case-1", b"secret", b"place") != provider.wrap("case-1", b"secret", b"place")

    @pytest.mark.parametrize("place", [b"", b"other"])
    def test_refuses_another_place(self, provider: Provider, place: bytes) -> None:
        with pytest.raises(CannotOpen):
            provider.unwrap("case-1", provider.wrap("case-1", b"secret", b"place"), place)

    @pytest.mark.parametrize("kek_id", ["system-1", "case-9"])
    def test_refuses_another_key(self, provider: Provider, kek_id: str) -> None:
        with pytest.raises(CannotOpen):
            provider.unwrap(kek_id, provider.wrap("case-1", b"secret", b"place"), b"place")

    @pytest.mark.parametrize("cut", [0, 5, 20])
    def test_refuses_a_short_value(self, provider: Provider, cut: int) -> None:
        with pytest.raises(CannotOpen):
            provider.unwrap("case-1", provider.wrap("case-1", b"secret", b"place")[:cut], b"place")

    def test_lists_its_keys_and_makes_none_twice(self, provider: Provider) -> None:
        assert provider.ids() == {"system-1", "case-1"}
        assert not provider.create("case-1")

    def test_shows_no_key(self, provider: Provider) -> None:
        assert "=" not in repr(provider)


def test_a_failing_provider_closes_everything_alike(tmp_path: Path) -> None:
    faulty = FaultyProvider(FileProvider(tmp_path))
    faulty.create("case-1")
    wrapped = faulty.wrap("case-1", b"secret", b"")
    faulty.down = True
    with pytest.raises(CannotOpen, match="This sealed value cannot be opened"):
        faulty.unwrap("case-1", wrapped, b"")


class TestKeyFiles:
    def test_are_private_and_hold_a_check_value(self, key_folder: Path) -> None:
        keyring.init()
        for path in key_folder.iterdir():
            assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(key_folder.stat().st_mode) == 0o700
        assert len((key_folder / "case-1.key").read_text().split()[0]) == 8

    def test_the_first_writer_wins(self, tmp_path: Path) -> None:
        assert keyfiles.create(tmp_path / "x", b"first")
        assert not keyfiles.create(tmp_path / "x", b"second")
        assert (tmp_path / "x").read_bytes() == b"first"
        assert [path.name for path in tmp_path.glob("*x*")] == ["x"]

    def test_a_destroyed_file_is_overwritten_first(self, tmp_path: Path) -> None:
        path = tmp_path / "x"
        keyfiles.create(path, b"secret")
        with path.open("rb") as still_open:
            keyfiles.destroy(path)
            assert still_open.read() not in {b"secret", b""}
        keyfiles.destroy(path)
        assert not path.exists()

    def test_what_a_killed_writer_left_is_destroyed_with_its_file(
        self, key_folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        draft, other = (keyring.draft_kek(datetime(2026, 11, day, tzinfo=UTC)) for day in (22, 29))
        keyring.start_new("system")
        child = os.fork()
        if child == 0:
            # Dies as kill -9 would, when the new content lies beside the old one.
            monkeypatch.setattr(Path, "replace", lambda *_: os._exit(137))
            keyring.reseal_secrets()
            os._exit(1)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 137
        assert [path.name.split(".")[1] for path in key_folder.glob(".*.sealed.*")] == [draft]
        for kek_id in (draft, other):
            keyring.destroy(kek_id)
        assert [path for path in key_folder.iterdir() if "draft" in path.name] == []

    def test_a_key_that_is_destroyed_meanwhile_does_not_come_back(self, key_folder: Path) -> None:
        kek_id = keyring.draft_kek(datetime(2026, 11, 29, tzinfo=UTC))
        path = key_folder / f"{kek_id}.sealed"
        destroyer = threading.Thread(target=keyring.destroy, args=(kek_id,))

        def slowly(content: bytes) -> bytes:
            destroyer.start()
            destroyer.join(0.3)
            assert destroyer.is_alive(), "destroying did not wait"
            return content + b"again"

        assert keyfiles.renew(path, slowly)
        destroyer.join()
        assert not path.exists()
        assert not keyfiles.renew(path, lambda content: content)
        assert not path.exists()

    @pytest.mark.parametrize(
        ("content", "fault"),
        [
            (b"one-word", "damaged"),
            (b"00000000 " + base64.b64encode(bytes(32)), "check value"),
            (b"00000000 short", "not 32 bytes"),
            (b"00000000 c2hvcnQ=", "not 32 bytes"),
            (b"\xff\xff", "cannot be read"),
        ],
    )
    def test_a_damaged_key_is_named(self, key_folder: Path, content: bytes, fault: str) -> None:
        keyfiles.create(key_folder / "case-1.key", content)
        with pytest.raises(KeysNotReady, match=fault):
            keyring.wrap("case-1", b"secret", b"")

    def test_a_destroyed_key_is_forgotten_at_once(self) -> None:
        wrapped = keyring.wrap(keyring.active("case"), b"secret", b"")
        keyring.destroy("case-1")
        with pytest.raises(CannotOpen):
            keyring.unwrap("case-1", wrapped, b"")

    def test_a_key_destroyed_elsewhere_is_forgotten_in_a_minute(
        self, key_folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        wrapped = keyring.wrap(keyring.active("case"), b"secret", b"")
        (key_folder / "case-1.key").unlink()
        assert keyring.unwrap("case-1", wrapped, b"") == b"secret"
        monkeypatch.setattr("mycic.crypto.providers.time.monotonic", lambda: 1e12)
        with pytest.raises(CannotOpen):
            keyring.unwrap("case-1", wrapped, b"")


class TestEnvironment:
    def test_keys_are_read_from_the_setting(self, settings: Settings) -> None:
        settings.KEY_PROVIDER, settings.KEYS = "env", env_setting("system-1", "system-2", "case-1")
        assert keyring.active("system") == "system-2"
        assert keyring.unwrap("case-1", keyring.wrap("case-1", b"secret", b""), b"") == b"secret"

    def test_new_keys_are_the_operators(self, settings: Settings) -> None:
        settings.KEY_PROVIDER, settings.KEYS = "env", env_setting("system-1", "case-1")
        with pytest.raises(KeysNotReady, match="Add the key case-2 to MYCIC_KEYS"):
            keyring.start_new("case")
        with pytest.raises(KeysNotReady, match="Remove the key case-1"):
            keyring.destroy("case-1")

    def test_a_bad_entry_is_named(self) -> None:
        with pytest.raises(KeysNotReady, match="The key case-1 is not 32 bytes"):
            EnvProvider("case-1=tooshort")


class TestDraftKeys:
    def test_one_for_each_week_of_expiry(self) -> None:
        sunday = datetime(2026, 11, 29, 23, 59, tzinfo=UTC)
        assert keyring.draft_kek(sunday) == "draft-2026-W48"
        assert keyring.draft_kek(sunday - timedelta(days=6)) == "draft-2026-W48"
        assert keyring.draft_kek(datetime(2026, 11, 30, tzinfo=UTC)) == "draft-2026-W49"
        assert keyring.ids() >= {"draft-2026-W48", "draft-2026-W49", "system-1"}

    def test_may_be_destroyed_a_day_after_the_week(self) -> None:
        assert keyring.destroyable_from("draft-2026-W48") == datetime(2026, 12, 1, tzinfo=UTC)
        with pytest.raises(ValueError, match="no draft key"):
            keyring.destroyable_from("case-1")

    @pytest.mark.requirement("R3.60")
    def test_nothing_opens_once_it_is_destroyed_even_with_every_other_key(self) -> None:
        kek_id = keyring.draft_kek(datetime(2026, 11, 29, tzinfo=UTC))
        other = keyring.draft_kek(datetime(2026, 12, 9, tzinfo=UTC))
        lost, live = keyring.wrap(kek_id, b"secret", b""), keyring.wrap(other, b"secret", b"")
        keyring.destroy(kek_id)
        for remaining in (kek_id, *keyring.ids()):
            with pytest.raises(CannotOpen):
                keyring.unwrap(remaining, lost, b"")
        assert keyring.unwrap(other, live, b"") == b"secret"

    def test_the_file_alone_is_worth_nothing(self, key_folder: Path) -> None:
        kek_id = keyring.draft_kek(datetime(2026, 11, 29, tzinfo=UTC))
        keyring.destroy("system-1")
        assert (key_folder / f"{kek_id}.sealed").exists()
        with pytest.raises(CannotOpen):
            keyring.wrap(kek_id, b"secret", b"")


class TestFirstKeys:
    def test_production_makes_none_by_itself(self, settings: Settings) -> None:
        settings.KEYS_ON_FIRST_USE = False
        with pytest.raises(KeysNotReady, match=r"has no case key .* `manage.py init_keys`"):
            keyring.active("case")
        assert keyring.problems()[0].startswith("There is no system key. Run `manage.py init_keys`")

    def test_init_makes_them_once(self, settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
        settings.KEYS_ON_FIRST_USE = False
        call_command("init_keys")
        made = capsys.readouterr().out
        assert "system-1, case-1, system-data-1, blind-1, pepper-1, codes-1, root-ca-1, issuing-ca-1, letters-1" in made
        before = {path: path.read_bytes() for path in Path(settings.KEY_DIR).iterdir()}
        call_command("init_keys")
        assert "nothing was missing" in capsys.readouterr().out
        assert before == {path: path.read_bytes() for path in Path(settings.KEY_DIR).iterdir()}
        call_command("init_keys", "--check")

    def test_init_tells_what_the_environment_lacks(self, settings: Settings) -> None:
        settings.KEY_PROVIDER, settings.KEYS = "env", env_setting("system-1")
        with pytest.raises(CommandError, match="Add the key case-1 to MYCIC_KEYS"):
            call_command("init_keys")

    def test_a_secret_of_the_installation_is_not_made_on_the_way(self, settings: Settings) -> None:
        settings.KEYS_ON_FIRST_USE = False
        keyring.init()
        with pytest.raises(KeysNotReady, match="no letters-1"):
            authority.letters()
        with pytest.raises(CannotOpen):
            keyring.secret("no-such-secret")

    def test_people_can_register_in_a_new_installation(self, settings: Settings) -> None:
        settings.KEYS_ON_FIRST_USE = False
        keyring.init()
        assert all(keyring.secret(name, lambda: b"made on the way") for name in keyring.SECRETS)

    def test_the_root_key_may_be_taken_away(self, key_folder: Path) -> None:
        call_command("init_keys")
        (key_folder / "root-ca-1.sealed").unlink()
        assert authority.prepare() == []
        assert authority.issuing().certificate.issuer == authority.root().subject
        assert keyring.problems() == []

    def test_two_starts_at_once_make_one_root(self, key_folder: Path) -> None:
        authority.root()
        (key_folder / "root-ca-1.pem").unlink()
        made = authority.prepare()
        assert "root-ca-1" not in made
        assert authority.issuing().certificate.issuer == authority.root().subject


class TestWrongKeys:
    @pytest.mark.parametrize("kind", ["case", "system"])
    def test_another_installations_key_is_noticed(self, key_folder: Path, tmp_path: Path, kind: str) -> None:
        call_command("init_keys")
        other = FileProvider(tmp_path / "other")
        other.create(f"{kind}-1")
        (key_folder / f"{kind}-1.key").write_bytes((tmp_path / "other" / f"{kind}-1.key").read_bytes())
        keyring._provider.cache_clear()
        assert f"The key {kind}-1 is missing or is not the one of this installation." in keyring.problems()
        with pytest.raises(CommandError, match="not the one of this installation"):
            call_command("init_keys", "--check")

    @pytest.mark.parametrize("content", ["", "two words and more", "0000 AAAA"])
    def test_a_damaged_key_is_named_in_a_sentence(self, key_folder: Path, content: str) -> None:
        call_command("init_keys")
        (key_folder / "case-1.key").write_text(content)
        keyring._provider.cache_clear()
        assert any("case-1" in sentence for sentence in keyring.problems())
        with pytest.raises(CommandError, match="case-1"):
            call_command("init_keys", "--check")

    def test_a_swapped_secret_is_noticed(self, key_folder: Path) -> None:
        call_command("init_keys")
        (key_folder / "blind-1.sealed").write_bytes((key_folder / "system-data-1.sealed").read_bytes())
        assert keyring.problems() == ["The sealed file blind-1 in the key folder does not open."]
