"""Walks to their end: a first permit, what a receipt shows, a change that reaches an open case."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts import queries as people_queries
from accounts.models import User
from applications import queries
from applications.choices import LetterKind, Status
from applications.demo import paying
from applications.letters import wording
from applications.models import Answers, Case
from applications.services import drafts, review
from documents import queries as files
from documents.models import Document, Slot
from mycic import clock
from mycic.formats import text as formats
from mycic.models import Job
from privacy.services import retention
from tests.accounts import people
from tests.accounts.test_sign_in import token
from tests.applications import walks
from tests.applications.desk_pages import text
from tests.applications.desk_pages import url as desk_url
from tests.applications.test_views_submission import typed, url, words
from tests.documents import make

pytestmark = pytest.mark.django_db


@pytest.mark.requirement("R1.13", "R1.5")
def test_a_first_permit_is_filled_in_signed_and_sent(applicant_client: Client, applicant: User) -> None:
    case = walks.ready(applicant, program="study-permit")
    answer = applicant_client.post(url("sign", case), typed(applicant))
    assert answer["Location"] == url("pay", case)
    paying.pay(applicant, case.pk, at=clock.now())
    sent = queries.case_of(applicant, case.pk)
    assert sent.status == Status.SUBMITTED
    assert sent.number in words(applicant_client.get(url("receipt", case)))
    assert queries.draft_of(applicant, case.pk).answers["study_ground"] == "work_permit"


@pytest.mark.requirement("R1.48", "R3.66")
def test_the_receipt_of_an_application_shows_number_time_and_the_fingerprint_of_each_file(
    applicant_client: Client, applicant: User
) -> None:
    case = walks.sent(applicant)
    page = words(applicant_client.get(url("receipt", case)))
    sent = queries.case_of(applicant, case.pk)
    assert sent.submitted_at is not None
    assert sent.number in page
    assert formats.moment_text(sent.submitted_at).replace("\u00a0", " ") in page
    assert "We aim to finish the review by" in page
    confirmation = case.letters.get(kind=LetterKind.CONFIRMATION)
    address = reverse("applications:letter", args=[confirmation.pk])
    assert f'href="{address}"' in page
    letter = words(applicant_client.get(address))
    manifest = files.manifest(case.dossier)
    assert len(manifest) > 1
    assert all(wording.fingerprint(str(row["sha256"])) in letter for row in manifest)


@pytest.mark.requirement("R3.46", "R3.50")
@pytest.mark.parametrize(
    ("name", "section", "page"), [("family_name", "personal", "names"), ("passport_number", "passport", "document")]
)
def test_a_missing_answer_is_named_on_the_check_page_with_a_link_and_holds_up_sending(
    applicant_client: Client, applicant: User, name: str, section: str, page: str
) -> None:
    case = walks.filled(applicant, **{name: ""})
    link = f'href="{url("page", case, section, page)}#id_{name}"'
    assert link in to_solve(applicant_client, case)
    assert applicant_client.post(url("sign_start", case))["Location"] == url("check", case)
    assert queries.case_of(applicant, case.pk).status == Status.DRAFT
    walks.answer(applicant, case, **{name: "Okafor" if name == "family_name" else "A01234567"})
    assert link not in to_solve(applicant_client, case)


def to_solve(client: Client, case: Case) -> str:
    """Return the list of what must be solved before sending."""
    page = words(client.get(url("check", case)))
    return page.partition('aria-labelledby="error-summary-title"')[2].partition("</div>")[0]


@pytest.mark.requirement("R3.16")
def test_the_page_of_a_case_leads_to_everything_about_it(applicant_client: Client, applicant: User) -> None:
    case = walks.sent(applicant)
    page = words(applicant_client.get(url("case", case)))
    for name in ("case_answers", "case_documents", "case_history", "receipt", "case_withdraw"):
        assert f'href="{url(name, case)}"' in page, name
    assert f'href="{reverse("messaging:thread", args=[case.application.shared_dossier_id])}"' in page
    for letter in case.letters.all():
        assert f'href="{reverse("applications:letter", args=[letter.pk])}"' in page


@pytest.mark.requirement("R1.4")
def test_a_dashboard_holds_ones_own_cases_and_drafts_only(
    applicant_client: Client, other_applicant_client: Client, applicant: User
) -> None:
    sent, draft = walks.sent(applicant), drafts.start(owner=applicant, program=walks.PROGRAM, at=clock.now())
    for name in ("applications:dashboard", "applications:all"):
        own, strange = (words(each.get(reverse(name))) for each in (applicant_client, other_applicant_client))
        for mine in (queries.case_of(applicant, sent.pk).number, str(sent.pk), str(draft.pk)):
            assert mine in own
            assert mine not in strange


@pytest.mark.requirement("R3.58")
def test_a_draft_says_until_when_it_can_be_sent(applicant_client: Client, applicant: User) -> None:
    start = words(applicant_client.get(reverse("applications:start", args=[walks.PROGRAM])))
    case = drafts.start(owner=applicant, program=walks.PROGRAM, at=clock.now())
    assert case.dossier.expires_at is not None
    day = formats.date_text(retention.last_usable_day(case.dossier.expires_at)).replace("\u00a0", " ")
    for page in (start, words(applicant_client.get(url("tasks", case)))):
        assert day in page
    with clock.shifted(timedelta(days=10)):
        walks.answer(applicant, case, birth_city="Enugu")
        later = people.signed_in(applicant)
        assert day in words(later.get(url("tasks", case)))  # writing does not move the end


@pytest.mark.requirement("R3.61")
def test_after_the_end_a_page_says_what_went_and_leads_to_a_new_start(
    applicant_client: Client, applicant: User
) -> None:
    case = drafts.start(owner=applicant, program=walks.PROGRAM, at=clock.now())
    with clock.shifted(timedelta(days=92)):
        retention.purge_expired(at=clock.now())
        client = people.signed_in(applicant)
        page = words(client.get(reverse("applications:deleted")))
        again = reverse("applications:start", args=[walks.PROGRAM])
        assert "Study permit" in page
        assert f'href="{again}"' in page
        assert "cannot be read any more, by anybody" in page
        client.post(again, {"csrfmiddlewaretoken": token(client.get(again))})
        assert Case.objects.exclude(pk=case.pk).get().status == Status.DRAFT


@pytest.mark.requirement("R3.97", "R3.98")
def test_a_new_address_reaches_an_open_case_at_once(
    applicant_client: Client, applicant: User, officer: User, officer_client: Client
) -> None:
    case = walks.taken(applicant, officer)
    assert "Gatineau" not in text(officer_client.get(desk_url(case)))
    page = reverse("accounts:change_address")
    moved = {
        "street": "9 Rue Laurier", "city": "Gatineau", "region": "QC", "postal_code": "J8X 3R5", "country": "CA",
        "version": "1", "csrfmiddlewaretoken": token(applicant_client.get(page)),
    }  # fmt: skip
    assert applicant_client.post(page, moved).status_code == 302
    assert "Gatineau" in text(officer_client.get(desk_url(case)))
    assert "Gatineau" in str(review.basics(case)["recipient"].address)
    assert people_queries.profile(applicant).address_history[0]["city"] == people.ADDRESS["city"]
    assert Job.objects.filter(ids__template="accounts/profile_changed").count() == 1


@pytest.mark.requirement("R3.99", "R3.101")
def test_a_file_sent_after_the_application_has_its_receipt_and_reaches_the_desk(
    applicant_client: Client, applicant: User, officer: User, officer_client: Client
) -> None:
    case = walks.taken(applicant, officer)
    before = set(Document.objects.filter(dossier=case.dossier).values_list("pk", flat=True))
    slot = Slot.objects.filter(dossier=case.dossier, documents__isnull=False, takes_several=True).first()
    assert slot is not None
    file = SimpleUploadedFile("newer.pdf", make.pdf(3), "application/pdf")
    sent = applicant_client.post(reverse("documents:add", args=[case.dossier_id, slot.pk]), {"file": file})
    assert sent.status_code == 302
    (added,) = Document.objects.filter(dossier=case.dossier).exclude(pk__in=before)
    assert before <= set(
        Document.objects.filter(dossier=case.dossier, blob_key__isnull=False).values_list("pk", flat=True)
    )
    assert str(added.pk) in words(applicant_client.get(reverse("documents:receipt", args=[added.pk])))
    assert "newer.pdf" in text(officer_client.get(desk_url(case, "documents/")))


@pytest.mark.requirement("R3.27")
def test_countries_and_reasons_lie_sealed_in_the_database(applicant: User) -> None:
    case = drafts.start(owner=applicant, program=walks.PROGRAM, at=clock.now())
    walks.answer(
        applicant, case, citizenships=[{"row": "a", "country": "NGA"}], reason_extension="Because of the war at home."
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT sealed FROM applications_answers")
        rows = [bytes(row[0]) for row in cursor.fetchall()]
    assert len(rows) == Answers.objects.count() > 1
    assert not [row for row in rows if b"NGA" in row or b"war" in row]
    assert queries.draft_of(applicant, case.pk).answers["citizenships"] == [{"row": "a", "country": "NGA"}]
