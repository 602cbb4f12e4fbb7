"""What a member of the family needs, and on whose status it rests (P08, form pages M1 and M4)."""

from django.utils.translation import gettext_lazy as _

from applications.program_kit import choices
from applications.program_kit.base import AnswerBook, Page, Section
from applications.program_kit.conditions import NEVER, Condition, answered
from applications.program_kit.dates import age
from applications.program_kit.questions import Choice, Code, DateQuestion, Integer, Multi, TextLine, YesNo
from applications.program_kit.sections import groups, loss, purpose, work

RELATIONS = tuple(relation for relation in choices.RELATION if relation[0] in (*choices.PARTNERS, *choices.CHILDREN))


def _is_minor(book: AnswerBook) -> bool:
    born = book.day("date_of_birth")
    return born is not None and age(born, book.today) < book.limit("adult_age")


def _is_past_dependent_age(book: AnswerBook) -> bool:
    born = book.day("date_of_birth")
    return born is not None and age(born, book.today) >= book.limit("dependent_age")


def wishes(what: str, prose: str) -> Condition:
    """Return the condition that something is asked for this person."""
    return Condition(lambda book: what in book.many("member_wish"), prose)


PARTNER = answered("relationship", *choices.PARTNERS)
CHILD = answered("relationship", *choices.CHILDREN)
GROWN_CHILD = CHILD & Condition(_is_past_dependent_age, "the child is 22 or older")
MINOR = Condition(_is_minor, "this person is younger than 18")
STUDY = purpose.PERMIT_ASKED & wishes("study", "a study permit is asked for")
WORK = purpose.PERMIT_ASKED & wishes("work", "a work permit is asked for")
VISIT = wishes("visit", "a longer stay is asked for")
_DERIVED = STUDY | WORK

REQUEST = Section(
    key="request",
    title=_("What this person needs"),
    group=groups.REASONS,
    pages=(
        Page(
            key="relation",
            title=_("This person and you"),
            hint=_("“You” is the main person of this application."),
            questions=(Choice(name="relationship", label=_("What is this person to you?"), choices=RELATIONS),),
        ),
        Page(
            key="dependent",
            title=_("A child of 22 or older"),
            shown=GROWN_CHILD,
            questions=(
                YesNo(
                    name="dependent_since",
                    label=_("Has this child needed your support since before the age of 22 because of a condition?"),
                    hint=_("A physical or mental condition that keeps the child from earning a living."),
                ),
            ),
        ),
        purpose.purposes(_("A permit, or more time to stay")),
        Page(
            key="wish",
            title=_("What does this person need?"),
            questions=(
                Multi(
                    name="member_wish",
                    label=_("This person needs"),
                    hint=_("Select all that apply."),
                    choices=choices.MEMBER_WISH,
                ),
            ),
        ),
        Page(
            key="basis",
            title=_("Your own status"),
            shown=_DERIVED,
            questions=(
                Choice(
                    name="principal_basis",
                    label=_("On which status of yours does this request rest?"),
                    hint=_("The status of the main person of this application."),
                    choices=choices.PRINCIPAL_BASIS,
                ),
                DateQuestion(
                    name="principal_permit_expiry",
                    label=_("Expiry date of the permit of the main person"),
                    required=answered("principal_basis", "worker", "student", "trp"),
                ),
            ),
        ),
        Page(
            key="principal-job",
            title=_("The job of the main person"),
            shown=WORK & answered("principal_basis", "worker"),
            questions=(
                TextLine(name="principal_job", label=_("Title of the job"), max_length=200),
                Code(
                    name="principal_noc",
                    label=_("NOC code"),
                    hint=_("Five digits of the National Occupational Classification. The second is 0 to 5."),
                    pattern=r"[0-9][0-5][0-9]{3}",
                    example="21231",
                ),
                Choice(
                    name="principal_teer",
                    label=_("TEER level of the job"),
                    hint=_("TEER says how much training a job needs. It is the second digit of the NOC code."),
                    choices=choices.TEER,
                ),
            ),
        ),
        Page(
            key="principal-studies",
            title=_("The studies of the main person"),
            shown=WORK & answered("principal_basis", "student"),
            questions=(
                TextLine(name="principal_program", label=_("Title of the program"), max_length=200),
                Choice(name="principal_level", label=_("Level of study"), choices=choices.EDUCATION[1:]),
                Integer(name="principal_months", label=_("Length of the program in months"), minimum=1, maximum=120),
                YesNo(
                    name="principal_professional",
                    label=_("Does the program lead to a profession on the list?"),
                    hint=_("For example law, medicine, dentistry, nursing, pharmacy, teaching or engineering."),
                ),
            ),
        ),
        Page(
            key="couple",
            title=_("Your life together"),
            shown=PARTNER,
            questions=(YesNo(name="lives_together", label=_("Do you live together?")),),
        ),
        Page(
            key="custody",
            title=_("Who decides for this child"),
            shown=CHILD & MINOR,
            questions=(
                Choice(name="custody", label=_("Who has custody of the child?"), choices=choices.CUSTODY),
                YesNo(
                    name="other_parent_agrees",
                    label=_("Does the other parent agree?"),
                    shown=answered("custody", "both", "court"),
                ),
            ),
        ),
        purpose.client_number(NEVER),
        *loss.PAGES,
    ),
)

#: An open permit only: who has an offer of one employer applies for a work permit of their own (P05).
OPEN_WORK = Section(
    key="work", title=_("Your work in Canada"), group=groups.REASONS, pages=(work.DATES, work.HEALTH)
).only(WORK)
