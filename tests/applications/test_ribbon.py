"""The ten years before an application, as one line: what is told, where a hole is, and how a person explains it."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from applications import completeness, queries
from applications.choices import FindingLevel
from applications.models import Case
from applications.program_kit.coverage import ten_years
from applications.program_kit.rules import gaps
from mycic import clock
from tests.applications import walks
from tests.applications.programs.asking import TODAY, Asked

ASKED = Asked("study-permit")
DAY = timedelta(days=1)


def month(day: date) -> dict[str, str]:
    return {"m": str(day.month), "y": str(day.year)}


def activity(start: date, end: date | None, row: str = "1") -> dict[str, Any]:
    base = ASKED.answers["activities"][0]
    return {**base, "row": row, "from": month(start), "to": month(end) if end else {}}


#: Nothing is listed from January to March 2021.
HOLE = [activity(date(2015, 1, 1), date(2020, 12, 1)), activity(date(2021, 4, 1), None, "2")]


@pytest.mark.parametrize(
    ("spans", "found"),
    [
        ([], [(0, 100)]),
        ([(0, 100)], []),
        ([(0, 40), (50, 100)], [(40, 50)]),
        ([(0, 40), (45, 100)], []),
        ([(50, 100), (0, 40)], [(40, 50)]),
        ([(0, 60), (10, 20), (70, 100)], [(60, 70)]),
        ([(20, 30), (60, 80)], [(0, 20), (30, 60), (80, 100)]),
        ([(0, 40), (200, 300)], [(40, 100)]),
        ([(0, 95)], []),
        ([(0, 94)], [(94, 100)]),
    ],
)
def test_holes_are_found_in_their_order(spans: list[tuple[int, int]], found: list[tuple[int, int]]) -> None:
    first = date(2020, 1, 1)

    def days(pairs: list[tuple[int, int]]) -> list[tuple[date, date]]:
        return [(first + a * DAY, first + b * DAY) for a, b in pairs]

    assert list(gaps.holes(first, first + 100 * DAY, days(spans), 5 * DAY)) == days(found)


def test_what_is_told_is_cut_to_the_ten_years() -> None:
    born = {"d": "2", "m": "3", "y": "1990"}
    changes = {"activities": HOLE, "education_rows": None, "has_postsecondary": "no", "date_of_birth": born}
    told = ten_years(ASKED.book(changes))
    assert told is not None
    assert (told.start, told.end) == (TODAY.replace(year=TODAY.year - 10), TODAY)
    assert told.spans == ((told.start, date(2020, 12, 31)), (date(2021, 4, 1), TODAY))
    assert told.holes == ((date(2020, 12, 31), date(2021, 4, 1)),)


@pytest.mark.parametrize("born", [date(2012, 1, 1), TODAY + DAY])
def test_a_child_has_no_ten_years_to_tell(born: date) -> None:
    typed = {"d": str(born.day), "m": str(born.month), "y": str(born.year)}
    assert ten_years(ASKED.book({"activities": HOLE, "date_of_birth": typed})) is None


def test_the_years_begin_with_the_18th_birthday() -> None:
    told = ten_years(ASKED.book({"date_of_birth": {"d": "17", "m": "4", "y": "2005"}}))
    assert told is not None
    assert told.start == date(2023, 4, 17)


def test_a_hole_is_no_wall_once_it_is_explained() -> None:
    changes = {"activities": HOLE, "education_rows": None, "has_postsecondary": "no"}
    assert "X20" in ASKED.blocking(changes)
    explained = {**changes, "history_explained": "I was ill and cannot say which months."}
    assert "X20" not in ASKED.blocking(explained)
    (flag,) = [finding for finding in ASKED.findings(explained) if finding.rule_id == "X20"]
    assert flag.level == FindingLevel.FLAG
    # Without a hole the question is not asked, and an old explanation says nothing.
    assert "X20" not in ASKED.rules({"history_explained": "x"})


@pytest.fixture
def draft(applicant: User) -> Case:
    return walks.filled(applicant, activities=HOLE, has_postsecondary="no", education_rows=[])


def page(case: Case, name: str) -> str:
    return reverse("applications:page", args=[case.pk, "history", name])


@pytest.mark.django_db
def test_the_line_shows_the_hole_in_words_and_leads_to_the_explanation(
    applicant: User, applicant_client: Client, draft: Case
) -> None:
    shown = " ".join(applicant_client.get(page(draft, "activities")).content.decode().split())
    assert 'class="mc-ribbon-hole"' in shown
    assert "1 gap is left." in shown
    assert "Nothing is listed from December 2020 to April 2021." in shown
    assert page(draft, "gaps") in shown
    asked = applicant_client.get(page(draft, "gaps")).content.decode()
    assert "Why is nothing listed for this time?" in asked
    answer = {"history_explained": "I was ill.", "version": "9"}
    assert applicant_client.post(page(draft, "gaps"), answer).status_code == 302
    review = completeness.review(applicant, queries.draft_of(applicant, draft.pk), today=clock.today())
    assert "X20" not in {finding.rule_id for finding in review.errors}


@pytest.mark.django_db
def test_a_whole_line_says_that_nothing_is_missing(applicant: User, applicant_client: Client) -> None:
    whole = walks.filled(applicant)
    shown = applicant_client.get(page(whole, "activities")).content.decode()
    assert "nothing is missing." in shown
    assert 'class="mc-ribbon-hole"' not in shown


@pytest.mark.django_db
def test_in_french_the_months_are_french(applicant_client: Client, draft: Case) -> None:
    url = page(draft, "activities").replace("/en/applications/", "/fr/demandes/")
    shown = " ".join(applicant_client.get(url).content.decode().split())
    assert "Rien n’est indiqué de décembre 2020 à avril 2021." in shown
