"""Each program from the self-assessment to the decision, half of them in each language."""

import re

import pytest
from django.utils import translation

from applications import programs
from applications.choices import SchoolStep
from applications.demo import sample_answers
from applications.program_kit import fees
from applications.program_kit.base import Facts, Program
from applications.program_kit.schooling import STEPS
from mycic.formats.text import money_text
from tests.journeys import applying, assessing, cast, deciding
from tests.journeys.combinations import PAIRWISE, Combination
from tests.journeys.conftest import NewTraveller
from tests.journeys.traveller import Traveller

pytestmark = pytest.mark.browser

_COMPLETE = """
import sys
from accounts.models import User
from applications import queries
from tests.applications import walks
username, case, number = sys.argv[1:4]
user = User.objects.get(username=username)
walks.complete(user, queries.case_of(user, case), **({"evn": number} if number else {}))
"""


def mine(combination: Combination) -> list[Program]:
    """Return the programs of a combination: each goes one of the four ways; what rests on another goes with it."""
    place = PAIRWISE.index(combination) if combination in PAIRWISE else 0
    alone = [program for program in programs.all() if not (_rests_on_a_school(program) or program.is_added)]
    return [program for number, program in enumerate(alone) if number % len(PAIRWISE) == place]


def _rests_on_a_school(program: Program) -> bool:
    return program.needs_verification and program.workflow == "permit"


@pytest.mark.requirement("R1.9", "R1.10", "R1.13", "R1.14", "R1.16", "R1.15", "R1.17", "R1.18", "R1.19", "R1.27")
def test_from_the_self_assessment_to_the_decision(new_traveller: NewTraveller, combination: Combination) -> None:
    officer = new_traveller()
    name = str(combination)
    officer.be(cast.officer(officer.portal, f"decides-{name}", combination.language))
    for program in mine(combination):
        username = f"p{programs.all().index(program)}-{name}"
        person = new_traveller()
        person.be(cast.applicant(person.portal, username, combination.language))
        case = _apply(person, program, username, code=_assess(new_traveller(), program))
        if program.workflow != "verification":
            _officer_decides(officer, person, program, case)
            continue
        _school_answers(new_traveller(), f"school-{name}")
        person.go("applications:case", case)
        number = re.search(r"EV \d{4} \d{4} \d", person.text)
        assert number is not None, person.text
        for other in filter(_rests_on_a_school, programs.all()):
            code = _assess(new_traveller(), other)
            _officer_decides(officer, person, other, _apply(person, other, username, code=code, number=number[0]))


def _assess(visitor: Traveller, program: Program) -> str:
    return assessing.check(visitor, program.self_assessment[0].code)


def _officer_decides(officer: Traveller, person: Traveller, program: Program, case: str) -> None:
    deciding.take(officer, case)
    deciding.act(officer, "acknowledge")
    deciding.act(officer, "start_review")
    deciding.approve(officer)
    person.go("applications:case", case)
    person.press("main .mc-panel a.mc-button")
    assert person.place == "applications:letter"
    with translation.override(person.combination.language):
        assert str(program.title) in person.text


def _school_answers(representative: Traveller, username: str) -> None:
    representative.be(cast.representative(representative.portal, username))
    representative.go("applications:schools:queue")
    representative.press("main table th a")
    for name in STEPS[SchoolStep.VERIFY].checks:
        representative.choose(**{name: "yes"})
    representative.choose(decision="eligible")
    assert representative.press() == applying.OK, representative.text


def _apply(person: Traveller, program: Program, username: str, *, code: str, number: str = "") -> str:
    """Start with the code of the self-assessment, answer everything, read what is asked, and send."""
    person.go("applications:start", program.code)
    person.page.locator("main summary").filter(has_text=re.compile("code", re.IGNORECASE)).first.click()
    person.fill(result_code=code)
    assert person.press() == applying.OK, person.text
    case = str(person.here.kwargs["key"])
    person.portal.python(_COMPLETE, username, case, number)
    _read_what_is_asked(person, program, case)
    applying.check_and_sign(person, case)
    return case


def _read_what_is_asked(person: Traveller, program: Program, case: str) -> None:
    """The documents that the rules demand are listed, and the fee is the one of the table."""
    today = applying.today()
    book = program.book(sample_answers(today, program.code), Facts(policy_set=program.policy_set), today)
    if not program.documents:
        return
    person.go("applications:documents", case)
    with translation.override(person.combination.language):
        wanted = [str(rule.title) for rule in program.documents if rule.required(book)]
        total = money_text(fees.total(fees.lines(program, book, today)))
    assert wanted
    assert [title for title in wanted if title not in person.text] == []
    person.go("applications:check", case)
    assert total in person.text
