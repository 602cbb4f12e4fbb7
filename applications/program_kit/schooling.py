"""What a school is asked in each step: what it looks at, what it can answer, and when it is its turn.

Sources: form IMM 5582 and Operational Bulletin 096 (verification), the ENS guide for schools (transfer out and in).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from applications.choices import VERIFYING, Action, SchoolDecision, SchoolStep, Status

if TYPE_CHECKING:
    from collections.abc import Mapping

    from applications.program_kit.texts import Text

_IS_STUDENT: Text = _("This person is our student")
_FULL_TIME_NOW: Text = _("Studies full-time now")
_STANDING: Text = _("Has satisfactory academic standing")
_QUALIFIES: Text = _("The program qualifies")
_NO_EXCHANGE: Text = _("Is not an exchange or visiting student")
_NO_SCHOLARSHIP: Text = _("Holds no scholarship that excludes this work")


@dataclass(frozen=True, kw_only=True)
class SchoolCopy:
    """Which school gets a copy of which answers, and what it is asked to do with it.

    Attributes:
        step: what it is asked.
        institution: name of the question that says which school.
        sections: keys of the sections whose answers it gets.
    """

    step: SchoolStep
    institution: str
    sections: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a school can do in one step.

    Attributes:
        waits: the states in which the request is on its list.
        can_answer: those in which it can answer.
        checks: what it looks at; the second value says whether "does not apply" is good enough for a yes.
        decisions: its answers and what each does.
        yes: the answer for which every check has to be right.
        in_words: the answers that need words besides.
    """

    waits: tuple[Status, ...]
    can_answer: tuple[Status, ...]
    checks: Mapping[str, tuple[Text, bool]]
    decisions: Mapping[SchoolDecision, Action]
    yes: SchoolDecision
    in_words: frozenset[SchoolDecision]


STEPS: Mapping[SchoolStep, Asked] = {
    SchoolStep.VERIFY: Asked(
        waits=VERIFYING,
        can_answer=(Status.SENT_TO_SCHOOL, Status.AT_SCHOOL),
        checks={
            "is_student": (_IS_STUDENT, False),
            "full_time_now": (_FULL_TIME_NOW, False),
            "months_full_time": (_("Studied full-time for at least six of the last twelve months"), False),
            "satisfactory_standing": (_STANDING, False),
            "qualifying_program": (_QUALIFIES, False),
            "not_exchange": (_NO_EXCHANGE, True),
            "not_excluded_scholarship": (_NO_SCHOLARSHIP, True),
        },
        decisions={
            SchoolDecision.ELIGIBLE: Action.VERIFY,
            SchoolDecision.NOT_ELIGIBLE: Action.NOT_VERIFY,
            SchoolDecision.NEED_INFORMATION: Action.SCHOOL_ASK,
            SchoolDecision.NOT_OUR_STUDENT: Action.NOT_VERIFY,
        },
        yes=SchoolDecision.ELIGIBLE,
        in_words=frozenset({SchoolDecision.NOT_ELIGIBLE, SchoolDecision.NEED_INFORMATION}),
    ),
    SchoolStep.RELEASE: Asked(
        waits=(Status.AT_OLD_SCHOOL,),
        can_answer=(Status.AT_OLD_SCHOOL,),
        checks={
            "was_student": (_("This person was our student"), False),
            "full_time_until_end": (_("Studied full-time until the last day"), True),
            "satisfactory_standing": (_STANDING, True),
        },
        decisions={
            SchoolDecision.RELEASED: Action.RELEASE,
            SchoolDecision.NOT_RELEASED: Action.NOT_RELEASE,
            SchoolDecision.NOT_OUR_STUDENT: Action.NOT_RELEASE,
        },
        yes=SchoolDecision.RELEASED,
        in_words=frozenset({SchoolDecision.NOT_RELEASED}),
    ),
    SchoolStep.ACCEPT: Asked(
        waits=(Status.AT_NEW_SCHOOL,),
        can_answer=(Status.AT_NEW_SCHOOL,),
        checks={
            "is_student": (_IS_STUDENT, False),
            "full_time_now": (_FULL_TIME_NOW, False),
            "qualifying_program": (_QUALIFIES, False),
            "not_exchange": (_NO_EXCHANGE, True),
            "not_excluded_scholarship": (_NO_SCHOLARSHIP, True),
        },
        decisions={
            SchoolDecision.ACCEPTED: Action.ACCEPT,
            SchoolDecision.NOT_ACCEPTED: Action.NOT_ACCEPT,
            SchoolDecision.NOT_OUR_STUDENT: Action.NOT_ACCEPT,
        },
        yes=SchoolDecision.ACCEPTED,
        in_words=frozenset({SchoolDecision.NOT_ACCEPTED}),
    ),
}


def asked(step: str) -> Asked:
    """Return what a school can do in a step."""
    return STEPS[SchoolStep(step)]
