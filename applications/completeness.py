"""What stands between a draft and sending, in one list; and what it costs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from accounts import queries as people
from applications import queries
from applications.choices import TO_CONFIRM, FindingLevel, SectionState
from applications.program_kit import fees, tables
from applications.program_kit.base import Facts, Section
from applications.program_kit.findings import error, warning
from applications.queries import family
from documents import queries as files
from documents.choices import DocumentState
from mycic.formats.text import local

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import date
    from uuid import UUID

    from accounts.models import User
    from applications.program_kit.base import AnswerBook, Change
    from applications.program_kit.findings import Finding

#: The acknowledgement of warnings, kept like the answers of a section that has no page.
CHECK_SECTION = Section(key=queries.CHECK, title="", pages=())
ACKNOWLEDGED = "acknowledged"
#: Answers that are there, and only have to be looked at again.
ASKED_ONCE_MORE = frozenset({"ask-once", "asked-again"})


@dataclass
class Review:
    """Everything there is to say about a draft on a day."""

    draft: queries.Draft
    facts: Facts
    today: date
    #: Moves with every change of the files.
    file_version: int

    @cached_property
    def book(self) -> AnswerBook:
        """The answers, open for reading."""
        return self.draft.book(self.facts, self.today)

    @cached_property
    def findings(self) -> list[Finding]:
        """Every finding, the officer's included."""
        found = self.draft.program.findings_of(self.book)
        return [*found, *self._to_confirm(), *self._to_read(), *self._to_ask_again()]

    def _to_confirm(self) -> Iterator[Finding]:
        """Ask once more about each page with an answer that was taken over from elsewhere."""
        for first in self._first_of_pages(lambda _name, entry: _is_taken_over(entry)):
            yield error("ask-once", _("Check what we took over from earlier, then save the page."), first)

    def _to_read(self) -> Iterator[Finding]:
        """Tell what changed since the draft was started; each is ticked before sending."""
        for change in self.changes:
            yield warning(f"changed-{change.version}", change.text, *change.questions)

    def _to_ask_again(self) -> Iterator[Finding]:
        """Ask once more about each page with a question that asks something else than when it was answered."""
        since = {name: change.version for change in self.changes if change.asks_again for name in change.questions}
        started = self.draft.case.program_version

        def is_older(name: str, entry: queries.Entry) -> bool:
            return bool(entry.get("v")) and int(str(entry.get("pv", started))) < since.get(name, 0)

        for first in self._first_of_pages(is_older) if since else ():
            text = _("This question changed since you answered it. Check your answer, then save the page.")
            yield error("asked-again", text, first)

    def _first_of_pages(self, waits: Callable[[str, queries.Entry], bool]) -> Iterator[str]:
        """Return the first question of each page that is shown and whose answer waits for something."""
        for section in self.draft.program.sections:
            entries = self.draft.entries.get(section.key, {})
            for page in section.pages:
                waiting = (each.name for each in page.questions if waits(each.name, entries.get(each.name, {})))
                first = next((name for name in waiting if self.book.shows(name)), None)
                if first:
                    yield first

    @property
    def started_on(self) -> date:
        """The day on which the draft was started."""
        return local(self.draft.case.started_at).date()

    @property
    def changes(self) -> tuple[Change, ...]:
        """What changed in the program since the draft was started."""
        started = self.draft.case.program_version
        return tuple(change for change in self.draft.program.changes if change.version > started)

    @property
    def changed_limits(self) -> list[tables.Changed]:
        """What changed since then of the limits on which the findings rest."""
        _found = self.findings
        codes = self.book.limits_read
        return tables.changed("limits", codes, self.facts.policy_set, since=self.started_on, until=self.today)

    @property
    def errors(self) -> list[Finding]:
        """What must be solved before sending."""
        return [finding for finding in self.findings if finding.blocks]

    @property
    def warnings(self) -> list[Finding]:
        """What must be read before sending."""
        return [finding for finding in self.findings if finding.level == FindingLevel.WARNING]

    @property
    def unread(self) -> list[Finding]:
        """The warnings that the person has not ticked yet."""
        return [finding for finding in self.warnings if finding.rule_id not in self.facts.acknowledged]

    @property
    def can_send(self) -> bool:
        """Whether nothing stands in the way."""
        return not self.errors and not self.unread

    @property
    def sections(self) -> tuple[Section, ...]:
        """The sections of which anything is asked."""
        return tuple(section for section in self.draft.program.sections if section.applies(self.book))

    @property
    def fee_lines(self) -> tuple[fees.FeeLine, ...]:
        """What it costs for this person alone, from the table of this day."""
        return self.fee_lines_on(self.today)

    def fee_lines_on(self, day: date) -> tuple[fees.FeeLine, ...]:
        """Return what it costs for this person alone, from the table of another day."""
        return fees.lines(self.draft.program, self.book, day)

    def errors_of(self, section: Section) -> list[Finding]:
        """What must be solved in a section, cross-field rules included."""
        names = {question.name for question in section.questions}
        return [finding for finding in self.errors if finding.fields and finding.fields[0] in names]

    def state_of(self, section: Section) -> SectionState:
        """Say how far a section is, cross-field rules included."""
        return section_state(self.errors_of(section), started=section.key in self.draft.rows)

    @property
    def documents_missing(self) -> list[Finding]:
        """The documents that are still to be added or explained."""
        return [finding for finding in self.errors if finding.fields[0].startswith("document:")]


@dataclass
class Together:
    """An application: everything there is to say about each of its people.

    Attributes:
        reviews: one a person, the main one first.
        unconfirmed: the adult members of the family who have not confirmed their part.
    """

    reviews: tuple[Review, ...]
    unconfirmed: frozenset[UUID]

    @property
    def main(self) -> Review:
        """Of the person who signs and pays."""
        return self.reviews[0]

    def of(self, key: UUID) -> Review:
        """Return what there is to say about one of its cases."""
        return next(review for review in self.reviews if review.draft.case.pk == key)

    @property
    def members(self) -> tuple[Review, ...]:
        """Of the members of the family."""
        return self.reviews[1:]

    @property
    def can_send(self) -> bool:
        """Whether nothing stands in the way for anybody."""
        return all(review.can_send for review in self.reviews) and not self.unconfirmed

    @cached_property
    def fee_lines(self) -> tuple[fees.FeeLine, ...]:
        """What it costs together, from the table of this day."""
        return self.fee_lines_on(self.main.today)

    def fee_lines_on(self, day: date) -> tuple[fees.FeeLine, ...]:
        """Return what it costs together, from the table of another day."""
        main = self.main
        if not self.members:
            return main.fee_lines_on(day)
        each = ([line.of(one.draft.case.pk, one.draft.who) for line in one.fee_lines_on(day)] for one in self.reviews)
        return fees.together(each, main.facts.policy_set, day)


def _is_taken_over(entry: queries.Entry) -> bool:
    return bool(entry.get("v") and entry.get("by") in TO_CONFIRM and not entry.get("ok"))


def section_state(findings: Iterable[Finding], *, started: bool) -> SectionState:
    """Say how far a section is, from what was found in it."""
    rules = {finding.rule_id for finding in findings}
    if rules - ASKED_ONCE_MORE - {"missing"}:
        return SectionState.PROBLEM
    if rules:
        return SectionState.IN_PROGRESS if started else SectionState.NOT_STARTED
    return SectionState.COMPLETE


def review(user: User, draft: queries.Draft, *, today: date) -> Review:
    """Gather what the rules may know besides the answers: profile, documents, other cases, what was ticked.

    Args:
        user: the applicant.
        draft: their case, unlocked.
        today: the service's date.

    Raises:
        DossierDestroyed: it expired meanwhile.
    """
    main = () if draft.case.is_main else queries.together(draft.case.application_id)[:1]
    drafts = [draft, *(queries.opened_all(main) if main else ())]
    return _reviews(user, drafts, today)[0]


def together(user: User, draft: queries.Draft, *, today: date) -> Together:
    """Gather what ``review`` does for every person of an application; the queries do not grow with the family.

    Args:
        user: the applicant.
        draft: the main case, unlocked.
        today: the service's date.

    Raises:
        DossierDestroyed: it expired meanwhile.
    """
    others = [case for case in queries.together(draft.case.application_id) if case.pk != draft.case.pk]
    return _together(user, [draft, *queries.opened_all(others)], today)


def whole(user: User, key: UUID, *, today: date) -> Together:
    """Return everything there is to say about an application, found by any of its cases: eight queries at most.

    Args:
        user: the applicant.
        key: of a case of theirs.
        today: the service's date.

    Raises:
        NoSuchCase: not theirs, or gone.
        DossierDestroyed: it expired.
    """
    return _together(user, queries.opened_all(queries.together_with(user, key)), today)


def _together(user: User, drafts: Sequence[queries.Draft], today: date) -> Together:
    reviews = _reviews(user, drafts, today)
    return Together(reviews, family.unconfirmed(reviews))


def _reviews(user: User, drafts: Sequence[queries.Draft], today: date) -> tuple[Review, ...]:
    rooms = files.rooms([each.case.dossier for each in drafts])
    main = next((each for each in drafts if each.case.is_main), None)
    return tuple(_review(user, each, rooms[each.case.dossier_id], main, today) for each in drafts)


def _review(user: User, draft: queries.Draft, room: files.Room, main: queries.Draft | None, today: date) -> Review:
    principal = main if main is not draft else None
    slots = room.slots
    ticked = draft.entries.get(queries.CHECK, {}).get(ACKNOWLEDGED, {}).get("v")
    policy_set = draft.case.policy_set
    facts = Facts(
        policy_set=policy_set,
        documents=frozenset(slot.code for slot in slots if any(_is_ready(file) for file in slot.files)),
        excused=frozenset(slot.code for slot in slots if slot.explanation),
        acknowledged=frozenset(ticked if isinstance(ticked, list) else ()),
        verification=queries.held_verification(user) if draft.program.needs_verification else None,
        principal=principal.book(Facts(policy_set=policy_set), today) if principal else None,
    )
    if draft.case.is_main:
        # The profile and the other cases are those of the person who signed in.
        waiting = queries.open_programs(user, besides=draft.case)
        facts = replace(facts, profile=_profile(user), open_programs=waiting)
    return Review(draft, facts, today, room.version)


def _is_ready(file: files.FileView) -> bool:
    return file.state == DocumentState.READY


def _profile(user: User) -> dict[str, str]:
    try:
        card = people.profile(user)
    except people.NotEnrolled:
        return {}
    return {"family_name": card.family_name, "given_name": card.given_name, "date_of_birth": card.birth_date}
