"""Work permit: the first one, more time, a new employer or other conditions (P05; form IMM 5710)."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from applications.program_kit import choices, everybody, permits
from applications.program_kit.base import AnswerBook, Page, Program, Section
from applications.program_kit.conditions import answered, no, yes
from applications.program_kit.documents import slot
from applications.program_kit.findings import Finding, warning
from applications.program_kit.products import fee
from applications.program_kit.questions import Choice
from applications.program_kit.rules import passport as passport_rules
from applications.program_kit.rules import status as status_rules
from applications.program_kit.rules import work as work_rules
from applications.program_kit.sections import groups, loss, purpose, status, work
from applications.program_kit.waiting import BIOMETRICS, PASSPORT, Activity, Right, asked_until
from applications.program_kit.work_assessment import WORK

FIRST = answered("work_reason", "first")
EXTENDING = answered("work_reason", "same_employer", "new_employer", "conditions")

PURPOSE = Section(
    key="purpose",
    title=_("What you apply for"),
    group=groups.BEFORE,
    pages=(
        purpose.purposes(_("A work permit, or more time on my work permit")),
        Page(
            key="reason",
            title=_("Why do you apply?"),
            questions=(Choice(name="work_reason", label=_("Why do you apply?"), choices=choices.WORK_REASON),),
        ),
        Page(
            key="ground",
            title=_("Your ground to apply in Canada"),
            shown=FIRST,
            questions=(
                Choice(
                    name="work_ground",
                    label=_("Which of these describes you?"),
                    hint=_(
                        "Only some people may apply from inside Canada. Select the one that is true today. "
                        "You will prove it."
                    ),
                    choices=choices.WORK_GROUND,
                ),
            ),
        ),
        purpose.client_number(EXTENDING),
        purpose.LANGUAGES,
        *loss.PAGES,
    ),
)


def ground_needed(book: AnswerBook) -> Iterator[Finding]:
    """R199: a first work permit from inside Canada needs a ground."""
    if book.choice("work_ground") == "none":
        yield warning("R199", _("Without one of these grounds, you must apply from outside Canada."), "work_ground")


def first_for_holders_of_none(book: AnswerBook) -> Iterator[Finding]:
    """R201: holders of a work permit extend it; others ask for a first one."""
    held = book.choice("current_document_kind")
    if FIRST(book) and held == "wp":
        yield warning("R201", _("You hold a work permit. Do you want more time on it instead?"), "work_reason")
    if EXTENDING(book) and held and held != "wp":
        yield warning("R201", _("Only the holder of a work permit can extend it. Which is right?"), "work_reason")


PROGRAM = Program(
    code="work-permit",
    letter="W",
    version=1,
    title=_("Work permit"),
    summary=_("A first work permit from inside Canada, more time, a new employer or other conditions."),
    who=_("People in Canada who hold a permit, or who have another ground to ask for one here."),
    group="work",
    notice="work-permit",
    may_add=("family-member",),
    sections=(PURPOSE, *everybody.ABOUT_YOU, work.WORK, *everybody.YOUR_LIFE),
    rules=(
        *everybody.RULES,
        ground_needed,
        status_rules.short_permit_as_ground("work_ground"),
        first_for_holders_of_none,
        work_rules.work_period,
        work_rules.lmia_in_effect,
        work_rules.new_employer,
        work_rules.place_of_work,
        work_rules.quebec_certificate,
        work_rules.some_pay,
        work_rules.health_job,
        work_rules.licence,
        work_rules.dispute,
    ),
    documents=everybody.papers(
        slot("D03", required=status.HAS_PAPER | EXTENDING),
        slot("D07", required=work.IN_QUEBEC, offered=work.IN_QUEBEC),
        slot("D11", required=work.WITH_PARTNER, offered=work.WITH_PARTNER),
        slot("D14", required=work.SPECIFIC, offered=work.SPECIFIC),
        slot("D15", required=work.SPECIFIC, offered=work.SPECIFIC),
        slot("D19", required=loss.RESTORING | no("complied")),
        slot("D20", required=EXTENDING, offered=EXTENDING),
        slot("D21", required=yes("licence_held"), offered=yes("licence_required")),
        slot("D22", required=yes("had_medical_exam") | yes("public_health_job")),
        slot("D24", required=work.WITH_PARTNER, offered=work.WITH_PARTNER),
    ),
    fees=(
        fee("F02", purpose.PERMIT_ASKED & ~work.exempt_from("F02")),
        fee(
            "F03",
            purpose.PERMIT_ASKED & work.OPEN & ~work.exempt_from("F03"),
        ),
        fee("F05", loss.RESTORING),
        fee("F06", passport_rules.BIOMETRICS),
    ),
    permits=(permits.WORK,),
    self_assessment=(WORK,),
    extends=EXTENDING & ~loss.RESTORING,
    rights=(Right(activity=Activity.WORK, when=EXTENDING, source="IRPR s. 186(u)", letter_days="work_letter_days"),),
    until=work_rules.work_until,
    caps=(PASSPORT, BIOMETRICS, asked_until(work_rules.work_until)),
)
