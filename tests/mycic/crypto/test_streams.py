import hashlib
import io
import itertools
import os
from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mycic.crypto import envelope, streams
from mycic.crypto.envelope import DataKey
from mycic.crypto.errors import CannotOpen

KEY, DOCUMENT, DOSSIER = envelope.new_data_key(), uuid4(), uuid4()
SMALL = 4096
FRAME = SMALL + 16


def seal(
    content: bytes,
    *,
    key: DataKey = KEY,
    document: UUID = DOCUMENT,
    dossier: UUID = DOSSIER,
    generation: int = 1,
    size_log2: int = 12,
    step: int = 1000,
) -> tuple[bytes, streams.Receipt]:
    target = io.BytesIO()
    writer = streams.SealingWriter(
        target, key, document=document, dossier=dossier, generation=generation, size_log2=size_log2
    )
    for at in range(0, len(content), step):
        writer.write(content[at : at + step])
    receipt = writer.finish()
    return target.getvalue(), receipt


def read(
    sealed: bytes,
    *,
    key: DataKey = KEY,
    document: UUID = DOCUMENT,
    dossier: UUID = DOSSIER,
    generation: int = 1,
    size: int | None = None,
) -> bytes:
    source = io.BytesIO(sealed)
    frames = streams.open_stream(source, key, document=document, dossier=dossier, generation=generation, size=size)
    return b"".join(frames)


def cut(sealed: bytes, start: int, stop: int) -> bytes:
    parts = streams.read_range(
        io.BytesIO(sealed), KEY, document=DOCUMENT, dossier=DOSSIER, generation=1, start=start, stop=stop
    )
    return b"".join(parts)


def frames_of(sealed: bytes) -> list[bytes]:
    body = sealed[28:]
    return [body[at : at + FRAME] for at in range(0, len(body), FRAME)]


@pytest.mark.parametrize("size", [0, 1, SMALL - 1, SMALL, SMALL + 1, 3 * SMALL, 3 * SMALL + 5])
def test_a_file_comes_back_with_true_sizes_and_digests(size: int) -> None:
    content = os.urandom(size)
    sealed, receipt = seal(content)
    assert read(sealed, size=size) == content
    assert receipt == (size, hashlib.sha256(content).hexdigest(), len(sealed), hashlib.sha256(sealed).hexdigest())
    assert sealed[:8] == b"MCE1\x01\x01\x0c\x00"


def test_the_default_frame_is_64_kib() -> None:
    content = os.urandom(200_000)
    sealed, _ = seal(content, size_log2=16, step=65_536)
    assert len(sealed) == 28 + 200_000 + 4 * 16
    assert sealed[6] == 16
    assert read(sealed) == content


@settings(max_examples=60, deadline=None)
@given(chunks=st.lists(st.binary(max_size=3 * SMALL), max_size=8), data=st.data())
def test_chunks_of_any_size_and_ranges_of_any_place(chunks: list[bytes], data: st.DataObject) -> None:
    content = b"".join(chunks)
    target = io.BytesIO()
    writer = streams.SealingWriter(target, KEY, document=DOCUMENT, dossier=DOSSIER, size_log2=12)
    for chunk in chunks:
        writer.write(memoryview(chunk))
    writer.finish()
    sealed = target.getvalue()
    assert read(sealed) == content
    start = data.draw(st.integers(-5, len(content) + 5))
    stop = data.draw(st.integers(-5, len(content) + 5))
    assert cut(sealed, start, stop) == (content[start:stop] if 0 <= start < stop else b"")


def test_a_range_reads_only_its_frames() -> None:
    sealed, _ = seal(os.urandom(10 * SMALL))
    broken = bytearray(sealed)
    broken[28 + 5] ^= 1
    assert cut(bytes(broken), 9 * SMALL, 10 * SMALL) == cut(sealed, 9 * SMALL, 10 * SMALL)
    with pytest.raises(CannotOpen):
        cut(bytes(broken), 0, 1)


@pytest.mark.requirement("R1.50")
@pytest.mark.parametrize("size", [0, 40, SMALL + 30])
def test_every_flipped_byte_is_refused(size: int) -> None:
    sealed, _ = seal(os.urandom(size))
    places = range(len(sealed)) if size < SMALL else [*range(80), *range(28 + FRAME - 20, len(sealed))]
    for at in places:
        with pytest.raises(CannotOpen):
            read(sealed[:at] + bytes([sealed[at] ^ 0x40]) + sealed[at + 1 :])


@pytest.mark.requirement("R1.50")
@pytest.mark.parametrize("size", [0, 40, 2 * SMALL, 2 * SMALL + 30])
def test_every_truncation_is_refused(size: int) -> None:
    content = os.urandom(size)
    sealed, _ = seal(content)
    boundaries = {28, 28 + FRAME, 28 + 2 * FRAME}
    places = {*range(80), *(at + by for at in boundaries for by in (-1, 0, 1)), *range(len(sealed) - 60, len(sealed))}
    for at in sorted(place for place in places if 0 <= place < len(sealed)):
        with pytest.raises(CannotOpen):
            read(sealed[:at])


def test_a_known_size_refuses_a_short_file_before_its_first_byte() -> None:
    sealed, _ = seal(os.urandom(3 * SMALL))
    source = io.BytesIO(sealed[: 28 + 2 * FRAME])
    with pytest.raises(CannotOpen):
        streams.open_stream(source, KEY, document=DOCUMENT, dossier=DOSSIER, generation=1, size=3 * SMALL)


@pytest.mark.requirement("R1.50")
@pytest.mark.parametrize("final", [0, 100])
def test_reordered_dropped_repeated_and_added_frames_are_refused(final: int) -> None:
    sealed, _ = seal(os.urandom(3 * SMALL + final))
    header, frames = sealed[:28], frames_of(sealed)
    orders = [order for n in range(1, 5) for order in itertools.product(range(len(frames)), repeat=n)]
    for order in orders:
        if order == tuple(range(len(frames))):
            continue
        with pytest.raises(CannotOpen):
            read(header + b"".join(frames[at] for at in order))
    for extra in (b"\0", bytes(16), bytes(FRAME)):
        with pytest.raises(CannotOpen):
            read(sealed + extra)


@pytest.mark.requirement("R1.50")
def test_frames_and_headers_of_another_file_are_refused() -> None:
    one, two = seal(os.urandom(2 * SMALL))[0], seal(os.urandom(2 * SMALL))[0]
    for spliced in (two[:28] + one[28:], one[: 28 + FRAME] + two[28 + FRAME :]):
        with pytest.raises(CannotOpen):
            read(spliced)


@pytest.mark.requirement("R1.50")
def test_another_document_dossier_key_or_generation_is_refused() -> None:
    sealed, _ = seal(b"content")
    calls: list[Callable[[], bytes]] = [
        lambda: read(sealed, key=envelope.new_data_key()),
        lambda: read(sealed, document=uuid4()),
        lambda: read(sealed, dossier=uuid4()),
        lambda: read(sealed, generation=2),
    ]
    for call in calls:
        with pytest.raises(CannotOpen):
            call()


@pytest.mark.requirement("R1.50")
def test_an_old_generation_does_not_come_back() -> None:
    old, new = seal(b"old", generation=1)[0], seal(b"new", generation=2)[0]
    assert read(new, generation=2) == b"new"
    with pytest.raises(CannotOpen):
        read(old, generation=2)


def test_the_same_content_is_never_sealed_alike() -> None:
    assert seal(b"content")[0][28:] != seal(b"content")[0][28:]


def test_a_frame_is_released_before_a_later_one_fails() -> None:
    sealed, _ = seal(os.urandom(3 * SMALL))
    broken = bytearray(sealed)
    broken[-1] ^= 1
    frames = streams.open_stream(io.BytesIO(broken), KEY, document=DOCUMENT, dossier=DOSSIER, generation=1)
    assert len(next(frames)) == SMALL
    with pytest.raises(CannotOpen):
        list(frames)
