"""Walk a case to where a test needs it, through the services only."""

from collections.abc import Callable
from typing import cast

from accounts.models import User
from applications import completeness, programs, queries
from applications.demo import paying, sample_answers
from applications.letters.paper import Language
from applications.models import Case
from applications.services import drafts, review, submission
from applications.services import slots as case_slots
from documents.models import Slot
from mycic import clock
from tests.accounts.people import PASSWORD
from tests.documents import receive

PROGRAM = "study-permit-extension"


def filled(owner: User, *, program: str = PROGRAM, **instead: object) -> Case:
    """Return a draft with every answer given and a file in every slot that needs one."""
    return complete(owner, drafts.start(owner=owner, program=program, at=clock.now()), **instead)


def complete(owner: User, case: Case, **instead: object) -> Case:
    """Answer every question of a draft of any program, and add a file to every slot that needs one."""
    answer(owner, case, **{**sample_answers(clock.today(), case.program), **instead})
    for slot in Slot.objects.filter(dossier=case.dossier, is_required=True, is_wanted=True):
        receive.fill(owner, slot)
    return case


def answer(owner: User, case: Case, **answers: object) -> None:
    """Type answers and press "Save and continue" on each section."""
    for section in programs.get(case.program).sections:
        typed = {question.name: answers[question.name] for question in section.questions if question.name in answers}
        if typed:
            said = drafts.Typed(section, typed, None)
            drafts.save(owner=owner, case_id=case.pk, read=_says(said), at=clock.now(), confirmed=True)
    case_slots.refresh(queries.draft_of(owner, case.pk), at=clock.now())


def ready(owner: User, *, program: str = PROGRAM, **instead: object) -> Case:
    """Return a case that waits for its signature."""
    return make_ready(owner, filled(owner, program=program, **instead))


def make_ready(owner: User, case: Case) -> Case:
    """Read every warning of a full draft and close it for signing."""
    drafts.acknowledge(
        owner=owner,
        case_id=case.pk,
        rule_ids=sorted(finding.rule_id for finding in _review(owner, case).warnings),
        at=clock.now(),
    )
    return submission.make_ready(owner=owner, case_id=case.pk, at=clock.now())


def sent(owner: User, *, program: str = PROGRAM, **instead: object) -> Case:
    """Return a case that was signed and sent."""
    return send(owner, ready(owner, program=program, **instead))


def signed(owner: User, *, program: str = PROGRAM, **instead: object) -> Case:
    """Return a case that was signed; where a fee is due, it waits for the payment."""
    return sign(owner, ready(owner, program=program, **instead))


def sign(owner: User, case: Case) -> Case:
    """Sign a case that is ready."""
    return submission.sign(
        owner=owner, case_id=case.pk, password=PASSWORD, language=cast("Language", owner.language), at=clock.now()
    )


def send(owner: User, case: Case) -> Case:
    """Sign a case that is ready, and pay where a fee is due."""
    done = sign(owner, case)
    return done if done.submitted_at else paying.pay(owner, case.pk, at=clock.now())


def taken(owner: User, officer: User, *, program: str = PROGRAM, **instead: object) -> Case:
    """Return a case that an officer has found complete and works on."""
    case = sent(owner, program=program, **instead)
    review.take(officer=officer, case_id=case.pk, at=clock.now())
    return review.acknowledge(officer=officer, case_id=case.pk, at=clock.now())


def _says(said: drafts.Typed) -> Callable[[queries.Draft], drafts.Typed]:
    return lambda _draft: said


def _review(owner: User, case: Case) -> completeness.Review:
    return completeness.review(owner, queries.draft_of(owner, case.pk), today=clock.today())
