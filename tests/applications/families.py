"""Walk an application of several people to where a test needs it, through the services only."""

from datetime import date
from typing import Any

from accounts.models import User
from applications import completeness, queries
from applications.completeness import Together
from applications.demo import sample_answers
from applications.demo.answers import family_member
from applications.models import Case
from applications.services import drafts, family, parts, submission
from mycic import clock
from tests.applications import walks

MEMBER = "family-member"
SPOUSE_BORN = date(1997, 2, 3)


def add(owner: User, main: Case, relationship: str, given_name: str, born: date, **instead: Any) -> Case:
    """Add a person with every answer and file; what is given instead says what this person asks for."""
    who = family_member(relationship, given_name, born)
    first = {name: who[name] for name in ("relationship", "given_name", "date_of_birth")} | {"family_name": "Okafor"}
    case = family.add(owner=owner, case_id=main.pk, program=MEMBER, answers=first, at=clock.now())
    sample = sample_answers(clock.today(), MEMBER)
    if relationship != "spouse":
        sample = {name: value for name, value in sample.items() if not name.startswith("spouse_")}
        who |= {"marital_status": "single"}
    walks.complete(owner, case, **{**sample, **who, **instead})
    return case


def spouse(owner: User, main: Case, **instead: Any) -> Case:
    """Add the spouse, who asks to stay as a visitor."""
    return add(owner, main, "spouse", "Tunde", SPOUSE_BORN, **instead)


def child(owner: User, main: Case, name: str = "Sami", born: date = date(2013, 5, 1), **instead: Any) -> Case:
    """Add a child, who asks to stay as a visitor."""
    return add(owner, main, "son", name, born, **instead)


def confirm(owner: User, case: Case, born: date = SPOUSE_BORN) -> None:
    """Let an adult confirm their part by the link."""
    secret = parts.make_link(owner=owner, case_id=case.pk, at=clock.now())
    opened = parts.open_part(secret, born, at=clock.now())
    parts.confirm(secret, born, seen=parts.fingerprint(opened), at=clock.now())


def whole(owner: User, main: Case) -> Together:
    """Return everything there is to say about everybody."""
    return completeness.together(owner, queries.draft_of(owner, main.pk), today=clock.today())


def read_all(owner: User, main: Case) -> None:
    """Read every warning of everybody."""
    for review in whole(owner, main).reviews:
        rules = sorted(finding.rule_id for finding in review.warnings)
        drafts.acknowledge(owner=owner, case_id=review.draft.case.pk, rule_ids=rules, at=clock.now())


def ready(owner: User, main: Case) -> Case:
    """Read every warning, and close the application for signing."""
    read_all(owner, main)
    return submission.make_ready(owner=owner, case_id=main.pk, at=clock.now())
