"""Public pages: both languages, clean, light, without cookies and without a query."""

import gzip
import re
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from mycic import navigation, offers
from mycic.views.pages import PAGES, forget_pages
from mycic.views.sitemap import public_names
from tests.mycic.ui import reading

NAMES = sorted(PAGES)
LANGUAGES = ("en", "fr")


def _address(name: str, language: str) -> str:
    with override(language):
        return reverse(f"mycic:{name}")


def _get(name: str, language: str, **headers: str) -> Any:
    return Client().get(_address(name, language), secure=True, headers=headers)


# None of these tests may touch the database: without the `db` fixture a query fails the test.


@pytest.mark.requirement("R0.6", "R2.2", "R4.3")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_every_public_page_is_clean_and_needs_no_cookie_and_no_query(name: str, language: str) -> None:
    response = _get(name, language)
    assert response.status_code == 200
    assert not response.cookies
    root = reading.parse(response.content)
    assert root.get("lang") == f"{language}-CA"
    levels = reading.headings(root)
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    text = response.content.decode()
    assert "<style" not in text
    assert " style=" not in text
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)
    assert not re.search(r"\son[a-z]+=", text)
    assert not re.findall(r'(?:src|href)="(?:https?:)?//', text)
    ids = re.findall(r'\sid="([^"]+)"', text)
    assert len(ids) == len(set(ids))
    assert settings.OPERATOR["PHONE"] in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_titles_are_unique(language: str) -> None:
    titles = [next(reading.parse(_get(name, language).content).iter("title")).text for name in NAMES]
    assert len(set(titles)) == len(NAMES)


@pytest.mark.requirement("R2.1")
@pytest.mark.parametrize("name", NAMES)
def test_both_languages_have_the_same_shape(name: str) -> None:
    english, french = (reading.shape(reading.parse(_get(name, language).content)) for language in LANGUAGES)
    assert english == french


@pytest.mark.requirement("R2.1")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_the_toggle_leads_to_the_same_page_and_back(name: str, language: str) -> None:
    other = "fr" if language == "en" else "en"
    page = Client().get(_address(name, language) + "?a=1", secure=True).content.decode()
    assert f'href="{_address(name, other)}?a=1"' in page or f'href="{_address(name, other)}"' in page


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_pages_are_easy_to_read(name: str, language: str) -> None:
    blocks = reading.texts(reading.parse(_get(name, language).content))
    assert reading.lix(blocks) <= 40


@pytest.mark.requirement("R1.34")
@pytest.mark.parametrize("name", NAMES)
def test_pages_are_small(name: str) -> None:
    assert len(gzip.compress(_get(name, "fr").content)) <= 6_000


@pytest.mark.requirement("R1.34")
def test_the_style_sheet_and_the_script_are_small() -> None:
    def packed(path: str) -> int:
        return len(gzip.compress((Path(settings.BASE_DIR) / "static" / path).read_bytes(), 9))

    assert packed("css/mycic.css") <= 9_000
    assert packed("js/base.js") <= 3_000


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_that_did_not_change_is_not_sent_again(language: str) -> None:
    first = _get("security", language)
    again = _get("security", language, if_none_match=first["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == first["ETag"]
    assert "public" in first["Cache-Control"]
    assert "max-age=300" in first["Cache-Control"]
    assert "Cookie" in first["Vary"]
    assert _get("security", language, if_none_match='"other"').status_code == 200


@pytest.mark.requirement("R4.15")
def test_a_kept_page_is_sent_packed_to_those_who_can_read_it() -> None:
    plain = _get("security", "en")
    packed = _get("security", "en", accept_encoding="gzip, br")
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content


def test_a_browser_with_a_session_cookie_never_gets_or_fills_the_kept_page(db: Any) -> None:
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = "unknown"
    response = client.get(_address("home", "en"), secure=True)
    assert response.status_code == 200
    assert "public" not in response.get("Cache-Control", "")


@pytest.mark.requirement("R4.15")
@pytest.mark.parametrize(("wish", "first"), [("fr-CA,fr;q=0.9", "fr"), ("en", "en"), ("de", "en"), ("", "en")])
def test_the_first_page_offers_the_language_of_the_browser_first(wish: str, first: str) -> None:
    response = Client().get("/", secure=True, headers={"accept-language": wish})
    assert response.status_code == 200
    assert not response.cookies
    root = reading.parse(response.content)
    assert root.get("lang") == f"{first}-CA"
    assert next(section.get("lang") for section in root.iter("section") if section.get("lang")) == f"{first}-CA"
    assert "Accept-Language" in response["Vary"]


@pytest.mark.requirement("R2.1")
def test_the_site_map_names_every_public_page_twice_with_its_twin(db: Any) -> None:
    response = Client().get("/sitemap.xml", secure=True)
    space = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}
    root = ET.fromstring(response.content)  # noqa: S314 - our own answer
    found = [node.text or "" for node in root.findall("s:url/s:loc", space)]
    assert len(found) == len(set(found)) >= 2 * len(PAGES)
    for name in public_names():
        if navigation.url_of(name):
            for language in LANGUAGES:
                with override(language):
                    assert settings.SITE_ORIGIN + reverse(name) in found
    for url in root.findall("s:url", space):
        assert [link.get("hreflang") for link in url.findall("x:link", space)] == ["en-CA", "fr-CA"]
    for address in found:
        assert Client().get(address.removeprefix(settings.SITE_ORIGIN), secure=True).status_code == 200
    assert b"Sitemap: " in Client().get("/robots.txt", secure=True).content


@pytest.mark.requirement("R1.31")
def test_the_catalogue_says_what_is_planned_and_links_what_is_open(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(offers, "_services", dict(offers._services))
    offers.register(
        offers.Service(code="study-permit", group="study", title="Study permit", summary="s", url_name="mycic:contact")
    )
    page = _get("services", "en").content.decode()
    assert f'<a href="{_address("contact", "en")}">Study permit</a>' in page
    assert "Planned" in page


@pytest.mark.requirement("R0.5")
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_security_page_names_today_s_protocol(language: str) -> None:
    page = _get("security", language).content.decode()
    assert "TLS 1.2" in page
    assert "SSL" not in page
    assert "AES" in page


@pytest.mark.parametrize(
    ("language", "act"), [("en", "Privacy Act"), ("fr", "protection des renseignements personnels")]
)
def test_the_privacy_page_names_the_law_and_its_date(language: str, act: str) -> None:
    page = _get("privacy", language).content.decode()
    if language == "en":
        assert act in page
    assert '<time datetime="2' in page


@pytest.mark.requirement("R1.11")
def test_the_page_before_registering_answers_the_questions_of_the_seed() -> None:
    page = _get("before", "en").content.decode()
    for part in ("online", "epass", "why", "register", "keys", "signature", "helper", "message"):
        assert f'<h2 id="{part}">' in page
        assert f'href="#{part}"' in page


@pytest.mark.requirement("R1.62")
def test_a_real_mail_is_shown_in_words() -> None:
    page = _get("recognise", "en").content.decode()
    assert "<figure" in page
    assert settings.DEFAULT_FROM_EMAIL.split("<")[-1].strip(">") in page
    assert settings.SITE_ORIGIN in page


@pytest.mark.requirement("R1.1")
def test_no_official_marks() -> None:
    for path in [*Path(settings.BASE_DIR, "templates").rglob("*.html"), *Path(settings.BASE_DIR, "static").rglob("*")]:
        if path.is_file():
            text = path.read_text(encoding="utf-8").lower()
            for mark in ("sig-blk", "wmms", "government of canada", "eb2d37", "26374a"):
                assert mark not in text, path


def test_what_one_visitor_asked_for_never_reaches_the_next_one(client: Client, db: Any) -> None:
    forget_pages()
    for page in ("/", "/en/", "/fr/"):
        client.get(f"{page}?email=amara@mail.example")
        assert b"amara" not in client.get(page).content
