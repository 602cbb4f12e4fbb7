"""Names in thirteen scripts, and parts that break careless programs, from enrolment to the signed record."""

import html
import io
import json
import re
import unicodedata

import pypdf
import pytest
from django.urls import reverse

from accounts import queries as accounts
from accounts.models import User
from applications import letters
from applications.choices import LetterKind
from applications.demo import paying
from applications.letters import twin
from applications.models import Case
from mycic import clock
from mycic.crypto import signing
from tests.accounts import people
from tests.accounts.test_profile import FORM
from tests.accounts.test_sign_in import token
from tests.applications import walks

pytestmark = pytest.mark.django_db
#: Script: family name, given names.
NAMES = {
    "Latin": ("O’Brien-Ñuñez Null", "Ó"),
    "Vietnamese": ("Nguyễn", "Thị Ánh Tuyết"),
    "Cyrillic": ("Щербакова", "Ірина Йосипівна"),
    "Greek": ("Παπαδοπούλου", "Ευδοξία"),
    "Arabic": ("عبد الرحمن", "محمد علی‌رضا"),
    "Hebrew": ("רוזנברג", "שרה־לאה"),
    "Devanagari": ("शर्मा", "श्रीकृष्ण"),
    "Tamil": ("தமிழ்ச்செல்வி", "மீனாட்சி"),
    "Chinese": ("歐陽", "大文"),
    "Japanese": ("やまだ", "さくら"),
    "Korean": ("김", "민준"),
    "Amharic": ("ተስፋዬ", "አበበ"),
    "Georgian": ("ქართველიშვილი", "ნინო"),
}


def enrolled(family: str, given: str) -> User:
    """Enrol through the page, as a newcomer does."""
    user = people.register("person.x", "person.x@mail.example")
    client = people.signed_in(user)
    form = {**FORM, "family_name": family, "given_name": given}
    page = client.get("/en/enrol/")
    answer = client.post("/en/enrol/", {**form, "csrfmiddlewaretoken": token(page)})
    assert answer.status_code == 302, re.findall(r'href="#id[^<]*<', answer.content.decode())
    return user


def signed(owner: User, case: Case, name: str) -> None:
    """Sign on the page by typing the name, and pay."""
    client = people.signed_in(owner)
    url = reverse("applications:sign", args=[case.pk])
    page = client.get(url)
    assert name in html.unescape(page.content.decode())
    form = {"typed_name": name, "agreed": "on", "password": people.PASSWORD, "csrfmiddlewaretoken": token(page)}
    done = client.post(url, form)
    assert done.status_code == 302, re.findall(r'href="#id[^<]*<', done.content.decode())
    paying.pay(owner, case.pk, at=clock.now())
    record = case.letters.get(kind=LetterKind.CONFIRMATION)
    letter = client.get(reverse("applications:letter", args=[record.pk]))
    assert name in html.unescape(letter.content.decode())


@pytest.mark.requirement("R1.45", "R1.53")
@pytest.mark.parametrize("script", NAMES)
def test_a_name_goes_all_the_way(script: str) -> None:
    family, given = (unicodedata.normalize("NFC", part) for part in NAMES[script])
    owner = enrolled(family, given)
    name = accounts.profile(owner).full_name
    assert name == f"{given} {family}"
    case = walks.ready(owner, family_name=family, given_name=given)
    signed(owner, case, name)
    for letter in letters.letters_of(case):
        _assert_named(letters.opened(letter, "en"), name)
    said = json.loads(_payload(case))
    assert said["answers"]["personal"]["family_name"]["v"] == family


@pytest.mark.parametrize("turned", ["\u202e", "\u2066", "\u202a"])
def test_a_name_cannot_pose_as_another_by_turning_its_direction(turned: str) -> None:
    client = people.signed_in(people.register("person.x", "person.x@mail.example"))
    form = {**FORM, "family_name": f"{turned}owkoknO", "csrfmiddlewaretoken": token(client.get("/en/enrol/"))}
    assert client.post("/en/enrol/", form).status_code == 422


def _payload(case: Case) -> bytes:
    record = letters.opened(case.letters.get(kind=LetterKind.SUBMISSION), "en")
    assert record.payload is not None
    assert signing.verify_cms(record.payload, record.signature, revoked={}).valid
    return record.payload


def _assert_named(opened: "letters.Opened", name: str) -> None:
    """The online copy keeps the name; the paper has it where its fonts can write it, and says so elsewhere."""
    assert name in html.unescape(twin.html(opened.paper))
    assert signing.verify_pdf(opened.pdf, revoked={}).valid
    text = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(opened.pdf)).pages)
    assert _letters(name) <= _letters(text) or "own script" in text


def _letters(text: str) -> set[str]:
    return {sign for sign in unicodedata.normalize("NFKD", text) if unicodedata.category(sign)[0] == "L"}
