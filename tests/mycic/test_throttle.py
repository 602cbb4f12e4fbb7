"""Limits hold without any cache, and keys are not kept in clear."""

import datetime as dt

import pytest

from mycic import clock, throttle
from mycic.models import ThrottleCount

pytestmark = pytest.mark.django_db


def _try(key: str = "somebody") -> bool:
    return throttle.allow("test", key, limit=2, per_seconds=600)


def test_the_third_try_is_refused_and_a_later_window_is_free() -> None:
    assert [_try(), _try(), _try()] == [True, True, False]
    assert _try("another")
    with clock.shifted(dt.timedelta(seconds=600)):
        assert _try()


def test_the_key_is_hashed() -> None:
    _try("person@example.org")
    assert len(ThrottleCount.objects.get().key) == 64


def test_old_counts_are_forgotten() -> None:
    _try()
    throttle.forget(before=clock.now() + dt.timedelta(days=1))
    assert not ThrottleCount.objects.exists()


def test_retry_after_is_within_the_window() -> None:
    assert 1 <= throttle.retry_after(per_seconds=600) <= 600


def test_a_try_that_was_no_failure_is_given_back() -> None:
    assert [_try(), _try()] == [True, True]
    throttle.give_back("test", "somebody", per_seconds=600)
    assert [_try(), _try()] == [True, False]


def test_a_pause_is_begun_by_one_and_again_once_it_is_over() -> None:
    assert [throttle.pause("test", "somebody", seconds=60) for _time in range(2)] == [True, False]
    with clock.shifted(dt.timedelta(seconds=61)):
        assert throttle.pause_left("test", "somebody") == 0
        assert throttle.pause("test", "somebody", seconds=120)
        assert throttle.pause_left("test", "somebody") > 60
