"""Verification by the school: what is sent, who can read it, what the school answers, the end of the consent."""

import re
import uuid
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from accounts.choices import Role
from accounts.models import Invitation, User
from accounts.services import officers
from accounts.services.hashing import token_hash
from applications import completeness, personal_data, policies, programs, queries, tasks
from applications.choices import SchoolDecision, SchoolStep, Status
from applications.demo import sample_answers
from applications.models import Case, SchoolRequest
from applications.program_kit.schooling import STEPS
from applications.queries import schools as found
from applications.services import changes, drafts, representatives, school_clock, school_copies, schools, submission
from applications.workflow import CannotAdvance
from documents.models import Slot
from mycic import clock, references
from privacy.choices import Access, DossierState
from privacy.models import Event
from privacy.services import dossiers
from tests.accounts import people
from tests.applications import at_school, walks
from tests.applications.mails import told
from tests.documents import receive

pytestmark = pytest.mark.django_db
QUEUE = "applications:schools:queue"


@pytest.fixture
def registrar(supervisor: User) -> User:
    """A representative of the school."""
    return at_school.representative("reg.maple", supervisor)


@pytest.fixture
def registrar_client(registrar: User) -> Client:
    return people.signed_in(registrar)


@pytest.fixture
def stranger(supervisor: User) -> User:
    """A representative of another school."""
    return at_school.representative("reg.fleuve", supervisor, at_school.OTHER_SCHOOL)


def page_of(case: Case) -> str:
    return reverse("applications:schools:request", args=[at_school.request_of(case).pk])


def kinds(case: Case) -> list[str]:
    chains = [case.dossier_id, at_school.request_of(case).dossier_id]
    return list(Event.objects.filter(chain__in=chains, kind__startswith="school.").values_list("kind", flat=True))


# Sending.


@pytest.mark.requirement("R1.27")
def test_sending_copies_the_answers_for_the_school_under_a_key_of_their_own(applicant: User) -> None:
    case = at_school.sent(applicant)
    row = at_school.request_of(case)
    assert (case.status, case.reference[0]) == (Status.SENT_TO_SCHOOL, "E")  # type: ignore[index] # it has one
    assert (row.institution, row.dossier.state) == (at_school.SCHOOL, DossierState.CLOSED)
    assert row.dossier_id != case.dossier_id
    content = school_copies.opened(row).content
    assert content["student_id"] == "300412889"
    assert set(content) <= set(programs.get(at_school.PROGRAM).places)
    assert b"300412889" not in bytes(row.content)


@pytest.mark.requirement("R1.27")
def test_the_case_page_says_where_the_request_is(applicant: User, applicant_client: Client) -> None:
    case = at_school.sent(applicant)
    page = applicant_client.get(reverse("applications:case", args=[case.pk])).content.decode()
    assert "Your school has your request." in page
    assert "Maple River University (sample)" in page
    assert reverse("applications:school_consent", args=[case.pk]) in page
    assert reverse("applications:case_withdraw", args=[case.pk]) not in page
    assert "Correct an answer" not in page
    receipt = applicant_client.get(reverse("applications:receipt", args=[case.pk])).content.decode()
    assert "Most schools answer within 14 days." in receipt
    answers = applicant_client.get(reverse("applications:case_answers", args=[case.pk])).content.decode()
    assert "take your consent back and send a new request" in answers


def test_the_ways_of_a_permit_are_closed(applicant: User, applicant_client: Client) -> None:
    case = at_school.sent(applicant)
    with pytest.raises(CannotAdvance):
        changes.withdraw(owner=applicant, case_id=case.pk, at=clock.now())
    with pytest.raises(changes.TooLateToCorrect):
        changes.correct(
            owner=applicant, case_id=case.pk, question="student_id", now_is="1", why="typing", at=clock.now()
        )


# Who gets in.


@pytest.mark.requirement("R1.29")
def test_only_the_school_that_was_asked_finds_the_request(
    applicant: User, other_applicant_client: Client, registrar_client: Client, stranger: User, officer_client: Client
) -> None:
    page = page_of(at_school.sent(applicant))
    assert registrar_client.get(page).status_code == 200
    for client in (people.signed_in(stranger), other_applicant_client, people.signed_in(applicant), officer_client):
        for url in (page, reverse("applications:schools:request", args=[uuid.uuid4()])):
            assert (client.get(url).status_code, client.post(url, at_school.typed()).status_code) == (404, 404)
    for client in (other_applicant_client, officer_client):
        assert client.get(reverse(QUEUE)).status_code == 404
    assert people.signed_in(stranger).get(reverse(QUEUE)).context["rows"] == []


@pytest.mark.requirement("R1.29")
def test_a_representative_finds_no_page_of_applicants_and_of_the_desk(
    registrar_client: Client, applicant: User
) -> None:
    case = at_school.sent(applicant)
    for url in (
        reverse("applications:dashboard"),
        reverse("applications:case", args=[case.pk]),
        reverse("accounts:profile"),
        reverse("admin:index"),
    ):
        assert registrar_client.get(url).status_code in {302, 404}, url
    assert registrar_client.get(reverse("accounts:security")).status_code == 200


def test_a_visitor_is_sent_to_sign_in(visitor: Client) -> None:
    assert visitor.get(reverse(QUEUE)).status_code == 302


def test_the_guard_knows_student_and_school_only(
    applicant: User, registrar: User, stranger: User, officer: User
) -> None:
    dossier = at_school.request_of(at_school.sent(applicant)).dossier
    granted = [policies.guard_verification(user, dossier) for user in (applicant, registrar, stranger, officer)]
    assert granted == [Access.OWNER, Access.ASSIGNED, Access.NOBODY, Access.NOBODY]


def test_what_the_guard_refuses_is_not_opened(
    applicant: User, registrar: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = at_school.request_of(at_school.sent(applicant))
    monkeypatch.setattr(policies, "guard_verification", lambda *_: Access.NOBODY)
    with pytest.raises(found.NoSuchRequest):
        schools.open_for_school(representative=registrar, request_id=row.pk, at=clock.now())
    assert "school.opened" not in kinds(row.case)


@pytest.mark.requirement("R1.29")
def test_signing_in_leads_a_representative_to_the_queue(registrar_client: Client) -> None:
    page = registrar_client.get(reverse(QUEUE)).content.decode()
    assert "No request waits for you." in page
    assert f'href="{reverse(QUEUE)}" aria-current="page"' in page
    ended = registrar_client.get(reverse(QUEUE), {"show": "ended"}).content.decode()
    assert "You have answered no request yet." in ended


# The way in.


@pytest.mark.requirement("R1.29")
def test_a_supervisor_invites_at_the_desk_and_a_second_one_says_yes(
    supervisor: User, officer_client: Client, applicant: User
) -> None:
    page, client = reverse("admin:applications_representatives"), people.signed_in(supervisor)
    assert officer_client.get(page).status_code == 404
    assert "Invite a representative of a school" in client.get(reverse("admin:index")).content.decode()
    typed = {"username": "Reg.Maple", "email": "reg@school.example", "school": at_school.SCHOOL}
    for wrong in ({"username": ""}, {"email": "x"}, {"school": "O19111222333"}, {"school": ""}):
        refused = client.post(page, {**typed, **wrong})
        assert (refused.status_code, set(refused.context["form"].errors)) == (422, set(wrong))
    taken = client.post(page, {**typed, "username": applicant.username})
    assert (taken.status_code, "is in use" in taken.content.decode()) == (422, True)
    shown = client.post(page, typed).content.decode()
    token = re.findall(r"officer-invitation/([^/<]+)/", shown)[0]
    row = Invitation.objects.get(token_hash=token_hash(token))
    assert (row.username, row.institution, row.invited_by) == ("reg.maple", at_school.SCHOOL, supervisor)
    with pytest.raises(officers.NotAllowed):
        officers.confirm(row, by=supervisor, at=clock.now())
    second = people.officer("second.boss", Role.SUPERVISOR)
    officers.confirm(row, by=second, at=clock.now())
    user = officers.accept(token, password=people.PASSWORD, language="en", at=clock.now())
    assert (user.role, user.institution) == ("school", at_school.SCHOOL)


@pytest.mark.requirement("R1.29")
def test_the_link_of_a_representative_needs_a_supervisor_and_sets_up_a_second_step(supervisor: User) -> None:
    out = StringIO()
    call_command("invite_representative", "reg.new", "reg@school.example", at_school.SCHOOL, stdout=out)
    link = out.getvalue().splitlines()[0]
    browser = people.Browser()
    path = link[link.index("/en/") :]
    assert browser.get(path).status_code == 404
    token = path.rstrip("/").rpartition("/")[2]
    officers.confirm(Invitation.objects.get(token_hash=token_hash(token)), by=supervisor, at=clock.now())
    page = browser.get(path).content.decode()
    assert "Maple River University (sample)" in page
    answer = browser.post(path, {"password": people.PASSWORD, "again": people.PASSWORD, "language": "en"})
    assert answer.status_code == 302
    user = User.objects.get(username="reg.new")
    assert (user.institution, user.is_staff, user.officer_number, user.is_officer) == (
        at_school.SCHOOL,
        False,
        None,
        False,
    )
    assert browser.get(path).status_code == 404


def test_an_invitation_of_a_school_never_counts_as_the_first_one_of_the_desk() -> None:
    token = representatives.invite(
        username="reg.first", email="reg@school.example", school=at_school.SCHOOL, by=None, at=clock.now()
    )
    with pytest.raises(officers.InvitationRefused):
        officers.find(token, at=clock.now())


@pytest.mark.parametrize("school", ["O19777888999", "O19111222333", "nonsense"])
def test_nobody_answers_for_a_school_that_does_not_take_part(school: str) -> None:
    with pytest.raises(CommandError, match="No school that takes part"):
        call_command("invite_representative", "reg.bad", "reg@school.example", school)


def test_a_wrong_address_is_refused_at_the_command() -> None:
    with pytest.raises(CommandError):
        call_command("invite_representative", "reg.bad", "no address", at_school.SCHOOL)


# The school's pages.


@pytest.mark.requirement("R1.29")
def test_each_opening_by_the_school_is_on_record_for_the_student(
    applicant: User, applicant_client: Client, registrar_client: Client
) -> None:
    case = at_school.sent(applicant)
    registrar_client.get(page_of(case))
    registrar_client.get(page_of(case))
    assert kinds(case).count("school.opened") == 2
    case.refresh_from_db()
    assert case.status == Status.AT_SCHOOL
    page = applicant_client.get(reverse("applications:case", args=[case.pk]))
    assert [(entry["who"], entry["part"]) for entry in page.context["entries"]] == [
        ("Maple River University (sample)", "What you sent to your school")
    ] * 2


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_page_of_a_request_shows_the_answers_and_the_checks(
    applicant: User, registrar_client: Client, language: str
) -> None:
    case = at_school.sent(applicant)
    with translation.override(language):
        page = registrar_client.get(page_of(case)).content.decode()
        label = str(STEPS[SchoolStep.VERIFY].checks["is_student"][0])
    assert "300412889" in page
    assert label in page
    assert 'name="decision"' in page


def test_the_list_shows_numbers_and_days_but_no_names_with_a_fixed_number_of_queries(
    applicant: User, registrar_client: Client, registrar: User, django_assert_num_queries: Callable[[int], Any]
) -> None:
    first = at_school.sent(applicant)
    rows = [at_school.request_of(first)]
    page = registrar_client.get(reverse(QUEUE))
    assert [row["number"] for row in page.context["rows"]] == [first.number]
    assert "Okafor" not in page.content.decode()
    with django_assert_num_queries(4):
        registrar_client.get(reverse(QUEUE))
    for name in ("second.one", "third.one"):
        at_school.sent(people.enrol(people.register(name, f"{name}@mail.example")))
    with django_assert_num_queries(4):
        assert len(registrar_client.get(reverse(QUEUE)).context["rows"]) == 3
    SchoolRequest.objects.filter(pk=rows[0].pk).update(sent_at=clock.now() - timedelta(days=8))
    lines = registrar_client.get(reverse(QUEUE)).context["rows"]
    assert [(line["days"], line["is_late"]) for line in lines] == [(8, True), (0, False), (0, False)]


def test_the_list_has_pages(applicant: User, registrar_client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("applications.views.schools._PAGE", 1)
    at_school.sent(applicant)
    at_school.sent(people.enrol(people.register("second.one", "second@mail.example")))
    first = registrar_client.get(reverse(QUEUE))
    assert (first.context["previous_url"], first.context["next_url"]) == ("", "?page=2")
    second = registrar_client.get(reverse(QUEUE), {"page": "2"})
    assert (second.context["previous_url"], second.context["next_url"]) == ("?page=1", "")
    assert registrar_client.get(reverse(QUEUE), {"page": "rubbish"}).status_code == 200


# The answer.


@pytest.mark.requirement("R1.27")
def test_an_eligible_student_gets_a_number_that_is_good_for_ninety_days(
    applicant: User, applicant_client: Client, registrar_client: Client
) -> None:
    case = at_school.sent(applicant)
    registrar_client.get(page_of(case))
    answer = registrar_client.post(page_of(case), at_school.typed(is_student_comment="Since 2025."))
    assert (answer.status_code, answer["Location"]) == (302, page_of(case))
    row = at_school.request_of(case)
    assert references.is_verification(str(row.number))
    assert row.valid_until == clock.today() + timedelta(days=90)
    shown = references.display_verification(str(row.number))
    school_page = registrar_client.get(page_of(case)).content.decode()
    assert shown in school_page
    assert "Since 2025." in school_page
    assert 'name="decision"' not in school_page
    page = applicant_client.get(reverse("applications:case", args=[case.pk])).content.decode()
    assert shown in page
    assert "You can apply for the work permit." in page
    ended = registrar_client.get(reverse(QUEUE), {"show": "ended"})
    assert [line["state"] for line in ended.context["rows"]] == ["Eligible: number given"]


@pytest.mark.requirement("R1.27")
def test_the_verification_is_live_until_its_last_day(applicant: User, registrar: User) -> None:
    at_school.verified(applicant, registrar)
    today = clock.today()
    held = queries.held_verification(applicant)
    assert held is not None
    assert (held.institution, held.valid_until) == (at_school.SCHOOL, today + timedelta(days=90))
    draft = off_campus(applicant, evn=held.number)
    for days, refused in ((90, False), (91, True)):
        review = completeness.review(
            applicant, queries.draft_of(applicant, draft.pk), today=today + timedelta(days=days)
        )
        assert ("X44" in {finding.rule_id for finding in review.findings}) is refused


def test_a_number_that_is_over_is_shown_as_such(applicant: User, applicant_client: Client, registrar: User) -> None:
    case = at_school.verified(applicant, registrar)
    SchoolRequest.objects.update(valid_until=clock.today() - timedelta(days=1))
    page = applicant_client.get(reverse("applications:case", args=[case.pk])).content.decode()
    assert "Send a new request to get another one." in page


@pytest.mark.requirement("R1.27", "R1.29")
@pytest.mark.parametrize(
    ("decision", "reason"), [("not_eligible", "You study part-time since May."), ("not_our_student", "")]
)
def test_a_no_is_told_with_its_reason(
    applicant: User, applicant_client: Client, registrar_client: Client, decision: str, reason: str
) -> None:
    case = at_school.sent(applicant)
    registrar_client.get(page_of(case))
    registrar_client.post(page_of(case), at_school.typed(decision, is_student="no", reason=reason))
    case.refresh_from_db()
    assert (case.status, at_school.request_of(case).number) == (Status.NOT_VERIFIED, None)
    page = applicant_client.get(reverse("applications:case", args=[case.pk])).content.decode()
    assert reason in page
    assert str(SchoolDecision(decision).label) in page
    assert queries.held_verification(applicant) is None


@pytest.mark.parametrize(
    ("instead", "wrong"),
    [
        ({"decision": ""}, "decision"),
        ({"is_student": ""}, "is_student"),
        ({"is_student": "perhaps"}, "is_student"),
        ({"is_student": "no"}, "is_student"),
        ({"full_time_now": "na"}, "full_time_now"),
        ({"not_exchange": "no"}, "not_exchange"),
        ({"decision": "not_eligible"}, "reason"),
        ({"decision": "need_information", "reason": "  "}, "reason"),
        ({"decision": "not_eligible", "reason": "x" * 3001}, "reason"),
        ({"is_student_comment": "x" * 301}, "is_student_comment"),
    ],
)
def test_an_answer_that_does_not_fit_is_shown_back(
    applicant: User, registrar_client: Client, instead: dict[str, str], wrong: str
) -> None:
    case = at_school.sent(applicant)
    page = registrar_client.post(page_of(case), at_school.typed(**instead))
    assert (page.status_code, set(page.context["form"].errors)) == (422, {wrong})
    case.refresh_from_db()
    assert case.status == Status.AT_SCHOOL


def test_what_does_not_apply_is_good_enough_for_some_checks(applicant: User, registrar_client: Client) -> None:
    case = at_school.sent(applicant)
    registrar_client.get(page_of(case))
    registrar_client.post(page_of(case), at_school.typed(not_exchange="na", not_excluded_scholarship="na"))
    case.refresh_from_db()
    assert case.status == Status.VERIFIED


def test_the_service_itself_refuses_checks_that_do_not_fit(applicant: User, registrar: User) -> None:
    row = at_school.request_of(at_school.sent(applicant))
    with pytest.raises(schools.AnswerIncomplete) as refused:
        schools.answer(
            representative=registrar, request_id=row.pk, said=at_school.says(is_student="no"), at=clock.now()
        )
    assert refused.value.check == "is_student"


def test_the_second_of_two_answers_is_refused(applicant: User, registrar: User, registrar_client: Client) -> None:
    case = at_school.verified(applicant, registrar)
    number = at_school.request_of(case).number
    page = registrar_client.post(page_of(case), at_school.typed("not_eligible", reason="Too late."))
    assert page.status_code == 409
    assert "A colleague answered first" in page.content.decode()
    assert at_school.request_of(case).number == number


def test_two_openings_at_once_begin_once(applicant: User, registrar: User, monkeypatch: pytest.MonkeyPatch) -> None:
    case = at_school.sent(applicant)
    row = at_school.request_of(case)
    late = found.for_school(registrar, row.pk)
    schools.open_for_school(representative=registrar, request_id=row.pk, at=clock.now())
    monkeypatch.setattr(found, "for_school", lambda *_: late)
    schools.open_for_school(representative=registrar, request_id=row.pk, at=clock.now())
    assert kinds(case).count("school.began") == 1
    # The same race against a student who takes the consent back.
    late.case.status = Status.SENT_TO_SCHOOL
    schools.withdraw_consent(owner=applicant, case_id=case.pk, at=clock.now())
    for seen in (Status.SENT_TO_SCHOOL, Status.AT_SCHOOL):
        late.case.status = seen
        with pytest.raises(found.NoSuchRequest):
            schools.open_for_school(representative=registrar, request_id=row.pk, at=clock.now())
    assert kinds(case).count("school.opened") == 2


# A question in between.


@pytest.mark.requirement("R1.27")
def test_the_school_asks_and_the_student_answers(
    applicant: User, applicant_client: Client, registrar_client: Client
) -> None:
    case = at_school.sent(applicant)
    registrar_client.get(page_of(case))
    reply = reverse("applications:school_reply", args=[case.pk])
    assert applicant_client.get(reply).status_code == 409
    registrar_client.post(page_of(case), at_school.typed("need_information", reason="Which campus?"))
    assert "Which campus?" in applicant_client.get(reverse("applications:case", args=[case.pk])).content.decode()
    assert reply in applicant_client.get(reverse("applications:dashboard")).content.decode()
    assert registrar_client.post(page_of(case), at_school.typed()).status_code == 409
    assert "The student has not answered yet." in registrar_client.get(page_of(case)).content.decode()
    assert "Which campus?" in applicant_client.get(reply).content.decode()
    assert applicant_client.post(reply, {"text": " "}).status_code == 422
    assert applicant_client.post(reply, {"text": "The one in Ottawa."}).status_code == 302
    assert applicant_client.post(reply, {"text": "Again."}).status_code == 409
    assert reply not in applicant_client.get(reverse("applications:dashboard")).content.decode()
    assert "The one in Ottawa." in registrar_client.get(page_of(case)).content.decode()
    registrar_client.post(page_of(case), at_school.typed())
    case.refresh_from_db()
    assert case.status == Status.VERIFIED


def test_an_answer_that_lost_the_race_is_refused(
    applicant: User, applicant_client: Client, registrar: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = at_school.sent(applicant)
    schools.open_for_school(representative=registrar, request_id=at_school.request_of(case).pk, at=clock.now())
    schools.answer(
        representative=registrar,
        request_id=at_school.request_of(case).pk,
        said=at_school.says(SchoolDecision.NEED_INFORMATION, "Which campus?"),
        at=clock.now(),
    )

    def refuse(**_: object) -> None:
        raise CannotAdvance

    monkeypatch.setattr(schools, "tell_school", refuse)
    reply = reverse("applications:school_reply", args=[case.pk])
    assert applicant_client.post(reply, {"text": "Ottawa."}).status_code == 409


# The consent.


@pytest.mark.requirement("R1.30")
@pytest.mark.parametrize("answered", [False, True])
def test_taking_the_consent_back_closes_the_view_of_the_school(
    applicant: User,
    applicant_client: Client,
    registrar: User,
    registrar_client: Client,
    answered: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    case = at_school.verified(applicant, registrar) if answered else at_school.sent(applicant)
    row, page = at_school.request_of(case), page_of(case)
    consent = reverse("applications:school_consent", args=[case.pk])
    assert applicant_client.get(consent).status_code == 200
    assert applicant_client.post(consent, {}).status_code == 422
    assert applicant_client.post(consent, {"agreed": "on"}).status_code == 302
    case.refresh_from_db()
    row.refresh_from_db()
    assert case.status == Status.CONSENT_WITHDRAWN
    assert (row.content, row.exchange, row.answer) == (None, None, None)
    with pytest.raises(dossiers.DossierDestroyed):
        dossiers.unlock(row.dossier)
    assert registrar_client.get(page).status_code == 404
    assert registrar_client.post(page, at_school.typed()).status_code == 404
    ended = registrar_client.get(reverse(QUEUE), {"show": "ended"}).content.decode()
    assert "The student took the consent back" in ended
    assert page not in ended
    assert queries.held_verification(applicant) is None
    assert "school.consent_withdrawn" in kinds(case)
    assert applicant_client.get(consent).status_code == 302
    mine = applicant_client.get(reverse("applications:case", args=[case.pk])).content.decode()
    assert "You took your consent back." in mine


def test_taking_the_consent_back_twice_changes_nothing(applicant: User) -> None:
    case = at_school.sent(applicant)
    for _press in range(2):
        schools.withdraw_consent(owner=applicant, case_id=case.pk, at=clock.now())
    assert kinds(case).count("school.consent_withdrawn") == 1


def test_after_a_no_there_is_no_consent_to_take_back(
    applicant: User, applicant_client: Client, registrar: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = at_school.sent(applicant)
    key = at_school.request_of(case).pk
    schools.open_for_school(representative=registrar, request_id=key, at=clock.now())
    consent = reverse("applications:school_consent", args=[case.pk])

    def lose(**_: object) -> None:
        raise CannotAdvance

    with monkeypatch.context() as patch:
        patch.setattr(schools, "withdraw_consent", lose)
        assert applicant_client.post(consent, {"agreed": "on"}).status_code == 409
    said = at_school.says(SchoolDecision.NOT_OUR_STUDENT)
    schools.answer(representative=registrar, request_id=key, said=said, at=clock.now())
    assert applicant_client.get(consent).status_code == 409
    with pytest.raises(CannotAdvance):
        schools.withdraw_consent(owner=applicant, case_id=case.pk, at=clock.now())


def test_what_asks_no_school_has_no_such_pages(
    applicant: User, applicant_client: Client, other_applicant: User
) -> None:
    draft = drafts.start(owner=applicant, program=at_school.PROGRAM, at=clock.now())
    theirs = at_school.sent(other_applicant)
    for key in (draft.pk, theirs.pk, uuid.uuid4()):
        for name in ("school_reply", "school_consent"):
            assert applicant_client.get(reverse(f"applications:{name}", args=[key])).status_code == 404
    with pytest.raises(queries.NoSuchCase):
        schools.withdraw_consent(owner=applicant, case_id=draft.pk, at=clock.now())


# Time and destruction.


@pytest.mark.requirement("R1.27", "R1.29")
def test_the_school_is_told_of_a_new_request_and_of_an_answer_and_nobody_else(
    applicant: User, registrar: User, stranger: User
) -> None:
    case = at_school.sent(applicant)
    key = at_school.request_of(case).pk
    assert (told(registrar), told(stranger)) == (1, 0)
    schools.open_for_school(representative=registrar, request_id=key, at=clock.now())
    question = at_school.says(SchoolDecision.NEED_INFORMATION, "Which campus?")
    schools.answer(representative=registrar, request_id=key, said=question, at=clock.now())
    # A school that waits for the student is not reminded.
    assert school_clock.remind(at=clock.now() + timedelta(days=8)) == 0
    schools.tell_school(owner=applicant, case_id=case.pk, text="Ottawa.", at=clock.now())
    assert (told(registrar), told(stranger)) == (2, 0)


@pytest.mark.requirement("R1.27")
@pytest.mark.parametrize(("days", "reminded"), [(6, 0), (7, 1), (8, 1)])
def test_a_school_is_reminded_once_after_a_week(
    applicant: User, registrar: User, monkeypatch: pytest.MonkeyPatch, days: int, reminded: int
) -> None:
    at_school.sent(applicant)
    before = told(registrar)
    later = clock.now() + timedelta(days=days)
    monkeypatch.setattr(clock, "now", lambda: later)
    for _night in range(2):
        tasks.remind_schools()
        tasks.close_silent_schools()
    assert told(registrar) - before == reminded


@pytest.mark.requirement("R1.27")
@pytest.mark.parametrize(("days", "closed"), [(29, 0), (30, 1), (31, 1)])
def test_a_silent_school_ends_the_request_after_thirty_days(applicant: User, days: int, closed: int) -> None:
    case = at_school.sent(applicant)
    assert school_clock.close_silent(at=clock.now() + timedelta(days=days)) == closed
    case.refresh_from_db()
    assert (case.status == Status.SCHOOL_SILENT) is bool(closed)


def test_an_answer_in_the_same_moment_wins_over_the_timer(applicant: User, monkeypatch: pytest.MonkeyPatch) -> None:
    at_school.sent(applicant)

    def refuse(*_: object, **__: object) -> None:
        raise CannotAdvance

    monkeypatch.setattr(school_clock, "advance", refuse)
    assert school_clock.close_silent(at=clock.now() + timedelta(days=40)) == 0


def test_export_and_destruction_know_the_copy(applicant: User, registrar: User) -> None:
    case = at_school.verified(applicant, registrar)
    row = at_school.request_of(case)
    (copy,) = personal_data.export(row.dossier_id)
    assert copy["number"] == row.number
    assert copy["answers"]["student_id"] == "300412889"  # type: ignore[index] # a dictionary
    personal_data.erase(case.dossier_id)
    assert not SchoolRequest.objects.exists()
    row.dossier.refresh_from_db()
    assert row.dossier.state == DossierState.DESTROYED
    assert list(personal_data.export(row.dossier_id)) == []


def test_the_copy_can_be_erased_alone(applicant: User) -> None:
    case = at_school.sent(applicant)
    personal_data.erase(at_school.request_of(case).dossier_id)
    assert not SchoolRequest.objects.exists()
    assert Case.objects.filter(pk=case.pk).exists()


def test_the_desk_can_read_the_case_but_has_nothing_to_do(applicant: User, supervisor: User) -> None:
    case = at_school.sent(applicant)
    client = people.signed_in(supervisor)
    url = reverse("admin:applications_case_change", args=[case.pk])
    client.post(url, {"reason": "enquiry"})
    page = client.get(url)
    assert "The school answers this request." in page.content.decode()
    assert page.context["buttons"] == []


def test_a_number_is_never_given_twice(applicant: User, registrar: User, monkeypatch: pytest.MonkeyPatch) -> None:
    taken = at_school.request_of(at_school.verified(applicant, registrar)).number
    monkeypatch.setattr(references, "new_verification", lambda: taken)
    with pytest.raises(IntegrityError, match="no free number"):
        at_school.verified(people.enrol(people.register("second.one", "second@mail.example")), registrar)


# The work permit that rests on it.


def off_campus(owner: User, **instead: object) -> Case:
    """Return a full draft of an off-campus work permit."""
    program = "off-campus-work"
    case = drafts.start(owner=owner, program=program, at=clock.now())
    walks.answer(owner, case, **{**sample_answers(clock.today(), program), **instead})
    for slot in Slot.objects.filter(dossier=case.dossier, is_required=True, is_wanted=True):
        receive.send(owner, slot)
    return case


@pytest.mark.requirement("R1.15")
def test_an_off_campus_permit_is_sent_only_with_a_verification(applicant: User, registrar: User) -> None:
    draft = off_campus(applicant)
    with pytest.raises(submission.NotReady):
        walks.make_ready(applicant, draft)
    number = at_school.request_of(at_school.verified(applicant, registrar)).number
    walks.answer(applicant, draft, evn=number)
    assert walks.make_ready(applicant, draft).status == Status.READY_TO_SIGN
    sent = walks.send(applicant, queries.case_of(applicant, draft.pk))
    assert sent.status == Status.SUBMITTED
    assert not SchoolRequest.objects.filter(case=sent).exists()


@pytest.mark.requirement("R1.15", "R1.30")
def test_with_the_consent_goes_the_right_to_send(applicant: User, registrar: User) -> None:
    verified = at_school.verified(applicant, registrar)
    draft = off_campus(applicant, evn=at_school.request_of(verified).number)
    schools.withdraw_consent(owner=applicant, case_id=verified.pk, at=clock.now())
    with pytest.raises(submission.NotReady):
        walks.make_ready(applicant, draft)


@pytest.mark.parametrize(("program", "asked"), [("study-permit", 0), ("off-campus-work", 1)])
def test_only_programs_that_need_it_ask_for_the_verification(applicant: User, program: str, asked: int) -> None:
    case = drafts.start(owner=applicant, program=program, at=clock.now())
    draft = queries.draft_of(applicant, case.pk)
    with CaptureQueriesContext(connection) as seen:
        completeness.review(applicant, draft, today=clock.today())
    assert sum("schoolrequest" in query["sql"] for query in seen) == asked
