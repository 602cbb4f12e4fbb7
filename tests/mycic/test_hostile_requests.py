# ruff: noqa: E501 - the tables of probes read best one to a line
"""What no honest browser sends, at every address: refused with a page that explains, never an error of ours."""

from dataclasses import dataclass, field
from typing import Any

import pytest
from django.test import Client

from tests.routes import Route, all_routes

pytestmark = pytest.mark.django_db
FORM = "application/x-www-form-urlencoded"
BOUNDARY = "multipart/form-data; boundary=xx"
SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}


@dataclass(frozen=True)
class Probe:
    """One hostile request; ``expect`` is what every address must answer, None if anything below 500 will do."""

    name: str
    method: str = "GET"
    suffix: str = ""
    query: str = ""
    body: bytes = b""
    type: str = FORM
    headers: dict[str, str] = field(default_factory=dict)
    expect: int | None = None


QUERIES = {
    "NUL": ("q=%00", 400), "invalid UTF-8": ("q=%FF", 400), "overlong UTF-8": ("q=%C0%AF", 400),
    "surrogate": ("q=%ED%A0%80", 400), "C0": ("q=%01", 400), "line ends": ("q=%0D%0ASet-Cookie:x", 400),
    "delete": ("q=%7F", 400), "NUL in the name": ("%00=1", 400), "too long": ("q=" + "a" * 9_000, 400),
    "huge page": ("page=99999999999999999999", None), "negative page": ("page=-1", None), "NaN": ("page=NaN", None),
    "Arabic digit": ("page=%D9%A3", None), "infinite": ("page=1e999", None), "5 000 digits": ("page=" + "9" * 5_000, None),
    "scheme-relative": ("next=//evil.example", None), "absolute": ("next=https://evil.example/", None),
    "backslash": ("next=/%5Cevil.example", None), "script link": ("next=javascript:alert(1)", None),
    "bidi": ("q=%E2%80%AEexe", None), "SQL": ("q='%3B--", None), "wildcards": ("q=%25_%5C", None),
    "script": ("q=%3Cscript%3E", None), "template": ("q=%7B%7B7*7%7D%7D", None), "format": ("q=%25s%7B0%7D", None),
    "twice": ("a=1&a=2", None), "look-up": ("applicant__password__startswith=a", None), "date": ("day=9999-12-31", None),
}  # fmt: skip
BODIES: dict[str, tuple[bytes, str, int | None]] = {
    "NUL": (b"a=%00", FORM, 400), "raw NUL": (b"a=\0", FORM, 400), "invalid UTF-8": (b"a=%FF", FORM, 400),
    "surrogate": (b"a=%ED%A0%80", FORM, 400), "control": (b"a=%1B", FORM, 400), "NUL in the name": (b"%00=1", FORM, 400),
    "line end in the name": (b"a%0Ab=1", FORM, 400), "4 MB": (b"a=" + b"b" * 4_000_000, FORM, 413),
    "1 MB field": (b"a=" + b"b" * 1_000_000, FORM, None), "1 001 fields": (b"a=1&" * 1_001, FORM, 400),
    "UTF-16": (b"a=1", f"{FORM}; charset=utf-16", 400), "UTF-7": (b"a=1", f"{FORM}; charset=utf-7", 400),
    "no boundary": (b"x", "multipart/form-data", 400), "cut off": (b'--xx\r\nContent-Disposition: form-data; name="a', BOUNDARY, None),
    "control in a part": (b'--xx\r\nContent-Disposition: form-data; name="a"\r\n\r\n\x01\r\n--xx--\r\n', BOUNDARY, 400),
    "deep JSON": (b"[" * 100_000, "application/json", None), "NaN": (b'{"a":NaN}', "application/json", None),
    "bad JSON": (b"{", "application/json", None), "privileges": (b"is_staff=1&status=approved&role=officer", FORM, None),
    "other method": (b"_method=DELETE", FORM, None), "odd type": (b"a=1", "text/weird", None),
}  # fmt: skip
HEADERS: dict[str, tuple[dict[str, str], int | None]] = {
    "another host": ({"Host": "evil.example"}, 400), "host with a path": ({"Host": "testserver/evil"}, 400),
    "forwarded host": ({"X-Forwarded-Host": "evil.example"}, None), "rewritten": ({"X-Rewrite-URL": "/desk/"}, None),
    "method override": ({"X-HTTP-Method-Override": "DELETE"}, None), "languages": ({"Accept-Language": "a," * 20_000}, None),
    "ranges": ({"Range": "bytes=" + "0-1," * 1_000}, None), "cookie": ({"Cookie": "a" * 5_000 + "; __Host-mycic=%00"}, None),
    "control in a cookie": ({"Cookie": "a=\x01"}, 400), "etag": ({"If-None-Match": '"' + "x" * 5_000}, None),
}  # fmt: skip
PROBES = [
    *(Probe(f"query {name}", query=query, expect=expect) for name, (query, expect) in QUERIES.items()),
    *(Probe(f"path {code}", suffix=code, expect=400) for code in ("%00", "%FF", "%0A", "%C0%AF", "x" * 2_100)),
    *(Probe(f"path {code}", suffix=code) for code in (";a.css", "x.css", "/../..", "%2e%2e%2f", "%5C..", "//")),
    *(Probe(method, method=method, expect=405) for method in ("OPTIONS", "PUT", "DELETE", "PATCH", "TRACE", "FOO")),
    Probe("HEAD", method="HEAD"),
    *(
        Probe(f"body {name}", method="POST", body=body, type=kind, headers=SAME_ORIGIN, expect=expect)
        for name, (body, kind, expect) in BODIES.items()
    ),
    *(Probe(f"header {name}", headers=headers, expect=expect) for name, (headers, expect) in HEADERS.items()),
]


def _send(client: Client, route: Route, probe: Probe) -> Any:
    path = f"{route.path}{probe.suffix}?{probe.query}" if probe.query else route.path + probe.suffix
    headers: dict[str, Any] = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in probe.headers.items()}
    return client.generic(probe.method, path, probe.body, probe.type, secure=True, **headers)


def _problem(route: Route, probe: Probe, status: int) -> str | None:
    """Tell what is wrong with an answer; a view that reads its own body, or none at all, may differ below 500."""
    if status >= 500:
        return f"{route.name}: {status}"
    late = probe.method == "POST" and status in {302, 403, 404, 405}
    if probe.expect is not None and status != probe.expect and not late and not _reads_own_body(route, probe):
        return f"{route.name}: {status} instead of {probe.expect}"
    return None


def _reads_own_body(route: Route, probe: Probe) -> bool:
    return probe.method == "POST" and getattr(route.view, "reads_own_body", False)


def test_the_list_is_long_enough() -> None:
    assert len(PROBES) >= 53
    assert len(all_routes()) > 20


@pytest.mark.parametrize("probe", PROBES, ids=lambda probe: probe.name[:40])
def test_a_hostile_request_of_a_visitor_is_refused_everywhere(client: Client, probe: Probe) -> None:
    client.raise_request_exception = False
    answers = ((route, _send(client, route, probe).status_code) for route in all_routes() if not route.is_desk)
    assert [problem for route, status in answers if (problem := _problem(route, probe, status))] == []


@pytest.mark.parametrize("probe", PROBES, ids=lambda probe: probe.name[:40])
def test_a_hostile_request_of_an_applicant_is_refused_everywhere(applicant_client: Client, probe: Probe) -> None:
    applicant_client.raise_request_exception = False
    routes = [route for route in all_routes("fr") if not route.is_desk and "sign_out" not in route.name]
    answers = ((route, _send(applicant_client, route, probe).status_code) for route in routes)
    assert [problem for route, status in answers if (problem := _problem(route, probe, status))] == []


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_refusal_explains_in_the_language_of_the_address(client: Client, language: str) -> None:
    words = {"en": "We could not read this request", "fr": 'lang="fr'}
    answer = client.get(f"/{language}/?q=%00", secure=True)
    assert answer.status_code == 400
    assert words[language] in answer.content.decode()


def test_a_refused_method_says_what_is_allowed(client: Client) -> None:
    answer = client.generic("TRACE", "/en/", secure=True)
    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD, POST")
    assert "This page does not work that way" in answer.content.decode()


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.requirement("R2.2", "R4.3")
def test_no_get_of_a_visitor_sets_a_cookie(client: Client, language: str) -> None:
    for route in all_routes(language):
        answer = client.get(route.path, secure=True)
        assert "Set-Cookie" not in answer.headers, route.name
        assert not answer.cookies, route.name
