"""The strict JSON parser refuses every trap with one sentence."""

import pytest

from mycic import strict_json


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b'{"a": NaN}', b'{"a": Infinity}', b'{"a": 1e999}', b'{"a": 1, "a": 2}', b"[1] 2", b"\xff",
        b'{"a": "\\ud800"}', b'{"a": "\\u0000"}', b"[" * 21 + b"]" * 21, b"[" * 60_000, b'"' + b"a" * 70_000 + b'"',
        b"9" * 5_000, b"\xff\xfe[\x001\x00]\x00",
    ],
)  # fmt: skip
def test_a_trap_is_refused(body: bytes) -> None:
    with pytest.raises(strict_json.NotJSON):
        strict_json.loads(body)


def test_plain_json_is_read() -> None:
    assert strict_json.loads('{"a": ["é", 1, 1.5, null, true]}'.encode()) == {"a": ["é", 1, 1.5, None, True]}


def test_brackets_inside_a_text_are_no_nesting() -> None:
    assert strict_json.loads(b'["' + b"[" * 40 + b'\\"{"]') == ["[" * 40 + '"{']


def test_a_caller_may_take_more() -> None:
    long = b'"' + b"a" * 70_000 + b'"'
    assert strict_json.loads(long, max_bytes=100_000) == "a" * 70_000
