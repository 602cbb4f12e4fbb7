"""The tables of work off campus (P03.b) and of the verification that it rests on (P09.b); no database."""

from datetime import date, timedelta
from typing import Any

import pytest

from applications.choices import PolicySet
from applications.program_kit.base import Facts
from applications.program_kit.campus_assessment import OFF_CAMPUS, VERIFICATION
from applications.program_kit.screening import Outcome
from tests.applications.programs.asking import TODAY, d

DAY = timedelta(days=1)
FACTS = Facts(policy_set=PolicySet.CIC_2010)
GOOD: dict[str, Any] = {
    "in_canada": "yes",
    "date_of_birth": d(date(1999, 5, 1)),
    "citizenship": "NGA",
    "status": "student",
    "status_expiry": d(TODAY),
    "passport_expiry": d(date(2031, 1, 1)),
    "removal_order": "no",
    "complied": "yes",
    "unauthorized": "no",
    "school_takes_part": "yes",
    "months_full_time": "6",
    "full_time_now": "yes",
    "good_standing": "yes",
    "excluded": "no",
    "kept_permit": "no",
    "verification_held": "here",
    "consents": "yes",
}


@pytest.mark.parametrize(
    ("changes", "code", "outcome", "program"),
    [
        ({}, "else", Outcome.ELIGIBLE, ""),
        ({"status_expiry": d(TODAY - DAY)}, "P03-b2r", Outcome.OTHER_PROGRAM, "study-permit-extension"),
        ({"status_expiry": d(TODAY - 90 * DAY)}, "P03-b2r", Outcome.OTHER_PROGRAM, "study-permit-extension"),
        ({"status_expiry": d(TODAY - 91 * DAY)}, "G4", Outcome.NOT_ELIGIBLE, ""),
        ({"status": "visitor"}, "P03-b2", Outcome.NOT_ELIGIBLE, ""),
        ({"school_takes_part": "no"}, "school", Outcome.NOT_ELIGIBLE, ""),
        ({"months_full_time": "5"}, "P03-b4", Outcome.NOT_YET, ""),
        ({"months_full_time": "7"}, "else", Outcome.ELIGIBLE, ""),
        ({"full_time_now": "no"}, "P03-b5", Outcome.NOT_ELIGIBLE, ""),
        ({"good_standing": "no"}, "P03-b5", Outcome.NOT_ELIGIBLE, ""),
        ({"excluded": "yes"}, "P03-b5", Outcome.NOT_ELIGIBLE, ""),
        ({"kept_permit": "yes"}, "P03-b5", Outcome.NOT_ELIGIBLE, ""),
        ({"verification_held": "none"}, "P03-b6", Outcome.OTHER_PROGRAM, "eligibility-verification"),
        ({"verification_held": "elsewhere"}, "P03-b7", Outcome.OTHER_PROGRAM, "verification-transfer"),
    ],
)
def test_work_off_campus(changes: dict[str, Any], code: str, outcome: Outcome, program: str) -> None:
    found = OFF_CAMPUS.assess({**GOOD, **changes}, FACTS, TODAY).decision
    assert (found.code, found.outcome, found.program) == (code, outcome, program)


@pytest.mark.parametrize(
    ("changes", "code", "outcome"),
    [
        ({"verification_held": "none"}, "else", Outcome.ELIGIBLE),
        ({"verification_held": "none", "school_takes_part": "no"}, "school", Outcome.NOT_ELIGIBLE),
        ({"status_expiry": d(TODAY - DAY)}, "P09-b2", Outcome.OTHER_PROGRAM),
        ({"status": "worker"}, "P09-b2", Outcome.OTHER_PROGRAM),
        ({}, "P09-b3", Outcome.NOT_NEEDED),
        ({"verification_held": "elsewhere"}, "P09-b4", Outcome.OTHER_PROGRAM),
        ({"verification_held": "none", "consents": "no"}, "P09-b5", Outcome.NEED_PREREQ),
    ],
)
def test_the_verification(changes: dict[str, Any], code: str, outcome: Outcome) -> None:
    found = VERIFICATION.assess({**GOOD, **changes}, FACTS, TODAY).decision
    assert (found.code, found.outcome) == (code, outcome)
