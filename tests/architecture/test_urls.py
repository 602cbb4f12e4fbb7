"""Addresses: the same pages in both languages, under words of that language; who may open them: tests/accounts."""

import pytest
from django.urls import resolve

from tests.routes import all_routes

# Words that are spelt alike in both languages.
_SAME = {"mycic:home", "mycic:services", "documents:slots", "messaging:inbox", "messaging:thread"}


@pytest.mark.requirement("R2.1")
def test_every_page_has_an_address_in_each_language() -> None:
    english = {route.name: route.path for route in all_routes("en") if route.path.startswith("/en/")}
    french = {route.name: route.path for route in all_routes("fr") if route.path.startswith("/fr/")}
    assert english.keys() == french.keys()
    untranslated = [
        name for name, path in english.items() if path[3:] == french[name][3:] and path != "/en/" and name not in _SAME
    ]
    assert not untranslated


def test_no_address_hides_another() -> None:
    for route in all_routes("en"):
        if not route.is_desk:
            assert resolve(route.path).view_name == route.name, route.path
