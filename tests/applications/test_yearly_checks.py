"""What a school confirmed, asked again each 15 October, and what ends it."""

import uuid
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from applications import personal_data, queries, tasks
from applications.choices import LetterKind, LetterState, SchoolDecision, Status
from applications.letters import reading
from applications.models import Case, Letter, SchoolRequest, YearlyCheck
from applications.program_kit import tables
from applications.queries import schools as found
from applications.services import schools, yearly_checks
from applications.workflow import CannotAdvance
from mycic import clock
from mycic.formats.text import end_of
from privacy.models import Event
from tests.accounts import people
from tests.applications import at_school
from tests.applications.mails import told

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R1.29")]
QUEUE = "applications:schools:queue"


@pytest.fixture
def registrar(supervisor: User) -> User:
    return at_school.representative("reg.maple", supervisor)


@pytest.fixture
def registrar_client(registrar: User) -> Client:
    return people.signed_in(registrar)


@pytest.fixture
def verified(applicant: User, registrar: User) -> Case:
    return at_school.verified(applicant, registrar)


def confirmed_on(case: Case, day: date) -> SchoolRequest:
    """Let a school have answered at noon of a day."""
    at = datetime(day.year, day.month, day.day, 17, tzinfo=UTC)
    row = at_school.request_of(case)
    SchoolRequest.objects.filter(pk=row.pk).update(answered_at=at, sent_at=at)
    row.refresh_from_db()
    return row


def asked(case: Case) -> SchoolRequest:
    """Ask the school about a case as on the next 15 October."""
    row = confirmed_on(case, date(2026, 3, 2))
    assert yearly_checks.ask(at=datetime(2026, 10, 15, 17, tzinfo=UTC)) == 1
    return row


def page_of(row: SchoolRequest) -> str:
    return reverse("applications:schools:yearly", args=[row.pk])


def kinds(case: Case) -> list[str]:
    return list(Event.objects.filter(chain=case.dossier_id, kind__startswith="school.").values_list("kind", flat=True))


def words_of(letter: Letter, language: Any = "en") -> str:
    return " ".join(reading.opened(letter, language).paper.texts())


@pytest.mark.parametrize(
    ("confirmed", "today", "year"),
    [
        (date(2026, 3, 2), date(2026, 10, 14), None),
        (date(2026, 3, 2), date(2026, 10, 15), 2026),
        (date(2026, 3, 2), date(2026, 10, 16), 2026),
        (date(2026, 10, 14), date(2026, 10, 15), 2026),
        (date(2026, 10, 15), date(2026, 10, 16), None),
        # Nothing ran for months: the list of last October is asked late, not forgotten.
        (date(2026, 3, 2), date(2027, 2, 1), 2026),
        (date(2026, 11, 2), date(2027, 2, 1), None),
    ],
)
def test_a_school_is_asked_on_15_october_about_whom_it_confirmed_before(
    verified: Case, monkeypatch: pytest.MonkeyPatch, confirmed: date, today: date, year: int | None
) -> None:
    confirmed_on(verified, confirmed)
    at = datetime(today.year, today.month, today.day, 17, tzinfo=UTC)
    monkeypatch.setattr(clock, "now", lambda: at)
    for _day in range(2):
        tasks.check_verifications()
    assert list(YearlyCheck.objects.values_list("year", flat=True)) == ([year] if year else [])
    assert kinds(verified).count("school.asked_again") == (1 if year else 0)


def test_one_mail_for_the_whole_list(applicant: User, registrar: User, verified: Case, supervisor: User) -> None:
    stranger = at_school.representative("reg.fleuve", supervisor, at_school.OTHER_SCHOOL)
    second = at_school.verified(people.enrol(people.register("second.one", "second@mail.example")), registrar)
    for case in (verified, second):
        confirmed_on(case, date(2026, 3, 2))
    before = told(registrar)
    assert yearly_checks.ask(at=datetime(2026, 10, 15, 17, tzinfo=UTC)) == 2
    assert (told(registrar) - before, told(stranger)) == (1, 0)


def test_every_year_once(verified: Case) -> None:
    row = asked(verified)
    assert yearly_checks.ask(at=datetime(2027, 10, 20, 17, tzinfo=UTC)) == 1
    assert list(row.yearly_checks.order_by("year").values_list("year", flat=True)) == [2026, 2027]


@pytest.mark.parametrize("many", [1, 3])
def test_the_list_names_nobody_and_asks_the_same_for_one_and_three(
    registrar: User, registrar_client: Client, many: int, django_assert_num_queries: Any
) -> None:
    for number in range(many):
        owner = people.enrol(people.register(f"student{number}", f"student{number}@mail.example"))
        confirmed_on(at_school.verified(owner, registrar), date(2026, 3, 2))
    yearly_checks.ask(at=datetime(2026, 10, 15, 17, tzinfo=UTC))
    registrar_client.get(reverse(QUEUE))
    with django_assert_num_queries(4):
        page = registrar_client.get(reverse(QUEUE), {"show": "yearly"})
    assert len(page.context["rows"]) == many
    assert f"({many})" in page.content.decode()
    assert not Event.objects.filter(kind="school.opened", at__gte=clock.now() - timedelta(seconds=0)).exists()


def test_an_empty_list_says_when_the_next_one_comes(registrar_client: Client) -> None:
    page = registrar_client.get(reverse(QUEUE), {"show": "yearly"}).content.decode()
    assert "The next list comes on 15 October." in page
    assert registrar_client.get(reverse(QUEUE), {"show": "nonsense"}).status_code == 200


def test_a_yes_is_on_record_and_changes_nothing(applicant: User, verified: Case, registrar_client: Client) -> None:
    row = asked(verified)
    page = registrar_client.get(page_of(row))
    assert "300412889" in page.content.decode()
    opened = Event.objects.filter(chain=row.dossier_id, kind="school.opened").count()
    assert opened == 2
    assert registrar_client.post(page_of(row), {"still_eligible": "yes"}).status_code == 302
    verified.refresh_from_db()
    check = row.yearly_checks.get()
    assert (verified.status, check.is_eligible, check.reason) == (Status.VERIFIED, True, None)
    assert "school.confirmed_again" in kinds(verified)
    assert queries.held_verification(applicant) is not None
    assert registrar_client.get(page_of(row)).status_code == 409
    assert registrar_client.post(page_of(row), {"still_eligible": "no", "reason": "x"}).status_code == 409
    assert registrar_client.get(reverse(QUEUE), {"show": "yearly"}).context["rows"] == []


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [({}, "still_eligible"), ({"still_eligible": "no"}, "reason"), ({"still_eligible": "no", "reason": " "}, "reason")],
)
def test_an_answer_that_is_not_whole_is_shown_back(
    verified: Case, registrar_client: Client, typed: dict[str, str], wrong: str
) -> None:
    row = asked(verified)
    page = registrar_client.post(page_of(row), typed)
    assert (page.status_code, set(page.context["form"].errors)) == (422, {wrong})
    assert row.yearly_checks.get().answered_at is None


@pytest.mark.requirement("R1.30")
def test_a_no_ends_the_verification_and_asks_for_the_permit(
    applicant: User, applicant_client: Client, verified: Case, registrar_client: Client, officer_client: Client
) -> None:
    row = asked(verified)
    reason = "Left the program in May."
    assert b"Left the program" not in bytes(row.content)
    registrar_client.post(page_of(row), {"still_eligible": "no", "reason": reason})
    verified.refresh_from_db()
    assert (verified.status, verified.decided_at) == (Status.ENDED, None)
    assert queries.held_verification(applicant) is None
    assert reason.encode() not in bytes(row.yearly_checks.get().reason)
    page = applicant_client.get(reverse("applications:case", args=[verified.pk])).content.decode()
    assert reason in page
    assert "give the permit back" in page
    letter = Letter.objects.get(case=verified, kind=LetterKind.GIVE_BACK)
    assert reason in words_of(letter)
    given = Letter.objects.get(case=verified, kind=LetterKind.VERIFIED)
    assert (given.state, given.replaced_by_id) == (LetterState.REPLACED, letter.pk)
    # The desk has a task, until somebody looks after it.
    queue = officer_client.get(reverse("admin:index")).content.decode()
    assert "Verifications that ended" in queue
    assert verified.number in queue
    url = reverse("admin:applications_case_change", args=[verified.pk])
    officer_client.post(url, {"reason": "enquiry"})
    assert "Look if an off-campus work permit has to come back" in officer_client.get(url).content.decode()
    act = reverse("admin:applications_case_act", args=[verified.pk])
    for _press in range(2):
        assert officer_client.post(act, {"act": "see_end"}).status_code == 302
    assert kinds(verified).count("school.end_seen") == 1
    assert verified.number not in officer_client.get(reverse("admin:index")).content.decode()


def test_nothing_ended_so_there_is_nothing_to_see(verified: Case, officer: User) -> None:
    for key in (verified.pk, uuid.uuid4()):
        with pytest.raises(CannotAdvance):
            yearly_checks.see_end(officer=officer, case_id=key, at=clock.now())


def test_other_schools_and_students_find_no_such_page(
    verified: Case, supervisor: User, applicant_client: Client, officer_client: Client
) -> None:
    row = asked(verified)
    stranger = at_school.representative("reg.fleuve", supervisor, at_school.OTHER_SCHOOL)
    for client in (people.signed_in(stranger), applicant_client, officer_client):
        assert client.get(page_of(row)).status_code == 404
        assert client.post(page_of(row), {"still_eligible": "yes"}).status_code == 404


def test_who_took_the_consent_back_is_asked_about_no_more(
    applicant: User, verified: Case, registrar: User, registrar_client: Client
) -> None:
    row = asked(verified)
    schools.withdraw_consent(owner=applicant, case_id=verified.pk, at=clock.now())
    assert registrar_client.get(reverse(QUEUE), {"show": "yearly"}).context["rows"] == []
    assert registrar_client.get(page_of(row)).status_code == 404
    # Even an answer that was on its way ends nothing twice.
    with pytest.raises(CannotAdvance):
        yearly_checks.answer(representative=registrar, row=row, is_eligible=False, reason="x", at=clock.now())
    assert row.yearly_checks.get().answered_at is None


def test_of_two_answers_at_once_the_second_is_refused(
    verified: Case, registrar: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = asked(verified)
    stale = row.yearly_checks.get()
    yearly_checks.answer(representative=registrar, row=row, is_eligible=True, reason="", at=clock.now())
    with pytest.raises(yearly_checks.AnsweredAlready):
        yearly_checks._store(stale)
    assert row.yearly_checks.get().is_eligible is True


@pytest.mark.parametrize("days", [0, 1])
def test_when_a_school_leaves_what_it_confirmed_ends(
    applicant: User, applicant_client: Client, verified: Case, monkeypatch: pytest.MonkeyPatch, days: int
) -> None:
    today = clock.today()
    school = tables.institutions()[at_school.SCHOOL]
    left = {**tables.institutions(), at_school.SCHOOL: replace(school, valid_to=today - timedelta(days=days))}
    monkeypatch.setattr(tables, "institutions", lambda: left)
    before = told(applicant)
    for _night in range(2):
        yearly_checks.end_where_school_left(at=clock.now())
    verified.refresh_from_db()
    # Its last day still counts.
    assert (verified.status == Status.ENDED) is bool(days)
    assert told(applicant) - before == days
    if days:
        page = applicant_client.get(reverse("applications:case", args=[verified.pk])).content.decode()
        assert "does not take part any more" in page
        assert Letter.objects.filter(case=verified, kind=LetterKind.GIVE_BACK).exists()


def test_a_student_who_was_faster_wins_over_the_end(
    applicant: User, verified: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    stale = list(found.standing_elsewhere([]))
    assert stale
    monkeypatch.setattr(found, "standing_elsewhere", lambda _taking_part: stale)
    schools.withdraw_consent(owner=applicant, case_id=verified.pk, at=clock.now())
    assert yearly_checks.end_where_school_left(at=clock.now()) == 0
    assert not Letter.objects.filter(case=verified, kind=LetterKind.GIVE_BACK).exists()


def test_export_and_destruction_know_the_yearly_answer(verified: Case, registrar: User) -> None:
    row = asked(verified)
    yearly_checks.answer(representative=registrar, row=row, is_eligible=False, reason="Left.", at=clock.now())
    (copy,) = personal_data.export(row.dossier_id)
    checks: Any = copy["yearly_checks"]
    assert [(check["eligible"], check["reason"]) for check in checks] == [(False, {"text": "Left."})]
    personal_data.erase(verified.dossier_id)
    assert not YearlyCheck.objects.exists()


# The letters about an answer.


@pytest.mark.requirement("R1.27")
@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_yes_gives_a_letter_with_the_number(applicant: User, registrar: User, language: Any) -> None:
    case = at_school.verified(applicant, registrar)
    letter = Letter.objects.get(case=case, kind=LetterKind.VERIFIED)
    words = words_of(letter, language)
    number = str(at_school.request_of(case).number)
    assert f"{number[:2]} {number[2:6]} {number[6:10]} {number[10:]}" in words
    assert "Maple River University (sample)" in words
    assert letter.expires_at == end_of(clock.today() + timedelta(days=90))
    schools.withdraw_consent(owner=applicant, case_id=case.pk, at=clock.now())
    letter.refresh_from_db()
    assert letter.state == LetterState.WITHDRAWN


@pytest.mark.requirement("R1.27")
def test_a_no_gives_a_letter_with_what_is_missing(applicant: User, registrar: User) -> None:
    case = at_school.sent(applicant)
    at_school.say(registrar, case, SchoolDecision.NOT_ELIGIBLE, "Two courses only.", full_time_now="no")
    words = words_of(Letter.objects.get(case=case, kind=LetterKind.NOT_VERIFIED))
    assert "Studies full-time now" in words
    assert "Two courses only." in words
    assert "Has satisfactory academic standing" not in words
