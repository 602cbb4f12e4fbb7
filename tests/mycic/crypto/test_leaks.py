"""What must not leave memory: nonces that repeat after a fork, keys in traces and logs."""

import logging
import os
import traceback
from collections.abc import Callable

import pytest

from mycic.crypto import envelope, keyring, signing
from mycic.crypto.envelope import Binding, DataKey
from mycic.crypto.errors import CannotOpen
from mycic.crypto.fields import Vault

PLACE = Binding("table", "column", "1")
WORKERS, EACH = 4, 20_000


def _nonces_of_one_worker(key: DataKey) -> bytes:
    return b"".join(key.seal(b"x", aad=PLACE)[3:15] for _ in range(EACH))


def test_forked_workers_share_no_nonce() -> None:
    key = envelope.new_data_key()
    key.seal(b"x", aad=PLACE)  # the cipher exists before the fork, as in a preloaded worker
    pipes = []
    for _ in range(WORKERS):
        reading, writing = os.pipe()
        if os.fork() == 0:
            with os.fdopen(writing, "wb") as file:
                file.write(_nonces_of_one_worker(key))
            os._exit(0)
        os.close(writing)
        pipes.append(reading)
    seen: set[bytes] = set()
    for reading in pipes:
        with os.fdopen(reading, "rb") as file:
            content = file.read()
        seen.update(content[at : at + 12] for at in range(0, len(content), 12))
    for _ in range(WORKERS):
        os.wait()
    assert len(seen) == WORKERS * EACH


PASSWORD = "planted password"
RAW = b"raw key: maple river lantern ..!"


@pytest.mark.parametrize(
    "fail",
    [
        lambda key, _vault: key.open(b"\x01\x00\x01" + bytes(40), aad=PLACE),
        lambda _key, vault: envelope.unwrap(bytes(60), keyring.active("case"), owner=vault.dossier_id, version=1),
        lambda _key, vault: signing.unlock(b"\x01\x00\x01" + bytes(80), PASSWORD, owner=vault.dossier_id),
    ],
)
def test_a_failure_names_no_key_and_no_text(
    fail: Callable[[DataKey, Vault], object], vault: Vault, caplog: pytest.LogCaptureFixture
) -> None:
    key = DataKey(RAW)
    with pytest.raises(CannotOpen) as caught:
        fail(key, vault)
    logging.getLogger("test").error("failed with %r and %r", key, vault, exc_info=caught.value)
    written = caplog.text + "".join(
        traceback.TracebackException.from_exception(caught.value, capture_locals=False).format()
    )
    for secret in (RAW.decode(), RAW.hex(), repr(RAW), PASSWORD):
        assert secret not in written
    assert "InvalidTag" not in written
