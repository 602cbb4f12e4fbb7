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
