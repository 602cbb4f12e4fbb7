"""Ask the applicant for more, and take the answer."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from applications import queries
from applications.choices import CLOSED, Action, LetterKind, Status
from applications.letters import issuing
from applications.letters.facts import Bilingual, DocumentRequest
from applications.models import Case, MoreNeeded
from applications.services import review
from applications.workflow import CannotAdvance, advance
from documents import queries as files
from documents.services import slots
from messaging.choices import AlertKind
from messaging.services import alerts
from mycic import clock, deadlines, faultpoint
from mycic.exceptions import DomainError
from privacy import ledger
from privacy.services import dossiers

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime
    from uuid import UUID

    from accounts.models import User
    from applications.letters.issuing import Rendered
    from documents.services.slots import SlotRule

#: Days to answer, and what an officer may set (domain/permits 7.4).
USUAL_DAYS, FEWEST_DAYS, MOST_DAYS = 30, 7, 60


class BadLastDay(DomainError):
    """The last day is too near or too far."""

    def __init__(self) -> None:
        """Carry the one sentence that an officer reads."""
        super().__init__(_("Choose a last day between 7 and 60 days from today."))


class StillMissing(DomainError):
    """A requested document has neither a file nor a reason."""

    def __init__(self) -> None:
        """Carry the one sentence that a person reads."""
        super().__init__(_("Add each requested document, or tell us why you cannot get it. Then send your answer."))


def usual_last_day(today: date) -> date:
    """Return the last day to propose: 30 days from today, moved to an open day."""
    return deadlines.next_open_day(today + timedelta(days=USUAL_DAYS), deadlines.federal)


def counted_day(last_day: date) -> date:
    """Return the day until which an answer counts: a closed day moves to the next open one."""
    return deadlines.next_open_day(last_day, deadlines.federal)


def ask(
    *,
    officer: User,
    case_id: UUID,
    items: Sequence[SlotRule],
    note: Bilingual | None,
    last_day: date,
    at: datetime,
    request_id: UUID | None = None,
) -> MoreNeeded:
    """Ask for documents: slots on the case, a letter in both languages, a task for the applicant.

    Args:
        officer: who asks; the case is theirs.
        case_id: the case.
        items: the wanted documents, worded in both languages.
        note: what the officer adds, in both languages.
        last_day: until when an answer counts; a closed day moves to the next open one.
        at: now.
        request_id: given by the page, so that a second press of the button asks nothing.

    Raises:
        NotYourCase, CannotAdvance: as their names say.
        BadLastDay: outside 7 to 60 days.
    """
    case = review.case_for(officer, case_id)
    if not FEWEST_DAYS <= (last_day - clock.today()).days <= MOST_DAYS:
        raise BadLastDay
    earlier = MoreNeeded.objects.filter(pk=request_id).first() if request_id else None
    if earlier is not None and earlier.case_id == case.pk:
        return earlier
    # An id that belongs to another case's request is a forgery: the request gets one of its own.
    pk = request_id if request_id and earlier is None else uuid.uuid4()
    last_day = counted_day(last_day)
    titles = tuple(Bilingual(**slots.words_of(item.title)) for item in items)
    facts = DocumentRequest(**review.basics(case), items=titles, last_day=last_day, note=note)
    letter = review.rendered(case, LetterKind.REQUEST, facts, at)
    request = MoreNeeded(pk=pk, case=case, asked_by=officer, asked_at=at, last_day=last_day)
    _seal(request, items, titles, note)
    faultpoint.reach("ask.printed")
    try:
        _send(request, letter, items, at)
    except (IntegrityError, CannotAdvance):
        # Two presses at the same instant both found no earlier request; the row of the first one tells them apart.
        first = MoreNeeded.objects.filter(pk=pk, case=case).first()
        if first is None:
            raise
        return first
    faultpoint.reach("ask.committed")
    return request


def _seal(request: MoreNeeded, items: Sequence[SlotRule], titles: Sequence[Bilingual], note: Bilingual | None) -> None:
    vault = dossiers.unlock(request.case.dossier)
    wanted = zip(items, titles, strict=True)
    vault.write(request, "items", [{"code": item.code, "en": title.en, "fr": title.fr} for item, title in wanted])
    vault.write(request, "note", {"en": note.en, "fr": note.fr} if note else None)


@transaction.atomic
def _send(request: MoreNeeded, letter: Rendered, items: Sequence[SlotRule], at: datetime) -> None:
    case, officer = request.case, request.asked_by
    days = (request.last_day - clock.today()).days
    moved = review.moved(
        Action.ASK, officer=officer, case_id=case.pk, at=at, request=request.pk, items=len(items), days=days
    )
    request.save(force_insert=True)
    faultpoint.reach("ask.kept")
    for item in items:
        slots.ask(moved.dossier, item, at=at)
    request.letter = issuing.store(moved, letter, at=at, actor=ledger.Actor.officer(officer))
    request.save(update_fields=["letter"])
    faultpoint.reach("ask.letter")
    alerts.tell(case.owner, AlertKind.REQUEST, key=f"request:{request.pk}")
    faultpoint.reach("ask.told")


def answer(*, owner: User, case_id: UUID, request_id: UUID, at: datetime) -> MoreNeeded:
    """Send the answer to a request; a second press changes nothing.

    Raises:
        NoSuchCase: not theirs, or no such request.
        StillMissing: a requested document has neither a file nor a reason.
        CannotAdvance: the case is closed.
    """
    case = queries.case_of(owner, case_id)
    with transaction.atomic():
        request = MoreNeeded.objects.select_for_update().filter(pk=request_id, case=case).first()
        if request is None:
            raise queries.NoSuchCase
        if request.answered_at is not None:
            return request
        slots.hold(case.dossier)
        status = Case.objects.select_for_update().values_list("status", flat=True).get(pk=case.pk)
        if status in CLOSED:
            raise CannotAdvance
        asked = {item["code"] for item in dossiers.unlock(case.dossier).read(request, "items")}
        there = [slot for slot in files.slots(case.dossier) if slot.code in asked]
        if not all(slot.is_answered for slot in there):
            raise StillMissing
        request.answered_at = at
        request.save(update_fields=["answered_at"])
        _move_on(case, status, owner, request, sum(len(slot.files) for slot in there), at)
    return request


def _move_on(case: Case, status: str, owner: User, request: MoreNeeded, documents: int, at: datetime) -> None:
    actor = ledger.Actor.person(owner)
    if MoreNeeded.objects.filter(case=case, answered_at__isnull=True).exists():
        ledger.record("case.part_answered", dossier=case.dossier_id, actor=actor, at=at, request=request.pk)
        return
    if status == Status.WAITING_CLIENT:
        advance(case.pk, Action.ANSWER, actor=actor, at=at, request=request.pk, documents=documents)
    else:
        # The officer went on without the answer: a late one still counts, and the case stays where it is.
        ledger.record(
            "case.answered",
            dossier=case.dossier_id,
            actor=actor,
            at=at,
            request=request.pk,
            documents=documents,
        )
