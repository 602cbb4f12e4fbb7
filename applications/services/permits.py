"""Issue the document to which an approval leads, and issue it again where it was corrected or lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from applications import programs, queries
from applications.choices import Action, DecisionState, LetterState, Status
from applications.letters import issuing, reading
from applications.letters.facts import Bilingual, Issued
from applications.letters.paper import LANGUAGES
from applications.models import Letter
from applications.program_kit.base import Facts
from applications.queries import desk
from applications.services import review
from applications.services.snapshot import both
from applications.workflow import CannotAdvance
from messaging.choices import AlertKind
from messaging.services import alerts
from mycic import faultpoint
from mycic.exceptions import DomainError
from mycic.formats.text import end_of, local
from privacy import ledger

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime
    from uuid import UUID

    from accounts.models import User
    from applications.models import Case
    from applications.program_kit.base import AnswerBook
    from applications.program_kit.permits import Permit


class IssuedAlready(DomainError):
    """The document that counts has this number."""

    def __init__(self) -> None:
        """Carry the one sentence that an officer reads."""
        super().__init__(_("A document with this number is issued already. Enter the number of the new one."))


def _permit_of(case: Case) -> tuple[Permit, AnswerBook]:
    """Return which document a case leads to, and the answers that are printed on it.

    Raises:
        CannotAdvance: its program gives none.
    """
    # As it was asked for: what was true on the day of sending decides.
    sent_on = local(case.submitted_at or case.changed_at).date()
    book = queries.opened(case).book(Facts(policy_set=case.policy_set), sent_on)
    found = next((each for each in programs.get(case.program).permits if each.when(book)), None)
    if found is None:
        raise CannotAdvance
    return found, book


def facts(case: Case, *, number: str, valid_until: date, issued_on: date) -> Issued:
    """Return what the document says.

    Args:
        case: an approved case.
        number: printed on the document.
        valid_until: its last day.
        issued_on: its first day.
    """
    permit, book = _permit_of(case)
    final = next((each for each in desk.decisions(case) if each.state == DecisionState.FINAL), None)
    return Issued(
        **review.basics(case),
        kind=permit.kind,
        number=number,
        valid_from=issued_on,
        valid_until=valid_until,
        rows=tuple(_rows(permit, book)),
        otherwise=both(permit.otherwise) if permit.otherwise else None,
        conditions=tuple(Bilingual(**each) for each in final.conditions) if final else (),
    )


def _rows(permit: Permit, book: AnswerBook) -> Iterator[tuple[Bilingual, Bilingual]]:
    for name in permit.shows:
        if book.shows(name) and book.raw(name):
            question = book.program.places[name].question
            shown = {}
            for language in LANGUAGES:
                with translation.override(language):
                    shown[language] = question.show(book.raw(name))
            yield both(question.label), Bilingual(**shown)


def issue(*, officer: User, case_id: UUID, number: str, valid_until: date, at: datetime) -> Letter:
    """Issue the document of an approved case, or issue it again: then what was issued before counts no more.

    Args:
        officer: who issues; the case is theirs.
        case_id: the case.
        number: printed on the document.
        valid_until: its last day.
        at: now.

    Raises:
        NotYourCase, CannotAdvance: as their names say.
        IssuedAlready: the document that counts has this number; so a second press issues nothing.
    """
    case = review.case_for(officer, case_id)
    said = facts(case, number=number, valid_until=valid_until, issued_on=local(at).date())
    rendered = review.rendered(case, said.kind, said, at)
    action = Action.REISSUE if case.status == Status.DOCUMENT_ISSUED else Action.ISSUE
    actor = ledger.Actor.officer(officer)
    faultpoint.reach("issue.printed")
    with transaction.atomic():
        moved = review.moved(action, officer=officer, case_id=case_id, at=at)
        before = list(
            Letter.objects.filter(case=case, kind=said.kind, state=LetterState.VALID).select_related("dossier__key")
        )
        if any(number in reading.opened(each, each.language).paper.texts() for each in before):
            raise IssuedAlready
        letter = issuing.store(moved, rendered, at=at, actor=actor, expires_at=end_of(valid_until))
        for each in before:
            issuing.end(each, LetterState.REPLACED, at=at, actor=actor, replaced_by=letter)
        alerts.tell(case.owner, AlertKind.LETTER, key=f"issued:{letter.pk}")
        faultpoint.reach("issue.told")
    return letter
