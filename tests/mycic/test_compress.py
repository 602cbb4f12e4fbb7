"""Pages are compressed for whoever can unpack them."""

import gzip
from typing import Any, cast

import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from mycic.middleware.compress import CompressPagesMiddleware

GZIP = {"Accept-Encoding": "gzip"}


@pytest.mark.requirement("R0.14", "R4.15")
@pytest.mark.django_db
def test_a_signed_in_page_is_packed(applicant_client: Client) -> None:
    page = reverse("applications:dashboard")
    packed = applicant_client.get(page, headers=GZIP)
    assert packed.headers["Content-Encoding"] == "gzip"
    assert b"<h1>" in gzip.decompress(packed.content)
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert packed.headers["Cache-Control"] == "no-store, private"
    assert "Content-Encoding" not in applicant_client.get(page).headers


@pytest.mark.parametrize(
    "answer",
    [
        HttpResponse(b"x" * 5_000, content_type="application/pdf"),
        StreamingHttpResponse([b"x" * 5_000], content_type="text/html"),
    ],
)
def test_files_and_streams_are_left_alone(answer: Any) -> None:
    request = RequestFactory().get("/", headers=GZIP)
    assert (
        "Content-Encoding"
        not in cast("HttpResponse", CompressPagesMiddleware(lambda _request: answer)(request)).headers
    )
