"""A case at the desk: a reason where one is due, recorded before it is shown, and shown as it was signed."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.choices import Role
from accounts.models import User
from applications.admin import opening
from applications.models import Case, Correction
from applications.services import changes, review
from documents.models import Document
from messaging.services import threads
from mycic import clock
from privacy.models import Event
from privacy.queries import readings
from tests.accounts import people
from tests.applications import walks
from tests.applications.desk_pages import give_reason, openings, row, text, url

pytestmark = pytest.mark.django_db

MOST_QUERIES = 14
PARTS = ("", "answers/", "documents/", "messages/", "letters/", "history/")


@pytest.fixture
def case(applicant: User, officer: User) -> Case:
    return review.take(officer=officer, case_id=walks.sent(applicant).pk, at=clock.now())


def counted(client: Client, address: str) -> tuple[int, Any]:
    with CaptureQueriesContext(connection) as asked:
        page = client.get(address)
    inert = ("BEGIN", "SAVEPOINT", "RELEASE", "COMMIT")
    return sum(not query["sql"].startswith(inert) for query in asked), page


@pytest.mark.requirement("R3.95")
def test_every_page_is_recorded_with_its_part(case: Case, officer_client: Client) -> None:
    for part in PARTS:
        assert officer_client.get(url(case, part)).status_code == 200
    parts = [facts["part"] for facts in openings(case)]
    assert parts == ["overview", "answers", "documents", "messages", "letters", "history"]
    assert len(readings([case.dossier_id])) == len(PARTS)


def test_the_overview_shows_stage_profile_and_what_to_do(case: Case, officer_client: Client) -> None:
    shown = text(officer_client.get(url(case)))
    seen = (case.number, "Completeness check", "Amara Chidinma Okonkwo", "Kingston", "Accept as complete", "150.00")
    for part in seen:
        assert part in shown


@pytest.mark.requirement("R3.100")
def test_answers_stand_as_they_were_signed(
    case: Case, applicant: User, officer: User, officer_client: Client, supervisor_client: Client
) -> None:
    changes.correct(
        owner=applicant, case_id=case.pk, question="birth_city", now_is="Nsukka", why="I mixed them up", at=clock.now()
    )
    shown = text(officer_client.get(url(case, "answers/")))
    for part in ("Enugu", "Nsukka", "I mixed them up", "Ngozi", "$18,000.00"):
        assert part in shown
    assert "The applicant corrected an answer" in text(officer_client.get(url(case)))
    correction = Correction.objects.get()
    give_reason(supervisor_client, case)
    assert supervisor_client.post(url(case, "do/"), {"seen": str(correction.pk)}).status_code == 409
    other = row(people.enrol(people.register("else.1", "else@mail.example")))
    assert officer_client.post(url(other, "do/"), {"seen": str(correction.pk)}).status_code == 409
    review.take(officer=officer, case_id=other.pk, at=clock.now())
    assert officer_client.post(url(other, "do/"), {"seen": str(correction.pk)}).status_code == 404
    assert officer_client.post(url(case, "do/"), {"seen": "x"}).status_code == 404
    for _press in range(2):
        assert officer_client.post(url(case, "do/"), {"seen": str(correction.pk)}).status_code == 302
    correction.refresh_from_db()
    assert correction.seen_at is not None
    assert Event.objects.filter(kind="answer.correction_seen").count() == 1


@pytest.mark.requirement("R3.95")
def test_files_open_as_pictures_once_recorded(case: Case, officer_client: Client) -> None:
    listed = officer_client.get(url(case, "documents/"))
    document = Document.objects.filter(dossier=case.dossier).first()
    assert document is not None
    address = url(case, f"documents/{document.pk}/")
    assert f'href="{address}"' in listed.content.decode()
    page = officer_client.get(address)
    assert page.status_code == 200
    ticket = page.content.decode().split("pages/1/?ticket=")[1].split('"')[0]
    picture = officer_client.get(f"{address}pages/1/?ticket={ticket}")
    assert (picture.status_code, picture["Content-Type"]) == (200, "image/png")
    assert "sandbox" in picture["Content-Security-Policy"]
    assert len([facts for facts in openings(case) if "document" in facts]) == 1
    download = officer_client.get(f"{address}download/")
    assert download["Content-Disposition"].startswith("attachment")
    assert len([facts for facts in openings(case) if "document" in facts]) == 2
    assert officer_client.get(f"{address}pages/99/?ticket={ticket}").status_code == 404
    assert officer_client.get(f"{address}?page=" + "9" * 40).status_code == 200


def test_a_file_of_another_case_is_missing(case: Case, officer: User, officer_client: Client, applicant: User) -> None:
    other = review.take(officer=officer, case_id=row(applicant).pk, at=clock.now())
    document = Document.objects.filter(dossier=case.dossier).first()
    assert document is not None
    for part in ("", "download/", "pages/1/"):
        assert officer_client.get(url(other, f"documents/{document.pk}/{part}")).status_code == 404


@pytest.mark.requirement("R3.95")
def test_without_the_assignment_a_reason_comes_first(case: Case, supervisor_client: Client, supervisor: User) -> None:
    document = Document.objects.filter(dossier=case.dossier).first()
    assert document is not None
    for part in (*PARTS, f"documents/{document.pk}/", f"documents/{document.pk}/download/"):
        page = supervisor_client.get(url(case, part))
        assert "Why do you open this file?" in text(page)
        assert "Okonkwo" not in text(page)
        assert "Enugu" not in text(page)
    assert openings(case) == []
    assert supervisor_client.post(url(case), {"reason": "curiosity"}).status_code == 422
    give_reason(supervisor_client, case, "complaint")
    assert "Okonkwo" in text(supervisor_client.get(url(case)))
    assert supervisor_client.get(url(case, f"documents/{document.pk}/")).status_code == 200
    assert [facts["reason"] for facts in openings(case)] == ["complaint", "complaint"]
    assert "Looking into a complaint" in {line.reason for line in readings([case.dossier_id])}


def test_the_reason_is_asked_in_french_too(case: Case, supervisor: User) -> None:
    User.objects.filter(pk=supervisor.pk).update(language="fr")
    supervisor.refresh_from_db()
    page = people.signed_in(supervisor).get(url(case))
    assert '<html lang="fr-CA"' in page.content.decode()


def test_a_superuser_is_an_officer_like_any_other(case: Case, officer: User) -> None:
    boss = people.officer("off.root", Role.OFFICER)
    User.objects.filter(pk=boss.pk).update(is_superuser=True)
    client = people.signed_in(User.objects.get(pk=boss.pk))
    assert "Okonkwo" not in text(client.get(url(case)))
    User.objects.filter(pk=boss.pk).update(role=Role.APPLICANT)
    for address in ("/desk/", *(url(case, part) for part in PARTS)):
        assert client.get(address).status_code in {302, 404}


@pytest.mark.parametrize("part", ["delete/", "change/", "history/x/", "password/", "add/"])
def test_the_admin_s_own_forms_do_not_exist(case: Case, officer_client: Client, part: str) -> None:
    assert officer_client.get(url(case, part)).status_code == 404
    assert officer_client.get(f"/desk/applications/case/{part}").status_code == 404
    assert officer_client.post("/desk/", {"action": "delete_selected"}).status_code == 422


@pytest.mark.requirement("R3.95")
def test_if_it_cannot_be_recorded_nothing_is_shown(
    case: Case, officer_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object, **__: object) -> None:
        raise RuntimeError("the ledger is away")

    unsealed: list[int] = []
    monkeypatch.setattr("privacy.desk.ledger.record", away)
    monkeypatch.setattr("applications.admin.pages.people.profile", lambda _user: unsealed.append(1))
    with pytest.raises(RuntimeError):
        officer_client.get(url(case))
    assert unsealed == []


@pytest.mark.requirement("R2.22")
def test_too_many_files_in_an_hour_are_stopped(
    case: Case, officer: User, officer_client: Client, applicant: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "NOTICE_AT", 1)
    monkeypatch.setattr(opening, "STOP_AT", 1)
    for _again in range(2):
        assert officer_client.get(url(case)).status_code == 200
    other = review.take(officer=officer, case_id=row(applicant).pk, at=clock.now())
    assert officer_client.get(url(other)).status_code == 429
    assert Event.objects.filter(kind="desk.many_files").count() == 1


@pytest.mark.parametrize("part", ["answers/", "documents/", "letters/", "history/", ""])
def test_a_page_asks_a_bounded_number_of_questions(
    case: Case, officer_client: Client, applicant: User, part: str
) -> None:
    officer_client.get(url(case, part))
    few, _page = counted(officer_client, url(case, part))
    for name in ("birth_city", "school_name", "family_name"):
        changes.correct(owner=applicant, case_id=case.pk, question=name, now_is="x", why="", at=clock.now())
    many, _page = counted(officer_client, url(case, part))
    assert few == many <= MOST_QUERIES


@pytest.mark.requirement("R3.15")
def test_officer_and_applicant_write_to_each_other(
    case: Case, applicant: User, officer_client: Client, supervisor_client: Client
) -> None:
    threads.post(dossier=case.application.shared_dossier, author=applicant, text="What is missing?", at=clock.now())
    assert "What is missing?" in text(officer_client.get(url(case, "messages/")))
    assert officer_client.post(url(case, "messages/"), {"text": ""}).status_code == 422
    refused = officer_client.post(url(case, "messages/"), {"text": "y" * 5000})
    assert refused.status_code == 422
    assert "y" * 5000 in refused.content.decode()
    assert officer_client.post(url(case, "messages/"), {"text": "Nothing."}).status_code == 302
    assert "Nothing." in text(officer_client.get(url(case, "messages/")))
    give_reason(supervisor_client, case)
    assert supervisor_client.post(url(case, "messages/"), {"text": "me too"}).status_code == 422
    assert "me too" not in text(officer_client.get(url(case, "messages/")))


def test_letters_open_in_both_languages(case: Case, officer_client: Client) -> None:
    letter = case.letters.get(kind="L01")
    assert "Submission confirmation" in text(officer_client.get(url(case, "letters/")))
    for language, title in (("en", "Submission confirmation"), ("fr", "Confirmation de soumission")):
        assert title in text(officer_client.get(url(case, f"letters/{letter.pk}/{language}/")))
        pdf = officer_client.get(url(case, f"letters/{letter.pk}/{language}/pdf/"))
        assert pdf.content.startswith(b"%PDF")
    for wrong in (f"letters/{letter.pk}/de/", f"letters/{letter.pk}/en/exe/", f"letters/{case.pk}/en/"):
        assert officer_client.get(url(case, wrong)).status_code == 404
