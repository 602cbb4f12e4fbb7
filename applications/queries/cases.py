"""Reads for screens and services."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from django.db.models import Count, OuterRef, QuerySet, Subquery

from applications import programs
from applications.choices import UNSENT, SectionState
from applications.models import Answers, Case, MoreNeeded
from mycic import references
from privacy.services import dossiers

if TYPE_CHECKING:
    from datetime import date, datetime

    from accounts.models import User
    from applications.program_kit.base import AnswerBook, Facts, Program
    from mycic.crypto.fields import Vault

#: One answer with its history: ``v`` as typed, ``by``, ``at``, ``ok``, ``n`` the version that changed it, ``was``.
Entry = dict[str, object]

#: How many cards a dashboard shows; the rest stand behind "See all" (P7: the page does not grow with the list).
CARDS = 7
#: Where the ticks of the check page are kept: a row of its own that is no section of a program.
CHECK = "check"


class NoSuchCase(LookupError):
    """There is no such case, or not for this person: the two look the same."""


@dataclass
class Draft:
    """A case with its answers, unlocked: one query for the case, one for the answers, none for the key."""

    case: Case
    vault: Vault
    rows: dict[str, Answers]
    entries: dict[str, dict[str, Entry]]

    @cached_property
    def program(self) -> Program:
        """The program of the case."""
        return programs.get(self.case.program)

    @property
    def answers(self) -> dict[str, object]:
        """Every answer as it was typed, by the name of its question."""
        return {
            name: entry.get("v")
            for section in self.entries.values()
            for name, entry in section.items()
            if entry.get("v")
        }

    def version(self, section: str) -> int:
        """Return the version of a section; 0 before anything was saved."""
        row = self.rows.get(section)
        return row.version if row else 0

    def book(self, facts: Facts, today: date) -> AnswerBook:
        """Open the answers for reading."""
        return self.program.book(self.answers, facts, today)


def case_of(user: User, key: UUID) -> Case:
    """Return a person's own case with its dossier and key: one query.

    Raises:
        NoSuchCase: it does not exist, is somebody else's, or was deleted by its owner.
    """
    case = own_cases(user).select_related("dossier__key", "application__shared_dossier").filter(pk=key).first()
    if case is None:
        raise NoSuchCase
    return case


def own_cases(user: User) -> QuerySet[Case]:
    """Return a person's cases; a draft that they deleted is hidden."""
    return Case.objects.filter(owner=user, dossier__discarded_at__isnull=True)


def draft_of(user: User, key: UUID) -> Draft:
    """Return a person's own case with its answers: two queries.

    Raises:
        NoSuchCase: as ``case_of``.
        DossierDestroyed: it expired.
    """
    return opened(case_of(user, key))


def locked_draft(user: User, key: UUID) -> Draft:
    """Return a person's own case with its answers, locked until the transaction ends: the dossier first, then the case.

    A purge or a discard that began before is seen here; one that begins later waits and takes what was written too.

    Raises:
        NoSuchCase: as ``case_of``.
        DossierDestroyed: it expired.
    """
    case = (
        own_cases(user)
        .select_for_update(of=("dossier", "self"))
        .select_related("dossier", "dossier__key")
        .filter(pk=key)
        .first()
    )
    if case is None:
        raise NoSuchCase
    return opened(case)


def opened(case: Case) -> Draft:
    """Return a case with its answers; the caller has settled who may read.

    Raises:
        DossierDestroyed: it expired or was destroyed.
    """
    vault = dossiers.unlock(case.dossier)
    rows = {row.section: row for row in Answers.objects.filter(case=case)}
    entries = {section: vault.read(row, "sealed") for section, row in rows.items()}
    return Draft(case=case, vault=vault, rows=rows, entries=entries)


class Listed(NamedTuple):
    """What a list shows of a case. A plain row: lists are long, and a page of models costs twice as much (P1)."""

    id: UUID
    program: str
    status: str
    reference: str | None
    expires_at: datetime | None
    decided_at: datetime | None = None
    #: The request that waits for an answer first, and its last day; read by ``overview`` alone.
    asked: UUID | None = None
    asked_until: date | None = None

    @property
    def is_draft(self) -> bool:
        """Whether it was never sent."""
        return self.status in UNSENT

    def has_ended(self, at: datetime) -> bool:
        """Whether it is a draft whose last day is over: nobody can open it, and it waits to be destroyed."""
        return self.is_draft and self.expires_at is not None and self.expires_at <= at

    @property
    def number(self) -> str:
        """The reference as people read it; empty before sending."""
        return references.display(self.reference) if self.reference else ""


@dataclass(frozen=True)
class Overview:
    """What a dashboard shows."""

    drafts: tuple[Listed, ...]
    sent: tuple[Listed, ...]
    has_more: bool


_SHOWN = ("pk", "program", "status", "reference", "dossier__expires_at", "decided_at")


def listed(user: User, *, first: int, most: int) -> list[Listed]:
    """Return a part of a person's cases, the newest first: one query."""
    return [Listed(*row) for row in _newest(user)[first : first + most]]


def _newest(user: User, *more: Subquery) -> QuerySet[Case, tuple[Any, ...]]:
    """Return a person's cases as plain rows, the newest first; ``more`` are the columns after those of every list."""
    return own_cases(user).order_by("-changed_at", "-pk").values_list(*_SHOWN, *more)


def sections_done(drafts: Collection[Listed]) -> dict[UUID, int]:
    """Return how many sections of each draft are complete by themselves: one query, none without drafts."""
    if not drafts:
        return {}
    complete = Answers.objects.filter(case__in=[draft.id for draft in drafts], state=SectionState.COMPLETE).exclude(
        section=CHECK
    )
    return dict(complete.values_list("case_id").annotate(Count("pk")))


def overview(user: User) -> Overview:
    """Return the newest cases of a person, drafts first: one query, bounded however long the list is.

    Each case knows the request that waits for an answer first, and its last day.
    """
    waiting = MoreNeeded.objects.filter(case=OuterRef("pk"), answered_at__isnull=True).order_by("last_day", "asked_at")
    newest = _newest(user, Subquery(waiting.values("pk")[:1]), Subquery(waiting.values("last_day")[:1]))
    rows = [Listed(*row) for row in newest[: CARDS + 1]]
    shown = rows[:CARDS]
    return Overview(
        drafts=tuple(case for case in shown if case.is_draft),
        sent=tuple(case for case in shown if not case.is_draft),
        has_more=len(rows) > CARDS,
    )


def discarded(user: User) -> list[Case]:
    """Return the drafts that a person deleted and can still bring back."""
    return list(
        Case.objects.filter(owner=user, dossier__discarded_at__isnull=False)
        .select_related("dossier")
        .order_by("-dossier__discarded_at")[:CARDS]
    )


def ended(user: User, at: datetime) -> list[Case]:
    """Return the drafts whose last day is over and that are not destroyed yet."""
    return list(
        own_cases(user)
        .filter(status__in=UNSENT, dossier__expires_at__lte=at)
        .select_related("dossier")
        .order_by("-dossier__expires_at")
    )


def open_programs(user: User, *, besides: Case) -> frozenset[str]:
    """Return the programs in which a person waits for a decision."""
    waiting = Case.objects.filter(owner=user, submitted_at__isnull=False, closed_at__isnull=True)
    return frozenset(waiting.exclude(pk=besides.pk).values_list("program", flat=True))


def conversation_titles(dossier_ids: Collection[UUID]) -> dict[UUID, str]:
    """Return what each conversation is about, program and number, by the dossier that an application shares."""
    cases = Case.objects.select_related("application").filter(application__shared_dossier__in=dossier_ids)
    return {
        case.application.shared_dossier_id: ", ".join(
            filter(None, (str(programs.get(case.program).title), case.number))
        )
        for case in cases
    }
