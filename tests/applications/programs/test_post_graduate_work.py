"""Work after graduation (P04): its rules on both sides of their boundaries; no database."""

from datetime import date, timedelta
from typing import Any

import pytest

from applications.program_kit.base import Facts
from applications.program_kit.dates import add_months
from applications.program_kit.rules import graduation
from applications.program_kit.screening import Outcome
from applications.program_kit.waiting import Activity, at_sending
from applications.program_kit.work_assessment import GRADUATE
from tests.applications.programs.asking import TODAY, Asked, d

ASKED = Asked("post-graduate-work")
DAY = timedelta(days=1)


@pytest.mark.requirement("R1.16")
def test_the_complete_sample_has_no_findings() -> None:
    assert [finding.text for finding in ASKED.findings()] == []


@pytest.mark.parametrize(("days", "told"), [(179, False), (180, False), (181, True)])
def test_the_application_comes_within_180_days(days: int, told: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """P04-4."""
    confirmed = d(TODAY - timedelta(days=days))
    found = [f for f in ASKED.findings({"completion_letter_date": confirmed}) if f.rule_id == "X41a"]
    assert bool(found) is told
    assert not any(finding.blocks for finding in found)


@pytest.mark.parametrize(("days", "told"), [(-1, True), (0, False), (1, False)])
def test_a_study_permit_was_valid_in_the_window(days: int, told: bool) -> None:  # noqa: FBT001 - a parameter of the test
    permit = TODAY - 30 * DAY + timedelta(days=days)
    assert ("X41b" in ASKED.rules({"sp_expiry": d(permit)})) is told


def test_the_confirmation_lies_in_the_past() -> None:
    assert "X06" in ASKED.blocking({"completion_letter_date": d(TODAY + DAY)})
    assert not ASKED.rules({"completion_letter_date": d(TODAY)})
    assert ASKED.rules({"completion_letter_date": None}) == {"missing"}


@pytest.mark.parametrize(("months", "told"), [("7", True), ("8", False), ("9", False)])
def test_the_program_has_eight_months(months: str, told: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """P04-2."""
    assert ("X41c" in ASKED.rules({"program_length_months": months})) is told


@pytest.mark.parametrize(("hours", "told"), [("899", True), ("900", False), ("901", False)])
def test_in_quebec_900_hours_count(hours: str, told: bool) -> None:  # noqa: FBT001 - a parameter of the test
    quebec = {"school_province": "QC", "program_length_months": "7", "program_hours": hours}
    assert ("X41c" in ASKED.rules(quebec)) is told


@pytest.mark.parametrize(("share", "told"), [("49", False), ("50", False), ("51", True)])
def test_most_of_the_program_was_in_class(share: str, told: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """P04-6."""
    assert ("X41d" in ASKED.rules({"distance_share": share})) is told


def term(start: date, load: str) -> dict[str, Any]:
    return {"row": start.isoformat(), "from": d(start), "to": d(start + 100 * DAY), "load": load}


@pytest.mark.parametrize(
    ("loads", "told"),
    [
        (("full_time", "part_time"), False),
        (("part_time", "full_time"), True),
        (("leave", "full_time"), False),
        (("part_time",), False),
    ],
)
def test_every_term_but_the_last_was_full_time(loads: tuple[str, ...], told: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """P04-3."""
    terms = [term(date(2025, 1, 6) + 120 * DAY * place, load) for place, load in enumerate(loads)]
    assert ("X41e" in ASKED.rules({"terms": list(reversed(terms))})) is told


def test_a_leave_needs_its_proof() -> None:
    assert "D27" in ASKED.documents({"terms": [term(date(2025, 1, 6), "leave"), term(date(2025, 9, 1), "full_time")]})


def test_the_dates_of_the_program_follow_one_another() -> None:
    assert "X24" in ASKED.blocking({"program_end": d(date(2024, 9, 3))})
    assert "X24" not in ASKED.rules({"program_end": d(date(2024, 9, 4))})


@pytest.mark.parametrize(("name", "rule"), [("previous_pgwp", "P04-1"), ("gac_funding", "P04-6")])
def test_what_excludes_the_permit_is_told(name: str, rule: str) -> None:
    assert rule in ASKED.rules({name: "yes"})
    assert not ASKED.blocking({name: "yes"})


@pytest.mark.parametrize(
    ("credential", "level", "told"),
    [("bachelor", "6", True), ("bachelor", "7", False), ("college", "4", True), ("college", "5", False)],
)
def test_the_language_level(credential: str, level: str, told: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """P04-7: CLB 7 for a university, 5 otherwise."""
    assert ("X42" in ASKED.rules({"credential": credential, "clb_lowest": level})) is told


@pytest.mark.parametrize(("days", "told"), [(-1, True), (0, False), (1, False)])
def test_the_test_is_not_older_than_two_years(days: int, told: bool) -> None:  # noqa: FBT001 - a parameter of the test
    taken = add_months(TODAY, -24) + timedelta(days=days)
    test = [{**ASKED.answers["language_test"][0], "date": d(taken)}]
    assert ("X42" in ASKED.rules({"language_test": test})) is told


def test_a_flight_school_needs_no_language_test() -> None:
    assert "X42" not in ASKED.rules({"flight_school": "yes", "clb_lowest": "0"})
    assert "D10" not in ASKED.documents({"flight_school": "yes"})
    assert "D10" in ASKED.documents()


@pytest.mark.parametrize(
    ("day", "needed"), [(date(2024, 10, 31), False), (date(2024, 11, 1), True), (date(2024, 11, 2), True)]
)
def test_the_field_counts_for_later_study_permits(day: date, needed: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """P04-8."""
    college = {"credential": "college", "cip_code": "50.0101", "sp_application_date": d(day)}
    assert ("X43" in ASKED.rules(college)) is needed
    assert "X43" not in ASKED.rules(college | {"cip_code": "51.3801"})
    assert "X43" not in ASKED.rules(college | {"credential": "bachelor"})


@pytest.mark.parametrize(
    ("credential", "months", "given"),
    [
        ("college", 8, 8),
        ("college", 23, 23),
        ("college", 24, 36),
        ("college", 25, 36),
        ("masters", 8, 36),
        ("doctorate", 40, 36),
    ],
)
def test_how_long_the_permit_is(credential: str, months: int, given: int) -> None:
    """P04-10."""
    assert graduation.entitled_months(credential, months, full=36, long=24) == given


@pytest.mark.parametrize(("months", "given"), [(23, 23), (24, 36), (25, 36)])
def test_two_years_of_study_give_three_years(months: int, given: int) -> None:
    """P04-10: a program of two years and more."""
    said = {"program_length_months": str(months), "credential": "college", "second_program": None}
    assert graduation.entitled_until(ASKED.book(said | {"has_second_program": "no"})) == add_months(TODAY, given)


def test_two_programs_add_up_to_three_years_at_most() -> None:
    second = {"row": "1", "school": "S", "credential": "college", "from": {}, "to": {}, "length": "10"}
    one = {"program_length_months": "12", "credential": "college", "has_second_program": "yes"}
    assert graduation.entitled_until(ASKED.book(one | {"second_program": [second]})) == add_months(TODAY, 22)
    for months, total in ((7, 12), (8, 20), (9, 21)):
        added = second | {"length": str(months)}
        assert graduation.entitled_until(ASKED.book(one | {"second_program": [added]})) == add_months(TODAY, total)
    both = one | {"second_program": [second | {"length": "23"}, second | {"row": "2", "length": "23"}]}
    assert graduation.entitled_until(ASKED.book(both)) == add_months(TODAY, 36)
    assert graduation.entitled_until(ASKED.book({"program_length_months": None})) is None


@pytest.mark.parametrize(("days", "told"), [(-1, False), (0, False), (1, True)])
def test_nobody_gets_more_than_the_program_gives(days: int, told: bool) -> None:  # noqa: FBT001 - a parameter of the test
    asked = add_months(TODAY, 36) + timedelta(days=days)
    assert ("X15" in ASKED.rules({"requested_to": d(asked)})) is told


def test_the_permit_asked_for_ends_in_the_future() -> None:
    assert "X14" in ASKED.blocking({"requested_to": d(TODAY)})
    assert "X14" not in ASKED.rules({"requested_to": d(TODAY + DAY)})


@pytest.mark.requirement("R1.16")
def test_the_fee_the_documents_and_the_wait() -> None:
    assert ASKED.fees() == {"F02": "155.00", "F03": "100.00"}
    assert ASKED.documents() == {"D01", "D02", "D03", "D08", "D09", "D10"}
    how = at_sending(ASKED.book(), TODAY)
    assert how.rights == (Activity.WORK,)
    assert dict(how.caps)["program"] == add_months(TODAY, 36)


GOOD: dict[str, Any] = {
    "in_canada": "yes",
    "date_of_birth": d(date(1999, 5, 1)),
    "citizenship": "NGA",
    "status": "student",
    "status_expiry": d(TODAY + 100 * DAY),
    "passport_expiry": d(date(2031, 1, 1)),
    "removal_order": "no",
    "complied": "yes",
    "unauthorized": "no",
    "has_completion": "yes",
    "completion_letter_date": d(TODAY - 30 * DAY),
    "previous_pgwp": "no",
    "sp_expiry": d(TODAY + 100 * DAY),
    "credential": "college",
    "program_length_months": "24",
    "school_eligible": "yes",
    "full_time_all": "yes",
    "half_away": "no",
    "sp_application_date": d(date(2024, 11, 1)),
    "field_group": "health",
    "clb_lowest": "5",
    "language_test_date": d(TODAY - 30 * DAY),
}


@pytest.mark.parametrize(
    ("changes", "code", "outcome"),
    [
        ({}, "else", Outcome.ELIGIBLE),
        ({"has_completion": "no"}, "P04-b1", Outcome.NEED_PREREQ),
        ({"previous_pgwp": "yes"}, "P04-b2", Outcome.NOT_ELIGIBLE),
        ({"completion_letter_date": d(TODAY - 180 * DAY)}, "else", Outcome.ELIGIBLE),
        ({"completion_letter_date": d(TODAY - 181 * DAY)}, "P04-b3", Outcome.NOT_ELIGIBLE),
        ({"sp_expiry": d(TODAY - 31 * DAY)}, "P04-b3", Outcome.NOT_ELIGIBLE),
        ({"program_length_months": "7"}, "P04-b4", Outcome.NOT_ELIGIBLE),
        ({"school_eligible": "no"}, "P04-b4", Outcome.NOT_ELIGIBLE),
        ({"half_away": "yes"}, "P04-b4", Outcome.NOT_ELIGIBLE),
        ({"clb_lowest": "4"}, "P04-b6", Outcome.NEED_PREREQ),
        ({"language_test_date": d(add_months(TODAY, -24))}, "else", Outcome.ELIGIBLE),
        ({"language_test_date": d(add_months(TODAY, -24) - DAY)}, "P04-b6", Outcome.NEED_PREREQ),
        ({"field_group": "other"}, "P04-b7", Outcome.NOT_ELIGIBLE),
        ({"field_group": "other", "sp_application_date": d(date(2024, 10, 31))}, "else", Outcome.ELIGIBLE),
        ({"status_expiry": d(TODAY - DAY), "sp_expiry": d(TODAY - DAY)}, "R", Outcome.ELIGIBLE_RESTORE),
    ],
)
def test_the_table_of_decisions(changes: dict[str, Any], code: str, outcome: Outcome) -> None:
    found = GRADUATE.assess({**GOOD, **changes}, Facts(), TODAY)
    assert (found.decision.code, found.decision.outcome) == (code, outcome)


def test_part_time_terms_are_for_the_officer() -> None:
    assert [note.code for note in GRADUATE.assess({**GOOD, "full_time_all": "no"}, Facts(), TODAY).notes] == ["P04-b5"]
