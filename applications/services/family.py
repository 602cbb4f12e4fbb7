"""Add a member of the family to an application, and copy what is the same for several people (P08, R1.20-R1.26)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from applications import programs, queries
from applications.choices import Source
from applications.models import Case
from applications.services import drafts
from documents import queries as files
from documents.services import access, copying
from mycic.exceptions import DomainError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from uuid import UUID

    from accounts.models import User
    from applications.program_kit.base import Page, Section

#: People in one application: far above every family, and low enough that its pages stay quick.
MOST = 12
#: What of the main person's answers is usually true for the family as well, by the names of the questions.
_SHARED_ANSWERS = {"current_document_expiry": "principal_permit_expiry"}


class CannotBeAdded(DomainError):
    """The application takes nobody of this kind, or nobody more."""

    def __init__(self) -> None:
        """Carry the one sentence that a person reads."""
        super().__init__(_("Nobody more can be added to this application."))


def add(*, owner: User, case_id: UUID, program: str, answers: Mapping[str, object], at: datetime) -> Case:
    """Add a person to a draft; pressed twice, the first press counts.

    Args:
        owner: the applicant.
        case_id: their main case.
        program: what is added, one of those that the main program may add.
        answers: what was said about the person, by the names of the questions.
        at: now.

    Raises:
        NoSuchCase: not theirs, gone, or not the main case.
        NotADraft, SignedAlready: it takes no changes any more.
        DossierDestroyed: the draft expired.
        CannotBeAdded: the program adds no such thing, or the application is full.
    """
    with transaction.atomic():
        everybody = queries.locked_together(queries.main_case(owner, case_id).application_id)
        main = next((case for case in everybody if case.is_main), None)
        if main is None:
            raise queries.NoSuchCase
        # As it stands under the lock: it may have been signed while this waited.
        drafts.refuse_done(main)
        principal = queries.opened(main)
        if program not in principal.program.may_add or len(everybody) >= MOST:
            raise CannotBeAdded
        twin = _same_person(everybody[1:], answers)
        if twin is not None:
            return twin
        drafts.reopen(owner, main, at)
        case = drafts.add_case(
            main.application,
            programs.get(program),
            position=_next_position(main),
            expires_at=main.dossier.expires_at,
            at=at,
        )
        known = {
            there: principal.answers[name] for name, there in _SHARED_ANSWERS.items() if principal.answers.get(name)
        }
        drafts.prefill(case, (drafts.Known(Source.FAMILY, known, at), drafts.Known(str(owner.pk), answers, at)))
    return case


def _next_position(main: Case) -> int:
    # Counted over hidden cases as well: one that is brought back keeps its place.
    last = Case.objects.filter(application=main.application_id).aggregate(last=Max("position"))["last"]
    return int(last or 0) + 1


def _same_person(members: list[Case], answers: Mapping[str, object]) -> Case | None:
    """Return the member who was added with the same words: a second press of the same button."""
    for draft in queries.opened_all(members):
        if all(draft.answers.get(name) == value for name, value in answers.items() if value):
            return draft.case
    return None


def copy_answers(
    *, owner: User, case_id: UUID, from_case: UUID, section: Section, page: Page, at: datetime
) -> drafts.Saved:
    """Take the answers of one page from another person of the same application; they are to be confirmed.

    Args:
        owner: the applicant.
        case_id: whose page it is.
        from_case: the other person's case.
        section: where the page stands.
        page: the page.
        at: now.

    Raises:
        NoSuchCase: one of both is not theirs, or they are not of one application.
        NotADraft, SignedAlready: it takes no changes any more.
        DossierDestroyed: the draft expired.
        TooMuchText: the section would hold more than can be kept.
    """
    other = queries.draft_of(owner, from_case)
    answers = {
        question.name: other.answers[question.name] for question in page.questions if question.name in other.answers
    }

    def read(draft: queries.Draft) -> drafts.Typed:
        if draft.case.application_id != other.case.application_id:
            raise queries.NoSuchCase
        return drafts.Typed(section, answers, None, by=Source.FAMILY)

    return drafts.save(owner=owner, case_id=case_id, read=read, at=at, confirmed=False)


def copy_file(*, owner: User, case_id: UUID, slot_id: UUID, document_id: UUID, at: datetime) -> None:
    """Use a file of another person of the same application; again, it changes nothing.

    Args:
        owner: the applicant.
        case_id: whose documents are added to.
        slot_id: the place for the file.
        document_id: the file of the other person.
        at: now.

    Raises:
        NoSuchCase: not theirs, or gone.
        NotADraft, SignedAlready: it takes no changes any more.
        NotYours: the slot is not of this case, or the file of nobody in its application.
        FilesClosed, FileRefused, StillChecking, FileDamaged, DossierDestroyed: as ``documents.services.copying.copy``.
    """
    case = queries.case_of(owner, case_id)
    drafts.refuse_done(case)
    everybody = {each.pk: each.dossier for each in queries.together(case.application_id)}
    rooms = files.rooms(list(everybody.values()))
    mine = {slot.id for slot in rooms[case.dossier_id].slots}
    theirs = {file.id for room in rooms.values() for slot in room.slots for file in slot.files if file.is_ready}
    if slot_id not in mine or document_id not in theirs:
        raise access.NotYours
    copying.copy(user=owner, document_id=document_id, slot_id=slot_id, at=at)
    drafts.reopen(owner, case, at)
