"""Work permit (P05): its rules on both sides of their boundaries, exemptions, documents; no database."""

from datetime import date, timedelta
from typing import Any

import pytest

from applications.choices import FindingLevel
from applications.demo.answers import lost_status
from applications.program_kit.base import Facts
from applications.program_kit.dates import add_months
from applications.program_kit.screening import Outcome
from applications.program_kit.waiting import Activity, Footing, at_sending
from applications.program_kit.work_assessment import WORK
from tests.applications.programs.asking import TODAY, Asked, d

ASKED = Asked("work-permit")
DAY = timedelta(days=1)
EXEMPT = {"wp_type": "lmia_exempt", "offer_number": "A1234567", "exemption_basis": "treaty"}


def open_permit(basis: str) -> dict[str, Any]:
    return {"wp_type": "open", "open_basis": basis}


@pytest.mark.requirement("R1.17")
def test_the_complete_sample_has_no_findings() -> None:
    assert [finding.text for finding in ASKED.findings()] == []


@pytest.mark.requirement("R1.17")
@pytest.mark.parametrize("changes", [EXEMPT, open_permit("protected"), {"wp_type": "vulnerable"}])
def test_each_kind_asks_for_its_own_papers_only(changes: dict[str, Any]) -> None:
    missing = {finding.fields[0] for finding in ASKED.findings(changes) if finding.rule_id == "missing"}
    assert missing == ({"abuse_statement"} if changes["wp_type"] == "vulnerable" else set())


def test_a_permit_for_one_employer_needs_employer_job_and_number() -> None:
    """X27."""
    empty = dict.fromkeys(("employer_name", "job_title", "noc_code", "job_duties", "wage", "lmia_number"))
    missing = {finding.fields[0] for finding in ASKED.findings(empty) if finding.rule_id == "missing"}
    assert missing == set(empty)


@pytest.mark.parametrize("code", ["2123", "212325", "26232", "abcde"])
def test_a_noc_code_has_five_digits_with_a_category_of_0_to_5(code: str) -> None:
    assert "wrong" in ASKED.blocking({"noc_code": code})


@pytest.mark.parametrize(("days", "refused"), [(-1, True), (0, True), (1, False)])
def test_the_work_ends_in_the_future(days: int, refused: bool) -> None:  # noqa: FBT001 - a parameter of the test
    until = TODAY + timedelta(days=days)
    assert ("X14" in ASKED.blocking({"work_from": d(TODAY - 9 * DAY), "work_to": d(until)})) is refused


@pytest.mark.parametrize(("days", "refused"), [(-1, True), (0, True), (1, False)])
def test_the_work_ends_after_it_starts(days: int, refused: bool) -> None:  # noqa: FBT001 - a parameter of the test
    start = TODAY + 30 * DAY
    assert ("X14" in ASKED.blocking({"work_from": d(start), "work_to": d(start + timedelta(days=days))})) is refused


@pytest.mark.parametrize(("days", "told"), [(-1, False), (0, False), (1, True)])
def test_a_start_in_more_than_a_year_is_asked_about(days: int, told: bool) -> None:  # noqa: FBT001 - a parameter of the test
    start = add_months(TODAY, 12) + timedelta(days=days)
    assert ("X14a" in ASKED.rules({"work_from": d(start)})) is told


@pytest.mark.parametrize(("days", "told"), [(-1, True), (0, False), (1, False)])
def test_the_lmia_is_in_effect_on_the_day_of_sending(days: int, told: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """IRPR s. 203."""
    found = [f for f in ASKED.findings({"lmia_expiry": d(TODAY + timedelta(days=days))}) if f.rule_id == "X28"]
    assert bool(found) is told
    assert not any(finding.blocks for finding in found)


QUEBEC = {"work_province": "QC", "caq_number": "Q-77", "work_from": d(TODAY + 121 * DAY)}


@pytest.mark.parametrize(("days", "told"), [(120, True), (121, False), (122, False)])
def test_work_in_quebec_needs_a_certificate_that_covers_its_start(days: int, told: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """IRPR s. 203(2), 200(3)(b)."""
    changes = QUEBEC | {"caq_to": d(TODAY + timedelta(days=days))}
    assert ("X22" in ASKED.rules(changes)) is told
    assert "D07" in ASKED.documents(changes)


@pytest.mark.parametrize(
    ("changes", "rule", "level"),
    [
        ({"work_reason": "new_employer"}, "X29", FindingLevel.WARNING),
        ({"work_province": "QC", "caq_number": "1", "caq_to": d(TODAY + 200 * DAY)}, "X21w", FindingLevel.WARNING),
        ({"wage": "0"}, "P05-w", FindingLevel.WARNING),
        ({"public_health_job": "yes"}, "R30", FindingLevel.WARNING),
        ({"licence_required": "yes", "licence_held": "no"}, "P05-l", FindingLevel.WARNING),
        ({"union_dispute": "yes"}, "R200(3)(c)", FindingLevel.FLAG),
        ({"work_reason": "first", "work_ground": "none"}, "R199", FindingLevel.WARNING),
        ({"work_reason": "first", "work_ground": "work_permit"}, "R201", FindingLevel.WARNING),
        ({"current_document_kind": "sp"}, "R201", FindingLevel.WARNING),
    ],
)
def test_what_is_told_and_left_to_the_officer(changes: dict[str, Any], rule: str, level: FindingLevel) -> None:
    assert level in {finding.level for finding in ASKED.findings(changes) if finding.rule_id == rule}
    assert not ASKED.blocking(changes)


@pytest.mark.parametrize(
    ("changes", "fees"),
    [
        ({}, {"F02": "155.00"}),
        (EXEMPT, {"F02": "155.00"}),
        (EXEMPT | {"exemption_basis": "charitable"}, {}),
        (EXEMPT | {"exemption_basis": "youth"}, {}),
        (open_permit("spouse_worker"), {"F02": "155.00", "F03": "100.00"}),
        (open_permit("claimant"), {}),
        (open_permit("protected"), {}),
        ({"wp_type": "bowp", "pr_application_no": "E123456789"}, {"F02": "155.00", "F03": "100.00"}),
        ({"wp_type": "vulnerable", "abuse_statement": "x" * 60}, {}),
        ({"wp_type": "coop"}, {}),
        ({"gave_biometrics": "no"}, {"F02": "155.00", "F06": "85.00"}),
        ({"purposes": ["permit", "restore"], **lost_status(TODAY, days=9)}, {"F02": "155.00", "F05": "246.25"}),
        ({"purposes": ["restore"], **lost_status(TODAY, days=9)}, {"F05": "246.25"}),
        (
            {"purposes": ["permit", "restore"], **lost_status(TODAY, days=9), **open_permit("trp")},
            {"F02": "155.00", "F03": "100.00", "F05": "246.25"},
        ),
    ],
)
def test_the_fee(changes: dict[str, Any], fees: dict[str, str]) -> None:
    assert ASKED.fees(changes) == fees


@pytest.mark.parametrize(
    ("changes", "documents"),
    [
        ({}, {"D01", "D02", "D03", "D14", "D15", "D20"}),
        (open_permit("spouse_student"), {"D01", "D02", "D03", "D11", "D20", "D24"}),
        ({"licence_required": "yes", "licence_held": "yes"}, {"D01", "D02", "D03", "D14", "D15", "D20", "D21"}),
        ({"public_health_job": "yes"}, {"D01", "D02", "D03", "D14", "D15", "D20", "D22"}),
    ],
)
def test_the_documents_that_are_required(changes: dict[str, Any], documents: set[str]) -> None:
    assert ASKED.documents(changes) == documents


@pytest.mark.parametrize(
    ("days", "footing", "rights"),
    [
        (119, Footing.MAINTAINED, (Activity.WORK,)),
        (120, Footing.MAINTAINED, (Activity.WORK,)),
        (121, Footing.UNCHANGED, ()),
    ],
)
def test_who_asks_in_time_goes_on_working(days: int, footing: Footing, rights: tuple[Activity, ...]) -> None:
    """IRPR s. 186(u)."""
    how = at_sending(ASKED.book(), TODAY + timedelta(days=days))
    assert (how.footing, how.rights) == (footing, rights)


def test_a_first_work_permit_lets_nobody_work_while_they_wait() -> None:
    how = at_sending(ASKED.book({"work_reason": "first", "work_ground": "holds_study"}), TODAY)
    assert (how.footing, how.rights) == (Footing.UNCHANGED, ())


GOOD: dict[str, Any] = {
    "in_canada": "yes",
    "date_of_birth": d(date(1990, 5, 1)),
    "citizenship": "NGA",
    "status": "worker",
    "status_expiry": d(TODAY + 100 * DAY),
    "passport_expiry": d(date(2031, 1, 1)),
    "removal_order": "no",
    "complied": "yes",
    "unauthorized": "no",
    "province": "ON",
    "works_as_student": "no",
    "has_ground": "yes",
    "graduated": "no",
    "wp_type": "lmia",
    "has_lmia_or_offer": "yes",
    "lmia_expiry": d(TODAY),
}


def finished(days: int) -> dict[str, Any]:
    return {
        "graduated": "yes",
        "previous_pgwp": "no",
        "completion_letter_date": d(TODAY - timedelta(days=days)),
    }


@pytest.mark.parametrize(
    ("changes", "code", "outcome"),
    [
        ({}, "else", Outcome.ELIGIBLE),
        ({"works_as_student": "yes"}, "P05-b1", Outcome.NOT_NEEDED),
        (finished(179), "P05-b3", Outcome.OTHER_PROGRAM),
        (finished(180), "P05-b3", Outcome.OTHER_PROGRAM),
        (finished(181), "else", Outcome.ELIGIBLE),
        (finished(9) | {"previous_pgwp": "yes"}, "else", Outcome.ELIGIBLE),
        ({"has_ground": "no"}, "P05-b2", Outcome.OUTSIDE_CANADA),
        ({"has_lmia_or_offer": "no"}, "P05-b4", Outcome.NEED_PREREQ),
        ({"lmia_expiry": d(TODAY - DAY)}, "P05-b5", Outcome.NEED_PREREQ),
        ({"province": "QC", "has_caq": "no"}, "P05-b7", Outcome.NEED_PREREQ),
        ({"status_expiry": d(TODAY - DAY)}, "R", Outcome.ELIGIBLE_RESTORE),
        ({"status_expiry": d(TODAY - 90 * DAY)}, "R", Outcome.ELIGIBLE_RESTORE),
        ({"status_expiry": d(TODAY - 91 * DAY)}, "G4", Outcome.NOT_ELIGIBLE),
        ({"wp_type": "vulnerable"}, "P05-b9", Outcome.ELIGIBLE),
    ],
)
def test_the_table_of_decisions(changes: dict[str, Any], code: str, outcome: Outcome) -> None:
    found = WORK.assess({**GOOD, **changes}, Facts(), TODAY)
    assert (found.decision.code, found.decision.outcome) == (code, outcome)


def test_a_partner_is_told_to_apply_together() -> None:
    found = WORK.assess({**GOOD, **open_permit("spouse_worker")}, Facts(), TODAY)
    assert [(note.code, note.program) for note in found.notes] == [("P05-b6", "family-member")]
