"""How status was lost and what the person did since (page 8b of the forms; P07)."""

from django.utils.translation import gettext_lazy as _

from applications.program_kit import choices
from applications.program_kit.base import Page
from applications.program_kit.conditions import NEVER, Condition, answered
from applications.program_kit.questions import Choice, Code, DateQuestion, LongText, Rows, YesNo

RESTORING = Condition(lambda book: book.restores, "restoration is asked for")
REFUSED = RESTORING & answered("loss_cause", "refused_extension")

PAGES: tuple[Page, ...] = (
    Page(
        key="lost-status",
        title=_("How you lost your status"),
        shown=RESTORING,
        questions=(
            Choice(name="lost_status_kind", label=_("Which status did you have?"), choices=choices.TEMPORARY_STATUS),
            DateQuestion(
                name="status_loss_date",
                label=_("Day on which you lost it"),
                hint=_(
                    "Usually the expiry date printed on the permit, or the date of a refusal that came later. Day 1 of "
                    "90 is the next day."
                ),
            ),
            Choice(name="loss_cause", label=_("Why did you lose it?"), choices=choices.LOSS_CAUSE),
        ),
    ),
    Page(
        key="refused-application",
        title=_("The application that was refused"),
        shown=REFUSED,
        questions=(
            Code(
                name="refused_application_no",
                label=_("Number of the application"),
                hint=_("One letter and nine digits. It stands on the refusal letter."),
                pattern=r"[A-Z][0-9]{9}",
                example="V123456789",
                required=NEVER,
            ),
            DateQuestion(name="refusal_date", label=_("Date of the refusal")),
        ),
    ),
    Page(
        key="since-loss",
        title=_("What you did since you lost your status"),
        hint=_("From that day until today, without holes."),
        shown=RESTORING,
        questions=(
            Rows(
                name="activity_since_loss",
                label=_("What you did since then"),
                add_label=_("Add an activity"),
                items=(
                    Choice(name="kind", label=_("What you did"), choices=choices.ACTIVITY),
                    DateQuestion(name="from", label=_("From")),
                    DateQuestion(
                        name="to", label=_("Until"), hint=_("Leave this empty if it goes on."), required=NEVER
                    ),
                    LongText(name="details", label=_("Details"), max_length=1000, required=NEVER),
                ),
            ),
        ),
    ),
    Page(
        key="after-loss",
        title=_("Work or study since you lost your status"),
        shown=RESTORING,
        questions=(
            YesNo(name="worked_or_studied_after", label=_("Did you work or study after you lost your status?")),
        ),
    ),
    Page(
        key="loss-explanation",
        title=_("Explain what happened"),
        shown=RESTORING,
        questions=(
            LongText(
                name="loss_explanation",
                label=_("Explain how you lost your status and why you stayed"),
                hint=_("Plain facts and dates. Being late can be explained. What is not true harms you."),
                min_length=50,
            ),
        ),
    ),
)
