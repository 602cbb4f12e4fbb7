"""Study permit: the first one, from inside Canada (P01; form IMM 5709)."""

from collections.abc import Iterator
from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from applications.program_kit import choices, everybody, permits, studying
from applications.program_kit.base import AnswerBook, Page, Program, Section
from applications.program_kit.conditions import NEVER, answered
from applications.program_kit.documents import slot
from applications.program_kit.findings import Finding, warning
from applications.program_kit.questions import Choice
from applications.program_kit.rules import school as school_rules
from applications.program_kit.rules import status as status_rules
from applications.program_kit.sections import funds, groups, identity, loss, purpose, status, studies
from applications.program_kit.study_assessment import FIRST_PERMIT

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

FAMILY_GROUND = answered("study_ground", "family_member")

PURPOSE = Section(
    key="purpose",
    title=_("What you apply for"),
    group=groups.BEFORE,
    pages=(
        purpose.purposes(_("A study permit")),
        Page(
            key="ground",
            title=_("Your ground to apply in Canada"),
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
        purpose.client_number(NEVER),
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


def ground_window(book: AnswerBook) -> Iterator[Finding]:
    """P01-1: a right to study without a permit is a ground for 90 days before and after it ends (R215(1)(b))."""
    ends, days = book.day("current_document_expiry"), book.limit("ground_window_days")
    if book.choice("study_ground") == "study_authorized" and ends and abs(ends - book.today) > timedelta(days=days):
        yield warning(
            "P01-1b",
            _("This ground counts only {n} days before and after the day on which your right to study ends."),
            "study_ground",
            "current_document_expiry",
            n=days,
        )


def holders_extend(book: AnswerBook) -> Iterator[Finding]:
    """P01-1: the holder of a study permit asks for more time on it (R217)."""
    if book.choice("current_document_kind") == "sp":
        yield warning(
            "P02-1",
            _("You hold a study permit. Do you want more time on it instead? Then start the study permit extension."),
            "current_document_kind",
        )


PROGRAM = Program(
    code="study-permit",
    letter="S",
    version=1,
    title=_("Study permit"),
    summary=_("Your first study permit, from inside Canada."),
    who=_("People in Canada who hold a work permit, or who have another ground to ask for a study permit here."),
    group="study",
    notice="study-permit",
    may_add=("family-member",),
    sections=(PURPOSE, *everybody.ABOUT_YOU, studies.STUDIES, funds.FUNDS, *everybody.YOUR_LIFE),
    rules=(
        *everybody.RULES,
        ground_needed,
        ground_window,
        status_rules.short_permit_as_ground("study_ground"),
        holders_extend,
        *studying.RULES,
    ),
    documents=everybody.papers(
        *studying.PAPERS,
        slot("D03", required=status.HAS_PAPER),
        slot("D11", required=FAMILY_GROUND & identity.WITH_PARTNER, offered=identity.WITH_PARTNER),
        slot("D12", required=studies.YOUNG, offered=studies.YOUNG | FAMILY_GROUND),
        slot("D24", required=FAMILY_GROUND, offered=FAMILY_GROUND),
    ),
    fees=studying.FEES,
    permits=(permits.STUDY,),
    self_assessment=(FIRST_PERMIT,),
    until=school_rules.requested_end,
    caps=studying.CAPS,
)
