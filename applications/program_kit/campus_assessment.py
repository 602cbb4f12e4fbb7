"""Self-assessment for work off campus (P03.b), the verification that it rests on (P09.b), its transfer (P10.b)."""

from django.utils.translation import gettext_lazy as _

from applications.program_kit.base import AnswerBook
from applications.program_kit.conditions import Condition, answered, no, yes
from applications.program_kit.questions import Choice, DateQuestion, Integer, YesNo
from applications.program_kit.screening import COMMON_QUESTIONS, EXPIRED, RESTORABLE, Decision, Outcome, SelfAssessment

_HELD = Choice(
    name="verification_held",
    label=_("Did a school give you a verification number that is still good?"),
    choices=(
        ("none", _("No")),
        ("here", _("Yes, the school where I study now")),
        ("elsewhere", _("Yes, another school")),
    ),
)
_TAKES_PART = YesNo(
    name="school_takes_part",
    label=_("Does your school take part in work off campus?"),
    hint=_("Most public universities and colleges do. The application lists the schools that do."),
)
_NO_PERMIT = ~answered("status", "student") | EXPIRED


def _too_few_months(book: AnswerBook) -> bool:
    months = book.money("months_full_time")
    return months is not None and months < book.limit("off_campus_months")


def _away_too_long(book: AnswerBook) -> bool:
    last, start = book.day("last_day_old"), book.day("program_start")
    return last is not None and start is not None and (start - last).days > book.limit("study_break_days")


_SCHOOL = Decision(
    code="school",
    when=no("school_takes_part"),
    outcome=Outcome.NOT_ELIGIBLE,
    why=_("Your school does not take part, so it cannot confirm that you are eligible."),
    source="Off-Campus Work Permit Program",
)

OFF_CAMPUS = SelfAssessment(
    code="off-campus-work",
    title=_("Work off campus while you study"),
    questions=(
        *COMMON_QUESTIONS,
        _TAKES_PART,
        Integer(
            name="months_full_time",
            label=_("For how many of the last 12 months did you study full-time?"),
            maximum=12,
        ),
        YesNo(name="full_time_now", label=_("Do you study full-time now?")),
        YesNo(name="good_standing", label=_("Are your marks satisfactory, as your school defines it?")),
        YesNo(
            name="excluded",
            label=_("Is one of these true for you?"),
            hint=_(
                "You are an exchange or visiting student. You mainly learn English or French. You have a scholarship "
                "of the Government of Canada or of the Commonwealth."
            ),
        ),
        YesNo(name="kept_permit", label=_("Did you ever keep a work permit of this kind when you were not eligible?")),
        _HELD,
    ),
    table=(
        Decision(
            code="P03-b2r",
            when=RESTORABLE,
            outcome=Outcome.OTHER_PROGRAM,
            why=_("Your status has ended. Ask for more time on your study permit and for restoration first."),
            source="IRPR s. 182, 217",
            program="study-permit-extension",
        ),
        Decision(
            code="P03-b2",
            when=_NO_PERMIT,
            outcome=Outcome.NOT_ELIGIBLE,
            why=_("This permit is for students who hold a study permit."),
            source="Off-Campus Work Permit Program",
        ),
        _SCHOOL,
        Decision(
            code="P03-b4",
            when=Condition(_too_few_months, "too few months of full-time study"),
            outcome=Outcome.NOT_YET,
            why=_("You need six months of full-time study in the last 12. Ask again when you have them."),
            source="Off-Campus Work Permit Program",
        ),
        Decision(
            code="P03-b5",
            when=no("full_time_now") | no("good_standing") | yes("excluded") | yes("kept_permit"),
            outcome=Outcome.NOT_ELIGIBLE,
            why=_("This permit is for full-time students in good standing whom no rule excludes."),
            source="Off-Campus Work Permit Program",
        ),
        Decision(
            code="P03-b6",
            when=answered("verification_held", "none"),
            outcome=Outcome.OTHER_PROGRAM,
            why=_("Your school must confirm first that you are eligible. Ask it here."),
            source="Off-Campus Work Permit Program",
            program="eligibility-verification",
        ),
        Decision(
            code="P03-b7",
            when=answered("verification_held", "elsewhere"),
            outcome=Outcome.OTHER_PROGRAM,
            why=_("You changed your school. Your new school must confirm that you are eligible."),
            source="Off-Campus Work Permit Program",
            program="verification-transfer",
        ),
    ),
)

VERIFICATION = SelfAssessment(
    code="eligibility-verification",
    title=_("Ask your school to confirm that you may work off campus"),
    questions=(
        *COMMON_QUESTIONS,
        _TAKES_PART,
        _HELD,
        YesNo(
            name="consents",
            label=_("Do you agree that your school, the province and we exchange what is needed to answer?"),
        ),
    ),
    table=(
        _SCHOOL,
        Decision(
            code="P09-b2",
            when=_NO_PERMIT,
            outcome=Outcome.OTHER_PROGRAM,
            why=_("You need a valid study permit first."),
            source="Off-Campus Work Permit Program",
            program="study-permit-extension",
        ),
        Decision(
            code="P09-b3",
            when=answered("verification_held", "here"),
            outcome=Outcome.NOT_NEEDED,
            why=_("Your school has confirmed it already. You can apply for the work permit now."),
            source="Off-Campus Work Permit Program",
            program="off-campus-work",
        ),
        Decision(
            code="P09-b4",
            when=answered("verification_held", "elsewhere"),
            outcome=Outcome.OTHER_PROGRAM,
            why=_("You changed your school. Your new school must confirm that you are eligible."),
            source="Off-Campus Work Permit Program",
            program="verification-transfer",
        ),
        Decision(
            code="P09-b5",
            when=no("consents"),
            outcome=Outcome.NEED_PREREQ,
            why=_("Without your consent the school may not answer us."),
            source="Off-Campus Work Permit Program, form IMM 5582",
        ),
    ),
)

TRANSFER = SelfAssessment(
    code="verification-transfer",
    title=_("Move your verification to a new school"),
    questions=(
        *COMMON_QUESTIONS,
        Choice(
            name="holds",
            label=_("What do you hold?"),
            choices=(
                ("verification", _("A verification number of my former school")),
                ("permit", _("An off-campus work permit")),
                ("none", _("Neither")),
            ),
        ),
        YesNo(
            name="school_takes_part",
            label=_("Does your new school take part in work off campus?"),
            hint=_("Most public universities and colleges do. The application lists the schools that do."),
        ),
        DateQuestion(name="last_day_old", label=_("Your last day of study at your former school")),
        DateQuestion(name="program_start", label=_("First day of your program at your new school")),
        YesNo(name="full_time_new", label=_("Do you study full-time at your new school?")),
        YesNo(name="open_transfer", label=_("Have you asked for this transfer already, without an answer?")),
        YesNo(name="consents", label=_("Do you agree that both schools, the province and we exchange what is needed?")),
    ),
    table=(
        Decision(
            code="P10-b1",
            when=answered("holds", "none"),
            outcome=Outcome.OTHER_PROGRAM,
            why=_("There is nothing to move yet. Ask your new school to confirm that you are eligible."),
            source="Off-Campus Work Permit Program",
            program="eligibility-verification",
        ),
        Decision(
            code="P10-b0",
            when=_NO_PERMIT,
            outcome=Outcome.OTHER_PROGRAM,
            why=_("You need a valid study permit first."),
            source="Off-Campus Work Permit Program",
            program="study-permit-extension",
        ),
        Decision(
            code="P10-b2",
            when=no("school_takes_part"),
            outcome=Outcome.NOT_ELIGIBLE,
            why=_("Your new school does not take part. You may not work off campus, and have to give the permit back."),
            source="Off-Campus Work Permit Program",
        ),
        Decision(
            code="P10-b3",
            when=Condition(_away_too_long, "more than 150 days between the two schools"),
            outcome=Outcome.NOT_YET,
            why=_("You were away for too long. After six months at your new school, ask it for a new verification."),
            source="Off-Campus Work Permit Program; IRPR s. 220.1",
        ),
        Decision(
            code="P10-b4",
            when=yes("open_transfer"),
            outcome=Outcome.NOT_NEEDED,
            why=_("One request is enough. You see in your account where it is."),
            source="Off-Campus Work Permit Program",
        ),
        Decision(
            code="P10-b5",
            when=no("full_time_new"),
            outcome=Outcome.NOT_ELIGIBLE,
            why=_("Work off campus is for people who study full-time."),
            source="Off-Campus Work Permit Program",
        ),
        Decision(
            code="P10-b6",
            when=no("consents"),
            outcome=Outcome.NEED_PREREQ,
            why=_("Without your consent the schools may not answer us."),
            source="Off-Campus Work Permit Program, form IMM 5582",
        ),
    ),
)
