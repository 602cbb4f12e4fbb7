"""Details of intended work in Canada: kind of permit, employer, job, papers of the employer, period (P05)."""

from collections.abc import Callable

from django.utils.translation import gettext_lazy as _

from applications.program_kit import choices, tables
from applications.program_kit.base import AnswerBook, Page, Section
from applications.program_kit.conditions import NEVER, Condition, answered, yes
from applications.program_kit.questions import (
    Choice,
    Code,
    DateQuestion,
    Email,
    Integer,
    LongText,
    Money,
    Phone,
    TextLine,
    YesNo,
)
from applications.program_kit.sections import groups
from applications.program_kit.sections.contact import Province

SPECIFIC = answered("wp_type", "lmia", "lmia_exempt")
LMIA = answered("wp_type", "lmia")
OFFER = answered("wp_type", "lmia_exempt")
OPEN = answered("wp_type", "open", "bowp", "vulnerable")
IN_QUEBEC = LMIA & answered("work_province", "QC")
WITH_PARTNER = answered("open_basis", "spouse_worker", "spouse_student", "spouse_in_canada_class")


def _basis(book: AnswerBook) -> str:
    """Return on what a permit rests that may cost nothing."""
    kind = book.choice("wp_type")
    return book.choice("open_basis") or book.choice("exemption_basis") or kind


def exempt_from(fee: str, basis: Callable[[AnswerBook], str] = _basis) -> Condition:
    """Return the condition that the fee is not asked for, by the table of exemptions.

    Args:
        fee: the product.
        basis: reads from the answers on what the permit rests.
    """
    return Condition(
        lambda book: tables.find("exemptions", f"{fee}-{basis(book)}", book.facts.policy_set, book.today) is not None,
        f"exempt from {fee}",
    )


HEALTH = Page(
    key="health-job",
    title=_("Work with patients, children or in a school"),
    questions=(
        YesNo(
            name="public_health_job",
            label=_("Will you work in health care, child care or a school?"),
            hint=_("Such jobs need a medical exam first."),
        ),
    ),
)

DATES = Page(
    key="dates",
    title=_("How long you will work"),
    questions=(
        DateQuestion(name="work_from", label=_("From")),
        DateQuestion(name="work_to", label=_("Until")),
    ),
)

WORK = Section(
    key="work",
    title=_("Your work in Canada"),
    group=groups.REASONS,
    pages=(
        Page(
            key="kind",
            title=_("Kind of work permit"),
            questions=(
                Choice(
                    name="wp_type",
                    label=_("Which kind of work permit do you ask for?"),
                    hint=_("An open permit is good for nearly any employer. Any other names one employer."),
                    choices=choices.WORK_PERMIT,
                ),
            ),
        ),
        Page(
            key="open-basis",
            title=_("Why an open permit"),
            shown=answered("wp_type", "open"),
            questions=(
                Choice(name="open_basis", label=_("Which of these describes you?"), choices=choices.OPEN_BASIS),
            ),
        ),
        Page(
            key="bridging",
            title=_("Your application for permanent residence"),
            shown=answered("wp_type", "bowp"),
            questions=(
                Code(
                    name="pr_application_no",
                    label=_("Number of your application for permanent residence"),
                    pattern=r"[A-Z][0-9]{9}",
                    example="E123456789",
                ),
            ),
        ),
        Page(
            key="what-happened",
            title=_("What happened to you at work"),
            hint=_("Only specially authorized officers can read this. You are not in trouble for telling us."),
            shown=answered("wp_type", "vulnerable"),
            questions=(
                LongText(
                    name="abuse_statement",
                    label=_("What happened, or what you are afraid of"),
                    hint=_("In your own words. Say what proof you have, if any."),
                    min_length=50,
                ),
            ),
        ),
        Page(
            key="employer",
            title=_("Your employer"),
            shown=SPECIFIC,
            questions=(
                TextLine(name="employer_name", label=_("Name of the employer"), max_length=200),
                LongText(name="employer_address", label=_("Complete address of the employer"), max_length=400),
                Code(
                    name="employer_bn",
                    label=_("Business number of the employer"),
                    hint=_("Nine digits. Leave it empty if you do not know it."),
                    pattern=r"[0-9]{9}(R[PCTM][0-9]{4})?",
                    example="123456789",
                    required=NEVER,
                ),
                TextLine(name="employer_contact", label=_("Person to contact"), max_length=200, required=NEVER),
                Phone(name="employer_phone", label=_("Telephone of the employer"), required=NEVER),
                Email(name="employer_email", label=_("E-mail of the employer"), required=NEVER),
            ),
        ),
        Page(
            key="place",
            title=_("Where you will work"),
            shown=SPECIFIC,
            questions=(
                Province(name="work_province", label=_("Province or territory of the work")),
                TextLine(name="work_city", label=_("City or town of the work")),
                LongText(name="work_address", label=_("Address of the work"), max_length=300),
            ),
        ),
        Page(
            key="job",
            title=_("Your job"),
            shown=SPECIFIC,
            questions=(
                TextLine(name="job_title", label=_("Title of the job"), max_length=200),
                Code(
                    name="noc_code",
                    label=_("NOC code"),
                    hint=_("Five digits of the National Occupational Classification. The second is 0 to 5."),
                    pattern=r"[0-9][0-5][0-9]{3}",
                    example="21231",
                ),
                LongText(name="job_duties", label=_("What you will do"), min_length=20, max_length=1000),
            ),
        ),
        Page(
            key="pay",
            title=_("Pay and hours"),
            shown=SPECIFIC,
            questions=(
                Money(name="wage", label=_("Wage, in Canadian dollars")),
                Choice(name="wage_unit", label=_("The wage is for"), choices=choices.WAGE_UNIT),
                Integer(name="hours_week", label=_("Hours a week"), minimum=1, maximum=168),
            ),
        ),
        Page(
            key="lmia",
            title=_("The labour market impact assessment (LMIA)"),
            shown=LMIA,
            questions=(
                Code(
                    name="lmia_number",
                    label=_("LMIA number"),
                    hint=_("Seven digits, on the letter that your employer received."),
                    pattern=r"[0-9]{7}",
                    example="8123456",
                ),
                DateQuestion(name="lmia_expiry", label=_("Expiry date of the LMIA")),
            ),
        ),
        Page(
            key="offer",
            title=_("The offer of employment"),
            shown=OFFER,
            questions=(
                Code(
                    name="offer_number",
                    label=_("Offer of employment number"),
                    hint=_("Letter A and seven digits. Your employer gets it after paying its fee."),
                    pattern=r"A[0-9]{7}",
                    example="A1234567",
                ),
                Choice(name="exemption_basis", label=_("Why no LMIA is needed"), choices=choices.LMIA_EXEMPTION),
            ),
        ),
        Page(
            key="caq",
            title=_("Quebec acceptance certificate (CAQ)"),
            shown=IN_QUEBEC,
            questions=(
                TextLine(name="caq_number", label=_("CAQ number"), max_length=20),
                DateQuestion(name="caq_to", label=_("The CAQ is valid until")),
            ),
        ),
        Page(
            key="nominee",
            title=_("Provincial nominee"),
            questions=(
                YesNo(name="pnp_nominee", label=_("Did a province or territory nominate you?")),
                TextLine(
                    name="pnp_certificate",
                    label=_("Number of the certificate"),
                    max_length=40,
                    shown=yes("pnp_nominee"),
                ),
            ),
        ),
        Page(
            key="licence",
            title=_("Licence for the job"),
            shown=SPECIFIC,
            questions=(
                YesNo(name="licence_required", label=_("Does the job need a licence or certificate?")),
                YesNo(name="licence_held", label=_("Do you have it?"), shown=yes("licence_required")),
            ),
        ),
        DATES,
        HEALTH,
        Page(
            key="dispute",
            title=_("Labour dispute"),
            shown=SPECIFIC,
            questions=(YesNo(name="union_dispute", label=_("Is there a strike or lockout at the place of work?")),),
        ),
    ),
)
