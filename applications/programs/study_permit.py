"""Study permit: the first one, or more time on one you hold (P01, P02; forms IMM 5709 and IMM 1294)."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

from django.utils.translation import gettext_lazy as _

from applications.program_kit import choices, everybody, tables
from applications.program_kit.base import AnswerBook, FeeRule, Page, Program, Section
from applications.program_kit.conditions import ALWAYS, Condition, answered, no, yes
from applications.program_kit.documents import slot
from applications.program_kit.findings import Finding, error, flag, warning
from applications.program_kit.questions import Choice
from applications.program_kit.rules import funds as funds_rules
from applications.program_kit.rules import passport as passport_rules
from applications.program_kit.rules import school as school_rules
from applications.program_kit.sections import (
    attestation,
    extension,
    funds,
    groups,
    identity,
    loss,
    purpose,
    status,
    studies,
)
from applications.program_kit.study_assessment import EXTENSION, FIRST_PERMIT
from applications.program_kit.waiting import BIOMETRICS, PASSPORT, Activity, Right, asked_until

#: Who may ask for a first study permit from inside Canada (IRPR s. 215).
GROUNDS: choices.Choices = (
    ("work_permit", _("I hold a work permit")),
    ("study_authorized", _("I may study without a permit, and that right ends or ended within 90 days")),
    ("unenforceable", _("I am under a removal order that cannot be enforced")),
    ("trp", _("I hold a temporary resident permit valid for six months or more")),
    ("school_level", _("I study at pre-school, primary or secondary level")),
    ("exchange", _("I am a visiting or exchange student at a designated institution")),
    ("prerequisite", _("I finished a course that I needed for my program")),
    ("r207", _("I am in the spouse in Canada class, a protected person, or in another case of section 207")),
    ("family_member", _("I am a family member of a person who may study or work in Canada")),
)

FIRST = answered("reason", "initial")
EXTENDING = extension.EXTENDING
FAMILY_GROUND = FIRST & answered("study_ground", "family_member")

PURPOSE = Section(
    key="purpose",
    title=_("What you apply for"),
    group=groups.BEFORE,
    pages=(
        purpose.purposes(_("A permit, or more time on my permit")),
        Page(
            key="reason",
            title=_("Why do you apply?"),
            questions=(Choice(name="reason", label=_("Why do you apply?"), choices=choices.STUDY_REASON[:-1]),),
        ),
        Page(
            key="ground",
            title=_("Your ground to apply in Canada"),
            shown=FIRST,
            questions=(
                Choice(
                    name="study_ground",
                    label=_("Which of these describes you?"),
                    hint=_(
                        "Only some people may apply from inside Canada. Select the one that is true today. "
                        "You will prove it."
                    ),
                    choices=(*GROUNDS, ("none", _("None of these"))),
                ),
            ),
        ),
        purpose.client_number(EXTENDING),
        purpose.LANGUAGES,
        *loss.PAGES,
    ),
)


def ground_needed(book: AnswerBook) -> Iterator[Finding]:
    """P01-1: a first permit from inside Canada needs a ground of R215."""
    if book.choice("study_ground") == "none":
        yield warning(
            "P01-1",
            _("Without one of these grounds, you must apply from outside Canada."),
            "study_ground",
        )


def first_for_holders_of_none(book: AnswerBook) -> Iterator[Finding]:
    """P01-1, P02-1: holders of a study permit extend it; others ask for a first one."""
    holds = book.choice("current_document_kind") == "sp"
    if book.choice("reason") == "initial" and holds:
        yield warning("P02-1", _("You hold a study permit. Do you want more time on it instead?"), "reason")
    if EXTENDING(book) and book.choice("current_document_kind") and not holds:
        yield warning("P02-1", _("Only the holder of a study permit can extend it. Which is right?"), "reason")


def long_breaks(book: AnswerBook) -> Iterator[Finding]:
    """P02-4: breaks of at most 150 days, authorized."""
    days = tables.limit("study_break_days", book.facts.policy_set, book.today)
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
    limit = tables.limit("work_hours", book.facts.policy_set, book.today)
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


PERMIT_ASKED = Condition(lambda book: book.many("purposes") != ("restore",), "a permit is asked for")

PROGRAM = Program(
    code="study-permit",
    letter="S",
    version=1,
    title=_("Study permit"),
    summary=_("Your first study permit from inside Canada, more time on the one you hold, or a change of school."),
    notice="study-permit",
    sections=(
        PURPOSE,
        *everybody.ABOUT_YOU,
        Section(
            key="studies",
            title=_("Your studies in Canada"),
            group=groups.REASONS,
            pages=(*studies.FIRST_PAGES, *extension.PAGES),
        ),
        funds.FUNDS,
        *everybody.YOUR_LIFE,
    ),
    rules=(
        *everybody.RULES,
        ground_needed,
        first_for_holders_of_none,
        school_rules.requested_period,
        school_rules.usual_end_passed,
        school_rules.program_dates,
        school_rules.designated,
        school_rules.school_place,
        school_rules.attestation,
        school_rules.caq,
        school_rules.tuition,
        school_rules.not_full_time,
        school_rules.acceptance_letter,
        school_rules.co_op,
        school_rules.custodian,
        funds_rules.enough_money,
        long_breaks,
        hours_of_work,
        completion_inside_program,
    ),
    documents=everybody.papers(
        slot("D03", required=status.HAS_PAPER | EXTENDING),
        slot("D04", required=ALWAYS),
        slot("D05", required=ALWAYS),
        slot("D06", required=attestation.ATTESTATION, offered=attestation.ATTESTATION),
        slot("D07", required=attestation.IN_QUEBEC, offered=attestation.IN_QUEBEC),
        slot("D08", required=EXTENDING, offered=EXTENDING),
        slot("D11", required=FAMILY_GROUND & identity.WITH_PARTNER, offered=identity.WITH_PARTNER),
        slot("D12", required=studies.YOUNG, offered=studies.YOUNG | FAMILY_GROUND),
        slot("D13", required=studies.CUSTODIAN, offered=studies.CUSTODIAN),
        slot("D19", required=loss.RESTORING | no("complied")),
        slot("D20", offered=EXTENDING),
        slot("D24", required=FAMILY_GROUND, offered=FAMILY_GROUND),
        slot("D25", required=studies.CO_OP, offered=studies.CO_OP),
        slot("D27", required=Condition(_leave, "a term was a leave"), offered=Condition(_leave, "a term was a leave")),
    ),
    fees=(
        FeeRule(code="F01", title=_("Study permit"), when=PERMIT_ASKED),
        FeeRule(code="F05", title=_("Restoration of status"), when=loss.RESTORING),
        FeeRule(
            code="F02",
            title=_("Work permit"),
            when=yes("also_work_permit") & answered("also_work_kind", "open", "pgwp"),
        ),
        FeeRule(
            code="F03",
            title=_("Open work permit holder"),
            when=yes("also_work_permit") & answered("also_work_kind", "open", "pgwp"),
        ),
        FeeRule(code="F06", title=_("Biometrics"), when=passport_rules.BIOMETRICS),
    ),
    self_assessment=(FIRST_PERMIT, EXTENSION),
    extends=EXTENDING,
    until=school_rules.requested_end,
    rights=(Right(activity=Activity.STUDY, when=EXTENDING, source="IRPR s. 189", letter_days="study_letter_days"),),
    caps=(PASSPORT, BIOMETRICS, school_rules.AFTER_STUDIES, asked_until(lambda book: book.day("requested_to"))),
)
