"""What a newcomer to the demonstration finds: an application in the officers' queue and a draft that can be sent."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from accounts import queries as people
from accounts.demo import NEIGHBOUR, PASSWORD, join
from accounts.services import officers
from applications import completeness, programs, queries
from applications.demo import papers, paying
from applications.demo.answers import sample_answers
from applications.models import Case
from applications.services import drafts, representatives, slots, submission
from documents import queries as files
from documents.services import uploads
from documents.services.receiving import Reception
from mycic import clock
from privacy.services import dossiers

if TYPE_CHECKING:
    from accounts.models import User
    from privacy.models import Dossier

_PROGRAM = "study-permit-extension"
_PHOTO = "D02"
#: Who answers for which school: the one where a student is, and the one to which a student moves.
_REPRESENTATIVES = {"demo-school": "O19376943122", "demo-new-school": "O19283746551"}


def load() -> None:
    """Put a sent application into the queue, give demo-applicant a draft and two schools somebody.

    Twice changes nothing.

    The two belong to different people: nobody may send an application while another of the same kind waits (X19).
    """
    neighbour, owner = people.find_login(NEIGHBOUR), people.find_login("demo-applicant")
    if neighbour is not None and not Case.objects.filter(owner=neighbour, submitted_at__isnull=False).exists():
        _send_one(neighbour, clock.now())
    if owner is not None and not Case.objects.filter(owner=owner).exists():
        _prepare(owner, clock.now())
    supervisor = people.find_login("demo-supervisor")
    for username, school in _REPRESENTATIVES.items():
        if supervisor is not None and people.find_login(username) is None:
            _open_school(username, school, supervisor, clock.now())


def _open_school(username: str, school: str, supervisor: "User", at: datetime) -> None:
    """Let somebody answer for a school, as an invitation and a supervisor's yes would."""
    email = f"{username}@mycic.example"
    token = representatives.invite(username=username, email=email, school=school, by=None, at=at)
    officers.confirm(next(row for row in officers.waiting(at=at) if row.username == username), by=supervisor, at=at)
    join(token)


def _send_one(owner: "User", at: datetime) -> None:
    case = _prepare(owner, at)
    review = completeness.review(owner, queries.draft_of(owner, case.pk), today=clock.today())
    read = sorted(finding.rule_id for finding in review.warnings)
    drafts.acknowledge(owner=owner, case_id=case.pk, rule_ids=read, at=at)
    submission.make_ready(owner=owner, case_id=case.pk, at=at)
    submission.sign(owner=owner, case_id=case.pk, password=PASSWORD, language="en", at=at)
    paying.pay(owner, case.pk, at=at)


def _prepare(owner: "User", at: datetime) -> Case:
    """Start an application, answer everything and add every document: only reading, signing and sending are left."""
    case = drafts.start(owner=owner, program=_PROGRAM, at=at)
    _fill(owner, case, at)
    for slot in files.slots(case.dossier):
        if slot.is_missing:
            _upload(owner, case.dossier, slot, at)
    return case


def _fill(owner: "User", case: Case, at: datetime) -> None:
    answers = {**sample_answers(clock.today()), **_of_profile(owner)}
    for section in programs.get(_PROGRAM).sections:
        typed = {question.name: answers[question.name] for question in section.questions if question.name in answers}
        read = _said(drafts.Typed(section, typed, None))
        drafts.save(owner=owner, case_id=case.pk, read=read, at=at, confirmed=True)
    slots.refresh(queries.draft_of(owner, case.pk), at=at)


def _said(typed: drafts.Typed) -> Callable[[queries.Draft], drafts.Typed]:
    return lambda _draft: typed


def _of_profile(owner: "User") -> dict[str, Any]:
    """Return the answers that must agree with the person's profile."""
    card = people.profile(owner)
    year, month, day = card.birth_date.split("-")
    return {
        "family_name": card.family_name,
        "given_name": card.given_name,
        "date_of_birth": {"d": str(int(day)), "m": str(int(month)), "y": year},
        "passport_number": card.document_number,
        "email": owner.email,
    }


def _upload(owner: "User", dossier: "Dossier", view: files.SlotView, at: datetime) -> None:
    """Send a sample paper the way a page does: sealed while it arrives, then inspected and accepted."""
    slot = files.slot(dossier, view.id)
    assert slot is not None  # noqa: S101 - it was listed a moment ago
    title = view.title
    name, data = (f"{title}.jpg", papers.photo()) if slot.code == _PHOTO else (f"{title}.pdf", papers.pdf(title))
    with Reception(dossiers.unlock(dossier), dossier) as reception:
        file = reception.begin(name)
        file.feed(data)
        file.finish()
        uploads.accept(user=owner, slot=slot, file=file, at=at)
        reception.keep(file)
