"""Coming into Canada and the present status (G08)."""

from django.utils.translation import gettext_lazy as _

from applications.program_kit import choices
from applications.program_kit.base import Page, Section
from applications.program_kit.conditions import NEVER, answered, no, yes
from applications.program_kit.questions import Choice, Code, DateQuestion, LongText, Rows, TextLine, YesNo
from applications.program_kit.sections import groups

HAS_STAY = ~answered("current_document_kind", "none")
HAS_PAPER = answered("current_document_kind", "sp", "wp", "vr", "trp")

STATUS = Section(
    key="status",
    title=_("Coming into Canada and your status"),
    group=groups.ABOUT_YOU,
    pages=(
        Page(
            key="first-entry",
            title=_("When you first came to Canada"),
            questions=(
                DateQuestion(
                    name="first_entry_date",
                    label=_("Date you first came to Canada"),
                    hint=_("The first time for this stay."),
                ),
                TextLine(
                    name="first_entry_place",
                    label=_("Place where you first came in"),
                    hint=_("The airport or border crossing."),
                ),
                Choice(name="original_purpose", label=_("Why you came to Canada then"), choices=choices.ENTRY_PURPOSE),
                TextLine(
                    name="original_purpose_other",
                    label=_("The reason in your own words"),
                    hint=_("Only if you selected “Other”."),
                    shown=answered("original_purpose", "other"),
                ),
            ),
        ),
        Page(
            key="last-entry",
            title=_("When you last came to Canada"),
            hint=_("The same as the first time if you never left."),
            questions=(
                DateQuestion(name="last_entry_date", label=_("Date of your most recent entry")),
                TextLine(name="last_entry_place", label=_("Place of your most recent entry")),
            ),
        ),
        Page(
            key="current-document",
            title=_("Your status document now"),
            questions=(
                Choice(
                    name="current_document_kind",
                    label=_("Which document do you have now?"),
                    choices=choices.STATUS_DOCUMENT,
                ),
                Code(
                    name="current_document_no",
                    label=_("Document number"),
                    hint=_("At the top right of the document: one or two letters and nine digits."),
                    pattern=r"[A-Z]{1,2}[0-9]{9}",
                    example="F123456789",
                    shown=HAS_PAPER,
                ),
                DateQuestion(
                    name="current_document_issue",
                    label=_("Issue date of the document"),
                    shown=HAS_STAY,
                    required=HAS_PAPER,
                ),
                DateQuestion(
                    name="current_document_expiry",
                    label=_("Expiry date of the document, or of your stay"),
                    hint=_("Stamp or record date. If there is no date: six months after you came in."),
                    required=HAS_STAY,
                ),
                LongText(
                    name="conditions_text",
                    label=_("Conditions or remarks printed on it"),
                    hint=_("For example: may accept employment."),
                    shown=HAS_STAY,
                    required=NEVER,
                    max_length=1000,
                ),
            ),
        ),
        Page(
            key="conditions",
            title=_("The conditions of your stay"),
            questions=(YesNo(name="complied", label=_("Did you respect all conditions of your stay?")),),
        ),
        Page(
            key="conditions-not-met",
            title=_("Conditions that were not respected"),
            shown=no("complied"),
            questions=(
                Rows(
                    name="conditions_breached",
                    label=_("Which conditions, and when"),
                    add_label=_("Add a condition"),
                    items=(
                        Choice(name="kind", label=_("What happened"), choices=choices.BREACH),
                        DateQuestion(name="from", label=_("From")),
                        DateQuestion(
                            name="to", label=_("Until"), hint=_("Leave this empty if it goes on."), required=NEVER
                        ),
                        LongText(name="details", label=_("Details"), max_length=2000),
                    ),
                ),
            ),
        ),
        Page(
            key="other-applications",
            title=_("Other applications and travel"),
            questions=(
                YesNo(name="has_pending_application", label=_("Do you wait for an answer to another application?")),
                TextLine(
                    name="pending_numbers",
                    label=_("Numbers of these applications"),
                    hint=_("Only if you answered yes and know them."),
                    shown=yes("has_pending_application"),
                    required=NEVER,
                ),
                YesNo(
                    name="travel_outside_planned",
                    label=_("Will you travel outside Canada while you wait?"),
                    required=NEVER,
                ),
            ),
        ),
        Page(
            key="biometrics",
            title=_("Biometrics"),
            hint=_("Biometrics are your fingerprints and a photo."),
            questions=(
                YesNo(
                    name="gave_biometrics",
                    label=_("Did you give your fingerprints and photo in the last 10 years?"),
                ),
                DateQuestion(
                    name="biometrics_date",
                    label=_("When did you give them?"),
                    hint=_("Only if you answered yes. A month and year are enough."),
                    approximate=True,
                    shown=yes("gave_biometrics"),
                    required=NEVER,
                ),
            ),
        ),
        Page(
            key="medical-exam",
            title=_("Medical exam"),
            questions=(
                YesNo(
                    name="had_medical_exam",
                    label=_("Did a panel physician examine you for immigration in the last 12 months?"),
                ),
            ),
        ),
    ),
)
