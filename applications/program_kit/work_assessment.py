"""Self-assessment for a work permit (P05.b) and for a permit after graduation (P04.b)."""

from django.utils.translation import gettext_lazy as _

from applications.program_kit import choices
from applications.program_kit.base import AnswerBook
from applications.program_kit.conditions import NEVER, Condition, answered, no, yes
from applications.program_kit.dates import add_months
from applications.program_kit.questions import Choice, DateQuestion, Integer, YesNo
from applications.program_kit.rules import graduation
from applications.program_kit.screening import COMMON_QUESTIONS, RESTORE_TOO, Decision, Outcome, SelfAssessment

_SPECIFIC = answered("wp_type", "lmia", "lmia_exempt")
_LMIA = answered("wp_type", "lmia")


def _lmia_ended(book: AnswerBook) -> bool:
    expiry = book.day("lmia_expiry")
    return expiry is not None and expiry < book.today


def _graduate(book: AnswerBook) -> bool:
    done = book.day("completion_letter_date")
    return done is not None and book.today <= graduation.window_end(done, book.limit("after_graduation_days"))


def _window_over(book: AnswerBook) -> bool:
    done, permit = book.day("completion_letter_date"), book.day("sp_expiry")
    if done is None:
        return False
    return not _graduate(book) or (permit is not None and permit < done)


def _too_short(book: AnswerBook) -> bool:
    months = book.money("program_length_months")
    return months is not None and months < book.limit("pgwp_least_months")


def _language_low(book: AnswerBook) -> bool:
    level, needed = book.money("clb_lowest"), graduation.language_level(book)
    taken = book.day("language_test_date")
    old = taken is not None and add_months(taken, 12 * book.limit("language_test_years")) < book.today
    return bool(needed) and (level is None or level < needed or old)


def _field_missing(book: AnswerBook) -> bool:
    return graduation.field_needed(book) and not graduation.field_listed(book)


WORK = SelfAssessment(
    code="work-permit",
    title=_("A work permit"),
    questions=(
        *COMMON_QUESTIONS,
        YesNo(
            name="works_as_student",
            label=_("Do you study full-time and want to work on campus, or off campus up to the limit for students?"),
        ),
        YesNo(
            name="has_ground",
            label=_("Is one of these true for you?"),
            hint=_(
                "You hold a study or work permit, or a temporary resident permit for six months or more. You are a "
                "family member of such a person. You asked for protection, or are a protected person. You may work "
                "without a permit now."
            ),
        ),
        YesNo(name="graduated", label=_("Did you finish a program at a school in Canada not long ago?")),
        DateQuestion(
            name="completion_letter_date",
            label=_("When did the school confirm in writing that you finished?"),
            shown=yes("graduated"),
        ),
        YesNo(
            name="previous_pgwp",
            label=_("Did you ever have a post-graduation work permit?"),
            shown=yes("graduated"),
        ),
        Choice(name="wp_type", label=_("Which kind of work permit do you ask for?"), choices=choices.WORK_PERMIT),
        YesNo(
            name="has_lmia_or_offer",
            label=_("Do you have the LMIA number or the offer of employment number?"),
            shown=_SPECIFIC,
        ),
        DateQuestion(name="lmia_expiry", label=_("Expiry date of the LMIA"), shown=_LMIA & yes("has_lmia_or_offer")),
        Choice(
            name="open_basis",
            label=_("Which of these describes you?"),
            choices=choices.OPEN_BASIS,
            shown=answered("wp_type", "open"),
        ),
        YesNo(
            name="has_caq",
            label=_("Do you have a valid Quebec acceptance certificate (CAQ)?"),
            shown=_LMIA & answered("province", "QC"),
        ),
    ),
    table=(
        Decision(
            code="P05-b1",
            when=yes("works_as_student"),
            outcome=Outcome.NOT_NEEDED,
            why=_("Full-time students may work on campus, and off campus up to a limit, without a work permit."),
            source="IRPR s. 186(f), 186(v)",
        ),
        Decision(
            code="P05-b3",
            when=Condition(_graduate, "finished within the window") & no("previous_pgwp"),
            outcome=Outcome.OTHER_PROGRAM,
            why=_("You finished your studies: look at the post-graduation work permit."),
            source="Program delivery instructions",
            program="post-graduate-work",
        ),
        Decision(
            code="P05-b2",
            when=no("has_ground"),
            outcome=Outcome.OUTSIDE_CANADA,
            why=_("Without one of these grounds, you must apply from outside Canada."),
            source="IRPR s. 199",
        ),
        Decision(
            code="P05-b4",
            when=_SPECIFIC & no("has_lmia_or_offer"),
            outcome=Outcome.NEED_PREREQ,
            why=_("Your employer must first give you an LMIA number or an offer of employment number."),
            source="IRPR s. 200(1)(c)(iii), 200(3)(f.1)",
        ),
        Decision(
            code="P05-b5",
            when=Condition(_lmia_ended, "the LMIA has ended"),
            outcome=Outcome.NEED_PREREQ,
            why=_("The LMIA is not in effect any more. Ask your employer for a new one."),
            source="IRPR s. 203",
        ),
        Decision(
            code="P05-b6",
            when=answered("open_basis", "spouse_worker", "spouse_student"),
            outcome=Outcome.OTHER_PROGRAM,
            why=_("Your permit follows from your partner’s. If your partner applies now, apply together."),
            source="IRPR s. 205(c)(ii)",
            program="family-member",
            goes_on=True,
        ),
        Decision(
            code="P05-b7",
            when=_LMIA & answered("province", "QC") & no("has_caq"),
            outcome=Outcome.NEED_PREREQ,
            why=_("Work in Quebec with an LMIA needs a valid CAQ."),
            source="IRPR s. 203(2), 200(3)(b)",
        ),
        RESTORE_TOO,
        Decision(
            code="P05-b9",
            when=answered("wp_type", "vulnerable"),
            outcome=Outcome.ELIGIBLE,
            why=_("You can apply. There is no fee, and we look at it first."),
            source="IRPR s. 207.1",
        ),
    ),
)

GRADUATE = SelfAssessment(
    code="post-graduate-work",
    title=_("Work after your studies"),
    questions=(
        *COMMON_QUESTIONS,
        YesNo(name="has_completion", label=_("Do you have the letter or transcript that says that you finished?")),
        DateQuestion(
            name="completion_letter_date",
            label=_("When did the school confirm in writing that you finished?"),
            shown=yes("has_completion"),
        ),
        YesNo(name="previous_pgwp", label=_("Did you ever have a post-graduation work permit?")),
        DateQuestion(name="sp_expiry", label=_("When does, or did, your study permit end?")),
        Choice(name="credential", label=_("What did you earn?"), choices=choices.EDUCATION[1:]),
        Integer(name="program_length_months", label=_("Official length of the program in months"), maximum=120),
        YesNo(name="school_eligible", label=_("Does your school’s program give access to this permit?")),
        YesNo(name="full_time_all", label=_("Did you study full-time in every term, except the last or a leave?")),
        YesNo(name="half_away", label=_("Was more than half of the program online or outside Canada?")),
        DateQuestion(name="sp_application_date", label=_("When did you apply for your study permit?")),
        Choice(name="field_group", label=_("Field of your program"), choices=choices.FIELD_GROUP),
        Integer(
            name="clb_lowest",
            label=_("Lowest of your four language levels (CLB or NCLC)"),
            hint=_("Write 0 if you have no test result."),
            maximum=12,
        ),
        DateQuestion(name="language_test_date", label=_("Date of the test"), required=NEVER),
    ),
    table=(
        Decision(
            code="P04-b1",
            when=no("has_completion"),
            outcome=Outcome.NEED_PREREQ,
            why=_("You need written proof that you finished. If your permit ends first, ask for more time."),
            source="Program delivery instructions",
        ),
        Decision(
            code="P04-b2",
            when=yes("previous_pgwp"),
            outcome=Outcome.NOT_ELIGIBLE,
            why=_("This permit is given once in a lifetime. Look at the work permit."),
            source="Program delivery instructions",
            program="work-permit",
        ),
        Decision(
            code="P04-b3",
            when=Condition(_window_over, "the window is over or no study permit was valid in it"),
            outcome=Outcome.NOT_ELIGIBLE,
            why=_("You must apply within the days allowed after you finished, with a study permit valid in that time."),
            source="Program delivery instructions",
        ),
        Decision(
            code="P04-b4",
            when=Condition(_too_short, "the program is too short") | no("school_eligible") | yes("half_away"),
            outcome=Outcome.NOT_ELIGIBLE,
            why=_("The program does not give access to this permit."),
            source="Program delivery instructions",
        ),
        Decision(
            code="P04-b5",
            when=no("full_time_all"),
            outcome=Outcome.OFFICER_REVIEW,
            why=_("An officer will look at the terms in which you did not study full-time."),
            source="Program delivery instructions",
            goes_on=True,
        ),
        Decision(
            code="P04-b6",
            when=Condition(_language_low, "the language level is too low or the test too old"),
            outcome=Outcome.NEED_PREREQ,
            why=_("You need a language test of the last two years with a high enough level in all four skills."),
            source="Program delivery instructions, 2024-11-01",
        ),
        Decision(
            code="P04-b7",
            when=Condition(_field_missing, "the field is not on the list"),
            outcome=Outcome.NOT_ELIGIBLE,
            why=_("This field of study is not on the eligible list."),
            source="Program delivery instructions, 2024-11-01",
        ),
        RESTORE_TOO,
    ),
)
