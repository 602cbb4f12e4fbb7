"""Stay longer as a visitor (P06): its rules on both sides of their boundaries; no database."""

from datetime import date, timedelta
from typing import Any

import pytest

from applications.demo.answers import lost_status
from applications.program_kit.base import Facts
from applications.program_kit.dates import add_months
from applications.program_kit.screening import Outcome
from applications.program_kit.visit_assessment import VISIT
from tests.applications.programs.asking import TODAY, Asked, d

ASKED = Asked("visitor-extension")
ENDS = TODAY + timedelta(days=120)
DAY = timedelta(days=1)


@pytest.mark.requirement("R1.18")
def test_the_complete_sample_has_no_findings() -> None:
    assert [finding.text for finding in ASKED.findings()] == []


@pytest.mark.parametrize(("until", "refused"), [(ENDS - DAY, True), (ENDS, True), (ENDS + DAY, False)])
def test_the_stay_asked_for_ends_after_the_present_one(until: date, refused: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """IRPR s. 181(1)."""
    assert ("X14" in ASKED.blocking({"stay_to": d(until)})) is refused


@pytest.mark.parametrize(("until", "refused"), [(TODAY - DAY, True), (TODAY, True), (TODAY + DAY, False)])
def test_the_stay_asked_for_ends_in_the_future(until: date, refused: bool) -> None:  # noqa: FBT001 - a parameter of the test
    changes = {"current_document_expiry": d(TODAY - 10 * DAY), "stay_to": d(until)}
    assert ("X14" in ASKED.blocking(changes)) is refused


@pytest.mark.parametrize(("days", "told"), [(-1, False), (0, False), (1, True)])
def test_more_than_a_year_is_to_be_explained(days: int, told: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """IRPR s. 183(2)."""
    until = add_months(ENDS, 12) + timedelta(days=days)
    assert ("X15" in ASKED.rules({"stay_to": d(until)})) is told


@pytest.mark.parametrize(("days", "told"), [(-1, False), (0, False), (1, True)])
def test_a_whole_stay_of_more_than_two_years_is_for_the_officer(days: int, told: bool) -> None:  # noqa: FBT001 - a parameter of the test
    until = ENDS + 60 * DAY
    entered = add_months(until, -24) - timedelta(days=days)
    found = [f for f in ASKED.findings({"stay_to": d(until), "last_entry_date": d(entered)}) if f.rule_id == "P06-b4"]
    assert bool(found) is told
    assert not any(finding.blocks for finding in found)


@pytest.mark.parametrize(("days", "told"), [(-1, False), (0, False), (1, True)])
def test_a_ticket_is_not_for_later_than_the_stay(days: int, told: bool) -> None:  # noqa: FBT001 - a parameter of the test
    ticket = TODAY + timedelta(days=300 + days)
    assert ("P06-t" in ASKED.rules({"ticket_date": d(ticket)})) is told


START = TODAY + 10 * DAY


@pytest.mark.parametrize(("days", "told"), [(-1, False), (0, False), (1, True)])
def test_a_course_of_more_than_six_months_needs_a_study_permit(days: int, told: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """IRPR s. 188(1)(c)."""
    end = add_months(START, 6) + timedelta(days=days)
    course = {"short_course": "yes", "course_from": d(START), "course_to": d(end)}
    assert ("R188" in ASKED.rules(course)) is told


def test_a_course_ends_after_it_starts_and_within_the_stay() -> None:
    backwards = {"short_course": "yes", "course_from": d(START), "course_to": d(START - DAY)}
    assert "X06" in ASKED.blocking(backwards)
    late = {"short_course": "yes", "course_from": d(START), "course_to": d(START + 60 * DAY), "stay_to": d(ENDS + DAY)}
    assert "R188" not in ASKED.rules(late)
    longer = late | {"course_from": d(ENDS - 10 * DAY), "course_to": d(ENDS + 10 * DAY)}
    assert "R188" in ASKED.rules(longer)
    assert "R188" not in ASKED.rules({"short_course": "yes"})


@pytest.mark.parametrize(("have", "told"), [("4999.99", True), ("5000", False), ("5000.01", False)])
def test_a_visitor_shows_money_for_each_month_begun(have: str, told: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """X40: ten months at 500 for one person."""
    assert ("X40" in ASKED.rules({"funds_available": have})) is told


def test_without_a_period_no_money_is_reckoned() -> None:
    assert "X40" not in ASKED.rules({"funds_available": "1", "stay_to": None})


def test_the_permit_ends_with_the_passport_and_the_biometrics() -> None:
    passport = {"passport_expiry": d(TODAY + 299 * DAY)}
    assert "X11" in ASKED.rules(passport)
    assert "X11" not in ASKED.rules({"passport_expiry": d(TODAY + 300 * DAY)})
    assert "X13b" in ASKED.rules({"biometrics_date": d(add_months(TODAY + 299 * DAY, -120))})


def test_the_fee_is_for_the_stay_or_for_restoration() -> None:
    assert ASKED.fees() == {"F04": "100.00"}
    assert ASKED.fees({"gave_biometrics": "no"}) == {"F04": "100.00", "F06": "85.00"}
    restoring = {"purposes": ["permit", "restore"], **lost_status(TODAY, days=10)}
    assert ASKED.fees(restoring) == {"F05": "246.25"}


def test_the_documents_that_are_required() -> None:
    assert ASKED.documents() == {"D01", "D02", "D03", "D05", "D19"}


GOOD: dict[str, Any] = {
    "in_canada": "yes",
    "date_of_birth": d(date(1990, 5, 1)),
    "citizenship": "NGA",
    "status": "visitor",
    "status_expiry": d(ENDS),
    "passport_expiry": d(date(2031, 1, 1)),
    "removal_order": "no",
    "complied": "yes",
    "unauthorized": "no",
    "family": "0",
    "biometrics": "yes",
    "last_entry_date": d(TODAY - 60 * DAY),
    "stay_to": d(ENDS + 90 * DAY),
    "visit_reason": "family",
    "wants_work": "no",
    "wants_long_study": "no",
    "has_means": "yes",
}


@pytest.mark.parametrize(
    ("changes", "row", "outcome", "program"),
    [
        ({}, "else", Outcome.ELIGIBLE, ""),
        ({"wants_long_study": "yes"}, "P06-b1a", Outcome.OTHER_PROGRAM, "study-permit"),
        ({"wants_work": "yes"}, "P06-b1b", Outcome.OTHER_PROGRAM, "work-permit"),
        ({"status_expiry": d(TODAY - DAY)}, "P06-b2", Outcome.OTHER_PROGRAM, "restoration"),
        ({"status_expiry": d(TODAY - 90 * DAY)}, "P06-b2", Outcome.OTHER_PROGRAM, "restoration"),
        ({"status_expiry": d(TODAY - 91 * DAY)}, "G4", Outcome.NOT_ELIGIBLE, ""),
    ],
)
def test_the_table_of_decisions(changes: dict[str, Any], row: str, outcome: Outcome, program: str) -> None:
    found = VISIT.assess({**GOOD, **changes}, Facts(), TODAY)
    assert (found.decision.code, found.decision.outcome, found.decision.program) == (row, outcome, program)


@pytest.mark.parametrize(
    ("changes", "notes"),
    [
        ({"has_means": "no"}, ["P06-b5"]),
        ({"last_entry_date": d(TODAY - 800 * DAY)}, ["P06-b4"]),
        ({"passport_expiry": d(TODAY - DAY)}, ["G9"]),
        ({"passport_expiry": d(TODAY - DAY), "citizenship": "USA"}, []),
    ],
)
def test_notes_on_the_way(changes: dict[str, Any], notes: list[str]) -> None:
    assert [row.code for row in VISIT.assess({**GOOD, **changes}, Facts(), TODAY).notes] == notes
