"""A student: the school verifies, the off-campus permit is decided, the verification moves to the next school."""

import re

import pytest

from applications import programs
from applications.choices import SchoolDecision
from applications.program_kit.schooling import STEPS
from tests.applications import at_school
from tests.journeys import applying, carrying, cast
from tests.journeys.combinations import Combination
from tests.journeys.conftest import NewTraveller
from tests.journeys.traveller import Traveller

pytestmark = pytest.mark.browser
NOT_FOUND = 404


@pytest.mark.requirement("R1.15", "R1.27", "R1.28", "R1.29")
def test_from_the_verification_to_the_next_school(new_traveller: NewTraveller, combination: Combination) -> None:
    name = str(combination)
    officer, person, former, new = (new_traveller() for _who in range(4))
    officer.be(cast.officer(officer.portal, f"schools-{name}", combination.language))
    person.be(cast.applicant(person.portal, f"student-{name}", combination.language))
    former.be(cast.representative(former.portal, f"former-{name}", at_school.SCHOOL))
    new.be(cast.representative(new.portal, f"next-{name}", at_school.OTHER_SCHOOL))

    def send(code: str, number: str = "") -> str:
        program = programs.get(code)
        result = carrying.assess(new_traveller(), program)
        return carrying.apply(person, program, f"student-{name}", code=result, number=number)

    verification = send("eligibility-verification")
    at_former = [_answer(former, new, SchoolDecision.ELIGIBLE)]
    number = _number(person, verification)
    carrying.decide(officer, person, programs.get("off-campus-work"), send("off-campus-work", number))

    transfer = send("verification-transfer", number)
    at_former.append(_answer(former, new, SchoolDecision.RELEASED))
    at_new = _answer(new, former, SchoolDecision.ACCEPTED)
    assert _number(person, transfer) == f"{number} T2"
    # The former school sees nothing any more; the student reads all of it.
    assert [former.open(page) for page in at_former] == [NOT_FOUND, NOT_FOUND]
    assert new.open(at_new) == applying.OK
    assert person.go("applications:case", verification) == applying.OK
    assert person.go("applications:case_history", transfer) == applying.OK
    assert "Maple River University (sample)" in person.text
    assert "Collège du Fleuve (sample)" in person.text


def _answer(school: Traveller, other: Traveller, decision: SchoolDecision) -> str:
    """Let a school answer the newest request on its list, and return the page; another school finds none of it."""
    school.go("applications:schools:queue")
    assert school.press("main table tr:last-child th a") == applying.OK
    page = school.page.url
    assert other.open(page) == NOT_FOUND
    for check in STEPS[at_school.step_of(decision)].checks:
        school.choose(**{check: "yes"})
    school.choose(decision=decision.value)
    assert school.press() == applying.OK, school.text
    return page


def _number(person: Traveller, case: str) -> str:
    person.go("applications:case", case)
    number = re.search(r"EV \d{4} \d{4} \d(?: T\d)?", person.text)
    assert number is not None, person.text
    return number[0]
