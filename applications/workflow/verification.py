"""The workflow of a request to a school (domain/permits P09), to be read line by line.

The desk has no line here: the student, the school and the timer act.
"""

from applications.choices import VERIFYING, Action, Status
from applications.workflow.moves import Move
from privacy.choices import ActorRole

_STUDENT = frozenset({ActorRole.PERSON})
_SCHOOL = frozenset({ActorRole.SCHOOL})
_TIMER = frozenset({ActorRole.SYSTEM})
_S = Status


def _from(*states: Status) -> frozenset[Status]:
    return frozenset(states)


MOVES: tuple[Move, ...] = (
    # The student's own desk.
    Move(Action.MARK_READY, _from(_S.DRAFT), _S.READY_TO_SIGN, _STUDENT, "case.ready"),
    Move(Action.REOPEN_DRAFT, _from(_S.READY_TO_SIGN), _S.DRAFT, _STUDENT, "case.draft_reopened"),
    Move(Action.SUBMIT, _from(_S.READY_TO_SIGN), _S.SENT_TO_SCHOOL, _STUDENT, "case.submitted", ("documents",)),
    # The school reads, asks and answers.
    Move(Action.SCHOOL_OPEN, _from(_S.SENT_TO_SCHOOL), _S.AT_SCHOOL, _SCHOOL, "school.began"),
    Move(Action.SCHOOL_ASK, _from(_S.AT_SCHOOL), _S.SCHOOL_ASKS, _SCHOOL, "school.asked"),
    Move(Action.ANSWER_SCHOOL, _from(_S.SCHOOL_ASKS), _S.AT_SCHOOL, _STUDENT, "school.told"),
    Move(Action.VERIFY, _from(_S.AT_SCHOOL), _S.VERIFIED, _SCHOOL, "school.verified"),
    Move(Action.NOT_VERIFY, _from(_S.AT_SCHOOL), _S.NOT_VERIFIED, _SCHOOL, "school.not_verified"),
    # Other ends. The consent can be taken back after the answer too: then the verification ends.
    Move(Action.EXPIRE, frozenset(VERIFYING), _S.SCHOOL_SILENT, _TIMER, "school.silent"),
    Move(
        Action.WITHDRAW_CONSENT,
        frozenset(VERIFYING) | {_S.VERIFIED},
        _S.CONSENT_WITHDRAWN,
        _STUDENT,
        "school.consent_withdrawn",
    ),
    Move(Action.MOVE, _from(_S.VERIFIED), _S.MOVED, _SCHOOL, "school.moved"),
    Move(Action.END, _from(_S.VERIFIED), _S.ENDED, _SCHOOL, "school.ended"),
    Move(Action.LEAVE, _from(_S.VERIFIED), _S.ENDED, _TIMER, "school.left"),
)
