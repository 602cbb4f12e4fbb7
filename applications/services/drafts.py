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
from applications.choices import UNSENT, Action, SectionState, Status
from applications.models import Answers, Application, Case
from applications.program_kit.base import Facts
from applications.services import entries as entries_of
from applications.workflow import advance
from mycic.exceptions import DomainError
from mycic.formats.text import local
from privacy import ledger
from privacy.choices import DossierKind
from privacy.services import dossiers, retention

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime
    from uuid import UUID

    from accounts.models import User
    from applications.program_kit.base import Section

#: A second press of "Start" within this time leads to the draft that the first one made.
_SAME_START = timedelta(minutes=1)
#: Signs that the answers of one section may have: far above every form that is filled in honestly, overlong answers
#: included, and low enough that a draft can always be opened.
_MOST_SIGNS = 1_000_000
#: Who "typed" an answer that came from the epass profile, or from a self-assessment.
PROFILE, ASSESSMENT = "profile", "assessment"


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
    """

    section: Section
    answers: Mapping[str, object]
    version: int | None


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
    """
    chosen = programs.get(program)
    with transaction.atomic():
        # The person's row is the queue at which two presses meet.
        get_user_model().objects.select_for_update().get(pk=owner.pk)
        recent = queries.own_cases(owner).filter(program=program, status=Status.DRAFT, started_at__gt=at - _SAME_START)
        again = recent.first()
        if again is not None:
            return again
        expires_at = retention.draft_expiry(at)
        dossier = dossiers.create(kind=DossierKind.CASE, owner=owner, at=at, expires_at=expires_at)
        shared = dossiers.create(kind=DossierKind.SHARED, owner=owner, at=at, expires_at=expires_at)
        application = Application.objects.create(owner=owner, shared_dossier=shared, started_at=at)
        case = Case.objects.create(
            application=application,
            owner=owner,
            dossier=dossier,
            program=chosen.code,
            program_version=chosen.version,
            policy_set=chosen.policy_set,
            started_at=at,
            changed_at=at,
        )
        _prefill(case, _known(profile or {}, assessed or {}, at), at)
        ledger.record("case.started", dossier=dossier.pk, actor=ledger.Actor.person(owner), at=at, program=chosen.code)
    return case


def _known(profile: Mapping[str, object], assessed: Mapping[str, object], at: datetime) -> dict[str, queries.Entry]:
    sources = ((ASSESSMENT, assessed), (PROFILE, profile))
    return {
        name: {"v": value, "by": source, "at": at.isoformat(), "ok": None, "n": 1}
        for source, answers in sources
        for name, value in answers.items()
        if value
    }


def _prefill(case: Case, known: Mapping[str, queries.Entry], at: datetime) -> None:
    draft = queries.opened(case)
    for section in draft.program.sections:
        entries = {question.name: known[question.name] for question in section.questions if question.name in known}
        if entries:
            _write(draft, section, entries, at)


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
    with transaction.atomic():
        draft = _for_change(owner, case_id, at)
        said = read(draft)
        key = said.section.key
        entries = dict(draft.entries.get(key, {}))
        if said.version is not None:
            _refuse_conflict(draft, entries, said.answers, said.version)
        if entries_of.merge(
            entries, said.answers, by=str(owner.pk), at=at, next_version=draft.version(key) + 1, ok=confirmed
        ):
            _write(draft, said.section, entries, at)
    return Saved(draft, draft.version(key), at)


def _for_change(owner: User, case_id: UUID, at: datetime) -> queries.Draft:
    draft = queries.locked_draft(owner, case_id)
    if draft.case.status not in UNSENT:
        raise NotADraft
    if draft.case.status == Status.SIGNED_UNPAID:
        raise SignedAlready
    if draft.case.status == Status.READY_TO_SIGN:
        draft.case = _reopened(draft.case, owner, at)
    return draft


def _reopened(case: Case, owner: User, at: datetime) -> Case:
    moved = advance(case.pk, Action.REOPEN_DRAFT, actor=ledger.Actor.person(owner), at=at)
    case.status = moved.status
    return case


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
    with transaction.atomic():
        draft = _for_change(owner, case_id, at)
        entries = dict(draft.entries.get(queries.CHECK, {}))
        typed = {completeness.ACKNOWLEDGED: sorted(rule_ids)}
        next_version = draft.version(queries.CHECK) + 1
        if entries_of.merge(entries, typed, by=str(owner.pk), at=at, next_version=next_version, ok=False):
            _write(draft, completeness.CHECK_SECTION, entries, at)


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
    with transaction.atomic():
        draft = _for_change(owner, case_id, at)
        entries = dict(draft.entries.get(section.key, {}))
        stored = {name: entries.get(name, {}).get("v") for name in mine}
        chosen = {name: value if name in keep else stored[name] for name, value in mine.items()}
        next_version = draft.version(section.key) + 1
        for values in (mine, chosen):
            entries_of.merge(entries, values, by=str(owner.pk), at=at, next_version=next_version, ok=values is chosen)
        _write(draft, section, entries, at)
    return Saved(draft, draft.version(section.key), at)
