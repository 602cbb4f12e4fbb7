"""The public page that checks papers: anybody, no cookie, nothing personal, nothing on a disk."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation

from applications import letters
from applications.letters import codes
from applications.models import Case, Letter
from tests.applications.test_letters_issuing import case, issue  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db
PAGE = "/en/verify-a-letter/"


@pytest.fixture
def letter(case: Case) -> Letter:  # noqa: F811
    """An approval letter."""
    return issue(case, name="Findable Person")


def upload(content: bytes, name: str = "letter.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


@pytest.mark.requirement("R1.55", "R4.3")
def test_a_visitor_checks_a_code_without_a_cookie(visitor: Client, letter: Letter) -> None:
    page = visitor.post(PAGE, {"code": codes.display(letter.code).lower()})
    text = page.content.decode()
    assert page.status_code == 200
    assert not page.cookies
    assert "This is genuine and valid." in text
    assert "Approval letter" in text
    assert "check the file too" in text
    for private in ("Findable", "S300", "Halifax", "amara"):
        assert private not in text


@pytest.mark.requirement("R1.55")
@pytest.mark.parametrize(("accepts", "start"), [("fr-CA,fr;q=0.9", "/fr/"), ("en", "/en/"), ("de", "/en/")])
def test_the_qr_code_leads_to_the_result_in_the_readers_language(
    visitor: Client, letter: Letter, accepts: str, start: str
) -> None:
    hop = visitor.get(f"/v/{letter.code}", headers={"Accept-Language": accepts})
    assert hop.status_code == 302
    assert hop["Location"].startswith(start)
    page = visitor.get(hop["Location"])
    assert 'data-kind="success"' in page.content.decode()
    assert not hop.cookies
    assert not page.cookies


@pytest.mark.requirement("R1.55")
def test_a_visitor_checks_a_file_and_one_changed_byte_fails(visitor: Client, letter: Letter) -> None:
    opened = letters.opened(letter, "en")
    good = visitor.post(PAGE, {"file": upload(opened.pdf)})
    assert "This is genuine and valid." in good.content.decode()
    assert "check the file too" not in good.content.decode()
    beside = visitor.post(PAGE, {"file": upload(opened.pdf), "signature": upload(opened.signature, "letter.pdf.p7s")})
    assert "This is genuine and valid." in beside.content.decode()
    changed = bytearray(opened.pdf)
    changed[len(changed) // 2] ^= 1
    bad = visitor.post(PAGE, {"file": upload(bytes(changed))})
    assert "Do not trust this." in bad.content.decode()
    assert not good.cookies


@pytest.mark.requirement("R1.55")
@pytest.mark.parametrize("code", ["AAAA", "x" * 199, "2" * 13, "<script>", "🙂🙂"])
def test_an_unknown_code_is_unknown(visitor: Client, code: str) -> None:
    page = visitor.post(PAGE, {"code": code})
    assert page.status_code == 200
    assert "We do not know this." in page.content.decode()
    assert "<script>alert" not in page.content.decode()


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"code": ""}, "code"),
        ({"code": "x" * 201}, "code"),
        ({}, "file"),
        ({"file": ""}, "file"),
    ],
)
def test_a_form_that_lacks_something_says_what(visitor: Client, sent: dict[str, Any], field: str) -> None:
    page = visitor.post(PAGE, sent)
    assert page.status_code == 422
    assert f'href="#id_{field}"' in page.content.decode()


def test_a_json_file_needs_its_signature(visitor: Client) -> None:
    page = visitor.post(PAGE, {"file": upload(b"{}", "application.json")})
    assert page.status_code == 422
    assert 'href="#id_signature"' in page.content.decode()


def test_an_upload_never_touches_a_disk(visitor: Client, tmp_path: Path, settings: Any) -> None:
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path / "missing")
    page = visitor.post(PAGE, {"file": upload(b"%PDF-1.7" + b"x" * 3_000_000)})
    assert page.status_code == 200
    assert "We do not know this." in page.content.decode()


def test_too_large_an_upload_is_refused_in_words(visitor: Client) -> None:
    page = visitor.post(PAGE, {"file": upload(b"%PDF-1.7" + b"x" * 10_500_000)})
    assert page.status_code in {413, 422}
    assert "10 MB" in page.content.decode() or page.status_code == 413


@pytest.mark.requirement("R2.22")
@pytest.mark.parametrize("language", ["en", "fr"])
def test_guessing_is_slowed_down_and_says_when_to_try_again(visitor: Client, language: str) -> None:
    address = {"en": PAGE, "fr": visitor.get("/v/x", headers={"Accept-Language": "fr"})["Location"].split("?")[0]}
    pages = [visitor.post(address[language], {"code": "2" * 13}) for _ in range(31)]
    assert {page.status_code for page in pages[:30]} == {200}
    assert pages[30].status_code == 429
    assert int(pages[30]["Retry-After"]) > 0


@pytest.mark.requirement("R1.55")
def test_the_recipe_for_checking_without_us_names_the_command(visitor: Client) -> None:
    page = visitor.get("/en/verify-a-letter/yourself/")
    assert "openssl cms -verify" in page.content.decode()
    assert not page.cookies


@pytest.mark.requirement("R1.55")
@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_recipe_links_to_each_file_that_its_commands_name(visitor: Client, language: str) -> None:
    with translation.override(language):
        page = visitor.get(reverse("applications:verify_offline")).content.decode()
    addresses = re.findall(r'href="(/pki/[\w.-]+)"', page)
    assert addresses == ["/pki/mycic-root.pem", "/pki/mycic-issuing.pem", "/pki/mycic.crl"]
    offered = {_saved_as(visitor, address) for address in addresses}
    named = set(re.findall(r"(?:-CAfile|-in) (\S+\.(?:pem|crl))", page))
    assert named == {"mycic-root.pem", "mycic.crl"}
    assert named <= offered


@pytest.mark.requirement("R1.55")
def test_the_papers_about_checking_name_addresses_and_files_that_exist(visitor: Client) -> None:
    for name in ("verify-a-signature.md", "verify-a-letter.md"):
        text = (Path(settings.BASE_DIR) / "docs" / name).read_text(encoding="utf-8")
        offered = {_saved_as(visitor, address) for address in re.findall(r"/pki/[\w-]+\.\w+", text)}
        assert offered >= {"mycic-root.pem", "mycic.crl"}, name
        assert set(re.findall(r"[\w-]+\.(?:pem|crl)\b", text)) == offered, name


def _saved_as(visitor: Client, address: str) -> str:
    """Return the name under which a browser saves a file."""
    answer = visitor.get(address)
    assert answer.status_code == 200, address
    return str(re.findall(r'filename="([^"]+)"', answer["Content-Disposition"])[0])


def test_checking_a_code_is_two_queries(visitor: Client, letter: Letter, django_assert_max_num_queries: Any) -> None:
    visitor.post(PAGE, {"code": letter.code})
    # The register, the list of revoked certificates, and the count of tries (a transaction of three without Redis).
    with django_assert_max_num_queries(6):
        visitor.post(PAGE, {"code": letter.code})


@pytest.mark.requirement("R1.55")
def test_the_result_reads_in_french(visitor: Client, letter: Letter) -> None:
    page = visitor.get(f"/fr/verifier-une-lettre/?code={letter.code}").content.decode()
    assert "Ce document est authentique et valide." in page
    assert "Lettre d’approbation" in page
    assert "This is genuine" not in page
