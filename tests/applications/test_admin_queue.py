"""The queue: what waits, who has it, and how an officer finds and takes a case."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from django.utils.html import escape

from accounts.choices import Role
from accounts.models import User
from applications.admin import words
from applications.choices import Status
from applications.models import Case
from applications.queries import desk as queries
from applications.services import review
from messaging.services import threads
from mycic import clock
from privacy.events import KINDS
from privacy.models import Event
from tests.accounts import people
from tests.applications.desk_pages import QUEUE, row, text, url

pytestmark = pytest.mark.django_db

MOST_QUERIES = 8


@pytest.fixture
def case(applicant: User) -> Case:
    return row(applicant)


def french(user: User) -> User:
    User.objects.filter(pk=user.pk).update(language="fr")
    user.refresh_from_db()
    return user


@pytest.mark.requirement("R3.66")
def test_the_queue_says_what_waits_and_until_when(case: Case, officer_client: Client) -> None:
    page = officer_client.get(QUEUE)
    shown = text(page)
    assert page.status_code == 200
    for part in (case.number, "Study permit", "New", "15 business days left", "English", "Nobody"):
        assert part in shown


def test_the_queue_names_nobody_and_no_country(case: Case, officer_client: Client) -> None:
    shown = text(officer_client.get(QUEUE))
    for private in ("Okonkwo", "Okafor", "Amara", "Nigeria", "NG ", case.owner.username, case.owner.email):
        assert private not in shown


def test_the_queue_speaks_the_officer_s_language(case: Case, officer: User) -> None:
    shown = text(people.signed_in(french(officer)).get(QUEUE))
    assert "File d’attente" in shown
    assert "encore 15 jours ouvrables" in shown
    assert "Queue" not in shown


def test_an_empty_queue_says_why(officer_client: Client) -> None:
    page = officer_client.get(QUEUE)
    assert page.status_code == 200
    assert "Nothing waits" in text(page)


@pytest.mark.requirement("R3.95")
def test_taking_and_giving_back(case: Case, officer: User, officer_client: Client) -> None:
    taken = officer_client.post(QUEUE, {"take": str(case.pk)})
    assert taken.status_code == 302
    assert taken["Location"] == url(case)
    case.refresh_from_db()
    assert (case.officer, case.status) == (officer, Status.COMPLETENESS_CHECK)
    assert "My cases" in text(officer_client.get(QUEUE))
    assert officer_client.post(QUEUE, {"release": str(case.pk)}).status_code == 302
    case.refresh_from_db()
    assert case.officer is None
    kinds = list(Event.objects.filter(chain=case.dossier_id).order_by("seq").values_list("kind", flat=True))
    assert [kind for kind in kinds if kind in {"case.assigned", "case.released"}] == ["case.assigned", "case.released"]


def test_a_case_that_somebody_else_took_is_a_conflict(case: Case, officer_client: Client, supervisor: User) -> None:
    review.take(officer=supervisor, case_id=case.pk, at=clock.now())
    answer = officer_client.post(QUEUE, {"take": str(case.pk)})
    assert answer.status_code == 409
    assert "Another officer has this case" in text(answer)
    case.refresh_from_db()
    assert case.officer == supervisor
    assert officer_client.post(QUEUE, {"release": str(case.pk)}).status_code == 409


@pytest.mark.parametrize("key", ["", "x", "9b27f7f3-1551-43cd-b273-d3309d671c2f", "../../"])
def test_a_case_that_does_not_exist_is_missing(officer_client: Client, key: str) -> None:
    assert officer_client.post(QUEUE, {"take": key}).status_code == 404


def test_an_officer_s_own_application_is_nowhere(case: Case, applicant: User) -> None:
    User.objects.filter(pk=applicant.pk).update(role=Role.OFFICER, is_staff=True, officer_number="77777", unit="K")
    applicant.refresh_from_db()
    client = people.signed_in(applicant)
    assert case.number not in text(client.get(QUEUE))
    assert client.post(QUEUE, {"take": str(case.pk)}).status_code == 404
    assert client.post(QUEUE, {"number": case.number}).status_code == 422
    for part in ("", "answers/", "documents/", "letters/", "history/", "approve/", "second/"):
        assert client.get(url(case, part)).status_code == 404


@pytest.mark.parametrize("spelling", ["{0}", "{1}", " {1} ", "{2}", "{3}"])
def test_a_number_is_found_however_it_is_spaced(case: Case, officer_client: Client, spelling: str) -> None:
    plain = str(case.reference)
    typed = spelling.format(case.number, plain, plain.lower(), f"{plain[:4]}-{plain[4:7]}-{plain[7:]}")
    answer = officer_client.post(QUEUE, {"number": typed})
    assert answer.status_code == 302
    assert answer["Location"] == url(case)
    assert plain not in answer["Location"]


@pytest.mark.parametrize("typed", ["", "S", "S000 000 001", "%", "_", "' OR 1=1 --", "S" * 300, "x" * 10_000])
def test_another_number_finds_nothing(case: Case, officer_client: Client, typed: str) -> None:
    answer = officer_client.post(QUEUE, {"number": typed})
    assert answer.status_code == 422
    assert "There is a problem" in text(answer)
    assert f'value="{escape(typed)}"' in answer.content.decode() or not typed


def test_part_of_a_number_finds_nothing(case: Case, officer_client: Client) -> None:
    assert officer_client.post(QUEUE, {"number": str(case.reference)[:-1]}).status_code == 422
    assert officer_client.post(QUEUE, {"number": str(case.reference)[1:]}).status_code == 422


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", True),
        ("?program=study-permit", True),
        ("?language=fr", False),
        ("?stage=submitted", True),
        ("?stage=under_review", False),
        ("?who=taken", False),
        ("?who=all", True),
        # What is not offered is not heard: no look-up reaches a column.
        ("?stage=nonsense&program=nothing", True),
        ("?owner__password__startswith=a&q=x&o=1&_to_field=id&p=99&e=1", True),
        ("?after=2026-13-01_x", True),
        ("?after=0001-01-01T00:00:00%2B14:00_0b8f3c52-6f0e-4f0b-9c1d-0a4f4d1f2e3a", True),
        ("?after=9999-12-31T23:59:59-12:00_0b8f3c52-6f0e-4f0b-9c1d-0a4f4d1f2e3a", True),
        ("?after=" + "9" * 5000, True),
    ],
)
def test_only_the_offered_filters_choose(case: Case, officer_client: Client, query: str, *, found: bool) -> None:
    page = officer_client.get(QUEUE + query)
    assert page.status_code == 200
    assert (case.number in text(page)) is found


def test_fifty_on_a_page_and_the_rest_on_the_next(
    case: Case, applicant: User, officer_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    others = [case, row(applicant), row(applicant)]
    monkeypatch.setattr(queries, "PAGE", 2)
    first = officer_client.get(QUEUE)
    assert [each.number in text(first) for each in others] == [True, True, False]
    following = first.content.decode().split('href="?')[1].split('"')[0]
    second = officer_client.get(f"{QUEUE}?{following}")
    assert [each.number in text(second) for each in others] == [False, False, True]


@pytest.mark.parametrize(("language", "said"), [("en", "2 cases are shown"), ("fr", "2 dossiers sont affichés")])
def test_a_list_that_is_longer_than_its_page_says_so(
    case: Case, applicant: User, officer: User, monkeypatch: pytest.MonkeyPatch, language: str, said: str
) -> None:
    mine = [case, row(applicant), row(applicant)]
    theirs = [row(applicant), row(applicant), row(applicant)]
    Case.objects.filter(pk__in=[each.pk for each in mine]).update(officer=officer, assigned_at=clock.now())
    Case.objects.filter(pk__in=[each.pk for each in theirs]).update(status=Status.SECOND_REVIEW)
    User.objects.filter(pk=officer.pk).update(language=language)
    officer.refresh_from_db()
    client = people.signed_in(officer)
    assert said not in text(client.get(QUEUE))
    monkeypatch.setattr(queries, "PAGE", 2)
    page = text(client.get(QUEUE + "?stage=submitted"))
    assert page.count(said) == 2
    assert page.count("2+") == 2


def test_a_free_case_found_by_its_number_can_be_taken_at_once(
    case: Case, officer: User, officer_client: Client, supervisor: User
) -> None:
    found = officer_client.post(QUEUE, {"number": case.number})
    asked = officer_client.get(found["Location"])
    assert "Why do you open this file?" in text(asked)
    assert "Take this case" in text(asked)
    assert f'action="{url(case, "do/")}"' in asked.content.decode()
    taken = officer_client.post(url(case, "do/"), {"act": "take"})
    assert (taken.status_code, taken["Location"]) == (302, url(case))
    case.refresh_from_db()
    assert case.officer == officer
    assert "Take this case" not in text(people.signed_in(supervisor).get(url(case)))


def test_new_messages_are_counted(case: Case, applicant: User, officer_client: Client) -> None:
    threads.post(dossier=case.application.shared_dossier, author=applicant, text="hello", at=clock.now())
    assert "1 new" in text(officer_client.get(QUEUE))


def test_the_queue_asks_the_same_of_one_row_and_of_three(
    case: Case, applicant: User, officer: User, officer_client: Client
) -> None:
    review.take(officer=officer, case_id=case.pk, at=clock.now())
    row(applicant)
    counts = []
    for _round in range(2):
        officer_client.get(QUEUE)
        with CaptureQueriesContext(connection) as asked:
            officer_client.get(QUEUE)
        counts.append(sum(not query["sql"].startswith(("BEGIN", "SAVEPOINT", "RELEASE", "COMMIT")) for query in asked))
        row(applicant)
        row(applicant)
    assert counts[0] == counts[1] <= MOST_QUERIES


@pytest.mark.requirement("R3.66")
def test_the_target_counts_business_days(case: Case) -> None:
    # December 25 and 26 and January 1 are federal holidays.
    target = queries.target(case, date(2026, 12, 18), date(2026, 12, 24))
    assert target.day == date(2027, 1, 13)
    assert target.left == 11
    late = queries.target(case, date(2026, 12, 18), date(2027, 1, 18))
    assert late.left == -3


@pytest.mark.requirement("R3.66")
def test_a_late_case_says_so(case: Case, officer_client: Client) -> None:
    with clock.shifted(timedelta(days=60)):
        client = people.signed_in(User.objects.get(username="off.lee"))
        assert "business days late" in text(client.get(QUEUE))


def test_nobody_else_sees_the_queue(case: Case, applicant_client: Client, visitor: Client) -> None:
    assert applicant_client.get(QUEUE).status_code == 404
    assert visitor.get(QUEUE).status_code == 302
    assert visitor.get(url(case)).status_code == 302
    assert applicant_client.get(url(case)).status_code == 404


@pytest.mark.requirement("R2.22")
def test_looking_up_many_numbers_is_stopped(officer_client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("applications.admin.queue.SEARCHES", 1)
    assert officer_client.post(QUEUE, {"number": "x"}).status_code == 422
    assert officer_client.post(QUEUE, {"number": "x"}).status_code == 429


@pytest.mark.parametrize("language", ["en", "fr"])
def test_each_stage_has_a_word_of_its_own(language: str) -> None:
    with translation.override(language):
        stages = [str(word) for word in words.STAGES.values()]
    assert len(set(stages)) == len(stages)


def test_the_desk_calls_the_applicant_one_thing_in_french() -> None:
    with translation.override("fr"):
        told = [str(kind.desk_sentence) for kind in KINDS.values()]
    assert not [sentence for sentence in told if "demandeur" in sentence or "client" in sentence]
