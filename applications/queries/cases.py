"""Reads for screens and services."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Value

from applications import programs
from applications.choices import UNSENT, SectionState
from applications.models import Answers, Application, Case, MoreNeeded
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

    @property
    def who(self) -> str:
        """What the person is called, as typed; empty before that."""
        return full_name(self.answers)

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


def main_case(user: User, key: UUID) -> Case:
    """Return a person's own case, if it is the one with which its application is signed and paid.

    Raises:
        NoSuchCase: as ``case_of``, or the case is of a member of the family.
    """
    case = case_of(user, key)
    if not case.is_main:
        raise NoSuchCase
    return case


def together(application: Application | UUID | Subquery) -> list[Case]:
    """Return the living cases of an application with their keys, the main one first: one query."""
    rows = Case.objects.filter(application=application, dossier__discarded_at__isnull=True)
    related = ("dossier__key", "application__shared_dossier", "owner", "part_link")
    return list(rows.select_related(*related).order_by("position"))


def together_with(user: User, key: UUID) -> list[Case]:
    """Return the living cases of the application of a person's own case, as ``together`` does: one query.

    Raises:
        NoSuchCase: it does not exist, is somebody else's, or was deleted by its owner.
    """
    cases = together(Subquery(own_cases(user).filter(pk=key).values("application")[:1]))
    if not any(case.pk == key for case in cases):
        raise NoSuchCase
    return cases


def locked_together(application: Application | UUID) -> list[Case]:
    """Return the living cases of an application, locked until the transaction ends: two queries.

    Always by position, so that two who need all of them never wait for each other.
    """
    living = Case.objects.filter(application=application, dossier__discarded_at__isnull=True)
    return gated(living.select_for_update(of=("dossier", "self")).select_related("dossier__key").order_by("position"))


def gated(locking: QuerySet[Case]) -> list[Case]:
    """Return the cases of an application that a query locks, nobody missed who came in while it waited.

    The first case is the gate: what stands behind it is read anew by whoever holds it, because PostgreSQL shows a query
    that waited only the rows of the moment at which it began.

    Args:
        locking: by position.
    """
    if locking.first() is None:
        return []
    return list(locking)


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
    return _opened(case, Answers.objects.filter(case=case))


def opened_all(cases: Sequence[Case]) -> list[Draft]:
    """Return cases with their answers, as ``opened`` does: one query."""
    rows: defaultdict[UUID, list[Answers]] = defaultdict(list)
    for row in Answers.objects.filter(case__in=cases):
        rows[row.case_id].append(row)
    return [_opened(case, rows[case.pk]) for case in cases]


def _opened(case: Case, found: Iterable[Answers]) -> Draft:
    vault = dossiers.unlock(case.dossier)
    rows = {row.section: row for row in found}
    entries = {section: vault.read(row, "sealed") for section, row in rows.items()}
    return Draft(case=case, vault=vault, rows=rows, entries=entries)


class Listed(NamedTuple):
    """What a list shows of a case. A plain row: lists are long, and a page of models costs twice as much (P1)."""

    id: UUID
    program: str
    status: str
    reference: str | None
    expires_at: datetime | None
    decided_at: datetime | None
    application: UUID
    #: Whether members of the family are in the same application.
    has_members: bool = False
    #: The request that waits for an answer first, and its last day; not read by ``listed``.
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
class Member:
    """A member of the family in an application, as lists show them."""

    case: Listed
    who: str


@dataclass(frozen=True)
class Overview:
    """What a dashboard shows; ``members`` are the people of the applications whose main case is shown."""

    drafts: tuple[Listed, ...]
    sent: tuple[Listed, ...]
    members: Mapping[UUID, Sequence[Member]]
    has_more: bool


_SHOWN = ("pk", "program", "status", "reference", "dossier__expires_at", "decided_at", "application_id")
#: Other living cases of the same person in the same application.
_SIBLINGS = Case.objects.filter(
    application=OuterRef("application"), owner=OuterRef("owner"), dossier__discarded_at__isnull=True
)


def listed(user: User, *, first: int, most: int) -> list[Listed]:
    """Return a part of a person's applications by their main case, the newest first: one query."""
    return [Listed(*row) for row in _newest(user)[first : first + most]]


def _newest(user: User, *more: Subquery) -> QuerySet[Case, tuple[Any, ...]]:
    """Return main cases as plain rows, the newest first; ``more`` are the columns after those of every list.

    The main case is the first that is left of an application: one that was handed to another epass stands alone.
    """
    mains = own_cases(user).filter(~Exists(_SIBLINGS.filter(position__lt=OuterRef("position"))))
    has_members = Exists(_SIBLINGS.filter(position__gt=OuterRef("position")))
    return mains.order_by("-changed_at", "-pk").values_list(*_SHOWN, has_members, *more)


def _asked() -> tuple[Subquery, Subquery]:
    """Return the columns of the request that waits for an answer first, and of its last day."""
    waiting = MoreNeeded.objects.filter(case=OuterRef("pk"), answered_at__isnull=True).order_by("last_day", "asked_at")
    return Subquery(waiting.values("pk")[:1]), Subquery(waiting.values("last_day")[:1])


def members(user: User, mains: Collection[Listed]) -> dict[UUID, list[Member]]:
    """Return the members of the family by application: two queries, none where nobody has any.

    Args:
        user: the applicant.
        mains: main cases of theirs, from a list.
    """
    with_family = {main.application for main in mains if main.has_members}
    if not with_family:
        return {}
    cases = own_cases(user).filter(application__in=with_family).exclude(pk__in=[main.id for main in mains])
    rows = cases.order_by("position").values_list(*_SHOWN, Value(value=False), *_asked())
    found = [Listed(*row) for row in rows]
    who = names([case.id for case in found])
    by_application: defaultdict[UUID, list[Member]] = defaultdict(list)
    for case in found:
        by_application[case.application].append(Member(case, who.get(case.id, "")))
    return dict(by_application)


def names(case_ids: Collection[UUID]) -> dict[UUID, str]:
    """Return what the people of some cases are called, as typed: one query, and no more than one section opened each.

    Raises:
        DossierDestroyed: one of them expired.
    """
    sections = {place.section.key for program in programs.all() if (place := program.places.get("given_name"))}
    rows = Answers.objects.filter(case__in=case_ids, section__in=sections).select_related("case__dossier__key")
    return {row.case_id: _name(dossiers.unlock(row.case.dossier).read(row, "sealed")) for row in rows}


def _name(entries: Mapping[str, Entry]) -> str:
    return full_name({name: entry.get("v") for name, entry in entries.items()})


def full_name(answers: Mapping[str, object]) -> str:
    """Return what a person is called, as typed; empty before that."""
    found = (answers.get(name) for name in ("given_name", "family_name"))
    return " ".join(name.strip() for name in found if isinstance(name, str) and name.strip())


def sections_done(drafts: Collection[Listed]) -> dict[UUID, int]:
    """Return how many sections of each draft are complete by themselves: one query, none without drafts."""
    if not drafts:
        return {}
    complete = Answers.objects.filter(case__in=[draft.id for draft in drafts], state=SectionState.COMPLETE).exclude(
        section=CHECK
    )
    return dict(complete.values_list("case_id").annotate(Count("pk")))


def overview(user: User) -> Overview:
    """Return the newest applications of a person, drafts first: one query, three with a family, however long the list.

    Each case knows the request that waits for an answer first, and its last day.
    """
    rows = [Listed(*row) for row in _newest(user, *_asked())[: CARDS + 1]]
    shown = rows[:CARDS]
    return Overview(
        drafts=tuple(case for case in shown if case.is_draft),
        sent=tuple(case for case in shown if not case.is_draft),
        members=members(user, shown),
        has_more=len(rows) > CARDS,
    )


def discarded(user: User) -> list[Case]:
    """Return the drafts that a person deleted and can still bring back; what went with a main case comes with it."""
    with_main = Case.objects.filter(
        application=OuterRef("application"), position=0, dossier__discarded_at__isnull=False
    )
    return list(
        Case.objects.filter(Q(position=0) | ~Exists(with_main), owner=user, dossier__discarded_at__isnull=False)
        .select_related("dossier")
        .order_by("-dossier__discarded_at")[:CARDS]
    )


def ended(user: User, at: datetime) -> list[Case]:
    """Return the drafts whose last day is over and that are not destroyed yet."""
    return list(
        own_cases(user)
        .filter(status__in=UNSENT, position=0, dossier__expires_at__lte=at)
        .select_related("dossier")
        .order_by("-dossier__expires_at")
    )


def open_programs(user: User, *, besides: Case) -> frozenset[str]:
    """Return the programs in which a person waits for a decision."""
    waiting = Case.objects.filter(owner=user, position=0, submitted_at__isnull=False, closed_at__isnull=True)
    return frozenset(waiting.exclude(pk=besides.pk).values_list("program", flat=True))


def conversation_titles(dossier_ids: Collection[UUID]) -> dict[UUID, str]:
    """Return what each conversation is about, program and number, by the dossier that an application shares."""
    cases = Case.objects.select_related("application").filter(application__shared_dossier__in=dossier_ids)
    # The main case comes last, and gives the title.
    return {
        case.application.shared_dossier_id: ", ".join(
            filter(None, (str(programs.get(case.program).title), case.number))
        )
        for case in cases.order_by("-position")
    }
