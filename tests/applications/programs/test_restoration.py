"""Restoration of status (P07): its rules on both sides of their boundaries; no database."""

from datetime import date, timedelta
from typing import Any

import pytest

from applications.choices import FindingLevel
from applications.demo.answers import lost_status
from applications.program_kit.base import Facts
from applications.program_kit.screening import Outcome
from applications.program_kit.visit_assessment import RESTORATION
from tests.applications.programs.asking import TODAY, Asked, d

ASKED = Asked("restoration")
DAY = timedelta(days=1)


def row(**values: Any) -> list[dict[str, Any]]:
    return [{"row": "x", "details": "what happened", **values}]


@pytest.mark.requirement("R1.19")
def test_the_complete_sample_has_no_findings() -> None:
    assert [finding.text for finding in ASKED.findings()] == []


@pytest.mark.requirement("R1.19")
@pytest.mark.parametrize(("days", "refused"), [(89, False), (90, False), (91, True)])
def test_restoration_ends_ninety_days_after_the_loss(days: int, refused: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """IRPR s. 182(1): day 1 is the day after the loss."""
    assert ("X04b" in ASKED.blocking(lost_status(TODAY, days=days))) is refused


@pytest.mark.parametrize(("days", "refused"), [(-1, True), (0, True), (1, False)])
def test_status_that_still_holds_cannot_be_restored(days: int, refused: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """IRPR s. 182: the last day of the document is a day of status."""
    assert ("X01" in ASKED.blocking(lost_status(TODAY, days=days))) is refused


@pytest.mark.parametrize(("days", "refused"), [(89, False), (90, False), (91, True)])
def test_after_a_refusal_the_days_count_from_the_refusal(days: int, refused: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """IRPR s. 183(5)(a): who asked in time kept the status until the decision."""
    day = d(TODAY - timedelta(days=days))
    changes = {
        **lost_status(TODAY, days=200),
        "loss_cause": "refused_extension",
        "refusal_date": day,
        "status_loss_date": day,
    }
    assert ("X04b" in ASKED.blocking(changes)) is refused


@pytest.mark.parametrize(("days", "told"), [(74, False), (75, True), (90, True)])
def test_the_last_days_are_urgent(days: int, told: bool) -> None:  # noqa: FBT001 - a parameter of the test
    found = [finding for finding in ASKED.findings(lost_status(TODAY, days=days)) if finding.rule_id == "P07-b7"]
    assert bool(found) is told
    if told:
        assert f"Only {90 - days} days are left" in found[0].text


def test_the_two_dates_of_a_refusal_are_compared_and_lie_in_the_past() -> None:
    refused = lost_status(TODAY, days=20) | {"loss_cause": "refused_extension"}
    assert "P07-9" in ASKED.rules(refused | {"refusal_date": d(TODAY - 10 * DAY)})
    assert "P07-9" not in ASKED.rules(refused | {"refusal_date": d(TODAY - 20 * DAY)})
    assert "X06" in ASKED.blocking(refused | {"refusal_date": d(TODAY + DAY)})
    assert "X06" in ASKED.blocking({"status_loss_date": d(TODAY + DAY)})


@pytest.mark.parametrize(("days", "told"), [(19, False), (20, False), (18, True)])
def test_the_time_since_the_loss_is_told_without_holes(days: int, told: bool) -> None:  # noqa: FBT001 - a parameter of the test
    since = row(kind="home", to={}, **{"from": d(TODAY - timedelta(days=days))})
    assert ("X20" in ASKED.rules({"activity_since_loss": since})) is told


def test_a_history_that_stops_early_has_a_hole_at_the_end() -> None:
    since = row(kind="home", to=d(TODAY - 5 * DAY), **{"from": d(TODAY - 20 * DAY)})
    assert "X20" in ASKED.rules({"activity_since_loss": since})


def test_work_since_the_loss_belongs_to_the_conditions() -> None:
    assert "P07-7" in ASKED.rules({"worked_or_studied_after": "yes"})


@pytest.mark.parametrize("kind", ["work_no_auth", "work_hours", "not_enrolled", "report"])
def test_what_restoration_cannot_cure(kind: str) -> None:
    """IRPR s. 182."""
    start, end = TODAY - 300 * DAY, TODAY - 290 * DAY
    breach = {"complied": "no", "conditions_breached": row(kind=kind, to=d(end), **{"from": d(start)})}
    assert "X17" in ASKED.blocking(breach)


def test_who_stopped_studying_is_not_restored_as_a_student() -> None:
    """IRPR s. 182(2)."""
    valid = {"restore_as": "student", "loss_cause": "stopped_school"}
    assert "R182(2)" in ASKED.blocking(valid)
    assert "R182(2)" not in ASKED.rules({"restore_as": "student", "loss_cause": "changed_school"})


def test_a_student_whose_permit_ended_asks_for_a_new_one() -> None:
    (told,) = [finding for finding in ASKED.findings({"restore_as": "worker"}) if finding.rule_id == "P07-m"]
    assert told.level == FindingLevel.WARNING


def test_the_fee_and_the_documents() -> None:
    assert ASKED.fees() == {"F05": "246.25"}
    assert ASKED.fees(on=date(2025, 11, 30)) == {"F05": "239.75"}
    assert ASKED.fees(on=date(2024, 11, 30)) == {"F05": "229.00"}
    assert ASKED.documents() == {"D01", "D02", "D03", "D05", "D19"}


GOOD: dict[str, Any] = {
    "in_canada": "yes",
    "date_of_birth": d(date(1990, 5, 1)),
    "citizenship": "NGA",
    "status": "lost",
    "status_expiry": d(TODAY - 20 * DAY),
    "passport_expiry": d(date(2031, 1, 1)),
    "removal_order": "no",
    "complied": "yes",
    "unauthorized": "no",
    "lost_status_kind": "visitor",
    "loss_cause": "expired",
    "restore_as": "visitor",
}


@pytest.mark.parametrize(
    ("changes", "code", "outcome"),
    [
        ({}, "P07-b6", Outcome.ELIGIBLE_RESTORE),
        ({"status_expiry": d(TODAY)}, "P07-b1", Outcome.OTHER_PROGRAM),
        ({"status_expiry": d(TODAY - DAY)}, "P07-b6", Outcome.ELIGIBLE_RESTORE),
        ({"status_expiry": d(TODAY - 90 * DAY)}, "P07-b6", Outcome.ELIGIBLE_RESTORE),
        ({"status_expiry": d(TODAY - 91 * DAY)}, "G4", Outcome.NOT_ELIGIBLE),
        ({"complied": "no", "breach": "report"}, "G5", Outcome.NOT_ELIGIBLE),
        (
            {"complied": "no", "breach": "report", "status_expiry": d(TODAY), "loss_cause": "other"},
            "P07-b3",
            Outcome.NOT_ELIGIBLE,
        ),
        ({"restore_as": "student", "loss_cause": "stopped_school"}, "P07-b4a", Outcome.NOT_ELIGIBLE),
        ({"restore_as": "student", "has_letter": "no"}, "P07-b4b", Outcome.NEED_PREREQ),
        ({"restore_as": "student", "has_letter": "yes"}, "P07-b4c", Outcome.OTHER_PROGRAM),
        ({"restore_as": "worker", "has_job_basis": "no"}, "P07-b5a", Outcome.NEED_PREREQ),
        ({"restore_as": "worker", "has_job_basis": "yes"}, "P07-b5b", Outcome.OTHER_PROGRAM),
    ],
)
def test_the_table_of_decisions(changes: dict[str, Any], code: str, outcome: Outcome) -> None:
    found = RESTORATION.assess({**GOOD, **changes}, Facts(), TODAY)
    assert (found.decision.code, found.decision.outcome) == (code, outcome)


@pytest.mark.parametrize(("days", "notes"), [(74, []), (75, ["P07-b7"])])
def test_the_urgent_note(days: int, notes: list[str]) -> None:
    found = RESTORATION.assess({**GOOD, "status_expiry": d(TODAY - timedelta(days=days))}, Facts(), TODAY)
    assert [each.code for each in found.notes] == notes
