"""Work off campus while studying full-time, under the rules of 2006 to 2014 (P03; form IMM 5580)."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext_lazy as _

from applications.choices import PolicySet
from applications.program_kit import everybody, permits
from applications.program_kit.base import AnswerBook, Page, Program, Section
from applications.program_kit.campus_assessment import OFF_CAMPUS as OFF_CAMPUS_WORK
from applications.program_kit.conditions import ALWAYS, NEVER, no, yes
from applications.program_kit.documents import slot
from applications.program_kit.findings import Finding, error, warning
from applications.program_kit.products import fee
from applications.program_kit.questions import Code, DateQuestion, Integer, Rows, TextLine, YesNo
from applications.program_kit.rules import campus as campus_rules
from applications.program_kit.rules import work as work_rules
from applications.program_kit.sections import campus, groups, purpose, work
from applications.program_kit.waiting import PASSPORT, Cap, asked_until

OFF_CAMPUS = Section(
    key="off-campus",
    title=_("Off-campus work"),
    group=groups.REASONS,
    pages=(
        Page(
            key="school",
            title=_("Your school"),
            questions=(
                Code(
                    name="evn",
                    label=_("Verification number"),
                    hint=_("Your school gave it. You find it on the page of your verification."),
                    pattern=campus.VERIFICATION_NUMBER,
                    example="EV 3004 1288 9",
                    layout=campus.number_text,
                ),
                campus.INSTITUTION,
                campus.STUDENT_NUMBER,
            ),
        ),
        campus.PROGRAM_OF_STUDY,
        Page(
            key="full-time",
            title=_("Full-time studies"),
            questions=(
                YesNo(name="full_time_now", label=_("Do you study full-time now?")),
                Integer(
                    name="months_full_time",
                    label=_("Months of full-time study in the last 12"),
                    hint=_("They do not have to follow one another."),
                    maximum=12,
                ),
            ),
        ),
        Page(
            key="breaks",
            title=_("Scheduled breaks"),
            questions=(
                YesNo(
                    name="scheduled_breaks",
                    label=_("Does your program have scheduled breaks?"),
                    hint=_("For example the summer. You may work full-time in them."),
                ),
            ),
        ),
        Page(
            key="break-dates",
            title=_("Your scheduled breaks"),
            shown=yes("scheduled_breaks"),
            questions=(
                Rows(
                    name="breaks",
                    label=_("Scheduled breaks"),
                    add_label=_("Add a break"),
                    maximum=10,
                    items=(
                        DateQuestion(name="from", label=_("From")),
                        DateQuestion(name="to", label=_("Until")),
                    ),
                ),
            ),
        ),
        campus.STUDY_PERMIT,
        Page(
            key="period",
            title=_("When you want to work"),
            hint=_("Up to 20 hours a week in your sessions, full-time in scheduled breaks."),
            questions=(
                DateQuestion(name="work_from", label=_("From")),
                DateQuestion(name="work_to", label=_("Until")),
                TextLine(
                    name="extended_with",
                    label=_("Number of your application for more time on the study permit"),
                    hint=_("Only if you sent one and want both decided together."),
                    required=NEVER,
                    max_length=20,
                ),
            ),
        ),
        work.HEALTH,
        Page(
            key="conditions",
            title=_("If you are not eligible any more"),
            questions=(
                YesNo(
                    name="gives_back",
                    label=_("Will you give the work permit back if you are not eligible any more?"),
                ),
            ),
        ),
    ),
)


def studies_count(book: AnswerBook) -> Iterator[Finding]:
    """P03-2, P03-4: full-time now, and for six of the last twelve months."""
    if book.no("full_time_now"):
        yield warning("P03-4", _("This permit is for people who study full-time now."), "full_time_now")
    months, least = book.money("months_full_time"), campus_rules.least_months(book)
    if months is not None and months < least:
        yield warning("P03-2", _("You need {n} months of full-time study in the last 12."), "months_full_time", n=least)


def breaks_in_order(book: AnswerBook) -> Iterator[Finding]:
    """X06: each break ends after it starts."""
    for row in book.rows("breaks"):
        start, end = row.get("from"), row.get("to")
        if start and end and start > end:  # type: ignore[operator]  # both are dates: the question reads them so
            yield error("X06", _("Check the dates: the end cannot be before the start."), "breaks")


def within_study_permit(book: AnswerBook) -> Iterator[Finding]:
    """P03-11: the work permit ends with the study permit at the latest."""
    asked, expiry = book.day("work_to"), book.day("sp_expiry")
    if asked and expiry and asked > expiry:
        yield warning(
            "P03-11",
            _("Your study permit ends on {last}. The work permit cannot be longer."),
            "work_to",
            "sp_expiry",
            last=expiry,
        )


def gives_back(book: AnswerBook) -> Iterator[Finding]:
    """P03-15: who is not eligible any more gives the permit back; nobody gets it without saying so."""
    if book.no("gives_back"):
        yield error("P03-15", _("This permit is only for people who would give it back."), "gives_back")


def _permit_ends(book: AnswerBook) -> date | None:
    return book.day("sp_expiry")


PROGRAM = Program(
    code="off-campus-work",
    letter="W",
    version=1,
    title=_("Off-campus work permit"),
    summary=_("Work outside your school while you study, for any employer."),
    who=_("Full-time students whose school has confirmed that they are eligible."),
    group="work",
    notice="off-campus-work",
    may_add=("family-member",),
    policy_set=PolicySet.CIC_2010,
    needs_verification=True,
    known_from_school={"evn": "number", "institution": "institution"},
    sections=(
        Section(
            key="purpose",
            title=_("What you apply for"),
            group=groups.BEFORE,
            pages=(purpose.client_number(ALWAYS), purpose.LANGUAGES),
        ),
        *everybody.ABOUT_YOU,
        OFF_CAMPUS,
        *everybody.YOUR_LIFE,
    ),
    rules=(
        *everybody.RULES,
        campus_rules.verified,
        campus_rules.permit_holds,
        campus_rules.study_dates,
        campus_rules.language_program,
        studies_count,
        breaks_in_order,
        within_study_permit,
        gives_back,
        work_rules.work_period,
        work_rules.health_job,
    ),
    documents=everybody.papers(
        slot("D03", required=ALWAYS),
        slot("D19", required=no("complied")),
        slot("D22", required=yes("had_medical_exam") | yes("public_health_job")),
    ),
    fees=(fee("F02"),),
    permits=(permits.WORK,),
    self_assessment=(OFF_CAMPUS_WORK,),
    until=work_rules.work_until,
    caps=(
        PASSPORT,
        Cap(
            code="permit_held",
            why=_("your study permit ends on that day"),
            source="Off-Campus Work Permit Program",
            day=_permit_ends,
        ),
        asked_until(work_rules.work_until),
    ),
)
