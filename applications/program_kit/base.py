"""Program, section, page, rule, finding and the book of answers: frozen data, pure functions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from applications.choices import PolicySet
from applications.program_kit import tables
from applications.program_kit.conditions import ALWAYS, NEVER, Condition
from applications.program_kit.findings import Finding, error
from applications.program_kit.permits import Permit
from applications.program_kit.schooling import SchoolCopy
from applications.program_kit.texts import Text
from applications.program_kit.waiting import Cap, Right

if TYPE_CHECKING:
    from applications.program_kit.coverage import Coverage
    from applications.program_kit.questions import Question, Rows
    from applications.program_kit.screening import SelfAssessment


#: An answer exactly as it was typed: text, several texts, parts of a date, or rows.
Raw = object


@dataclass(frozen=True)
class Verification:
    """A school's answer that a student may work off campus, which still stands.

    Attributes:
        number: the verification number, as given to the student.
        institution: number of the school that answered.
        valid_until: the last day on which an application can rest on it; it can be moved to another school later too.
    """

    number: str
    institution: str
    valid_until: date


@dataclass(frozen=True)
class Facts:
    """What a rule may know besides the answers.

    Attributes:
        policy_set: which rules apply (decisions 3).
        profile: what the person's epass profile says (names, date of birth), for X09.
        documents: codes of the slots that hold at least one accepted file.
        excused: codes of the slots for which the person said "I cannot get this document" and why.
        open_programs: codes of programs in which the same person already waits for a decision.
        acknowledged: ids of the warnings that the person has read.
        verification: the newest answer of a school that still stands, if there is one.
        principal: the answers of the main person of the application, where these are of a family member.
    """

    policy_set: str = PolicySet.IRCC_2026
    profile: Mapping[str, str] = field(default_factory=dict)
    documents: frozenset[str] = frozenset()
    excused: frozenset[str] = frozenset()
    open_programs: frozenset[str] = frozenset()
    acknowledged: frozenset[str] = frozenset()
    verification: Verification | None = None
    principal: AnswerBook | None = None


Rule = Callable[["AnswerBook"], Iterator[Finding]]


def _covers_nothing(_book: AnswerBook) -> Coverage | None:
    return None


@dataclass(frozen=True, kw_only=True)
class Page:
    """One thing on one screen: a question or a small natural group."""

    key: str
    title: Text
    questions: tuple[Question, ...]
    hint: Text = ""
    shown: Condition = ALWAYS
    #: What its rows cover of a time that has to be told whole; drawn above them.
    covers: Callable[[AnswerBook], Coverage | None] = _covers_nothing

    @property
    def rows(self) -> Rows | None:
        """The repeated group of this page, if it is one (it then stands alone)."""
        only = self.questions[0]
        return only if only.kind == "rows" else None  # type: ignore[return-value]  # the kind says the class


@dataclass(frozen=True, kw_only=True)
class Section:
    """A row of the task list."""

    key: str
    title: Text
    pages: tuple[Page, ...]
    group: Text = ""

    def page(self, key: str) -> Page | None:
        """Return the page with a key, if there is one."""
        return next((page for page in self.pages if page.key == key), None)

    def only(self, condition: Condition) -> Section:
        """Return the section as it is asked of some people only.

        Args:
            condition: who is asked.
        """
        return replace(self, pages=tuple(replace(page, shown=condition & page.shown) for page in self.pages))

    def applies(self, book: AnswerBook) -> bool:
        """Tell whether anything of it is asked, given the other answers."""
        return any(page.shown(book) for page in self.pages)

    @property
    def questions(self) -> Iterator[Question]:
        """Every question of the section, in order."""
        return (question for page in self.pages for question in page.questions)


@dataclass(frozen=True, kw_only=True)
class DocumentRule:
    """What a program asks to upload, and when."""

    code: str
    title: Text
    help: Text = ""
    required: Condition = NEVER
    offered: Condition = ALWAYS
    many: bool = True

    def asked(self, book: AnswerBook) -> bool:
        """Tell whether the slot is shown at all."""
        return self.required(book) or self.offered(book)


@dataclass(frozen=True, kw_only=True)
class FeeRule:
    """One line of the fee; the amount stands in the effective-dated table."""

    code: str
    title: Text
    when: Condition = ALWAYS


@dataclass(frozen=True, kw_only=True)
class Change:
    """What a version of a program changed, told to everybody who started a draft before it.

    Attributes:
        version: the version that came with it.
        text: what is different, in one plain sentence.
        questions: names of the questions that it is about.
        asks_again: whether an answer to them from before has to be looked at once more.
    """

    version: int
    text: Text
    questions: tuple[str, ...]
    asks_again: bool = False


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a question stands."""

    section: Section
    page: Page
    question: Question


def _no_day(_book: AnswerBook) -> date | None:
    return None


@dataclass(frozen=True, kw_only=True)
class Program:
    """One program of applications, complete in itself."""

    code: str
    letter: str
    #: Counts up with each change that a draft has to be told about; see ``changes``.
    version: int
    title: Text
    summary: Text
    sections: tuple[Section, ...]
    #: The collection notice above its forms; what is sent names its version.
    notice: str
    rules: tuple[Rule, ...] = ()
    documents: tuple[DocumentRule, ...] = ()
    fees: tuple[FeeRule, ...] = ()
    self_assessment: tuple[SelfAssessment, ...] = ()
    #: When it asks for more time on a permit: then the confirmation speaks of the status while waiting (R183(5)).
    extends: Condition = NEVER
    #: What may go on until the decision although the permit for it ended.
    rights: tuple[Right, ...] = ()
    #: Until when the answers ask for it.
    until: Callable[[AnswerBook], date | None] = _no_day
    #: Whether it is itself a request to restore status; others may ask for that besides.
    restores: bool = False
    #: What the permit cannot outlast.
    caps: tuple[Cap, ...] = ()
    #: Who can use it, in one sentence for the catalogue.
    who: Text = ""
    group: str = "study"
    workflow: str = "permit"
    #: Codes of the programs that can be added to an application for this one, for members of the family.
    may_add: tuple[str, ...] = ()
    #: Whether it exists only as an addition to another application (R1.26).
    is_added: bool = False
    #: What is asked before it is added, by the names of the questions.
    asked_first: tuple[str, ...] = ()
    #: Whether its rules ask what the person's school has confirmed.
    needs_verification: bool = False
    #: What of that is known when it is started: the name of a question to an attribute of ``Verification``.
    known_from_school: Mapping[str, str] = field(default_factory=dict)
    #: What each version after the first one changed.
    changes: tuple[Change, ...] = ()
    #: To which document an approval leads: the first that fits the answers.
    permits: tuple[Permit, ...] = ()
    #: The schools that answer it, in their order; none where the desk decides.
    schools: tuple[SchoolCopy, ...] = ()
    policy_set: str = PolicySet.IRCC_2026

    @cached_property
    def places(self) -> Mapping[str, Place]:
        """Where each question stands, by its name."""
        return {
            question.name: Place(section=section, page=page, question=question)
            for section in self.sections
            for page in section.pages
            for question in page.questions
        }

    def section(self, key: str) -> Section | None:
        """Return the section with a key, if there is one."""
        return next((section for section in self.sections if section.key == key), None)

    def book(self, answers: Mapping[str, Raw], facts: Facts, today: date) -> AnswerBook:
        """Open the answers for reading."""
        return AnswerBook(program=self, answers=answers, facts=facts, today=today)

    def findings(self, answers: Mapping[str, Raw], facts: Facts, today: date) -> list[Finding]:
        """Return everything there is to say about the answers; pure, so testable without a database.

        Args:
            answers: question name to the answer as typed.
            facts: what the rules may know besides.
            today: the service's date.
        """
        return self.findings_of(self.book(answers, facts, today))

    def findings_of(self, book: AnswerBook) -> list[Finding]:
        """Return everything there is to say about answers that are open for reading."""
        found = [finding for section in self.sections for finding in book.check_section(section)]
        found += [finding for rule in self.rules for finding in rule(book)]
        return found + list(self._missing_documents(book))

    def _missing_documents(self, book: AnswerBook) -> Iterator[Finding]:
        have = book.facts.documents | book.facts.excused
        for rule in self.documents:
            if rule.required(book) and rule.code not in have:
                yield error(
                    rule.code,
                    _("Add this document, or tell us why you cannot get it: {title}."),
                    f"document:{rule.code}",
                    title=rule.title,
                )


@dataclass(frozen=True)
class AnswerBook:
    """The answers, read as what they mean; a wrong or hidden answer reads as not given."""

    program: Program
    answers: Mapping[str, Raw]
    facts: Facts
    today: date

    @cached_property
    def _read(self) -> dict[str, object]:
        return {}

    def raw(self, name: str) -> Raw:
        """Return the answer as it was typed, or None."""
        return self.answers.get(name)

    def shows(self, name: str) -> bool:
        """Tell whether a question is asked at all, given the other answers."""
        place = self.program.places.get(name)
        return place is not None and place.page.shown(self) and place.question.shown(self)

    def get(self, name: str) -> object:
        """Return what an answer means, or None if it is absent, wrong or not asked."""
        if name not in self._read:
            self._read[name] = self._parse(name) if self.shows(name) else None
        return self._read[name]

    def _parse(self, name: str) -> object:
        question = self.program.places[name].question
        return question.read(self.raw(name))

    @property
    def restores(self) -> bool:
        """Whether restoration of status is asked for (IRPR s. 182)."""
        return self.program.restores or "restore" in self.many("purposes")

    def text(self, name: str) -> str:
        """Return a text answer, or an empty text."""
        value = self.get(name)
        return value if isinstance(value, str) else ""

    choice = text

    def many(self, name: str) -> tuple[str, ...]:
        """Return the ticked values."""
        value = self.get(name)
        return value if isinstance(value, tuple) else ()

    def yes(self, name: str) -> bool:
        """Tell whether the answer is yes."""
        return self.get(name) is True

    def no(self, name: str) -> bool:
        """Tell whether the answer is no."""
        return self.get(name) is False

    def day(self, name: str) -> date | None:
        """Return a date, if one was given that exists."""
        value = self.get(name)
        return value if isinstance(value, date) else None

    def money(self, name: str) -> Decimal | None:
        """Return an amount or a number, if one was given."""
        value = self.get(name)
        return Decimal(value) if isinstance(value, (Decimal, int)) and not isinstance(value, bool) else None

    def rows(self, name: str) -> Sequence[Mapping[str, object]]:
        """Return the rows of a repeated group, each read as what it means (key ``row`` is its id)."""
        value = self.get(name)
        return value if isinstance(value, list) else []

    def limit(self, code: str, on: date | None = None) -> int:
        """Return a count that the law or a policy sets, as it holds on a day; 0 if there is none.

        Args:
            code: names the row of the table of limits.
            on: the day; without one, the day on which the answers are read.
        """
        self.limits_read.add(code)
        return tables.limit(code, self.facts.policy_set, on or self.today)

    @cached_property
    def limits_read(self) -> set[str]:
        """The limits on which anything that was said about the answers rests so far."""
        return set()

    def check_section(self, section: Section) -> Iterator[Finding]:
        """Return what is missing or wrong in a section by itself."""
        for page in section.pages:
            if page.shown(self):
                yield from self.check_page(page)

    def check_page(self, page: Page) -> Iterator[Finding]:
        """Return what is missing or wrong on a page by itself."""
        for question in page.questions:
            if question.shown(self):
                yield from question.check(self.raw(question.name), required=question.required(self))
