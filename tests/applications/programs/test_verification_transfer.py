"""Transfer of a verification (P10): its rules on both sides of their boundaries; no database."""

from datetime import date, timedelta
from typing import Any

import pytest

from applications.choices import SchoolStep
from applications.program_kit.base import Verification
from tests.applications.programs.asking import TODAY, Asked, d

ASKED = Asked("verification-transfer")
DAY = timedelta(days=1)
OLD, NEW = "O19376943122", "O19283746551"
NUMBER = "EV300412889"
LAST = TODAY - 40 * DAY


def held(number: str = NUMBER, institution: str = OLD, until: date = TODAY - 400 * DAY) -> Verification:
    return Verification(number, institution, until)


@pytest.mark.requirement("R1.28")
def test_the_complete_sample_has_no_findings_and_costs_nothing() -> None:
    assert [finding.text for finding in ASKED.findings()] == []
    assert (ASKED.fees(), ASKED.documents()) == ({}, set())


@pytest.mark.requirement("R1.28")
@pytest.mark.parametrize("typed", [NUMBER, "ev 3004 1288 9"])
def test_the_number_is_the_one_that_the_person_holds(typed: str) -> None:
    """P10-b1: one that is too old to apply with can still move."""
    assert ASKED.blocking({"evn": typed}, verification=held()) == set()
    assert ASKED.blocking({"evn": typed}) == {"P10-b1"}
    assert ASKED.blocking({"evn": typed}, verification=held("EV111111118")) == {"P10-b1"}
    assert ASKED.blocking({"evn": typed}, verification=held(institution="O19111222333")) == {"P10-b1"}


def test_a_number_that_has_moved_before_can_move_again() -> None:
    assert ASKED.blocking({"evn": "EV 3004 1288 9 T2"}, verification=held("EV300412889T2")) == set()
    assert ASKED.blocking({"evn": NUMBER}, verification=held("EV300412889T2")) == {"P10-b1"}


@pytest.mark.parametrize("typed", ["12345", "EV30041288", "EV300412889T", "F12345678"])
def test_a_number_of_another_shape_is_wrong(typed: str) -> None:
    assert ASKED.blocking({"evn": typed}) == {"wrong"}


def test_the_new_school_is_another_one() -> None:
    assert ASKED.blocking({"institution": OLD}) == {"P10-c"}


@pytest.mark.parametrize(("days", "refused"), [(-1, True), (0, False), (1, False)])
def test_the_new_program_begins_after_the_last_day(days: int, refused: bool) -> None:  # noqa: FBT001 - a parameter of the test
    assert ("X06" in ASKED.blocking({"last_day_old": d(LAST), "program_start": d(LAST + days * DAY)})) is refused


@pytest.mark.requirement("R1.28")
@pytest.mark.parametrize(("days", "told"), [(149, False), (150, False), (151, True)])
def test_a_break_of_more_than_150_days_is_told(days: int, told: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """P10-b3: the longest scheduled break (IRPR s. 220.1)."""
    start = TODAY + 10 * DAY
    changes = {"last_day_old": d(start - days * DAY), "program_start": d(start)}
    assert ("P10-b3" in ASKED.rules(changes)) is told
    assert ASKED.blocking(changes) == set()


@pytest.mark.parametrize(("days", "refused"), [(-1, True), (0, True), (1, False)])
def test_the_new_program_is_not_over(days: int, refused: bool) -> None:  # noqa: FBT001 - a parameter of the test
    assert ("X06" in ASKED.blocking({"program_end": d(TODAY + days * DAY)})) is refused


@pytest.mark.parametrize(("days", "refused"), [(-1, True), (0, True), (1, False)])
def test_the_new_program_ends_after_it_begins(days: int, refused: bool) -> None:  # noqa: FBT001 - a parameter of the test
    start = TODAY + 100 * DAY
    changes = {"program_start": d(start), "program_end": d(start + days * DAY)}
    assert ("X06" in ASKED.blocking(changes)) is refused


@pytest.mark.requirement("R1.28")
@pytest.mark.parametrize("name", ["consent_release", "consent_share"])
def test_without_a_consent_nothing_is_sent(name: str) -> None:
    assert ASKED.blocking({name: "no"}) == {"P10-b6"}


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"full_time_new": "no"}, "P03-4"),
        ({"credential": "esl_fsl"}, "P03-5"),
        ({"sp_updated": "no"}, "P10-p"),
        ({"sp_expiry": d(TODAY - DAY)}, "P03-1"),
    ],
)
def test_what_the_school_decides_is_told_and_does_not_block(changes: dict[str, Any], rule: str) -> None:
    assert rule in ASKED.rules(changes)
    assert ASKED.blocking(changes) == set()


def test_a_second_transfer_at_the_same_time_is_refused() -> None:
    assert ASKED.blocking(open_programs=frozenset({"verification-transfer"})) == {"P10-b4"}
    assert ASKED.blocking(open_programs=frozenset({"off-campus-work"})) == set()


def test_each_school_gets_its_own_part() -> None:
    release, accept = ASKED.program.schools
    assert (release.step, accept.step) == (SchoolStep.RELEASE, SchoolStep.ACCEPT)
    assert "new" not in release.sections
    assert "former" not in accept.sections
