"""Study permit: more time on the one you hold, another school or program, other conditions (P02; form IMM 5709)."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

from django.utils.translation import gettext_lazy as _

from applications.program_kit import choices, everybody, permits, studying
from applications.program_kit.base import AnswerBook, Page, Program, Section
from applications.program_kit.conditions import ALWAYS, Condition
from applications.program_kit.documents import slot
from applications.program_kit.findings import Finding, error, flag, warning
from applications.program_kit.questions import Choice
from applications.program_kit.rules import school as school_rules
from applications.program_kit.sections import extension, funds, groups, identity, loss, purpose, studies
from applications.program_kit.study_assessment import EXTENSION
from applications.program_kit.waiting import Activity, Right

PURPOSE = Section(
    key="purpose",
    title=_("What you apply for"),
    group=groups.BEFORE,
    pages=(
        purpose.purposes(_("More time or a change on my study permit")),
        Page(
            key="reason",
            title=_("Why do you apply?"),
            questions=(Choice(name="reason", label=_("Why do you apply?"), choices=choices.STUDY_REASON),),
        ),
        purpose.client_number(ALWAYS),
        purpose.LANGUAGES,
        *loss.PAGES,
    ),
)


def holders_only(book: AnswerBook) -> Iterator[Finding]:
    """P02-1: only the holder of a study permit extends it (R217(1))."""
    held = book.choice("current_document_kind")
    if held and held != "sp":
        yield warning(
            "P02-1",
            _("Only the holder of a study permit can extend it. If you never had one, start the study permit."),
            "current_document_kind",
        )


def long_breaks(book: AnswerBook) -> Iterator[Finding]:
    """P02-4: breaks of at most 150 days, authorized."""
    days = book.limit("study_break_days")
    spans = sorted(
        (row["from"], row["to"])
        for row in book.rows("terms")
        if isinstance(row["from"], date) and isinstance(row["to"], date) and row["load"] in {"full_time", "part_time"}
    )
    for (_start, end), (start, _end) in pairwise(spans):
        if start - end > timedelta(days=days):
            yield warning("P02-4", _("There are more than 150 days between two of your terms. Explain why."), "terms")
            return


def hours_of_work(book: AnswerBook) -> Iterator[Finding]:
    """P02: hours above the limit are told to the officer."""
    limit = book.limit("work_hours")
    if any(isinstance(row["hours"], int) and row["hours"] > limit for row in book.rows("jobs")):
        yield flag("P02-w", _("Hours of work above the limit of {limit} a week."), "jobs", limit=limit)


def completion_inside_program(book: AnswerBook) -> Iterator[Finding]:
    """P02: the studies are finished before the program ends."""
    done, end = book.day("expected_completion"), book.day("study_to")
    if done and end and done > end:
        yield error(
            "X06",
            _("Check the dates: {a} cannot be before {b}."),
            "study_to",
            "expected_completion",
            a=_("the last day of the program"),
            b=_("the date on which you expect to finish"),
        )


def _leave(book: AnswerBook) -> bool:
    return any(row["load"] == "leave" for row in book.rows("terms"))


LEAVE = Condition(_leave, "a term was a leave")

PROGRAM = Program(
    code="study-permit-extension",
    letter="S",
    version=1,
    title=_("Study permit extension"),
    summary=_("More time on your study permit, another school or program, or other conditions."),
    who=_("Students in Canada who hold a study permit, or whose permit ended less than 90 days ago."),
    group="study",
    notice="study-permit",
    may_add=("family-member",),
    sections=(
        PURPOSE,
        *everybody.ABOUT_YOU,
        studies.studies(*extension.PAGES),
        funds.FUNDS,
        *everybody.YOUR_LIFE,
    ),
    rules=(
        *everybody.RULES,
        holders_only,
        *studying.RULES,
        long_breaks,
        hours_of_work,
        completion_inside_program,
    ),
    documents=everybody.papers(
        *studying.PAPERS,
        slot("D03", required=ALWAYS),
        slot("D08", required=ALWAYS),
        slot("D11", offered=identity.WITH_PARTNER),
        slot("D12", required=studies.YOUNG, offered=studies.YOUNG),
        slot("D20"),
        slot("D27", required=LEAVE, offered=LEAVE),
    ),
    fees=studying.FEES,
    permits=(permits.STUDY,),
    self_assessment=(EXTENSION,),
    extends=~loss.RESTORING,
    rights=(
        Right(activity=Activity.STUDY, when=~loss.RESTORING, source="IRPR s. 189", letter_days="study_letter_days"),
    ),
    until=school_rules.requested_end,
    caps=studying.CAPS,
)
