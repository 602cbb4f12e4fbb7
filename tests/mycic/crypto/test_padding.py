import pytest
from hypothesis import given
from hypothesis import strategies as st

from mycic.crypto import padding
from mycic.crypto.errors import CannotOpen


@given(st.binary(max_size=5000))
def test_padding_comes_off_again(content: bytes) -> None:
    assert padding.unpad(padding.pad(content)) == content


@pytest.mark.parametrize(
    ("length", "padded"),
    [(0, 64), (63, 64), (64, 128), (1023, 1024), (1024, 2048), (16_383, 16_384), (16_384, 20_480), (30_000, 32_768)],
)
def test_lengths_fall_into_few_buckets(length: int, padded: int) -> None:
    assert len(padding.pad(bytes(length))) == padded


@pytest.mark.parametrize("bad", [b"", bytes(64), b"text", b"text\0\0"])
def test_what_was_never_padded_is_refused(bad: bytes) -> None:
    with pytest.raises(CannotOpen):
        padding.unpad(bad)
