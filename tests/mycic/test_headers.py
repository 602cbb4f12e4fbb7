"""The headers of every answer (security design 3.5)."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db
HOME = "/en/"


@pytest.fixture
def page(client: Client) -> dict[str, str]:
    return dict(client.get(HOME, secure=True).headers)


@pytest.mark.requirement("R0.4")
def test_transport_is_strict(page: dict[str, str]) -> None:
    assert page["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains; preload"


@pytest.mark.requirement("R0.6", "R1.63", "R4.35")
def test_the_policy_allows_only_this_origin_and_no_inline_code(page: dict[str, str]) -> None:
    policy = dict(part.strip().partition(" ")[::2] for part in page["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == policy["object-src"] == "'none'"
    assert policy["require-trusted-types-for"] == "'script'"
    assert "upgrade-insecure-requests" in policy
    assert "unsafe" not in page["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("X-Content-Type-Options", "nosniff"),
        pytest.param("Referrer-Policy", "same-origin", marks=pytest.mark.requirement("R0.6")),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        ("Cross-Origin-Embedder-Policy", "require-corp"),
        ("X-Frame-Options", "DENY"),
        ("Cache-Control", "public, max-age=300"),
        ("Vary", "Cookie, Accept-Encoding"),
    ],
)
def test_a_public_page_says(page: dict[str, str], name: str, value: str) -> None:
    assert page[name] == value


def test_no_browser_feature_is_allowed(page: dict[str, str]) -> None:
    features = dict(part.strip().split("=") for part in page["Permissions-Policy"].split(","))
    assert set(features.values()) == {"()"}
    assert {"camera", "microphone", "geolocation"} <= features.keys()


@pytest.mark.requirement("R0.14")
def test_a_page_asked_for_with_a_session_is_never_stored(client: Client) -> None:
    client.cookies["__Host-mycic"] = "anything"
    answer = client.get(HOME, secure=True)
    assert answer["Cache-Control"] == "no-store, private"
    assert "noindex" in answer["X-Robots-Tag"]


@pytest.mark.requirement("R0.4")
def test_plain_http_is_sent_to_https_before_anything_else(client: Client) -> None:
    answer = client.get("/en/?next=1")
    assert (answer.status_code, answer["Location"]) == (301, "https://testserver/en/?next=1")


def test_each_answer_has_its_own_id(client: Client) -> None:
    ids = {client.get(HOME, secure=True, headers={"X-Request-ID": "mine"})["X-Request-ID"] for _ in range(3)}
    assert len(ids) == 3
    assert "mine" not in ids
