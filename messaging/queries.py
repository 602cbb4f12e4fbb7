"""Reads for screens: each is a fixed number of queries, however long the conversation is."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import connection
from django.db.models import F, Q

from messaging.choices import PAGE_SIZE, Sender
from messaging.models import Message, Thread
from messaging.registry import titles_of
from privacy import registry
from privacy.choices import GONE, DossierState
from privacy.services import dossiers

if TYPE_CHECKING:
    from accounts.models import User
    from privacy.models import Dossier


@dataclass(frozen=True, slots=True, repr=False)
class Line:
    """One message, opened. ``who`` is an officer's role, unit and number; empty for the applicant."""

    id: UUID
    number: int
    sender: Sender
    who: str
    text: str
    sent_at: datetime
    read_at: datetime | None

    @property
    def from_applicant(self) -> bool:
        """Whether the applicant wrote it."""
        return self.sender == Sender.APPLICANT


@dataclass(frozen=True, slots=True)
class Conversation:
    """One page of a thread, the newest message last."""

    lines: tuple[Line, ...]
    page: int
    pages: int
    total: int
    unread_by_applicant: int
    unread_by_officer: int

    @property
    def is_newest(self) -> bool:
        """Whether the newest message is on this page."""
        return self.page == self.pages

    @property
    def newest_shown(self) -> int:
        """The number of the last message on this page."""
        return self.lines[-1].number if self.lines else 0

    def page_links(self, parameter: str) -> list[dict[str, object]]:
        """Return the pages as the pagination component wants them."""
        return [
            {"number": number, "url": f"?{parameter}={number}", "current": number == self.page}
            for number in range(1, self.pages + 1)
        ]


@dataclass(frozen=True, slots=True)
class InboxRow:
    """One conversation in a list."""

    dossier_id: UUID
    title: str
    last_message_at: datetime
    messages: int
    unread: int
    closed: bool


_EMPTY = Conversation((), 1, 1, 0, 0, 0)
# Asked on every page of a signed-in person, so written out: to compile it costs four times as much as to run it (P1).
_UNREAD = f"""
    SELECT COALESCE(SUM(t.unread_by_applicant), 0)
    FROM messaging_thread t JOIN privacy_dossier d ON d.id = t.dossier_id
    WHERE d.owner_id = %s AND t.unread_by_applicant > 0 AND d.state NOT IN ({", ".join(["%s"] * len(GONE))})
"""  # noqa: S608 - only the number of marks is put in


def unread_count(user: "User") -> int:
    """Return how many messages a person has not read: one query."""
    owner = user._meta.pk.get_db_prep_value(user.pk, connection)
    with connection.cursor() as cursor:
        cursor.execute(_UNREAD, [owner, *GONE])
        return int(cursor.fetchone()[0])


def inbox(user: "User") -> list[InboxRow]:
    """Return a person's conversations, the latest first: one query, and one of each app that names them."""
    rows = list(
        Thread.objects.filter(_living(user), messages_count__gt=0)
        .annotate(state=F("dossier__state"))
        .order_by("-last_message_at", "pk")
    )
    titles = titles_of([row.dossier_id for row in rows])
    return [
        InboxRow(
            dossier_id=row.dossier_id,
            title=titles.get(row.dossier_id, ""),
            last_message_at=row.last_message_at,
            messages=row.messages_count,
            unread=row.unread_by_applicant,
            closed=row.state == DossierState.CLOSED,
        )
        for row in rows
    ]


def unread_by_officer(dossier_ids: Sequence[UUID]) -> dict[UUID, int]:
    """Return how many messages wait for an officer in each of these dossiers: one query for a queue."""
    rows = Thread.objects.filter(dossier__in=dossier_ids, unread_by_officer__gt=0)
    return dict(rows.values_list("dossier_id", "unread_by_officer"))


def conversation(dossier: "Dossier", *, page: int | None = None) -> Conversation:
    """Return one page of a dossier's thread: the last unless another is asked for; three queries and one unwrap.

    Args:
        dossier: whose conversation; the caller has asked its guard.
        page: from 1; a page that does not exist becomes the nearest that does.
    """
    thread = Thread.objects.filter(dossier=dossier).first()
    if thread is None or thread.messages_count == 0:
        return _EMPTY
    pages = math.ceil(thread.messages_count / PAGE_SIZE)
    shown = min(max(page or pages, 1), pages)
    first = (shown - 1) * PAGE_SIZE
    rows = thread.messages.filter(number__gt=first, number__lte=first + PAGE_SIZE)
    return Conversation(
        lines=_opened(dossier, list(rows)),
        page=shown,
        pages=pages,
        total=thread.messages_count,
        unread_by_applicant=thread.unread_by_applicant,
        unread_by_officer=thread.unread_by_officer,
    )


def whole_conversation(dossier: "Dossier") -> tuple[Line, ...]:
    """Return every message, for printing and for a copy of one's data: two queries and one unwrap."""
    return _opened(dossier, list(Message.objects.filter(thread__dossier=dossier)))


def _opened(dossier: "Dossier", rows: Sequence[Message]) -> tuple[Line, ...]:
    vault = dossiers.unlock(dossier)
    labels = registry.actor_labels({row.author_id for row in rows if row.sender == Sender.OFFICER})
    return tuple(
        Line(
            id=row.pk,
            number=row.number,
            sender=Sender(row.sender),
            who=labels.get(row.author_id, str(Sender.OFFICER.label)) if row.sender == Sender.OFFICER else "",
            text=vault.read(row, "body"),
            sent_at=row.sent_at,
            read_at=row.read_at,
        )
        for row in rows
    )


def _living(user: "User") -> Q:
    return Q(dossier__owner=user) & ~Q(dossier__state__in=GONE)
