"""The workflow of a transfer of a verification (domain/permits P10), to be read line by line.

The former school releases, then the new one accepts. An officer can release where the former school stays silent.
"""

from applications.choices import TRANSFERRING, Action, Status
from applications.workflow.moves import Move
from privacy.choices import ActorRole

_STUDENT = frozenset({ActorRole.PERSON})
_SCHOOL = frozenset({ActorRole.SCHOOL})
_OFFICER = frozenset({ActorRole.OFFICER})
_TIMER = frozenset({ActorRole.SYSTEM})
_S = Status


def _from(*states: Status) -> frozenset[Status]:
    return frozenset(states)


MOVES: tuple[Move, ...] = (
    # The student's own desk.
    Move(Action.MARK_READY, _from(_S.DRAFT), _S.READY_TO_SIGN, _STUDENT, "case.ready"),
    Move(Action.REOPEN_DRAFT, _from(_S.READY_TO_SIGN), _S.DRAFT, _STUDENT, "case.draft_reopened"),
    Move(Action.SUBMIT, _from(_S.READY_TO_SIGN), _S.AT_OLD_SCHOOL, _STUDENT, "case.submitted", ("documents",)),
    # The former school.
    Move(Action.RELEASE, _from(_S.AT_OLD_SCHOOL), _S.AT_NEW_SCHOOL, _SCHOOL, "school.released"),
    Move(Action.RELEASE_ANYWAY, _from(_S.AT_OLD_SCHOOL), _S.AT_NEW_SCHOOL, _OFFICER, "school.released_anyway"),
    Move(Action.NOT_RELEASE, _from(_S.AT_OLD_SCHOOL), _S.NOT_RELEASED, _SCHOOL, "school.not_released"),
    # The new school.
    Move(Action.ACCEPT, _from(_S.AT_NEW_SCHOOL), _S.TRANSFERRED, _SCHOOL, "school.accepted"),
    Move(Action.NOT_ACCEPT, _from(_S.AT_NEW_SCHOOL), _S.NOT_ACCEPTED, _SCHOOL, "school.not_accepted"),
    # Other ends. Where the former school is silent an officer acts; a new school that is silent ends it.
    Move(Action.EXPIRE, _from(_S.AT_NEW_SCHOOL), _S.SCHOOL_SILENT, _TIMER, "school.silent"),
    Move(
        Action.WITHDRAW_CONSENT,
        frozenset(TRANSFERRING) | {_S.TRANSFERRED},
        _S.CONSENT_WITHDRAWN,
        _STUDENT,
        "school.consent_withdrawn",
    ),
    Move(Action.MOVE, _from(_S.TRANSFERRED), _S.MOVED, _SCHOOL, "school.moved"),
    Move(Action.END, _from(_S.TRANSFERRED), _S.ENDED, _SCHOOL, "school.ended"),
    Move(Action.LEAVE, _from(_S.TRANSFERRED), _S.ENDED, _TIMER, "school.left"),
)
