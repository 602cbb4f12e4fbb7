"""Self-assessment for a member of the family (P08.b): the person whom it is about is not the one who applies."""

from django.utils.translation import gettext_lazy as _

from applications.program_kit import choices
from applications.program_kit.base import AnswerBook
from applications.program_kit.conditions import Condition, answered
from applications.program_kit.questions import Choice, DateQuestion, Integer, Multi, YesNo
from applications.program_kit.rules import member as member_rules
from applications.program_kit.screening import COMMON_QUESTIONS, RESTORE_TOO, Decision, Outcome, SelfAssessment
from applications.program_kit.sections import member

_OTHER = "other"
_RELATIONS = (*member.RELATIONS, (_OTHER, _("Somebody else")))
_FOR_A_JOB = answered("principal_basis", "worker") & member.WORK & member.PARTNER
_FOR_STUDIES = answered("principal_basis", "student") & member.WORK & member.PARTNER


def _is_no_dependent(book: AnswerBook) -> bool:
    return any(member_rules.dependent_child(book))


def _goes_to_school(book: AnswerBook) -> bool:
    return any(member_rules.study_without_permit(book))


FAMILY_MEMBER = SelfAssessment(
    code="family-member",
    title=_("A member of your family (answer for this person)"),
    questions=(
        Choice(name="relationship", label=_("What is this person to you?"), choices=_RELATIONS),
        *COMMON_QUESTIONS,
        YesNo(
            name="dependent_since",
            label=_("Has this child needed your support since before the age of 22 because of a condition?"),
            hint=_("A physical or mental condition that keeps the child from earning a living."),
            shown=member.GROWN_CHILD,
        ),
        Multi(
            name="member_wish",
            label=_("This person needs"),
            hint=_("Select all that apply."),
            choices=choices.MEMBER_WISH,
        ),
        Choice(
            name="principal_basis",
            label=_("Your own status"),
            hint=_("Of you, who apply as the main person."),
            choices=choices.PRINCIPAL_BASIS,
        ),
        DateQuestion(
            name="principal_permit_expiry",
            label=_("Expiry date of your own permit"),
            shown=answered("principal_basis", "worker", "student", "trp"),
        ),
        Choice(
            name="principal_teer",
            label=_("TEER level of your job"),
            hint=_("TEER says how much training a job needs. It is the second digit of the NOC code."),
            choices=choices.TEER,
            shown=_FOR_A_JOB,
        ),
        Choice(
            name="principal_level",
            label=_("Level of your studies"),
            choices=choices.EDUCATION[1:],
            shown=_FOR_STUDIES,
        ),
        Integer(
            name="principal_months",
            label=_("Length of your program in months"),
            minimum=1,
            maximum=120,
            shown=_FOR_STUDIES,
        ),
        YesNo(
            name="principal_professional",
            label=_("Does your program lead to a profession on the list?"),
            hint=_("For example law, medicine, dentistry, nursing, pharmacy, teaching or engineering."),
            shown=_FOR_STUDIES,
        ),
    ),
    table=(
        Decision(
            code="P08-b1",
            when=answered("relationship", _OTHER) | Condition(_is_no_dependent, "the child is no dependent child"),
            outcome=Outcome.NOT_ELIGIBLE,
            why=_("Only a husband, wife, partner or dependent child can be added. This person applies alone."),
            source="IRPR s. 1(3), 2",
            may_apply=False,
        ),
        Decision(
            code="P08-b5",
            when=member.CHILD & member.WORK,
            outcome=Outcome.OTHER_PROGRAM,
            why=_(
                "A child gets no open work permit because of your status. With a job offer, the child applies alone."
            ),
            source="IRPR s. 205(c)(ii); program delivery instructions since 2025-01-21",
            program="work-permit",
        ),
        Decision(
            code="P08-b4",
            when=Condition(member_rules.no_open_permit, "the partner gets no open work permit"),
            outcome=Outcome.OTHER_PROGRAM,
            why=_(
                "With your status, a partner gets no open work permit. With a job offer, this person applies alone. "
                "To stay as a visitor is possible too."
            ),
            source="IRPR s. 205(c)(ii); program delivery instructions since 2025-01-21",
            program="work-permit",
        ),
        Decision(
            code="P08-b4n",
            when=Condition(member_rules.rests_on_a_list, "of TEER 2 and 3, only some jobs count"),
            outcome=Outcome.OFFICER_REVIEW,
            why=_("Of TEER 2 and 3, only some jobs count. Look at the list of the government before you pay."),
            source="Program delivery instructions since 2025-01-21",
            goes_on=True,
        ),
        Decision(
            code="P08-b6",
            when=Condition(
                lambda book: any(member_rules.study_without_permit(book)), "a minor child of a permit holder"
            ),
            outcome=Outcome.NOT_NEEDED,
            why=_("This child may go to school without a permit. You can still ask for one."),
            source="IRPA s. 30(2)",
        ),
        RESTORE_TOO,
    ),
)
