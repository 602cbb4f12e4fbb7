"""Work in Canada after finishing studies: an open permit, once in a lifetime (P04)."""

from django.utils.translation import gettext_lazy as _

from applications.program_kit import everybody, permits
from applications.program_kit.base import Program, Section
from applications.program_kit.conditions import ALWAYS, Condition, no, yes
from applications.program_kit.documents import slot
from applications.program_kit.products import fee
from applications.program_kit.rules import graduation as graduation_rules
from applications.program_kit.rules import passport as passport_rules
from applications.program_kit.rules import work as work_rules
from applications.program_kit.sections import graduation, groups, loss, purpose
from applications.program_kit.waiting import BIOMETRICS, PASSPORT, Activity, Cap, Right, asked_until
from applications.program_kit.work_assessment import GRADUATE

_LEAVE = Condition(lambda book: any(row.get("load") == "leave" for row in book.rows("terms")), "a term was a leave")
_LANGUAGE = Condition(lambda book: bool(graduation_rules.language_level(book)), "a language level is needed")

PROGRAM = Program(
    code="post-graduate-work",
    letter="W",
    version=1,
    title=_("Post-graduation work permit"),
    summary=_("Work in Canada after you finish your studies, for any employer."),
    who=_("People who finished a program of eight months or more at a school in Canada, at most 180 days ago."),
    group="work",
    notice="post-graduate-work",
    may_add=("family-member",),
    sections=(
        Section(
            key="purpose",
            title=_("What you apply for"),
            group=groups.BEFORE,
            pages=(
                purpose.purposes(_("A post-graduation work permit")),
                purpose.client_number(ALWAYS),
                purpose.LANGUAGES,
                *loss.PAGES,
            ),
        ),
        *everybody.ABOUT_YOU,
        graduation.GRADUATION,
        *everybody.YOUR_LIFE,
    ),
    rules=(
        *everybody.RULES,
        graduation_rules.in_window,
        graduation_rules.program_counts,
        graduation_rules.full_time_terms,
        graduation_rules.once_in_a_lifetime,
        graduation_rules.language,
        graduation_rules.field_of_study,
        graduation_rules.longest,
        work_rules.health_job,
    ),
    documents=everybody.papers(
        slot("D03", required=ALWAYS),
        slot("D08", required=ALWAYS),
        slot("D09", required=ALWAYS),
        slot("D10", required=_LANGUAGE & ~yes("flight_school"), offered=_LANGUAGE),
        slot("D19", required=loss.RESTORING | no("complied")),
        slot("D22", required=yes("had_medical_exam") | yes("public_health_job")),
        slot("D27", required=_LEAVE, offered=_LEAVE),
    ),
    fees=(
        fee("F02", purpose.PERMIT_ASKED),
        fee("F03", purpose.PERMIT_ASKED),
        fee("F05", loss.RESTORING),
        fee("F06", passport_rules.BIOMETRICS),
    ),
    permits=(permits.WORK,),
    self_assessment=(GRADUATE,),
    extends=~loss.RESTORING,
    rights=(
        Right(
            activity=Activity.WORK,
            when=~loss.RESTORING,
            source="IRPR s. 186(w)",
            letter_days="graduate_work_letter_days",
        ),
    ),
    until=graduation_rules.asked_until,
    caps=(
        PASSPORT,
        BIOMETRICS,
        Cap(
            code="program",
            why=_("your program gives no more"),
            source="Program delivery instructions",
            day=graduation_rules.entitled_until,
        ),
        asked_until(lambda book: book.day("requested_to")),
    ),
)
