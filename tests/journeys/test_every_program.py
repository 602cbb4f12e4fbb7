"""Each program from the self-assessment to the decision, half of them in each language."""

import pytest

from applications import programs
from applications.program_kit.base import Program
from tests.journeys import carrying, cast
from tests.journeys.combinations import PAIRWISE, Combination
from tests.journeys.conftest import NewTraveller

pytestmark = pytest.mark.browser


def mine(combination: Combination) -> list[Program]:
    """Return the programs of a combination: each goes one of the four ways.

    What a school answers, and what rests on that, has a journey of its own; so has what is added for a family.
    """
    place = PAIRWISE.index(combination) if combination in PAIRWISE else 0
    alone = [program for program in programs.all() if not (program.needs_verification or program.is_added)]
    return [program for number, program in enumerate(alone) if number % len(PAIRWISE) == place]


@pytest.mark.requirement("R1.9", "R1.10", "R1.13", "R1.14", "R1.16", "R1.17", "R1.18", "R1.19")
def test_from_the_self_assessment_to_the_decision(new_traveller: NewTraveller, combination: Combination) -> None:
    officer = new_traveller()
    name = str(combination)
    officer.be(cast.officer(officer.portal, f"decides-{name}", combination.language))
    for program in mine(combination):
        username = f"p{programs.all().index(program)}-{name}"
        person = new_traveller()
        person.be(cast.applicant(person.portal, username, combination.language))
        code = carrying.assess(new_traveller(), program)
        carrying.decide(officer, person, program, carrying.apply(person, program, username, code=code))
