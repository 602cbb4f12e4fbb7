"""Enrolment and the profile."""

import unicodedata
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from accounts import queries
from accounts.models import Enrolment, User
from accounts.services import enrolment
from mycic import clock
from privacy.models import Event
from tests.accounts import people
from tests.accounts.test_sign_in import token

pytestmark = pytest.mark.django_db
FORM = {
    "family_name": "Okonkwo",
    "given_name": "Amara",
    "birth_date_0": "17",
    "birth_date_1": "4",
    "birth_date_2": "1999",
    "nationality": "NG",
    "document_kind": "passport",
    "document_number": "A01234567",
    "document_country": "NG",
    "document_expiry_0": "",
    "document_expiry_1": "",
    "document_expiry_2": "",
    "street": "14 Elm Street",
    "city": "Kingston",
    "country": "CA",
    "language": "en",
}
NAMES = [
    "Okonkwo", "Nguyễn Thị Ánh", "Иванова", "Παπαδόπουλος", "محمد عبد الله", "כהן", "王小明", "김철수", "さくら",
    "ተስፋዬ", "অরুন্ধতী", "ประเสริฐ", "Հակոբյան", "O’Brien-Ñuñez", "Mac Giolla Phádraig",
]  # fmt: skip


@pytest.fixture
def newcomer(db: Any) -> User:
    return people.register("newcomer", "newcomer@mail.example")


def enrol(user: User, **change: str) -> tuple[Client, Any]:
    client = people.signed_in(user)
    page = client.get("/en/enrol/")
    return client, client.post("/en/enrol/", {**FORM, **change, "csrfmiddlewaretoken": token(page)})


@pytest.mark.requirement("R1.45", "R2.37", "R3.53")
def test_who_is_not_enrolled_is_led_there_first(newcomer: User) -> None:
    client = people.signed_in(newcomer)
    assert client.get("/en/profile/")["Location"] == "/en/enrol/"
    page = client.get("/en/enrol/").content.decode()
    assert "mc-details" in page  # the collection notice stands above the form
    _client, done = enrol(newcomer)
    assert done.status_code == 302
    card = queries.profile(newcomer)
    assert (card.full_name, card.birth_date, card.nationality) == ("Amara Okonkwo", "1999-04-17", "NG")
    row = Enrolment.objects.get(user=newcomer)
    assert b"Okonkwo" not in bytes(row.identity)
    assert b"Elm" not in bytes(row.contact)
    assert row.notice_version == 1


@pytest.mark.requirement("R1.45")
@pytest.mark.parametrize("name", NAMES)
def test_names_of_any_script_are_kept_as_they_are(newcomer: User, name: str) -> None:
    client, done = enrol(newcomer, family_name=name, given_name="", one_name="on")
    assert done.status_code == 302
    assert queries.profile(newcomer).full_name == unicodedata.normalize("NFC", name)
    assert (
        unicodedata.normalize("NFC", name).replace("'", "&#x27;")
        in client.get(people.url("profile", "fr")).content.decode()
    )


@pytest.mark.requirement("R3.53")
def test_stateless_without_document_with_a_reason(newcomer: User) -> None:
    _client, no_reason = enrol(newcomer, nationality="XXA", document_kind="none", document_number="")
    assert no_reason.status_code == 422
    assert "Any reason counts" in no_reason.content.decode()
    client, done = enrol(
        newcomer, nationality="XXA", document_kind="none", no_document_reason="It burned.", document_number=""
    )
    assert done.status_code == 302
    card = queries.profile(newcomer)
    assert (card.stateless, card.nationality, card.no_document_reason) == (True, "", "It burned.")
    assert "It burned." in client.get("/en/profile/").content.decode()


@pytest.mark.requirement("R3.62")
@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("family_name", "", "Family name"),
        ("family_name", "R2D2", "Numbers do not belong in it"),
        ("family_name", "x" * 201, "200"),
        ("given_name", "", "tick that you have only one name"),
        ("birth_date_2", "2999", "must be in the past"),
        ("birth_date_2", "1800", "Check the year"),
        ("birth_date_0", "31", "Enter a day that exists"),
        ("nationality", "ZZ", "Nationality"),
        ("document_number", "", "Enter the number of the document"),
        ("client_number", "12", "8 or 10 numbers"),
        ("phone", "abc", "phone number"),
        ("document_expiry_2", "9999", "Enter"),
        ("language", "de", "Language"),
    ],
)
def test_a_wrong_answer_is_shown_back_with_its_reason(newcomer: User, field: str, value: str, sentence: str) -> None:
    _client, bad = enrol(newcomer, **{field: value})
    assert bad.status_code == 422
    text = bad.content.decode()
    assert sentence in text
    assert "14 Elm Street" in text
    assert not Enrolment.objects.exists()


@pytest.mark.requirement("R3.97", "R3.98")
def test_a_new_address_counts_at_once_and_the_old_one_stays(applicant_client: Client, applicant: User) -> None:
    url = "/en/profile/address/"
    page = applicant_client.get(url)
    # It opens with the present address; only the day of moving is asked anew.
    present = page.context["form"]
    for name in ("street", "city", "region", "postal_code", "country"):
        assert present[name].value() == people.ADDRESS[name], name
    assert "14 Elm Street, apartment 3" in page.content.decode()
    assert not present["since"].value()
    data = {
        "street": "9 Rue Laurier", "city": "Gatineau", "region": "QC", "postal_code": "j8x 3r5", "country": "CA",
        "since_0": "1", "since_1": "11", "since_2": "2026", "version": "1", "csrfmiddlewaretoken": token(page),
    }  # fmt: skip
    assert applicant_client.post(url, data).status_code == 302
    card = queries.profile(applicant)
    assert card.address["city"] == "Gatineau"
    assert card.address_history[0]["city"] == "Kingston"
    assert card.address_history[0]["until"] == "2026-11-01"
    shown = " ".join(applicant_client.get("/en/profile/").content.decode().replace("\xa0", " ").split())
    assert "Your address is saved." in shown
    assert "until November 1, 2026" in shown
    assert "April 17, 1999" in shown
    assert "17 avril 1999" in applicant_client.get("/fr/profil/").content.decode().replace("\xa0", " ")
    late = applicant_client.post(url, {**data, "street": "From an older tab"})
    assert late.status_code == 422
    assert "From an older tab" in late.content.decode()
    assert "changed in another window" in late.content.decode()
    assert Event.objects.filter(chain=card.dossier_id, kind="account.profile_changed").count() == 1


@pytest.mark.requirement("R3.97")
def test_phone_and_language_change(applicant_client: Client, applicant: User) -> None:
    page = applicant_client.get("/en/profile/phone/")
    secret = token(page)
    assert (
        applicant_client.post(
            "/en/profile/phone/", {"phone": "+93 70 123 4567", "version": "1", "csrfmiddlewaretoken": secret}
        ).status_code
        == 302
    )
    assert queries.profile(applicant).phone == "+93701234567"
    assert "Your telephone number is saved." in applicant_client.get("/en/profile/").content.decode()
    done = applicant_client.post("/en/profile/language/", {"language": "fr", "csrfmiddlewaretoken": secret})
    assert done["Location"].startswith("/fr/")
    assert User.objects.get(pk=applicant.pk).language == "fr"
    assert "Votre choix est enregistré." in applicant_client.get(done["Location"]).content.decode()


def test_the_old_address_ends_on_the_local_day(applicant: User) -> None:
    """Three in the morning in London is still the evening before in Ottawa."""
    moved = enrolment.Address(**{**people.ADDRESS, "since": "", "city": "Gatineau"})
    enrolment.change_address(applicant, moved, version=1, at=datetime(2026, 12, 2, 3, 0, tzinfo=UTC))
    assert queries.profile(applicant).address_history[0]["until"] == "2026-12-01"


def test_the_profile_costs_few_queries(applicant_client: Client, django_assert_max_num_queries: Any) -> None:
    applicant_client.get("/en/profile/")
    with django_assert_max_num_queries(8):
        applicant_client.get("/en/profile/")


@pytest.mark.requirement("R1.58")
def test_two_people_never_see_each_other(applicant_client: Client, other_applicant_client: Client) -> None:
    assert "Suharto" not in applicant_client.get("/en/profile/").content.decode()
    assert "Suharto" in other_applicant_client.get("/en/profile/").content.decode()
    with clock.shifted(timedelta(minutes=5)):
        assert applicant_client.get("/en/enrol/").status_code == 302
