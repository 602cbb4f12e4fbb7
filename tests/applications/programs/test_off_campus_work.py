"""Off-campus work permit (P03): its rules on both sides of their boundaries; no database."""

from datetime import date, timedelta
from typing import Any

import pytest

from applications.program_kit.base import Verification
from tests.applications.programs.asking import TODAY, Asked, d

ASKED = Asked("off-campus-work")
DAY = timedelta(days=1)
SCHOOL, OTHER_SCHOOL = "O19376943122", "O19283746551"


def held(*, school: str = SCHOOL, until: date = TODAY, number: str = "EV300412889") -> Verification:
    return Verification(number, school, until)


def rules(changes: dict[str, Any] | None = None) -> set[str]:
    return ASKED.rules(changes, verification=held())


def blocking(changes: dict[str, Any] | None = None) -> set[str]:
    return ASKED.blocking(changes, verification=held())


@pytest.mark.requirement("R1.15")
def test_the_complete_sample_has_no_findings_and_its_fee_is_that_of_2010() -> None:
    assert [finding.text for finding in ASKED.findings(verification=held())] == []
    assert ASKED.fees() == {"F02": "150.00"}
    assert {"D01", "D02", "D03"} <= ASKED.documents()


@pytest.mark.requirement("R1.15")
def test_without_a_verification_nothing_is_sent() -> None:
    assert "X44" in ASKED.blocking()


@pytest.mark.requirement("R1.15")
@pytest.mark.parametrize(("days", "refused"), [(-1, True), (0, False), (1, False)])
def test_a_verification_is_good_until_its_last_day(days: int, refused: bool) -> None:  # noqa: FBT001 - a parameter of the test
    found = ASKED.blocking(verification=held(until=TODAY + days * DAY))
    assert ("X44" in found) is refused


@pytest.mark.requirement("R1.15")
@pytest.mark.parametrize(
    "verification", [held(school=OTHER_SCHOOL), held(number="EV111111116")], ids=["another school", "another number"]
)
def test_a_verification_of_something_else_does_not_count(verification: Verification) -> None:
    assert "X44" in ASKED.blocking(verification=verification)


def test_a_number_that_was_not_typed_is_only_missing() -> None:
    assert blocking({"evn": None}) == {"missing"}


@pytest.mark.parametrize(("months", "told"), [("5", True), ("6", False), ("7", False)])
def test_six_months_of_full_time_study(months: str, told: bool) -> None:  # noqa: FBT001 - a parameter of the test
    assert ("P03-2" in rules({"months_full_time": months})) is told


@pytest.mark.parametrize(("days", "told"), [(-1, False), (0, False), (1, True)])
def test_the_work_permit_ends_with_the_study_permit(days: int, told: bool) -> None:  # noqa: FBT001 - a parameter of the test
    ends = TODAY + 100 * DAY
    assert ("P03-11" in rules({"sp_expiry": d(ends), "work_to": d(ends + days * DAY)})) is told


@pytest.mark.parametrize(
    ("changes", "rule", "blocks"),
    [
        ({"full_time_now": "no"}, "P03-4", False),
        ({"credential": "esl_fsl"}, "P03-5", False),
        ({"sp_expiry": d(TODAY - DAY)}, "P03-1", False),
        ({"gives_back": "no"}, "P03-15", True),
        ({"program_end": d(TODAY)}, "X06", True),
        ({"work_to": d(TODAY)}, "X14", True),
        ({"breaks": [{"row": "1", "from": d(TODAY + DAY), "to": d(TODAY)}]}, "X06", True),
    ],
)
def test_what_stands_in_the_way_is_told(changes: dict[str, Any], rule: str, blocks: bool) -> None:  # noqa: FBT001 - a parameter of the test
    assert rule in rules(changes)
    assert (rule in blocking(changes)) is blocks


def test_a_program_without_breaks_asks_for_no_dates() -> None:
    assert blocking({"scheduled_breaks": "no", "breaks": None}) == set()


def test_the_permit_lasts_no_longer_than_the_study_permit() -> None:
    days = {cap.code: cap.day(ASKED.book()) for cap in ASKED.program.caps}
    assert days["permit_held"] == TODAY + 500 * DAY
    assert days["asked"] == TODAY + 110 * DAY
