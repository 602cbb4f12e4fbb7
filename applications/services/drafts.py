"""Start a draft, save what was typed, delete it and bring it back. Saving never refuses a wrong answer."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from applications import completeness, programs, queries
from applications.choices import UNSENT, Action, SectionState, Source, Status
from applications.models import Answers, Application, Case
from applications.program_kit.base import Facts
from applications.services import earlier
from applications.services import entries as entries_of
from applications.workflow import advance
from mycic.exceptions import DomainError
from mycic.formats.text import local
from privacy import ledger
from privacy.choices import DossierKind
from privacy.services import dossiers, retention

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime
    from uuid import UUID

    from accounts.models import User
    from applications.program_kit.base import Program, Section

#: A second press of "Start" within this time leads to the draft that the first one made.
_SAME_START = timedelta(minutes=1)
#: Signs that the answers of one section may have: far above every form that is filled in honestly, overlong answers
#: included, and low enough that a draft can always be opened.
_MOST_SIGNS = 1_000_000
#: A draft that is closed for signing again and again in another tab is left alone.
_TRIES_TO_OPEN = 3


class NotADraft(DomainError):
    """The application was sent: answers are corrected, not typed over."""

    def __init__(self) -> None:
        """Carry the one sentence that a person reads."""
        super().__init__(_("This application was sent. Its answers cannot be changed here any more."))


class TooMuchText(DomainError):
    """A section would hold more than can be kept."""

    def __init__(self) -> None:
        """Carry the one sentence that a person reads."""
        super().__init__(_("This is more text than we can keep. Go back, make it shorter, then save it again."))


class SignedAlready(DomainError):
    """It was signed and waits for its payment: a change would make the signature void, so it is asked for first."""

    def __init__(self) -> None:
        """Carry the one sentence that a person reads."""
        super().__init__(
            _("You signed this application, and the fee is not paid yet. To change it, open it again first.")
        )


class OnlyAdded(DomainError):
    """A member of the family comes into the application of the main person (R1.26)."""

    def __init__(self) -> None:
        """Carry the one sentence that a person reads."""
        super().__init__(_("Start your own application first. Then add the members of your family to it."))


class Conflict(DomainError):
    """The same answers were changed somewhere else since the page was loaded."""

    def __init__(self, draft: queries.Draft, names: tuple[str, ...]) -> None:
        """Carry what is stored now and which answers differ."""
        super().__init__(_("This page was changed on another device or in another tab."))
        self.draft = draft
        self.names = names


@dataclass(frozen=True)
class Typed:
    """What a page said.

    Attributes:
        section: where the answers belong.
        answers: question name to answer as typed.
        version: the version of the section that the page was made from; None if it fits whatever is stored now.
        by: where the answers come from, if the person did not type them.
    """

    section: Section
    answers: Mapping[str, object]
    version: int | None
    by: str = ""


@dataclass(frozen=True)
class Saved:
    """What a save left behind."""

    draft: queries.Draft
    version: int
    at: datetime


def start(
    *,
    owner: User,
    program: str,
    at: datetime,
    profile: Mapping[str, object] | None = None,
    assessed: Mapping[str, object] | None = None,
) -> Case:
    """Start an application with one case, its dossier and a shared one; a double press starts once.

    Args:
        owner: the applicant.
        program: its code.
        at: now.
        profile: answers known from the epass profile, by the names of the questions.
        assessed: answers of a self-assessment, by the names of the questions; the profile goes before them.

    Raises:
        NoSuchProgram: there is none with this code.
        OnlyAdded: it is added to an application, and never one of its own.
    """
    chosen = programs.get(program)
    if chosen.is_added:
        raise OnlyAdded
    with transaction.atomic():
        # The person's row is the queue at which two presses meet.
        get_user_model().objects.select_for_update().get(pk=owner.pk)
        recent = queries.own_cases(owner).filter(program=program, status=Status.DRAFT, started_at__gt=at - _SAME_START)
        again = recent.first()
        if again is not None:
            return again
        expires_at = retention.draft_expiry(at)
        shared = dossiers.create(kind=DossierKind.SHARED, owner=owner, at=at, expires_at=expires_at)
        application = Application.objects.create(owner=owner, shared_dossier=shared, started_at=at)
        case = add_case(application, chosen, position=0, expires_at=expires_at, at=at)
        said_before = earlier.answers_of(owner)
        sources = [Known(Source.EARLIER, *said_before)] if said_before else []
        known = (Known(Source.ASSESSMENT, assessed or {}, at), Known(Source.PROFILE, profile or {}, at))
        prefill(case, [*sources, *known, Known(Source.SCHOOL, _from_school(owner, chosen), at)])
    return case


def _from_school(owner: User, program: Program) -> dict[str, object]:
    """Return what a school's answer says about the questions of a program, so that nobody copies a number."""
    held = queries.held_verification(owner) if program.known_from_school else None
    return {name: getattr(held, attribute) for name, attribute in program.known_from_school.items()} if held else {}


def add_case(
    application: Application, program: Program, *, position: int, expires_at: datetime | None, at: datetime
) -> Case:
    """Add a person's case to an application; call it inside a transaction.

    Args:
        application: the envelope.
        program: what this person asks for.
        position: among the people of the application; 0 is the main one.
        expires_at: when the draft ends.
        at: now.
    """
    owner = application.owner
    dossier = dossiers.create(kind=DossierKind.CASE, owner=owner, at=at, expires_at=expires_at)
    case = Case.objects.create(
        application=application,
        owner=owner,
        dossier=dossier,
        position=position,
        program=program.code,
        program_version=program.version,
        policy_set=program.policy_set,
        started_at=at,
        changed_at=at,
    )
    ledger.record("case.started", dossier=dossier.pk, actor=ledger.Actor.person(owner), at=at, program=program.code)
    return case


@dataclass(frozen=True)
class Known:
    """What is known before anything is typed.

    Attributes:
        source: where it comes from: a ``Source``, or the id of who typed it.
        answers: by the names of the questions.
        at: when it was said.
    """

    source: str
    answers: Mapping[str, object]
    at: datetime


def prefill(case: Case, sources: Iterable[Known]) -> None:
    """Write down what is known already, marked with where it comes from; nothing of it is confirmed.

    Args:
        case: a case that was added a moment ago.
        sources: what is known; a later source goes before an earlier one.
    """
    known: dict[str, queries.Entry] = {
        name: {
            "v": value,
            "by": str(source.source),
            "at": source.at.isoformat(),
            "ok": None,
            "n": 1,
            "pv": case.program_version,
        }
        for source in sources
        for name, value in source.answers.items()
        if value
    }
    draft = queries.opened(case)
    for section in draft.program.sections:
        entries = {question.name: known[question.name] for question in section.questions if question.name in known}
        if entries:
            _write(draft, section, entries, case.started_at)


def save(*, owner: User, case_id: UUID, read: Callable[[queries.Draft], Typed], at: datetime, confirmed: bool) -> Saved:
    """Keep answers exactly as typed; wrong and incomplete ones as well.

    One transaction, three queries: lock and load the case, load the answers, write one row.

    Args:
        owner: who types.
        case_id: their case.
        read: returns what the page said, once the case and its program are known.
        at: now.
        confirmed: whether the person pressed "Save and continue", or a script saved in the background.

    Raises:
        NoSuchCase: not theirs, or gone.
        DossierDestroyed: the draft expired.
        NotADraft: it was sent.
        Conflict: an answer was changed elsewhere since.
        TooMuchText: the section would hold more than can be kept.
    """

    def act(draft: queries.Draft) -> Saved:
        said = read(draft)
        key = said.section.key
        entries = dict(draft.entries.get(key, {}))
        if said.version is not None:
            _refuse_conflict(draft, entries, said.answers, said.version)
        by = said.by or str(owner.pk)
        made = _made(draft, key)
        if entries_of.merge(entries, said.answers, by=by, at=at, made=made, ok=confirmed):
            _write(draft, said.section, entries, at)
        return Saved(draft, draft.version(key), at)

    return _change(owner, case_id, at, act)


def _made(draft: queries.Draft, section: str) -> entries_of.Made:
    return entries_of.Made(section=draft.version(section) + 1, program=draft.program.version)


def _change(owner: User, case_id: UUID, at: datetime, act: Callable[[queries.Draft], Saved]) -> Saved:
    """Change a draft under its lock; an application that was closed for signing is opened again first."""
    for _attempt in range(_TRIES_TO_OPEN):
        with transaction.atomic():
            draft = open_for_change(owner, case_id)
            if draft.case.status == Status.DRAFT:
                return act(draft)
        # In a transaction of its own: it takes the locks of everybody in the application in their order.
        reopen(owner, draft.case, at)
    raise SignedAlready


def open_for_change(owner: User, case_id: UUID) -> queries.Draft:
    """Return a draft under its lock, if it is a draft still; call it inside a transaction.

    Raises:
        NoSuchCase: not theirs, or gone.
        DossierDestroyed: the draft expired.
        NotADraft: it was sent.
        SignedAlready: it waits for its payment.
    """
    draft = queries.locked_draft(owner, case_id)
    refuse_done(draft.case)
    return draft


def refuse_done(case: Case) -> None:
    """Refuse to change what was signed or sent.

    Raises:
        NotADraft: it was sent.
        SignedAlready: it waits for its payment.
    """
    if case.status not in UNSENT:
        raise NotADraft
    if case.status == Status.SIGNED_UNPAID:
        raise SignedAlready


def reopen(owner: User, case: Case, at: datetime) -> None:
    """Open an application again that was closed for signing; safe to repeat."""
    with transaction.atomic():
        for each in queries.locked_together(case.application_id):
            if each.status == Status.READY_TO_SIGN:
                advance(each.pk, Action.REOPEN_DRAFT, actor=ledger.Actor.person(owner), at=at)


def _refuse_conflict(
    draft: queries.Draft, entries: Mapping[str, queries.Entry], typed: Mapping[str, object], version: int
) -> None:
    # Only answers that somebody else changed since, and that differ, need a person's choice.
    newer = tuple(
        name
        for name, value in typed.items()
        if int(str(entries.get(name, {}).get("n", 0))) > version and entries[name].get("v") != value
    )
    if newer:
        raise Conflict(draft, newer)


def _write(draft: queries.Draft, section: Section, entries: dict[str, queries.Entry], at: datetime) -> None:
    if sum(len(json.dumps(entry.get("v"), ensure_ascii=False)) for entry in entries.values()) > _MOST_SIGNS:
        raise TooMuchText
    draft.entries[section.key] = entries
    state = _state(draft, section, at)
    row = draft.rows.get(section.key)
    kept = _replace(draft, row, entries, state, at) if row else _insert(draft, section, entries, state, at)
    if not kept:
        # SQLite has no row locks: there the compare-and-set finds the other writer.
        raise Conflict(queries.opened(draft.case), tuple(entries))


def _insert(
    draft: queries.Draft, section: Section, entries: dict[str, queries.Entry], state: SectionState, at: datetime
) -> bool:
    row = Answers(pk=uuid.uuid4(), case=draft.case, section=section.key, state=state, changed_at=at)
    draft.vault.write(row, "sealed", entries)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return False
    draft.rows[section.key] = row
    return True


def _replace(
    draft: queries.Draft, row: Answers, entries: dict[str, queries.Entry], state: SectionState, at: datetime
) -> bool:
    draft.vault.write(row, "sealed", entries)
    same = Answers.objects.filter(pk=row.pk, version=row.version)
    written = same.update(sealed=row.sealed, version=row.version + 1, state=state, changed_at=at)
    row.version += 1
    row.state = state
    return written == 1


def _state(draft: queries.Draft, section: Section, at: datetime) -> SectionState:
    book = draft.book(Facts(policy_set=draft.case.policy_set), local(at).date())
    return completeness.section_state(book.check_section(section), started=True)


def acknowledge(*, owner: User, case_id: UUID, rule_ids: list[str], at: datetime) -> None:
    """Remember which warnings the person has read.

    Raises:
        NoSuchCase: not theirs, or gone.
        NotADraft: it was sent.
    """

    def act(draft: queries.Draft) -> Saved:
        entries = dict(draft.entries.get(queries.CHECK, {}))
        typed = {completeness.ACKNOWLEDGED: sorted(rule_ids)}
        made = _made(draft, queries.CHECK)
        if entries_of.merge(entries, typed, by=str(owner.pk), at=at, made=made, ok=False):
            _write(draft, completeness.CHECK_SECTION, entries, at)
        return Saved(draft, draft.version(queries.CHECK), at)

    _change(owner, case_id, at, act)


def settle(
    *, owner: User, case_id: UUID, section: Section, mine: Mapping[str, object], keep: frozenset[str], at: datetime
) -> Saved:
    """End a conflict as the person chose; the other version stays in the answer's history.

    Args:
        owner: who chooses.
        case_id: their case.
        section: where the answers belong.
        mine: this tab's version of the answers that differ.
        keep: the names for which this tab's version shall hold; the stored one holds for the rest.
        at: now.

    Raises:
        NoSuchCase: not theirs, or gone.
        NotADraft: it was sent.
    """

    def act(draft: queries.Draft) -> Saved:
        entries = dict(draft.entries.get(section.key, {}))
        stored = {name: entries.get(name, {}).get("v") for name in mine}
        chosen = {name: value if name in keep else stored[name] for name, value in mine.items()}
        made = _made(draft, section.key)
        for values in (mine, chosen):
            entries_of.merge(entries, values, by=str(owner.pk), at=at, made=made, ok=values is chosen)
        _write(draft, section, entries, at)
        return Saved(draft, draft.version(section.key), at)

    return _change(owner, case_id, at, act)
