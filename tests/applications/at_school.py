"""Schools, their representatives and requests for verification, made through the services only."""

from datetime import timedelta
from typing import Any

from accounts.models import Invitation, User
from accounts.services import officers, registration, two_step
from accounts.services.hashing import token_hash
from applications.choices import SchoolDecision, SchoolStep
from applications.demo import sample_answers
from applications.models import Case, SchoolRequest
from applications.program_kit.schooling import STEPS
from applications.services import drafts, representatives, schools
from mycic import clock
from tests.accounts.people import PASSWORD
from tests.applications import walks

PROGRAM = "eligibility-verification"
SCHOOL, OTHER_SCHOOL = "O19376943122", "O19283746551"


def representative(username: str, boss: User, school: str = SCHOOL) -> User:
    """Invite somebody of a school, with a supervisor's yes, and accept in their name."""
    at = clock.now()
    token = representatives.invite(username=username, email=f"{username}@school.example", school=school, by=None, at=at)
    officers.confirm(Invitation.objects.get(token_hash=token_hash(token)), by=boss, at=at)
    user = officers.accept(token, password=PASSWORD, language="en", at=at)
    two_step.begin_totp(user, at=at)
    registration.finish(user, two_step.present_code(user, at=at - timedelta(seconds=30)), at=at)
    return user


def sample(program: str) -> dict[str, object]:
    """Return the sample answers of a program."""
    return sample_answers(clock.today(), program)


def sent(owner: User, **instead: object) -> Case:
    """Return a request that was signed and sent to the school."""
    case = drafts.start(owner=owner, program=PROGRAM, at=clock.now())
    walks.answer(owner, case, **{**sample(PROGRAM), **instead})
    walks.make_ready(owner, case)
    return walks.sign(owner, case)


def request_of(case: Case, step: SchoolStep = SchoolStep.VERIFY) -> SchoolRequest:
    """Return what a case asked a school in a step."""
    return SchoolRequest.objects.get(case=case, step=step)


def step_of(decision: SchoolDecision) -> SchoolStep:
    """Return the first step in which a school can answer so."""
    return next(step for step, asked in STEPS.items() if decision in asked.decisions)


def says(decision: SchoolDecision = SchoolDecision.ELIGIBLE, reason: str = "", **checks: str) -> schools.Answer:
    """Return a school's answer in which every check is a yes but for the given ones."""
    names = STEPS[step_of(decision)].checks
    return schools.Answer({name: schools.Check(checks.get(name, schools.YES)) for name in names}, decision, reason)


def typed(decision: str = "eligible", **instead: Any) -> dict[str, Any]:
    """Return the form of an answer as a representative fills it in."""
    step = step_of(SchoolDecision(decision)) if decision else SchoolStep.VERIFY
    names = STEPS[step].checks
    return {**dict.fromkeys(names, "yes"), "decision": decision, "reason": "", **instead}


def verified(owner: User, who: User, **instead: object) -> Case:
    """Return a request that the school has answered with yes."""
    case = sent(owner, **instead)
    key = request_of(case).pk
    schools.open_for_school(representative=who, request_id=key, at=clock.now())
    schools.answer(representative=who, request_id=key, said=says(), at=clock.now())
    case.refresh_from_db()
    return case


def say(who: User, case: Case, decision: SchoolDecision, reason: str = "", **checks: str) -> SchoolRequest:
    """Open a request as a school would, and answer it."""
    key = request_of(case, step_of(decision)).pk
    schools.open_for_school(representative=who, request_id=key, at=clock.now())
    return schools.answer(representative=who, request_id=key, said=says(decision, reason, **checks), at=clock.now())


def transfer(owner: User, **instead: object) -> Case:
    """Return a transfer that was signed and sent; without a number it is of a permit on paper."""
    program = "verification-transfer"
    case = drafts.start(owner=owner, program=program, at=clock.now())
    walks.answer(owner, case, **{**sample(program), **instead})
    walks.make_ready(owner, case)
    return walks.sign(owner, case)
