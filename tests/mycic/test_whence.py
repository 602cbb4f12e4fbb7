"""Where a request comes from: only what our own proxies wrote is believed, and only a hash leaves the module."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import RequestFactory, override_settings

from mycic import clock, whence


def asked(address: str, *told: str) -> Any:
    request = RequestFactory().get("/", REMOTE_ADDR=address)
    if told:
        request.META["HTTP_X_FORWARDED_FOR"] = ", ".join(told)
    return request


@pytest.mark.parametrize(
    ("trusted", "told", "expected"),
    [
        (0, (), "10.0.0.1"),
        (0, ("1.2.3.4",), "10.0.0.1"),
        (1, ("203.0.113.9",), "203.0.113.9"),
        (1, ("1.2.3.4", "203.0.113.9"), "203.0.113.9"),
        (2, ("1.2.3.4", "203.0.113.9", "10.0.0.7"), "203.0.113.9"),
        (2, ("1.2.3.4",), "10.0.0.1"),
        (1, (), "10.0.0.1"),
        (1, ("not an address",), "unknown"),
        (1, ("::ffff:203.0.113.9",), "203.0.113.9"),
        (1, ("[2001:db8::1]",), "2001:db8::1"),
        (1, ("fe80::1%eth0",), "fe80::1"),
    ],
)
def test_only_our_own_proxies_are_believed(trusted: int, told: tuple[str, ...], expected: str) -> None:
    with override_settings(TRUSTED_PROXIES=trusted):
        assert whence.client_address(asked("10.0.0.1", *told)) == expected


@pytest.mark.django_db
def test_a_place_is_a_hash_that_changes_each_day() -> None:
    here = whence.place(asked("203.0.113.9"))
    assert len(here) == 64
    assert here == whence.place(asked("203.0.113.9"))
    assert here != whence.place(asked("203.0.113.10"))
    with clock.shifted(timedelta(days=1)):
        assert here != whence.place(asked("203.0.113.9"))


@pytest.mark.django_db
def test_one_line_of_ipv6_is_one_place() -> None:
    assert whence.place(asked("2001:db8:1:2::1")) == whence.place(asked("2001:db8:1:2:ffff::9"))
    assert whence.place(asked("2001:db8:1:2::1")) != whence.place(asked("2001:db8:1:3::1"))
