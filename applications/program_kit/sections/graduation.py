"""Completed studies in Canada, for work afterwards (P04)."""

from django.utils.translation import gettext_lazy as _

from applications.program_kit import choices
from applications.program_kit.base import Page, Section
from applications.program_kit.conditions import NEVER, answered, yes
from applications.program_kit.questions import Choice, Code, DateQuestion, Integer, LongText, Rows, TextLine, YesNo
from applications.program_kit.sections import groups
from applications.program_kit.sections.contact import Province
from applications.program_kit.sections.studies import DLI_NUMBER
from applications.program_kit.sections.work import HEALTH

GRADUATION = Section(
    key="graduation",
    title=_("Completed studies"),
    group=groups.REASONS,
    pages=(
        Page(
            key="school",
            title=_("The school where you finished"),
            questions=(
                DLI_NUMBER,
                TextLine(name="school_name", label=_("Name of the school"), max_length=200),
                TextLine(name="school_city", label=_("City or town of the school")),
                Province(name="school_province", label=_("Province or territory of the school")),
            ),
        ),
        Page(
            key="program",
            title=_("The program that you finished"),
            questions=(
                Choice(name="credential", label=_("What did you earn?"), choices=choices.EDUCATION[1:]),
                TextLine(name="program_name", label=_("Title of the program"), max_length=200),
                Code(
                    name="cip_code",
                    label=_("CIP code of the program"),
                    hint=_("Six digits like 11.0101. Your school knows it."),
                    pattern=r"[0-9]{2}\.[0-9]{4}",
                    example="11.0101",
                    required=~answered("credential", *choices.DEGREES),
                ),
                YesNo(name="flight_school", label=_("Was it a flight school?")),
            ),
        ),
        Page(
            key="dates",
            title=_("Dates and length of the program"),
            questions=(
                DateQuestion(name="program_start", label=_("First day of the program")),
                DateQuestion(name="program_end", label=_("Last day of the program")),
                DateQuestion(
                    name="completion_letter_date",
                    label=_("Date of the written confirmation"),
                    hint=_("The first date on which the school told you in writing that you passed everything."),
                ),
                Integer(
                    name="program_length_months",
                    label=_("Official length in months"),
                    hint=_("The official length, not how long you took."),
                    minimum=1,
                    maximum=120,
                ),
                Integer(
                    name="program_hours",
                    label=_("Official hours"),
                    hint=_("Only for programs in Quebec that are counted in hours."),
                    shown=answered("school_province", "QC"),
                    required=NEVER,
                    maximum=20000,
                ),
                Integer(
                    name="distance_share",
                    label=_("Percent of the program online or outside Canada"),
                    hint=_("Write 0 if all courses were in class."),
                    maximum=100,
                ),
            ),
        ),
        Page(
            key="terms",
            title=_("Your terms"),
            hint=_("One row for each term, also holidays and leave. A leave needs a letter."),
            questions=(
                Rows(
                    name="terms",
                    label=_("Your terms"),
                    add_label=_("Add a term"),
                    maximum=40,
                    items=(
                        DateQuestion(name="from", label=_("From")),
                        DateQuestion(name="to", label=_("To")),
                        Choice(name="load", label=_("How you studied"), choices=choices.TERM),
                    ),
                ),
            ),
        ),
        Page(
            key="second",
            title=_("Another completed program"),
            questions=(
                YesNo(name="has_second_program", label=_("Do you want to count another program that you finished?")),
            ),
        ),
        Page(
            key="second-program",
            title=_("The other program"),
            shown=yes("has_second_program"),
            questions=(
                Rows(
                    name="second_program",
                    label=_("Other completed programs"),
                    add_label=_("Add a program"),
                    maximum=2,
                    items=(
                        TextLine(name="school", label=_("School")),
                        Choice(name="credential", label=_("What you earned"), choices=choices.EDUCATION[1:]),
                        DateQuestion(name="from", label=_("From")),
                        DateQuestion(name="to", label=_("To")),
                        Integer(name="length", label=_("Official length in months"), minimum=1, maximum=120),
                    ),
                ),
            ),
        ),
        Page(
            key="shortened",
            title=_("A shortened program"),
            questions=(
                YesNo(
                    name="transfer_credits",
                    label=_("Did you take the program in a shorter time, for example with transferred credits?"),
                ),
                LongText(name="transfer_details", label=_("How?"), max_length=500, shown=yes("transfer_credits")),
            ),
        ),
        Page(
            key="permit",
            title=_("Your study permit"),
            questions=(
                DateQuestion(name="sp_application_date", label=_("When did you apply for it?")),
                Code(
                    name="sp_number",
                    label=_("Number of the permit"),
                    pattern=r"[A-Z]{1,2}[0-9]{9}",
                    example="F123456789",
                ),
                DateQuestion(name="sp_expiry", label=_("When does, or did, it end?")),
            ),
        ),
        Page(
            key="language-level",
            title=_("Your language level"),
            questions=(
                Integer(
                    name="clb_lowest",
                    label=_("Lowest of your four language levels (CLB or NCLC)"),
                    hint=_("Write 0 if you have no test result."),
                    maximum=12,
                ),
            ),
        ),
        Page(
            key="earlier",
            title=_("Earlier permits and scholarships"),
            questions=(
                YesNo(name="previous_pgwp", label=_("Did you ever have a post-graduation work permit?")),
                YesNo(name="gac_funding", label=_("Did Global Affairs Canada pay for your studies?")),
            ),
        ),
        Page(
            key="period",
            title=_("How long you ask for"),
            questions=(
                DateQuestion(
                    name="requested_to",
                    label=_("Permit asked for until"),
                    hint=_("Leave this empty for the longest time that your program gives."),
                    required=NEVER,
                ),
            ),
        ),
        HEALTH,
        Page(
            key="job",
            title=_("Your work now"),
            questions=(
                TextLine(
                    name="current_job",
                    label=_("Employer and occupation, if you work already"),
                    max_length=200,
                    required=NEVER,
                ),
            ),
        ),
    ),
)
