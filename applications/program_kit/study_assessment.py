"""Self-assessment for a first study permit (P01.b) and for more time on one (P02.b)."""

from django.utils.translation import gettext_lazy as _

from applications.program_kit import choices, tables
from applications.program_kit.base import AnswerBook
from applications.program_kit.conditions import Condition, answered, no, yes
from applications.program_kit.dates import add_months, age
from applications.program_kit.questions import Choice, DateQuestion, Money, YesNo
from applications.program_kit.screening import (
    COMMON_QUESTIONS,
    EXPIRED,
    RESTORE_TOO,
    Decision,
    Outcome,
    SelfAssessment,
)


def _short_program(book: AnswerBook) -> bool:
    start, end, stay = book.day("study_from"), book.day("study_to"), book.day("status_expiry")
    if not (start and end and stay):
        return False
    return end <= stay and end <= add_months(start, book.limit("short_program_months"))


def _minor_at_school(book: AnswerBook) -> bool:
    born = book.day("date_of_birth")
    return (
        born is not None
        and age(born, book.today) < book.limit("adult_age")
        and book.choice("level") in choices.SCHOOL_LEVELS
        and book.yes("parent_authorized")
    )


def _holds_study_permit(book: AnswerBook) -> bool:
    expiry = book.day("status_expiry")
    return book.choice("status") == "student" and expiry is not None and expiry >= book.today


def _poor(book: AnswerBook) -> bool:
    have, tuition, family = book.money("funds"), book.money("tuition"), book.money("family")
    if have is None or tuition is None:
        return False
    policy, today = book.facts.policy_set, book.today
    living = tables.living_costs(1 + int(family or 0), policy, today)
    return have < tuition + living + tables.value("funds", "transport", policy, today)


def _no_attestation(book: AnswerBook) -> bool:
    needed = (
        bool(book.limit("attestation"))
        and book.choice("province") != "QC"
        and book.choice("level") not in choices.SCHOOL_LEVELS
    )
    return needed and book.no("has_pal")


def _window_open(book: AnswerBook) -> bool:
    done = book.day("completed_on")
    return done is not None and (book.today - done).days <= book.limit("after_graduation_days")


def _far_away(book: AnswerBook) -> bool:
    expiry = book.day("status_expiry")
    return (
        expiry is not None
        and (expiry - book.today).days > book.limit("early_extension_days")
        and book.yes("same_program")
    )


IN_QUEBEC_WITHOUT_CAQ = answered("province", "QC") & no("has_caq")
NO_ATTESTATION = Condition(_no_attestation, "an attestation letter is needed and missing")

_LEVEL = Choice(name="level", label=_("Level of study"), choices=choices.EDUCATION[1:])
_PAL = YesNo(name="has_pal", label=_("Do you have an attestation letter, or are you exempt?"))
_CAQ = YesNo(
    name="has_caq",
    label=_("Do you have a valid Quebec acceptance certificate (CAQ)?"),
    shown=answered("province", "QC"),
)
_LETTER = YesNo(name="has_letter", label=_("Do you have a letter of acceptance from a designated institution?"))

_NO_CAQ = Decision(
    code="CAQ",
    when=IN_QUEBEC_WITHOUT_CAQ,
    outcome=Outcome.NEED_PREREQ,
    why=_("Study in Quebec needs a valid CAQ."),
    source="IRPR s. 216(3)",
)
_NO_PAL = Decision(
    code="PAL",
    when=NO_ATTESTATION,
    outcome=Outcome.NEED_PREREQ,
    why=_("An attestation letter is required; without it the application is returned."),
    source="Ministerial instructions on study permits",
)

FIRST_PERMIT = SelfAssessment(
    code="study-permit-first",
    title=_("A first study permit"),
    questions=(
        *COMMON_QUESTIONS,
        YesNo(
            name="has_ground",
            label=_("Is one of these true for you?"),
            hint=_(
                "You hold a work permit, or a temporary resident permit for six months or more. You study at school "
                "level, on exchange, or finished a course that your program needs. You are a protected person, or in "
                "the spouse in Canada class. You are a family member of a person who may study or work in Canada."
            ),
        ),
        _LETTER,
        _LEVEL,
        DateQuestion(name="study_from", label=_("First day of the program")),
        DateQuestion(name="study_to", label=_("Last day of the program")),
        YesNo(
            name="parent_authorized",
            label=_("Does a parent of yours have a permit to study or work in Canada?"),
            shown=answered("level", *choices.SCHOOL_LEVELS),
        ),
        _PAL,
        _CAQ,
        Money(name="tuition", label=_("Tuition for one year")),
        Money(name="funds", label=_("Money that you have for one year")),
    ),
    table=(
        Decision(
            code="P01-b1",
            when=Condition(_short_program, "the program has six months or less and ends within the stay"),
            outcome=Outcome.NOT_NEEDED,
            why=_("For a program of six months or less that ends within your stay, no study permit is needed."),
            source="IRPR s. 188(1)(c)",
        ),
        Decision(
            code="P01-b2",
            when=Condition(_minor_at_school, "a minor at school whose parent may study or work"),
            outcome=Outcome.NOT_NEEDED,
            why=_("Minor children may study at school level without a permit."),
            source="IRPA s. 30(2)",
        ),
        Decision(
            code="P01-b3",
            when=Condition(_holds_study_permit, "a valid study permit is held"),
            outcome=Outcome.OTHER_PROGRAM,
            why=_("You hold a study permit: ask for more time on it."),
            source="IRPR s. 217",
            program="study-permit-extension",
        ),
        Decision(
            code="P01-b4",
            when=no("has_ground"),
            outcome=Outcome.OUTSIDE_CANADA,
            why=_("Without one of these grounds, you must apply from outside Canada."),
            source="IRPR s. 215",
        ),
        Decision(
            code="P01-b5",
            when=no("has_letter"),
            outcome=Outcome.NEED_PREREQ,
            why=_("You need a letter of acceptance from a designated institution first."),
            source="IRPR s. 216(1)(e), 219",
        ),
        _NO_CAQ,
        _NO_PAL,
        Decision(
            code="P01-b8",
            when=Condition(_poor, "the money is below the table"),
            outcome=Outcome.OFFICER_REVIEW,
            why=_("Your money is below what a year costs. Add proof or explain."),
            source="IRPR s. 220",
            goes_on=True,
        ),
        RESTORE_TOO,
    ),
)

EXTENSION = SelfAssessment(
    code="study-permit-extension",
    title=_("More time on a study permit"),
    questions=(
        *COMMON_QUESTIONS,
        YesNo(name="same_program", label=_("Do you stay at the same school and in the same program?")),
        YesNo(name="completed", label=_("Did you finish your studies?")),
        DateQuestion(name="completed_on", label=_("When did you finish?"), shown=yes("completed")),
        YesNo(name="stopped", label=_("Did you stop studying for more than 150 days?")),
        _LETTER,
        _LEVEL,
        _PAL,
        _CAQ,
    ),
    table=(
        Decision(
            code="P02-b1a",
            when=yes("completed") & no("has_letter") & Condition(_window_open, "finished within the window"),
            outcome=Outcome.OTHER_PROGRAM,
            why=_("You finished your studies: look at the post-graduation work permit."),
            source="Program delivery instructions",
            program="post-graduate-work",
        ),
        Decision(
            code="P02-b1b",
            when=yes("completed") & no("has_letter"),
            outcome=Outcome.OTHER_PROGRAM,
            why=_("You finished your studies: ask to stay as a visitor."),
            source="IRPR s. 181",
            program="visitor-extension",
        ),
        Decision(
            code="P02-b3a",
            when=yes("stopped") & EXPIRED,
            outcome=Outcome.NOT_ELIGIBLE,
            why=_("You stopped studying and your status has ended: it cannot be restored as a student."),
            source="IRPR s. 182(2)",
        ),
        Decision(
            code="P02-b3b",
            when=yes("stopped"),
            outcome=Outcome.OFFICER_REVIEW,
            why=_("An officer will look at the time when you did not study."),
            source="IRPR s. 220.1",
            goes_on=True,
        ),
        Decision(
            code="P02-b4",
            when=no("same_program") & NO_ATTESTATION,
            outcome=Outcome.NEED_PREREQ,
            why=_("An attestation letter is required; without it the application is returned."),
            source="Ministerial instructions on study permits",
        ),
        _NO_CAQ,
        RESTORE_TOO,
        Decision(
            code="P02-b7",
            when=Condition(_far_away, "the status ends in more than 180 days and nothing changes"),
            outcome=Outcome.NOT_YET,
            why=_("Your permit is valid for a long time. Apply one to four months before it ends."),
            source="IRCC advice",
        ),
    ),
)
