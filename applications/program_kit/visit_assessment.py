"""Self-assessment for a longer visit (P06.b) and for restoration alone (P07.b)."""

from django.utils.translation import gettext_lazy as _

from applications.program_kit import choices
from applications.program_kit.base import AnswerBook
from applications.program_kit.conditions import Condition, answered, no, yes
from applications.program_kit.dates import add_months
from applications.program_kit.questions import Choice, DateQuestion, YesNo
from applications.program_kit.screening import COMMON_QUESTIONS, EXPIRED, INCURABLE, Decision, Outcome, SelfAssessment


def _very_long(book: AnswerBook) -> bool:
    entered, until = book.day("last_entry_date"), book.day("stay_to")
    return bool(entered and until and until > add_months(entered, book.limit("visitor_total_months")))


def _urgent(book: AnswerBook) -> bool:
    lost = book.day("status_expiry")
    return lost is not None and (book.today - lost).days >= book.limit("urgent_days")


VISIT = SelfAssessment(
    code="visitor-extension",
    title=_("Stay longer as a visitor"),
    questions=(
        *COMMON_QUESTIONS,
        DateQuestion(name="last_entry_date", label=_("Date of your most recent entry")),
        DateQuestion(name="stay_to", label=_("I want to stay until")),
        Choice(name="visit_reason", label=_("Why do you want to stay longer?"), choices=choices.VISIT_REASON),
        YesNo(name="wants_work", label=_("Do you want to work?")),
        YesNo(name="wants_long_study", label=_("Do you want to study for more than six months?")),
        YesNo(name="has_means", label=_("Do you have money for the stay, or a host who pays?")),
    ),
    table=(
        Decision(
            code="P06-b1a",
            when=yes("wants_long_study"),
            outcome=Outcome.OTHER_PROGRAM,
            why=_("A course of more than six months needs a study permit."),
            source="IRPR s. 188(1)(c), 212",
            program="study-permit",
        ),
        Decision(
            code="P06-b1b",
            when=yes("wants_work"),
            outcome=Outcome.OTHER_PROGRAM,
            why=_("A visitor may not work. Look at the work permit."),
            source="IRPR s. 196",
            program="work-permit",
        ),
        Decision(
            code="P06-b2",
            when=EXPIRED,
            outcome=Outcome.OTHER_PROGRAM,
            why=_("Your stay has ended. Ask to have your status restored."),
            source="IRPR s. 181(1)(a), 182",
            program="restoration",
        ),
        Decision(
            code="P06-b4",
            when=Condition(_very_long, "the whole stay would be longer than the usual"),
            outcome=Outcome.OFFICER_REVIEW,
            why=_("You would stay for a long time in all. An officer will look at your reasons."),
            source="IRPR s. 183(2)",
            goes_on=True,
        ),
        Decision(
            code="P06-b5",
            when=no("has_means"),
            outcome=Outcome.OFFICER_REVIEW,
            why=_("An officer will ask how you pay for your stay."),
            source="IRPR s. 181(2), 179",
            goes_on=True,
        ),
    ),
)

RESTORATION = SelfAssessment(
    code="restoration",
    title=_("Get your status back"),
    questions=(
        *COMMON_QUESTIONS,
        Choice(name="lost_status_kind", label=_("Which status did you have?"), choices=choices.TEMPORARY_STATUS),
        Choice(name="loss_cause", label=_("Why did you lose it?"), choices=choices.LOSS_CAUSE),
        Choice(name="restore_as", label=_("As what do you want to stay?"), choices=choices.TEMPORARY_STATUS),
        YesNo(
            name="has_letter",
            label=_("Do you have a letter of acceptance from a designated institution?"),
            shown=answered("restore_as", "student"),
        ),
        YesNo(
            name="has_job_basis",
            label=_("Do you have a job offer with its number, or a ground for an open work permit?"),
            shown=answered("restore_as", "worker"),
        ),
    ),
    table=(
        Decision(
            code="P07-b7",
            when=Condition(_urgent, "75 days or more since the loss"),
            outcome=Outcome.OFFICER_REVIEW,
            why=_("Few days are left. Send your application as soon as you can."),
            source="IRPR s. 182(1)",
            goes_on=True,
        ),
        Decision(
            code="P07-b1",
            when=~EXPIRED & answered("loss_cause", "expired", "refused_extension"),
            outcome=Outcome.OTHER_PROGRAM,
            why=_("Your status is still valid. Ask for more time instead."),
            source="IRPR s. 181, 182",
            program="visitor-extension",
        ),
        Decision(
            code="P07-b3",
            when=INCURABLE,
            outcome=Outcome.NOT_ELIGIBLE,
            why=_("Restoration cannot cure what happened."),
            source="IRPR s. 182",
        ),
        Decision(
            code="P07-b4a",
            when=answered("restore_as", "student") & answered("loss_cause", "stopped_school"),
            outcome=Outcome.NOT_ELIGIBLE,
            why=_("Somebody who stopped studying cannot be restored as a student."),
            source="IRPR s. 182(2)",
        ),
        Decision(
            code="P07-b4b",
            when=answered("restore_as", "student") & no("has_letter"),
            outcome=Outcome.NEED_PREREQ,
            why=_("You need a letter of acceptance first, or ask to stay as a visitor."),
            source="IRPR s. 182, 219",
        ),
        Decision(
            code="P07-b4c",
            when=answered("restore_as", "student"),
            outcome=Outcome.OTHER_PROGRAM,
            why=_("Apply for the study permit and ask for restoration there."),
            source="IRPR s. 182",
            program="study-permit",
        ),
        Decision(
            code="P07-b5a",
            when=answered("restore_as", "worker") & no("has_job_basis"),
            outcome=Outcome.NEED_PREREQ,
            why=_("You need a job offer or a ground for an open permit first, or ask to stay as a visitor."),
            source="IRPR s. 182, 200",
        ),
        Decision(
            code="P07-b5b",
            when=answered("restore_as", "worker"),
            outcome=Outcome.OTHER_PROGRAM,
            why=_("Apply for the work permit and ask for restoration there."),
            source="IRPR s. 182",
            program="work-permit",
        ),
        Decision(
            code="P07-b6",
            when=answered("restore_as", "visitor"),
            outcome=Outcome.ELIGIBLE_RESTORE,
            why=_("You can ask to have your status as a visitor restored."),
            source="IRPR s. 182(1)",
        ),
    ),
)
