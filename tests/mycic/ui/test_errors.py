"""Error pages: right status, both languages, contact, nothing cached, no database for the worst ones."""

import datetime as dt
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404
from django.shortcuts import render
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils.translation import override

from mycic import context_processors
from mycic.views import errors
from tests.mycic.ui import reading

STATUSES = (400, 403, 404, 405, 409, 413, 422, 429, 503)


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("status", STATUSES)
def test_every_error_page_says_what_to_do_and_whom_to_call(status: int, language: str) -> None:
    with override(language):
        response = errors.error_page(
            RequestFactory().get(f"/{language}/x/"),
            status,
            retry_at=dt.datetime(2026, 3, 9, 19, tzinfo=dt.UTC),
            retry_after=60,
        )
    assert response.status_code == status
    assert response["Retry-After"] == "60"
    assert "no-store" in response["Cache-Control"]
    root = reading.parse(response.content)
    assert root.get("lang") == f"{language}-CA"
    assert reading.headings(root).count(1) == 1
    text = response.content.decode()
    assert settings.OPERATOR["PHONE"] in text
    assert settings.OPERATOR["EMAIL"] in text


@pytest.mark.parametrize("status", STATUSES)
def test_error_pages_have_the_same_shape_in_both_languages(status: int) -> None:
    shapes = []
    for language in ("en", "fr"):
        with override(language):
            page = errors.error_page(RequestFactory().get(f"/{language}/x/"), status)
        shapes.append(reading.shape(reading.parse(page.content)))
    assert shapes[0] == shapes[1]


@pytest.mark.parametrize("status", [500, 503])
def test_the_worst_pages_are_bilingual_and_need_nothing(status: int) -> None:
    body = errors.static_page(status)
    root = reading.parse(body)
    text = body.decode()
    assert root.get("lang") == "en-CA"
    assert 'lang="fr-CA"' in text
    assert text.count(settings.OPERATOR["PHONE"]) >= 2


def test_handlers_answer_in_the_language_of_the_address() -> None:
    missing = Client().get("/fr/nulle-part/", secure=True)
    assert missing.status_code == 404
    assert reading.parse(missing.content).get("lang") == "fr-CA"
    request = RequestFactory().get("/en/")
    assert errors.bad_request(request, SuspiciousOperation()).status_code == 400
    assert errors.permission_denied(request, PermissionDenied()).status_code == 403
    assert errors.not_found(request, Http404()).status_code == 404
    assert errors.server_error(request).status_code == 500


def test_the_500_page_survives_a_missing_manifest(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_path: str) -> str:
        raise ValueError

    errors.static_page.cache_clear()
    monkeypatch.setattr(errors, "static", broken)
    assert f"{settings.STATIC_URL}css/mycic.css".encode() in errors.static_page(500)
    errors.static_page.cache_clear()


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_goodbye_page_gives_three_instructions(language: str) -> None:
    with override(language):
        page = render(RequestFactory().get("/"), "pages/signed_out.html", {})
    root = reading.parse(page.content)
    assert len(next(root.iter("main")).findall("ol/li")) == 3
    assert reading.lix(reading.texts(root)) <= 40


def test_the_living_catalogue_is_for_demonstrations_and_staff(settings: Any, db: Any) -> None:
    settings.DEMO = False
    assert Client().get("/en/design/", secure=True).status_code == 404
    settings.DEMO = True
    context_processors.forget_frames()
    shapes = []
    for language in ("en", "fr"):
        with override(language):
            response = Client().get(reverse("mycic:design"), secure=True)
        assert response.status_code == 200
        assert not response.cookies
        shapes.append(reading.shape(reading.parse(response.content)))
    assert shapes[0] == shapes[1]


def test_a_request_refused_early_is_answered_in_the_language_of_its_address() -> None:
    with override("en"):
        page = errors.error_page(RequestFactory().get("/fr/x/"), 413)
    assert reading.parse(page.content).get("lang") == "fr-CA"
