"""The decision tables of P01 and P02, row by row; no database."""

from typing import Any

import pytest

from applications.program_kit.base import Facts
from applications.program_kit.screening import Outcome, carried
from applications.program_kit.study_assessment import EXTENSION, FIRST_PERMIT
from tests.applications.programs.complete import TODAY, d

GOOD: dict[str, Any] = {
    "in_canada": "yes",
    "date_of_birth": d("1999-04-17"),
    "citizenship": "NGA",
    "status": "worker",
    "status_expiry": d("2027-04-30"),
    "passport_expiry": d("2033-01-09"),
    "removal_order": "no",
    "complied": "yes",
    "unauthorized": "no",
    "family": "0",
    "province": "ON",
    "biometrics": "yes",
    "lived_abroad": "no",
    "has_ground": "yes",
    "has_letter": "yes",
    "level": "bachelor",
    "study_from": d("2027-01-05"),
    "study_to": d("2030-04-30"),
    "has_pal": "yes",
    "tuition": "20000",
    "funds": "60000",
    "same_program": "no",
    "completed": "no",
    "stopped": "no",
}
LOST = {"status_expiry": d("2026-10-01"), "status": "lost"}

FIRST = [
    ({}, "else", Outcome.ELIGIBLE),
    ({"status": "citizen"}, "G1", Outcome.NOT_NEEDED),
    ({"in_canada": "no"}, "G2", Outcome.OUTSIDE_CANADA),
    ({"removal_order": "yes"}, "G3", Outcome.NOT_ELIGIBLE),
    ({"status_expiry": d("2026-06-01")}, "G4", Outcome.NOT_ELIGIBLE),
    ({"status_expiry": d("2026-06-01"), "status": "claimant"}, "R", Outcome.ELIGIBLE_RESTORE),
    (LOST | {"complied": "no", "breach": "work_no_auth"}, "G5", Outcome.NOT_ELIGIBLE),
    (LOST, "R", Outcome.ELIGIBLE_RESTORE),
    ({"unauthorized": "yes", "unauthorized_end": d("2026-09-01")}, "G7", Outcome.NOT_YET),
    ({"unauthorized": "yes", "unauthorized_end": d("2026-03-01")}, "else", Outcome.ELIGIBLE),
    ({"study_to": d("2027-04-01")}, "P01-b1", Outcome.NOT_NEEDED),
    ({"date_of_birth": d("2012-01-01"), "level": "primary", "parent_authorized": "yes"}, "P01-b2", Outcome.NOT_NEEDED),
    ({"status": "student"}, "P01-b3", Outcome.OTHER_PROGRAM),
    ({"has_ground": "no"}, "P01-b4", Outcome.OUTSIDE_CANADA),
    ({"has_letter": "no"}, "P01-b5", Outcome.NEED_PREREQ),
    ({"province": "QC", "has_caq": "no"}, "CAQ", Outcome.NEED_PREREQ),
    ({"has_pal": "no"}, "PAL", Outcome.NEED_PREREQ),
    ({"has_pal": "no", "level": "secondary"}, "else", Outcome.ELIGIBLE),
]
MORE = [
    ({"status": "student"}, "else", Outcome.ELIGIBLE),
    ({"completed": "yes", "has_letter": "no", "completed_on": d("2026-09-01")}, "P02-b1a", Outcome.OTHER_PROGRAM),
    ({"completed": "yes", "has_letter": "no", "completed_on": d("2025-09-01")}, "P02-b1b", Outcome.OTHER_PROGRAM),
    (LOST | {"stopped": "yes"}, "P02-b3a", Outcome.NOT_ELIGIBLE),
    ({"stopped": "yes"}, "else", Outcome.ELIGIBLE),
    ({"has_pal": "no"}, "P02-b4", Outcome.NEED_PREREQ),
    ({"province": "QC", "has_caq": "no"}, "CAQ", Outcome.NEED_PREREQ),
    (LOST, "R", Outcome.ELIGIBLE_RESTORE),
    ({"same_program": "yes", "status_expiry": d("2027-12-30")}, "P02-b7", Outcome.NOT_YET),
]


@pytest.mark.requirement("R1.9")
@pytest.mark.parametrize(("changes", "code", "outcome"), FIRST)
def test_first_permit(changes: dict[str, Any], code: str, outcome: Outcome) -> None:
    result = FIRST_PERMIT.assess({**GOOD, **changes}, Facts(), TODAY)
    assert (result.decision.code, result.decision.outcome) == (code, outcome)


@pytest.mark.requirement("R1.9")
@pytest.mark.parametrize(("changes", "code", "outcome"), MORE)
def test_extension(changes: dict[str, Any], code: str, outcome: Outcome) -> None:
    result = EXTENSION.assess({**GOOD, **changes}, Facts(), TODAY)
    assert (result.decision.code, result.decision.outcome) == (code, outcome)


@pytest.mark.requirement("R1.9")
@pytest.mark.parametrize(
    ("changes", "notes"),
    [
        ({"complied": "no", "breach": "employer"}, ["G8"]),
        ({"passport_expiry": d("2026-01-09")}, ["G9"]),
        ({"funds": "20000"}, ["P01-b8"]),
        ({"funds": ""}, []),
    ],
)
def test_notes_do_not_end_the_assessment(changes: dict[str, Any], notes: list[str]) -> None:
    result = FIRST_PERMIT.assess({**GOOD, **changes}, Facts(), TODAY)
    assert result.decision.outcome == Outcome.ELIGIBLE
    assert [note.code for note in result.notes] == notes


def test_nothing_answered_is_no_error() -> None:
    assert FIRST_PERMIT.assess({}, Facts(), TODAY).decision.code == "else"
    assert EXTENSION.assess({}, Facts(), TODAY).decision.code == "else"


def test_what_an_application_takes_over_has_its_own_names() -> None:
    typed = {
        "status": "student",
        "status_expiry": d("2026-12-24"),
        "biometrics": "unknown",
        "level": "bachelor",
        "x": "",
    }
    assert carried(typed, restoring=False) == {"level": "bachelor", "current_document_expiry": d("2026-12-24")}
    more = carried({"citizenship": "NGA", "biometrics": "no"}, restoring=True)
    assert more == {
        "citizenships": [{"row": "1", "country": "NGA"}],
        "gave_biometrics": "no",
        "purposes": ["permit", "restore"],
    }
