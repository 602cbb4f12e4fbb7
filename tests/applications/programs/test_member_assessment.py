"""The decision table of P08 (members of the family), row by row; no database."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from applications.program_kit.base import Facts
from applications.program_kit.member_assessment import FAMILY_MEMBER
from applications.program_kit.screening import Outcome
from tests.applications.programs.complete import TODAY, d

pytestmark = pytest.mark.requirement("R1.9", "R1.25", "R1.26")
PARTNER: dict[str, Any] = {
    "relationship": "spouse",
    "in_canada": "yes",
    "date_of_birth": d("1996-02-11"),
    "citizenship": "NGA",
    "status": "visitor",
    "status_expiry": d("2027-04-30"),
    "passport_expiry": d("2033-01-09"),
    "removal_order": "no",
    "complied": "yes",
    "unauthorized": "no",
    "family": "1",
    "province": "ON",
    "biometrics": "yes",
    "lived_abroad": "no",
    "member_wish": ["work"],
    "principal_basis": "worker",
    "principal_permit_expiry": d("2029-01-31"),
    "principal_teer": "1",
}
STUDENT = {
    "principal_basis": "student",
    "principal_teer": "",
    "principal_level": "masters",
    "principal_months": "20",
    "principal_professional": "no",
}
CHILD = {"relationship": "son", "date_of_birth": d("2012-05-06"), "member_wish": ["study"]}
ROWS = [
    ({}, "else", Outcome.ELIGIBLE),
    ({"relationship": "other"}, "P08-b1", Outcome.NOT_ELIGIBLE),
    (CHILD | {"date_of_birth": d("2004-01-01")}, "P08-b1", Outcome.NOT_ELIGIBLE),
    (CHILD | {"date_of_birth": d("2004-01-01"), "dependent_since": "yes"}, "else", Outcome.ELIGIBLE),
    ({"in_canada": "no"}, "G2", Outcome.OUTSIDE_CANADA),
    ({"status": "lost", "status_expiry": d("2026-06-01")}, "G4", Outcome.NOT_ELIGIBLE),
    ({"principal_teer": "4"}, "P08-b4", Outcome.OTHER_PROGRAM),
    ({"principal_basis": "visitor"}, "P08-b4", Outcome.OTHER_PROGRAM),
    (STUDENT, "else", Outcome.ELIGIBLE),
    (STUDENT | {"principal_months": "15"}, "P08-b4", Outcome.OTHER_PROGRAM),
    (STUDENT | {"principal_months": "16"}, "else", Outcome.ELIGIBLE),
    (STUDENT | {"principal_level": "bachelor"}, "P08-b4", Outcome.OTHER_PROGRAM),
    (STUDENT | {"principal_level": "bachelor", "principal_professional": "yes"}, "else", Outcome.ELIGIBLE),
    ({"member_wish": ["visit"], "principal_teer": "4"}, "else", Outcome.ELIGIBLE),
    (CHILD | {"member_wish": ["work"]}, "P08-b5", Outcome.OTHER_PROGRAM),
    (CHILD, "P08-b6", Outcome.NOT_NEEDED),
    (CHILD | {"principal_basis": "visitor"}, "else", Outcome.ELIGIBLE),
    ({"status": "lost", "status_expiry": d("2026-10-01")}, "R", Outcome.ELIGIBLE_RESTORE),
]


@pytest.mark.parametrize(("changes", "code", "outcome"), ROWS)
def test_each_row_of_the_table(changes: dict[str, Any], code: str, outcome: Outcome) -> None:
    result = FAMILY_MEMBER.assess({**PARTNER, **changes}, Facts(), TODAY)
    assert (result.decision.code, result.decision.outcome) == (code, outcome)


@pytest.mark.parametrize(("expiry", "code"), [("2028-03-22", "P08-b4"), ("2028-03-23", "else"), ("2028-03-24", "else")])
def test_sixteen_months_are_left_on_the_permit_of_the_worker(expiry: str, code: str) -> None:
    """Program delivery instructions since 2025-01-21: counted from the day of applying."""
    assert FAMILY_MEMBER.assess({**PARTNER, "principal_permit_expiry": d(expiry)}, Facts(), TODAY).decision.code == code


@pytest.mark.parametrize(("teer", "notes"), [("1", []), ("2", ["P08-b4n"]), ("3", ["P08-b4n"])])
def test_a_job_of_which_only_some_count_is_noted(teer: str, notes: list[str]) -> None:
    result = FAMILY_MEMBER.assess({**PARTNER, "principal_teer": teer}, Facts(), TODAY)
    assert result.decision.outcome == Outcome.ELIGIBLE
    assert [note.code for note in result.notes] == notes


def test_nothing_answered_is_no_error() -> None:
    assert FAMILY_MEMBER.assess({}, Facts(), TODAY).decision.code == "else"


@pytest.mark.django_db
def test_there_is_no_code_for_it_and_the_way_on_is_the_own_application(visitor: Client) -> None:
    page = visitor.get(reverse("applications:assess", args=["family-member"])).content.decode()
    assert "What is this person to you?" in page
    state = page.split('name="state" value="', 1)[1].split('"', 1)[0]
    kept = visitor.post(reverse("applications:keep_result", args=["family-member"]), {"state": state})
    assert kept.status_code == 404
