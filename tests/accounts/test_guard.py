"""Every page is closed unless it stands on the list; a visitor never gets a cookie (R1.40, R1.41)."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from allauth.account.internal.flows.login import perform_password_login, resume_login
from allauth.account.models import Login
from allauth.account.stages import LoginStage, LoginStageController
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from django.utils import translation

from accounts import stages
from accounts.middleware import OPEN

pytestmark = pytest.mark.django_db
_SAMPLE: dict[str, Any] = {"uuid": uuid4(), "str": "a" * 12, "slug": "study-permit", "int": 7, "path": "a/b"}


def routes(resolver: Any, space: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from routes(pattern, inner)
        elif pattern.name:
            yield f"{space}{pattern.name}", pattern


def address(name: str, pattern: URLPattern) -> str | None:
    converters = getattr(pattern.pattern, "converters", {})
    kinds = {key: type(value).__name__.removesuffix("Converter").lower() for key, value in converters.items()}
    kinds = {key: "str" if kind == "string" else kind for key, kind in kinds.items()}
    try:
        return reverse(name, kwargs={key: _SAMPLE.get(kind, "x") for key, kind in kinds.items()})
    except NoReverseMatch:
        return None


@pytest.mark.requirement("R1.40", "R4.3")
@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_what_is_not_on_the_list_asks_to_sign_in(visitor: Client, lang: str, method: str) -> None:
    with translation.override(lang):
        pages = {name: address(name, pattern) for name, pattern in routes(get_resolver())}
    seen = 0
    for name, url in pages.items():
        if url is None:
            continue
        answer = getattr(visitor, method)(url)
        assert not answer.cookies, name
        if name not in OPEN:
            seen += 1
            assert answer.status_code == 302, name
            assert "/sign-in/" in answer["Location"] or "/connexion/" in answer["Location"], name
    assert seen > 20


@pytest.mark.requirement("R1.40")
def test_the_list_names_only_pages_that_exist() -> None:
    names = {name for name, _pattern in routes(get_resolver())}
    assert not OPEN - names


@pytest.mark.requirement("R2.2", "R4.3")
@pytest.mark.parametrize("path", ["/en/sign-in/?next=%2Fen%2Fprofile%2F", "/en/register/", "/en/signed-out/"])
def test_visitors_get_no_cookie(visitor: Client, path: str) -> None:
    assert not visitor.get(path).cookies
    assert not visitor.post(path, {"login": "x"}).cookies


def test_allauth_still_has_the_parts_we_lean_on() -> None:
    login = Login(user=None, redirect_url="/x", state={"a": 1})
    again = Login.deserialize(login.serialize())
    assert (again.state, again.redirect_url) == ({"a": 1}, "/x")
    assert callable(perform_password_login)
    assert callable(resume_login)
    assert {"enter", "handle", "set_handled"} <= set(dir(LoginStageController))
    for path in stages.PATHS:
        cls = getattr(stages, path.rpartition(".")[2])
        assert issubclass(cls, LoginStage)
        assert cls.key
        assert cls.urlname
    assert stages.PATHS[-1].endswith("SecondStepStage")
