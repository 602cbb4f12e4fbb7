"""The list of hostile requests at every page of a living case, by the applicant and by the officer: never a 500."""

from collections import Counter
from typing import Any

import pytest
from django.test import Client

from tests.mycic.test_hostile_requests import PROBES, _send
from tests.proofs.test_strangers import addresses, world
from tests.routes import Route, all_routes

__all__ = ["world"]
pytestmark = pytest.mark.django_db
_CLEAR = frozenset({200, 206, 301, 302, 303, 304, 307, 400, 403, 404, 405, 409, 410, 413, 414, 415, 416, 422, 429})


def pages_of(ids: dict[str, Any], *, at_the_desk: bool) -> list[Route]:
    """Return every page of one side: those that name an object with the ids of a living one."""
    named = {address.name: address.filled(ids) for address in addresses()}
    routes = [route for route in all_routes() if route.is_desk == at_the_desk and "sign_out" not in route.name]
    return [Route(route.name, named.get(route.name, route.path), route.view) for route in routes]


def answers(client: Client, routes: list[Route]) -> Counter[str]:
    """Send every probe to every page; return the answers that are not clear."""
    # A plain browser: what the hostile requests changed on the way is not judged here, only how they are answered.
    plain = Client(raise_request_exception=False)
    plain.cookies = client.cookies
    odd: Counter[str] = Counter()
    for probe in PROBES:
        for route in routes:
            status = _send(plain, route, probe).status_code
            if status not in _CLEAR:
                odd[f"{route.name}: {probe.name}: {status}"] += 1
    return odd


def test_hostile_requests_of_the_officer_in_charge(world: dict[str, Any], officer_client: Client) -> None:
    routes = pages_of(world, at_the_desk=True)
    assert len(routes) > 15
    assert answers(officer_client, routes) == {}


def test_hostile_requests_of_the_owner_on_a_sent_case(world: dict[str, Any], applicant_client: Client) -> None:
    routes = [route for route in pages_of(world, at_the_desk=False) if route.path.count("-") > 3]
    assert len(routes) > 15
    assert answers(applicant_client, routes) == {}
