"""Verification by the school (P09): its rules on both sides of their boundaries; no database."""

from datetime import date, timedelta
from typing import Any

import pytest

from applications.program_kit import tables
from applications.program_kit.base import Verification
from applications.program_kit.rules.campus import months_studied
from applications.program_kit.sections.campus import participating
from tests.applications.programs.asking import TODAY, Asked, d

ASKED = Asked("eligibility-verification")
DAY = timedelta(days=1)
SCHOOL = "O19376943122"


def periods(*spans: tuple[date, date | None]) -> list[dict[str, Any]]:
    return [
        {"row": str(number), "from": d(start), "to": d(end) if end else {}} for number, (start, end) in enumerate(spans)
    ]


@pytest.mark.requirement("R1.27")
def test_the_complete_sample_has_no_findings_and_costs_nothing() -> None:
    assert [finding.text for finding in ASKED.findings()] == []
    assert (ASKED.fees(), ASKED.documents()) == ({}, set())


@pytest.mark.parametrize("name", ["consent_exchange", "consent_report_ineligible", "consent_surrender"])
@pytest.mark.requirement("R1.27")
def test_without_a_consent_nothing_is_sent(name: str) -> None:
    assert ASKED.blocking({name: "no"}) == {"P09-b5"}


@pytest.mark.parametrize(("days", "told"), [(-1, True), (0, False), (1, False)])
def test_the_study_permit_has_not_ended(days: int, told: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """P03-1: the last day of the permit is a day of the permit."""
    assert ("P03-1" in ASKED.rules({"sp_expiry": d(TODAY + days * DAY)})) is told


@pytest.mark.parametrize(("days", "refused"), [(-1, False), (0, False), (1, True)])
def test_the_program_has_begun(days: int, refused: bool) -> None:  # noqa: FBT001 - a parameter of the test
    assert ("X06" in ASKED.blocking({"program_start": d(TODAY + days * DAY)})) is refused


@pytest.mark.parametrize(("days", "refused"), [(-1, True), (0, True), (1, False)])
def test_the_program_is_not_over(days: int, refused: bool) -> None:  # noqa: FBT001 - a parameter of the test
    assert ("X06" in ASKED.blocking({"program_end": d(TODAY + days * DAY)})) is refused


@pytest.mark.parametrize(("days", "told"), [(181, True), (182, False), (183, False)])
def test_six_months_of_study_are_half_a_year(days: int, told: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """P03-2: counted in days, both ends included; the school decides."""
    assert ("P03-2" in ASKED.rules({"full_time_periods": periods((TODAY - days * DAY, None))})) is told


def test_shared_days_count_once_and_older_ones_not_at_all() -> None:
    half: list[dict[str, object]] = [{"from": TODAY - 200 * DAY, "to": TODAY}, {"from": TODAY - 200 * DAY, "to": None}]
    assert months_studied(half, TODAY) == months_studied(half[:1], TODAY) == 6
    assert months_studied([{"from": date(2020, 1, 1), "to": None}], TODAY) == 12
    assert months_studied([{"from": date(2020, 1, 1), "to": TODAY - 365 * DAY}], TODAY) == 0
    assert months_studied([{"from": TODAY + DAY, "to": None}, {"from": None, "to": TODAY}], TODAY) == 0


@pytest.mark.parametrize(
    ("changes", "rule", "blocks"),
    [
        ({"full_time_now": "no"}, "P03-4", False),
        ({"credential": "esl_fsl"}, "P03-5", False),
        ({"scholarship_kinds": ["oas"]}, "P03-7", False),
        ({"scholarship_kinds": ["oas", "none"]}, "P03-7", True),
        ({"previous_permit": "yes", "previous_surrendered": "no"}, "P03-8", False),
        ({"full_time_periods": periods((TODAY, TODAY - DAY))}, "X06", True),
        ({"full_time_periods": periods((TODAY + DAY, None))}, "X06", True),
    ],
)
def test_what_stands_in_the_way_is_told(changes: dict[str, Any], rule: str, blocks: bool) -> None:  # noqa: FBT001 - a parameter of the test
    assert rule in ASKED.rules(changes)
    assert (rule in ASKED.blocking(changes)) is blocks


def test_a_permit_that_was_given_back_is_nothing_to_tell() -> None:
    assert "P03-8" not in ASKED.rules({"previous_permit": "yes", "previous_surrendered": "yes"})


@pytest.mark.requirement("R1.27")
@pytest.mark.parametrize(("school", "told"), [(SCHOOL, True), ("O19283746551", False)])
def test_a_verification_of_the_same_school_is_told(school: str, told: bool) -> None:  # noqa: FBT001 - a parameter of the test
    held = Verification("EV123456782", school, TODAY)
    assert ("P09-b3" in ASKED.rules(verification=held)) is told


@pytest.mark.requirement("R1.27")
def test_only_schools_that_take_part_can_be_chosen() -> None:
    assert {code for code, _name in participating()} == {SCHOOL, "O19283746551"}
    assert "wrong" in ASKED.blocking({"institution": "O19111222333"})
    assert not tables.institutions()["O19777888999"].takes_part(TODAY)


def test_one_request_at_a_time() -> None:
    assert "X19" in ASKED.rules(open_programs=frozenset({"eligibility-verification"}))
