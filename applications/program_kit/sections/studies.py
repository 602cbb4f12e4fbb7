"""Intended studies in Canada: school, costs, attestation, CAQ, custodian, work permit at the same time."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from applications.program_kit import choices
from applications.program_kit.base import AnswerBook, Page, Section
from applications.program_kit.conditions import NEVER, Condition, no, yes
from applications.program_kit.dates import age
from applications.program_kit.questions import (
    Choice,
    Code,
    DateQuestion,
    Integer,
    LongText,
    Money,
    Phone,
    Question,
    Rows,
    TextLine,
    YesNo,
)
from applications.program_kit.sections import attestation, groups
from applications.program_kit.sections.contact import Province


def dli_repair(code: str) -> str:
    """Return an institution number with the letter O in front, where people type a zero."""
    return f"O{code[1:]}" if code.startswith("0") else code


def _co_op_needed(book: AnswerBook) -> bool:
    asked = book.yes("also_work_permit") and book.choice("also_work_kind") == "coop"
    always = book.limit("coop_needed")
    return asked and (bool(always) or book.choice("level") in choices.SCHOOL_LEVELS)


def _is_young(book: AnswerBook) -> bool:
    born = book.day("date_of_birth")
    return born is not None and age(born, book.today) < book.limit("custodian_age")


CUSTODIAN = Condition(_is_young, "the applicant is younger than 17") & no("parent_in_canada")
CO_OP = Condition(_co_op_needed, "a co-op work permit is asked for that is still needed")
YOUNG = Condition(_is_young, "the applicant is younger than 17")
NO_TUITION = Condition(lambda book: book.money("tuition") == Decimal(0), "tuition is zero")

DLI_NUMBER = Code(
    name="dli_number",
    label=_("Number of the designated learning institution"),
    hint=_("Starts with the letter O. Your school prints it on the letter."),
    pattern=r"O[0-9]{11,12}",
    example="O19376943122",
    repair=dli_repair,
)
#: What is asked of each term.
TERM: tuple[Question, ...] = (
    DateQuestion(name="from", label=_("From")),
    DateQuestion(name="to", label=_("To")),
    Choice(name="load", label=_("How you studied"), choices=choices.TERM),
)

SCHOOL = Page(
    key="school",
    title=_("Your school"),
    questions=(
        DLI_NUMBER,
        TextLine(name="school_name", label=_("Name of the school"), max_length=200),
        TextLine(name="school_address", label=_("Address of the school"), max_length=200),
        TextLine(name="school_city", label=_("City or town of the school")),
        Province(name="school_province", label=_("Province or territory of the school")),
        TextLine(name="student_id", label=_("Student number"), max_length=20, required=NEVER),
    ),
)

PROGRAM_OF_STUDY = Page(
    key="program",
    title=_("Your program"),
    questions=(
        Choice(name="level", label=_("Level of study"), choices=choices.EDUCATION[1:]),
        TextLine(name="field_of_study", label=_("Field of study or title of the program"), max_length=200),
        TextLine(
            name="cip_code",
            label=_("CIP code of the program"),
            hint=_("Six digits like 11.0101, if your letter shows it."),
            max_length=7,
            required=NEVER,
        ),
        Choice(name="study_mode", label=_("How will you study?"), choices=choices.STUDY_MODE),
        Integer(
            name="distance_share",
            label=_("Percent of the program by distance"),
            hint=_("Write 0 if all courses are in class."),
            maximum=100,
        ),
    ),
)

STUDY_DATES = Page(
    key="dates",
    title=_("Dates of the program"),
    hint=_("Copy them from the letter. We add 90 days to the permit."),
    questions=(
        DateQuestion(name="study_from", label=_("First day of the program")),
        DateQuestion(name="study_to", label=_("Last day of the program")),
        DateQuestion(
            name="requested_to",
            label=_("Permit asked for until"),
            hint=_("Leave this empty for the usual date: 90 days after the program."),
            required=NEVER,
        ),
    ),
)

ACCEPTANCE = Page(
    key="acceptance",
    title=_("Your letter of acceptance"),
    questions=(
        DateQuestion(name="letter_date", label=_("Date of the letter")),
        YesNo(name="conditional_letter", label=_("Is the acceptance conditional?")),
        TextLine(
            name="conditional_details",
            label=_("The condition"),
            hint=_("Only if you answered yes. For example a course that you must finish first."),
            max_length=500,
            shown=yes("conditional_letter"),
        ),
    ),
)

COSTS = Page(
    key="costs",
    title=_("Costs of your studies"),
    hint=_("For one year, in Canadian dollars, after scholarships."),
    questions=(
        Money(name="tuition", label=_("Tuition")),
        Money(name="room_board", label=_("Room and board")),
        Money(name="other_costs", label=_("Other costs")),
    ),
)

NO_TUITION_REASON = Page(
    key="no-tuition",
    title=_("No tuition"),
    shown=NO_TUITION,
    questions=(
        TextLine(
            name="no_tuition_reason",
            label=_("Why is there no tuition?"),
            hint=_("For example a scholarship, an exchange or a public school."),
            max_length=300,
        ),
    ),
)

EARLIER_STUDIES = Page(
    key="earlier-studies",
    title=_("Earlier studies in Canada"),
    questions=(YesNo(name="prior_study_canada", label=_("Did you study in Canada before?")),),
)

EARLIER_STUDIES_LIST = Page(
    key="earlier-studies-list",
    title=_("Your earlier studies in Canada"),
    shown=yes("prior_study_canada"),
    questions=(
        Rows(
            name="prior_studies",
            label=_("Earlier studies in Canada"),
            add_label=_("Add studies"),
            items=(
                TextLine(name="school", label=_("School")),
                TextLine(name="program", label=_("Program")),
                DateQuestion(name="from", label=_("From"), approximate=True),
                DateQuestion(name="to", label=_("To"), approximate=True),
                YesNo(name="completed", label=_("Did you complete it?")),
            ),
        ),
    ),
)

ALSO_WORK = Page(
    key="work-permit",
    title=_("A work permit at the same time"),
    questions=(
        YesNo(name="also_work_permit", label=_("Do you ask for a work permit at the same time?")),
        Choice(
            name="also_work_kind",
            label=_("Kind of work permit"),
            hint=_("Only if you answered yes."),
            choices=choices.ALSO_WORK,
            shown=yes("also_work_permit"),
        ),
    ),
)

PARENT = Page(
    key="parent",
    title=_("Your parent in Canada"),
    shown=YOUNG,
    questions=(YesNo(name="parent_in_canada", label=_("Does a parent or legal guardian live with you in Canada?")),),
)

CUSTODIAN_DETAILS = Page(
    key="custodian",
    title=_("Your custodian in Canada"),
    hint=_("A custodian is an adult citizen or permanent resident who takes care of you in Canada."),
    shown=CUSTODIAN,
    questions=(
        TextLine(name="custodian_names", label=_("Name of the custodian"), max_length=200),
        LongText(name="custodian_address", label=_("Address of the custodian"), max_length=300),
        Phone(name="custodian_phone", label=_("Telephone of the custodian")),
        Choice(
            name="custodian_status",
            label=_("Status of the custodian"),
            choices=tuple(option for option in choices.STATUS if option[0] in {"citizen", "pr"}),
        ),
    ),
)

_PAGES = (
    SCHOOL,
    PROGRAM_OF_STUDY,
    STUDY_DATES,
    ACCEPTANCE,
    COSTS,
    NO_TUITION_REASON,
    attestation.ATTESTATION_LETTER,
    attestation.ATTESTATION_DETAILS,
    attestation.ATTESTATION_EXEMPT,
    attestation.CAQ,
    EARLIER_STUDIES,
    EARLIER_STUDIES_LIST,
    ALSO_WORK,
    PARENT,
    CUSTODIAN_DETAILS,
)


def studies(*more: Page) -> Section:
    """Return the section about the studies, with what a program asks besides."""
    return Section(key="studies", title=_("Your studies in Canada"), group=groups.REASONS, pages=(*_PAGES, *more))


STUDIES = studies()
