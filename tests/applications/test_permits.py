"""The document to which an approval leads: issued once, issued again, and what each program prints on it."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from applications import programs, queries
from applications.choices import LetterKind, LetterState, Status
from applications.letters.facts import Bilingual
from applications.models import Case, Letter
from applications.queries import desk
from applications.services import decisions, permits, review
from applications.workflow import CannotAdvance
from mycic import clock
from mycic.formats.text import end_of
from privacy.models import Event
from tests.applications import walks
from tests.applications.desk_pages import text, url
from tests.applications.mails import told
from tests.applications.programs.asking import Asked
from tests.applications.test_admin_acts import valid_until

pytestmark = pytest.mark.django_db
NUMBER = "F123456789"
DAYS = 300


def approved(owner: User, officer: User, program: str = walks.PROGRAM, **instead: object) -> Case:
    case = walks.taken(owner, officer, program=program, **instead)
    reasons = decisions.Reasons(
        valid_until=clock.today() + timedelta(days=DAYS),
        conditions=(Bilingual("Stay enrolled.", "Restez inscrit."),),
    )
    decisions.approve(officer=officer, case_id=case.pk, reasons=reasons, at=clock.now())
    return queries.case_of(owner, case.pk)


def issue(officer: User, case: Case, number: str = NUMBER) -> Letter:
    last = clock.today() + timedelta(days=DAYS)
    return permits.issue(officer=officer, case_id=case.pk, number=number, valid_until=last, at=clock.now())


@pytest.mark.parametrize(
    ("program", "changes", "kind"),
    [
        ("study-permit", {}, LetterKind.STUDY_PERMIT),
        ("study-permit-extension", {}, LetterKind.STUDY_PERMIT),
        ("work-permit", {}, LetterKind.WORK_PERMIT),
        ("post-graduate-work", {}, LetterKind.WORK_PERMIT),
        ("off-campus-work", {}, LetterKind.WORK_PERMIT),
        ("visitor-extension", {}, LetterKind.VISITOR_RECORD),
        ("restoration", {}, LetterKind.RESTORED),
        ("family-member", {"member_wish": ["study"]}, LetterKind.STUDY_PERMIT),
        ("family-member", {"member_wish": ["work"]}, LetterKind.WORK_PERMIT),
        ("family-member", {"member_wish": ["visit"]}, LetterKind.VISITOR_RECORD),
    ],
)
def test_each_program_gives_its_document(program: str, changes: dict[str, Any], kind: LetterKind) -> None:
    asked = Asked(program)
    book = asked.book(changes)
    assert next(each.kind for each in asked.program.permits if each.when(book)) == kind


@pytest.mark.parametrize("program", ["eligibility-verification", "verification-transfer"])
def test_what_a_school_answers_leads_to_no_document(program: str) -> None:
    assert programs.get(program).permits == ()


def test_what_is_printed_on_a_document_is_asked_somewhere() -> None:
    for permit in {each.kind: each for program in programs.all() for each in program.permits}.values():
        asked = {name for program in programs.all() if program.permits for name in program.places}
        assert set(permit.shows) <= asked


def test_an_open_permit_names_no_employer(applicant: User, officer: User) -> None:
    case = approved(applicant, officer, "post-graduate-work")
    said = permits.facts(case, number=NUMBER, valid_until=clock.today() + timedelta(days=DAYS), issued_on=clock.today())
    assert said.rows == ()
    assert said.otherwise is not None
    assert said.otherwise.fr == "Vous pouvez travailler pour tout employeur."


def test_the_permit_is_issued_as_it_was_read(
    applicant: User, applicant_client: Client, officer: User, officer_client: Client
) -> None:
    case = approved(applicant, officer)
    assert desk.mine(officer)[0] == [case]
    assert "Print the permit and send it by mail." in text(officer_client.get(url(case)))
    address = url(case, "issue/")
    assert officer_client.get(address).status_code == 200
    typed = {"number": "f 123-456 789", **valid_until(DAYS)}
    wrong: list[dict[str, Any]] = [{"number": ""}, {"number": "12345"}, {"number": "F12345678X"}, valid_until(-1)]
    for each in wrong:
        assert officer_client.post(address, {"stage": "send", **typed, **each}).status_code == 422
    assert officer_client.post(address, {"stage": "send", **typed, **valid_until(9000)}).status_code == 422
    read = text(officer_client.post(address, {"stage": "read", **typed}))
    for part in (NUMBER, "Maple River University", "Stay enrolled.", "Restez inscrit.", "Numéro du document"):
        assert part in read
    mails = told(applicant)
    assert officer_client.post(address, {"stage": "send", **typed}).status_code == 302
    assert officer_client.post(address, {"stage": "send", **typed}).status_code == 409
    assert told(applicant) == mails + 1
    row = queries.case_of(applicant, case.pk)
    assert row.status == Status.DOCUMENT_ISSUED
    letter = Letter.objects.get(case=case, kind=LetterKind.STUDY_PERMIT)
    assert letter.expires_at == end_of(clock.today() + timedelta(days=DAYS))
    page = text(applicant_client.get(reverse("applications:letter", args=[letter.pk])))
    assert NUMBER in page
    assert "Permit issued" in text(applicant_client.get(reverse("applications:case", args=[case.pk])))
    assert desk.mine(officer)[0] == []
    assert Event.objects.filter(chain=case.dossier_id, kind="case.document_issued").count() == 1


def test_what_is_issued_again_takes_the_place_of_the_first(
    applicant: User, officer: User, officer_client: Client
) -> None:
    case = approved(applicant, officer)
    first = issue(officer, case)
    address = url(case, "reissue/")
    assert officer_client.get(address).status_code == 200
    typed = {"number": "F987654321", **valid_until(DAYS)}
    assert officer_client.post(address, {"stage": "send", **typed}).status_code == 302
    again = officer_client.post(address, {"stage": "send", **typed})
    assert again.status_code == 409
    assert "is issued already" in text(again)
    assert Letter.objects.filter(case=case, kind=LetterKind.STUDY_PERMIT).count() == 2
    first.refresh_from_db()
    second = Letter.objects.get(case=case, kind=LetterKind.STUDY_PERMIT, state=LetterState.VALID)
    assert (first.state, first.replaced_by) == (LetterState.REPLACED, second)
    assert queries.case_of(applicant, case.pk).status == Status.DOCUMENT_ISSUED


def test_nothing_is_issued_before_an_approval_and_by_nobody_else(
    applicant: User, officer: User, supervisor: User, officer_client: Client
) -> None:
    case = walks.taken(applicant, officer)
    assert officer_client.get(url(case, "issue/")).status_code == 409
    with pytest.raises(CannotAdvance):
        issue(officer, case)
    reasons = decisions.Reasons(valid_until=clock.today() + timedelta(days=DAYS))
    decisions.approve(officer=officer, case_id=case.pk, reasons=reasons, at=clock.now())
    with pytest.raises(review.NotYourCase):
        issue(supervisor, case)
    assert not Letter.objects.filter(kind=LetterKind.STUDY_PERMIT).exists()
    assert officer_client.get(url(case, "reissue/")).status_code == 409


def test_an_approved_case_can_be_given_to_another_officer_who_issues_the_permit(
    applicant: User, officer: User, supervisor: User
) -> None:
    case = approved(applicant, officer)
    review.release(officer=officer, case_id=case.pk, at=clock.now())
    assert case in desk.waiting(supervisor, {}, after=None)[0]
    review.take(officer=supervisor, case_id=case.pk, at=clock.now())
    issue(supervisor, case)
    with pytest.raises(CannotAdvance):
        review.release(officer=supervisor, case_id=case.pk, at=clock.now())
    assert desk.waiting(supervisor, {"who": "all"}, after=None)[0] == []
