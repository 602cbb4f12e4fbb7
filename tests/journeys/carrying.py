"""Carries a person through one program: self-assessment, application, decision."""

import re

from django.utils import translation

from applications.demo import sample_answers
from applications.program_kit import fees
from applications.program_kit.base import Facts, Program
from mycic.formats.text import money_text
from tests.journeys import applying, assessing, deciding
from tests.journeys.traveller import Traveller

#: Printed on the permit.
NUMBER = "U123456789"
_COMPLETE = """
import sys
from accounts.models import User
from applications import queries
from tests.applications import walks
username, case, number = sys.argv[1:4]
user = User.objects.get(username=username)
walks.complete(user, queries.case_of(user, case), **({"evn": number} if number else {}))
"""


def assess(visitor: Traveller, program: Program) -> str:
    """Answer the self-assessment of a program as a visitor and return the code to take along."""
    return assessing.check(visitor, program.self_assessment[0].code)


def apply(person: Traveller, program: Program, username: str, *, code: str, number: str = "") -> str:
    """Start with the code of the self-assessment, answer everything, read what is asked, and send.

    Args:
        person: the applicant, signed in.
        program: what they apply for.
        username: their user ID.
        code: what the self-assessment gave.
        number: of a verification, where the program rests on one.
    """
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


def decide(officer: Traveller, person: Traveller, program: Program, case: str) -> None:
    """Let an officer approve, and the applicant read the letter."""
    deciding.take(officer, case)
    deciding.act(officer, "acknowledge")
    deciding.act(officer, "start_review")
    deciding.approve(officer)
    person.go("applications:case", case)
    person.press("main .mc-panel a.mc-button")
    assert person.place == "applications:letter"
    with translation.override(person.combination.language):
        assert str(program.title) in person.text
    deciding.issue(officer, NUMBER)
    person.go("applications:case", case)
    person.press("main .mc-panel a.mc-button")
    assert NUMBER in person.text
