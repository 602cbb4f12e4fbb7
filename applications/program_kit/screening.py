"""Self-assessment: a few questions, a table of decisions, the first row that fits; pure and anonymous."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

from django.utils.translation import gettext_lazy as _

from applications.program_kit import choices
from applications.program_kit.base import AnswerBook, Facts, Page, Program, Section
from applications.program_kit.conditions import ALWAYS, Condition, answered, no, yes
from applications.program_kit.countries import USA
from applications.program_kit.dates import add_months, restoration_last_day
from applications.program_kit.questions import Choice, Country, DateQuestion, Integer, Question, YesNo
from applications.program_kit.texts import Text


class Outcome(StrEnum):
    """What the self-assessment can say; it is advice, never a decision."""

    ELIGIBLE = "eligible"
    ELIGIBLE_RESTORE = "eligible_restore"
    NOT_NEEDED = "not_needed"
    NOT_YET = "not_yet"
    NOT_ELIGIBLE = "not_eligible"
    NEED_PREREQ = "need_prereq"
    OTHER_PROGRAM = "other_program"
    OUTSIDE_CANADA = "outside_canada"
    OFFICER_REVIEW = "officer_review"
    RENEW_PASSPORT = "renew_passport"


@dataclass(frozen=True, kw_only=True)
class Decision:
    """One row of a decision table.

    Attributes:
        code: the row's id, such as ``G4`` or ``P01-4``.
        when: the condition.
        outcome: what it leads to.
        why: the reason in plain words.
        source: the section of the law or the policy.
        may_apply: whether the person may apply all the same, once told.
        goes_on: whether it only adds a note and the next rows are read as well.
        ends: whether nothing that is asked later can change it, so that no more is asked.
        program: the other program, if that is the outcome.
    """

    code: str
    when: Condition
    outcome: Outcome
    why: Text
    source: str
    may_apply: bool = True
    goes_on: bool = False
    ends: bool = False
    program: str = ""


@dataclass(frozen=True)
class Assessment:
    """The result: the row that decided, and the notes on the way."""

    decision: Decision
    notes: tuple[Decision, ...]


@dataclass(frozen=True, kw_only=True)
class SelfAssessment:
    """The questions and the table of one wish."""

    code: str
    title: Text
    questions: tuple[Question, ...]
    table: tuple[Decision, ...]

    @cached_property
    def program(self) -> Program:
        """The questions as a program of one section, so that answers are read in the same way."""
        section = Section(key="questions", title=self.title, pages=tuple(_pages(self)))
        return Program(
            code=self.code, letter="", version=1, title=self.title, summary=self.title, notice="", sections=(section,)
        )

    @property
    def pages(self) -> tuple[Page, ...]:
        """The questions in small groups, in order."""
        return self.program.sections[0].pages

    def settled(self, answers: Mapping[str, object], facts: Facts, today: date) -> Decision | None:
        """Return the row of the gate that ends the questions early, whatever else would be answered.

        Args:
            answers: question name to the answer as typed, as far as they go.
            facts: the policy set.
            today: the service's date.
        """
        book = self.program.book(answers, facts, today)
        return next((row for row in COMMON_GATE if row.ends and row.when(book)), None)

    def assess(self, answers: Mapping[str, object], facts: Facts, today: date) -> Assessment:
        """Return the outcome for a set of answers; nothing is stored.

        Args:
            answers: question name to the answer as typed.
            facts: the policy set.
            today: the service's date.
        """
        book = self.program.book(answers, facts, today)
        fitting = [row for row in (*COMMON_GATE, *self.table) if row.when(book)]
        last = next((row for row in fitting if not row.goes_on), OTHERWISE)
        notes = fitting[: fitting.index(last)] if last in fitting else fitting
        return Assessment(last, tuple(row for row in notes if row.goes_on))


#: How many questions stand together on a page.
_TOGETHER = 4


def _pages(assessment: SelfAssessment) -> Iterator[Page]:
    """Yield the questions in small groups; one that depends on another answer comes on a page of its own after it."""
    group: list[Question] = []
    for question in assessment.questions:
        if question.shown is not ALWAYS:
            yield from _page(assessment, group)
            group = []
            yield _conditional(question)
            continue
        group.append(question)
        if len(group) == _TOGETHER:
            yield from _page(assessment, group)
            group = []
    yield from _page(assessment, group)


def _page(assessment: SelfAssessment, group: list[Question]) -> Iterator[Page]:
    if group:
        yield Page(key=_key(group[0]), title=assessment.title, questions=tuple(group))


def _conditional(question: Question) -> Page:
    # The page asks only when the condition holds, so the question itself needs none.
    return Page(key=_key(question), title=question.label, questions=(question,), shown=question.shown)


def _key(question: Question) -> str:
    return question.name.replace("_", "-")


def carried(answers: Mapping[str, object], *, restoring: bool) -> dict[str, object]:
    """Return what a self-assessment already answers of an application, by the names of its questions.

    Args:
        answers: question name to the answer as typed.
        restoring: whether the outcome was to restore status as well.
    """
    found = {name: value for name, value in answers.items() if value and name not in _NOT_CARRIED}
    for asked, there in _NAMED_ELSEWHERE.items():
        if answers.get(asked):
            found[there] = answers[asked]
    if answers.get("citizenship"):
        found["citizenships"] = [{"row": "1", "country": answers["citizenship"]}]
    if answers.get("biometrics") in {"yes", "no"}:
        found["gave_biometrics"] = answers["biometrics"]
    if restoring:
        found["purposes"] = ["permit", "restore"]
    return found


_NAMED_ELSEWHERE = {"status_expiry": "current_document_expiry"}
#: Words of the self-assessment that mean nothing, or something else, in an application.
_NOT_CARRIED = frozenset({"status", "status_expiry", "citizenship", "biometrics", "family", "province", "breach"})


SELF_STATUS: choices.Choices = (
    ("citizen", _("Citizen, permanent resident or registered Indian")),
    ("student", _("Student")),
    ("worker", _("Worker")),
    ("visitor", _("Visitor")),
    ("trp", _("Temporary resident permit holder")),
    ("protected", _("Protected person")),
    ("claimant", _("Refugee claimant")),
    ("unenforceable", _("Removal order that cannot be enforced")),
    ("diplomat", _("Diplomat")),
    ("lost", _("My status has ended")),
    ("none", _("None")),
)

COMMON_QUESTIONS: tuple[Question, ...] = (
    YesNo(name="in_canada", label=_("Are you in Canada now?")),
    DateQuestion(name="date_of_birth", label=_("Date of birth")),
    Country(name="citizenship", label=_("Country of your passport")),
    Choice(name="status", label=_("What is your immigration status now?"), choices=SELF_STATUS),
    DateQuestion(
        name="status_expiry",
        label=_("When does it end, or when did it end?"),
        hint=_("Leave this empty only if there is no such day."),
        required=answered("status", "student", "worker", "visitor", "trp", "lost"),
    ),
    DateQuestion(name="passport_expiry", label=_("When does your passport expire?")),
    YesNo(name="removal_order", label=_("Are you under a removal order that can be enforced?")),
    YesNo(name="complied", label=_("Did you respect all conditions of your stay?")),
    Choice(
        name="breach",
        label=_("What happened?"),
        choices=choices.BREACH,
        shown=no("complied"),
    ),
    YesNo(name="unauthorized", label=_("Did you work or study without authorization?")),
    DateQuestion(name="unauthorized_end", label=_("When did that end?"), shown=yes("unauthorized")),
    Integer(name="family", label=_("How many family members are with you in Canada?"), maximum=30),
    Choice(name="province", label=_("Province or territory where you study, work or live"), choices=choices.PROVINCE),
    Choice(
        name="biometrics",
        label=_("Did you give your fingerprints and photo in the last 10 years?"),
        choices=(("yes", _("Yes")), ("no", _("No")), ("unknown", _("I do not know"))),
    ),
    YesNo(
        name="lived_abroad",
        label=_("In the last year, did you stay six months or more in a row in another country?"),
    ),
)


def _expired(book: AnswerBook) -> bool:
    expiry = book.day("status_expiry")
    return expiry is not None and expiry < book.today


def _too_late(book: AnswerBook) -> bool:
    expiry = book.day("status_expiry")
    protected = book.choice("status") in {"claimant", "protected", "unenforceable", "trp"}
    return (
        expiry is not None
        and not protected
        and book.today > restoration_last_day(expiry, book.limit("restoration_days"))
    )


def _barred(book: AnswerBook) -> bool:
    end = book.day("unauthorized_end")
    return (
        book.yes("unauthorized")
        and end is not None
        and add_months(end, book.limit("bar_months")) > book.today
        and book.choice("breach") not in choices.CURABLE_BREACHES
    )


def _passport_expired(book: AnswerBook) -> bool:
    expiry = book.day("passport_expiry")
    return expiry is not None and expiry < book.today


EXPIRED = Condition(_expired, "the status has ended")
TOO_LATE = Condition(_too_late, "the status ended more than 90 days ago")
RESTORABLE = EXPIRED & ~TOO_LATE
INCURABLE = Condition(
    lambda book: bool(book.choice("breach")) and book.choice("breach") not in choices.CURABLE_BREACHES,
    "the breach cannot be restored",
)

COMMON_GATE: tuple[Decision, ...] = (
    Decision(
        code="G1",
        when=answered("status", "citizen"),
        outcome=Outcome.NOT_NEEDED,
        why=_("Citizens, permanent residents and registered Indians do not need this permit."),
        source="IRPA s. 19",
        may_apply=False,
        ends=True,
    ),
    Decision(
        code="G2",
        when=no("in_canada"),
        outcome=Outcome.OUTSIDE_CANADA,
        why=_("You must be in Canada to use this application."),
        source="IRPR s. 215",
        may_apply=False,
        ends=True,
    ),
    Decision(
        code="G3",
        when=yes("removal_order"),
        outcome=Outcome.NOT_ELIGIBLE,
        why=_("You are under a removal order. Talk to a lawyer or a legal aid office."),
        source="IRPR s. 223-226",
    ),
    Decision(
        code="G4",
        when=TOO_LATE,
        outcome=Outcome.NOT_ELIGIBLE,
        why=_(
            "More than 90 days have passed since you lost your status. Restoration is no longer possible; "
            "you must leave Canada."
        ),
        source="IRPR s. 182(1)",
        may_apply=False,
    ),
    Decision(
        code="G5",
        when=RESTORABLE & INCURABLE,
        outcome=Outcome.NOT_ELIGIBLE,
        why=_("Your status has ended, and restoration cannot cure what happened."),
        source="IRPR s. 182",
    ),
    Decision(
        code="G7",
        when=Condition(_barred, "work or study without authorization ended less than six months ago"),
        outcome=Outcome.NOT_YET,
        why=_("Six months must pass after work or study without authorization."),
        source="IRPR s. 200(3)(e), 221",
    ),
    Decision(
        code="G8",
        when=no("complied") & ~EXPIRED,
        outcome=Outcome.OFFICER_REVIEW,
        why=_("An officer will look at the conditions that were not respected."),
        source="IRPR s. 217(1)(b)",
        goes_on=True,
    ),
    Decision(
        code="G9",
        # Nationals of the United States may come and stay without a passport (R52(2)).
        when=Condition(_passport_expired, "the passport has expired") & ~answered("citizenship", USA),
        outcome=Outcome.RENEW_PASSPORT,
        why=_("Your passport has expired. Renew it first. If your status ends soon, apply with proof of renewal."),
        source="IRPR s. 52(1)",
        goes_on=True,
    ),
)

#: In the table of a permit: who lost status can ask for it back together with the permit.
RESTORE_TOO = Decision(
    code="R",
    when=RESTORABLE,
    outcome=Outcome.ELIGIBLE_RESTORE,
    why=_("Your status has ended. You can ask for restoration together with the permit."),
    source="IRPR s. 182(1)",
)

OTHERWISE = Decision(
    code="else",
    when=ALWAYS,
    outcome=Outcome.ELIGIBLE,
    why=_("You can apply. Your answers show nothing against it."),
    source="IRPR s. 215, 217",
)
