"""Each program from the self-assessment to the decision, half of them in each language."""

import re

import pytest
from django.utils import translation

from applications import programs
from applications.demo import sample_answers
from applications.program_kit import fees
from applications.program_kit.base import Facts, Program
from applications.services import schools
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
user = User.objects.get(username=sys.argv[1])
walks.complete(user, queries.case_of(user, sys.argv[2]))
"""


def mine(combination: Combination) -> list[Program]:
    """Return the programs of a combination: each program goes one of the four ways."""
    place = PAIRWISE.index(combination) if combination in PAIRWISE else 0
    return [program for number, program in enumerate(programs.all()) if number % len(PAIRWISE) == place]


@pytest.mark.requirement("R1.9", "R1.10", "R1.13", "R1.14", "R1.16", "R1.17", "R1.18", "R1.19", "R1.27")
def test_from_the_self_assessment_to_the_decision(new_traveller: NewTraveller, combination: Combination) -> None:
    officer = new_traveller()
    name = str(combination)
    officer.be(cast.officer(officer.portal, f"decides-{name}", combination.language))
    for program in mine(combination):
        case, person = _apply(new_traveller, program, f"p{programs.all().index(program)}-{name}", combination.language)
        if program.workflow == "verification":
            _school_answers(new_traveller(), f"school-{name}")
            person.go("applications:case", case)
            assert re.search(r"EV \d", person.text), person.text
            continue
        _officer_decides(officer, case)
        person.go("applications:case", case)
        person.press("main .mc-panel a.mc-button")
        assert person.place == "applications:letter"
        with translation.override(combination.language):
            assert str(program.title) in person.text


def _officer_decides(officer: Traveller, case: str) -> None:
    deciding.take(officer, case)
    deciding.act(officer, "acknowledge")
    deciding.act(officer, "start_review")
    deciding.approve(officer)


def _school_answers(representative: Traveller, username: str) -> None:
    representative.be(cast.representative(representative.portal, username))
    representative.go("applications:schools:queue")
    representative.press("main table th a")
    for name in schools.CHECKS:
        representative.choose(**{name: "yes"})
    representative.choose(decision="eligible")
    assert representative.press() == applying.OK, representative.text


def _apply(new_traveller: NewTraveller, program: Program, username: str, language: str) -> tuple[str, Traveller]:
    person = new_traveller()
    person.be(cast.applicant(person.portal, username, language))
    person.go("applications:start", program.code)
    for assessment in program.self_assessment[:1]:
        person.page.locator("main summary").filter(has_text=re.compile("code", re.IGNORECASE)).first.click()
        person.fill(result_code=assessing.check(new_traveller(), assessment.code))
    assert person.press() == applying.OK, person.text
    case = str(person.here.kwargs["key"])
    person.portal.python(_COMPLETE, username, case)
    _read_what_is_asked(person, program, case)
    applying.check_and_sign(person, case)
    return case, person


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
