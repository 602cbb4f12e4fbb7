"""What a browser carries for us, and what only a secret opens: good in its place, and nowhere else."""

from datetime import timedelta

import pytest

from mycic import clock
from mycic.crypto import lockbox, tokens
from mycic.crypto.errors import CannotOpen

pytestmark = pytest.mark.django_db
VALUE = {"born": {"d": "1", "m": "5", "y": "1990"}, "list": ["a", "é"]}


def test_a_token_brings_back_what_was_given_and_shows_nothing() -> None:
    at = clock.now()
    token = tokens.give(VALUE, purpose="a", until=at + timedelta(hours=1))
    assert "1990" not in token
    assert tokens.take(token, purpose="a", at=at) == VALUE


@pytest.mark.parametrize("token", ["", "x", "é", "AAAA", "A" * 200, "\x00"])
def test_what_is_no_token_does_not_open(token: str) -> None:
    with pytest.raises(CannotOpen):
        tokens.take(token, purpose="a", at=clock.now())


@pytest.mark.parametrize("seconds", [0, 1])
def test_a_token_that_has_ended_does_not_open(seconds: int) -> None:
    at = clock.now().replace(microsecond=0)
    token = tokens.give(VALUE, purpose="a", until=at)
    with pytest.raises(CannotOpen):
        tokens.take(token, purpose="a", at=at + timedelta(seconds=seconds))


def test_a_token_opens_in_no_other_place_and_not_after_a_change() -> None:
    at = clock.now()
    token = tokens.give(VALUE, purpose="a", until=at + timedelta(hours=1))
    with pytest.raises(CannotOpen):
        tokens.take(token, purpose="b", at=at)
    changed = token[:30] + ("A" if token[30] != "A" else "B") + token[31:]
    with pytest.raises(CannotOpen):
        tokens.take(changed, purpose="a", at=at)


def test_a_box_with_more_than_was_ever_asked_does_not_open() -> None:
    salt = lockbox.new_salt()
    box = lockbox.lock("x" * 70_000, "secret", salt=salt, purpose="a")
    with pytest.raises(CannotOpen):
        lockbox.unlock(box, "secret", salt=salt, purpose="a")


def test_a_box_opens_with_every_secret_and_with_no_other() -> None:
    salt = lockbox.new_salt()
    box = lockbox.lock(VALUE, "AB1234567890", "1990-05-01", salt=salt, purpose="a")
    assert b"1990" not in box
    assert lockbox.unlock(box, "AB1234567890", "1990-05-01", salt=salt, purpose="a") == VALUE
    wrong = [
        (("AB1234567891", "1990-05-01"), salt, "a"),
        (("AB1234567890", "1990-05-02"), salt, "a"),
        (("AB1234567890", "1990-05-01"), lockbox.new_salt(), "a"),
        (("AB1234567890", "1990-05-01"), salt, "b"),
    ]
    for secrets, other_salt, purpose in wrong:
        with pytest.raises(CannotOpen):
            lockbox.unlock(box, *secrets, salt=other_salt, purpose=purpose)
