"""Details of a visit: why, until when, with whom, where, and how it ends (P06)."""

from django.utils.translation import gettext_lazy as _

from applications.program_kit import choices
from applications.program_kit.base import Page, Section
from applications.program_kit.conditions import NEVER, answered, yes
from applications.program_kit.questions import Choice, Code, DateQuestion, LongText, Money, Rows, TextLine, YesNo
from applications.program_kit.sections import groups

REASON = Page(
    key="reason",
    title=_("Why you want to stay longer"),
    questions=(
        Choice(name="visit_reason", label=_("Why do you want to stay longer?"), choices=choices.VISIT_REASON),
        LongText(
            name="visit_reason_text",
            label=_("Explain in your own words"),
            hint=_("Who, where, until when, who pays, and why you will leave."),
            min_length=50,
        ),
    ),
)

STAY = Page(
    key="stay",
    title=_("How long you want to stay"),
    questions=(
        DateQuestion(
            name="stay_to",
            label=_("I want to stay until"),
            hint=_("We count from the last day of your present stay. Most people ask for six months."),
        ),
    ),
)

VISIT = Section(
    key="visit",
    title=_("Details of your visit"),
    group=groups.REASONS,
    pages=(
        REASON,
        STAY,
        Page(
            key="pending",
            title=_("The application you wait for"),
            shown=answered("visit_reason", "pending"),
            questions=(
                Code(
                    name="pending_application_no",
                    label=_("Number of the application"),
                    hint=_("One letter and nine digits."),
                    pattern=r"[A-Z][0-9]{9}",
                    example="S123456789",
                ),
            ),
        ),
        Page(
            key="medical",
            title=_("Your medical care"),
            shown=answered("visit_reason", "medical"),
            questions=(
                TextLine(name="medical_provider", label=_("Hospital or doctor"), max_length=200),
                Money(name="treatment_cost", label=_("Cost of the care, in Canadian dollars")),
                TextLine(name="treatment_payer", label=_("Who pays for it?"), max_length=200),
            ),
        ),
        Page(
            key="whom",
            title=_("Whom you visit"),
            questions=(YesNo(name="visits_somebody", label=_("Do you visit a person or an organization?")),),
        ),
        Page(
            key="people",
            title=_("The people or organizations that you visit"),
            shown=yes("visits_somebody"),
            questions=(
                Rows(
                    name="visiting_people",
                    label=_("People or organizations"),
                    add_label=_("Add a person or organization"),
                    items=(
                        TextLine(name="name", label=_("Name"), max_length=200),
                        TextLine(name="relationship", label=_("What they are to you")),
                        LongText(name="address", label=_("Address"), max_length=300),
                        Choice(
                            name="status",
                            label=_("Status in Canada"),
                            choices=choices.STATUS,
                            required=NEVER,
                        ),
                        TextLine(name="phone", label=_("Telephone"), max_length=40, required=NEVER),
                    ),
                ),
            ),
        ),
        Page(
            key="home",
            title=_("Where you will live"),
            questions=(
                Choice(name="accommodation", label=_("Where will you live?"), choices=choices.ACCOMMODATION),
                LongText(name="accommodation_address", label=_("Address there"), max_length=300),
            ),
        ),
        Page(
            key="departure",
            title=_("How you will leave"),
            questions=(
                LongText(name="departure_plan", label=_("How and when will you leave Canada?"), max_length=1000),
                DateQuestion(
                    name="ticket_date",
                    label=_("Date on your ticket"),
                    hint=_("Leave this empty if you have no ticket yet."),
                    required=NEVER,
                ),
                LongText(
                    name="ties_home",
                    label=_("What ties you to your home country?"),
                    hint=_("For example family, work or a home."),
                    max_length=1000,
                    required=NEVER,
                ),
            ),
        ),
        Page(
            key="insurance",
            title=_("Health insurance"),
            questions=(YesNo(name="medical_insurance", label=_("Do you have health insurance in Canada?")),),
        ),
        Page(
            key="course",
            title=_("A short course"),
            questions=(
                YesNo(name="short_course", label=_("Will you take a course of six months or less?")),
                DateQuestion(name="course_from", label=_("First day of the course"), shown=yes("short_course")),
                DateQuestion(name="course_to", label=_("Last day of the course"), shown=yes("short_course")),
            ),
        ),
    ),
)
