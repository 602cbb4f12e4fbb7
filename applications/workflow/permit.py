"""The workflow of permits (domain/permits 7.1), to be read line by line.

Where a fee is due, signing comes first and the settled payment sends (7.1); where none is, signing sends at once. Who
cannot pay sends without, and waits for our answer about the fee. A draft that is deleted or expires leaves no case
behind.
"""

from applications.choices import CLOSED, ENDED_AT_SCHOOL, OPEN, OWING, Action, Status
from applications.workflow.moves import Move
from privacy.choices import ActorRole

_APPLICANT = frozenset({ActorRole.PERSON})
_SYSTEM = frozenset({ActorRole.SYSTEM})
_OFFICER = frozenset({ActorRole.OFFICER})
_DESK = _OFFICER | _SYSTEM
# A payment that settles, or a signature that is not paid for in time, needs nobody in front of a screen.
_APPLICANT_OR_SYSTEM = _APPLICANT | _SYSTEM
_S = Status


def _from(*states: Status) -> frozenset[Status]:
    return frozenset(states)


MOVES: tuple[Move, ...] = (
    # The applicant's own desk.
    Move(Action.MARK_READY, _from(_S.DRAFT), _S.READY_TO_SIGN, _APPLICANT, "case.ready"),
    Move(Action.SIGN, _from(_S.READY_TO_SIGN), _S.SIGNED_UNPAID, _APPLICANT, "case.signed"),
    Move(
        Action.REOPEN_DRAFT,
        _from(_S.READY_TO_SIGN, _S.SIGNED_UNPAID),
        _S.DRAFT,
        _APPLICANT_OR_SYSTEM,
        "case.draft_reopened",
    ),
    Move(
        Action.SUBMIT,
        _from(_S.READY_TO_SIGN, _S.SIGNED_UNPAID),
        _S.SUBMITTED,
        _APPLICANT_OR_SYSTEM,
        "case.submitted",
        ("documents",),
    ),
    # The fee of somebody who asked to pay none; money that arrives settles it at any time.
    Move(
        Action.SUBMIT_UNPAID,
        _from(_S.SIGNED_UNPAID),
        _S.FEE_WAIVER_ASKED,
        _APPLICANT,
        "case.submitted",
        ("documents",),
    ),
    Move(Action.WAIVE_FEE, _from(_S.FEE_WAIVER_ASKED), _S.SUBMITTED, _OFFICER, "case.fee_waived"),
    Move(Action.KEEP_FEE, _from(_S.FEE_WAIVER_ASKED), _S.FEE_DUE, _OFFICER, "case.fee_kept"),
    Move(Action.PAY_FEE, frozenset(OWING), _S.SUBMITTED, _SYSTEM, "case.fee_paid"),
    # Is it complete (R10)?
    Move(Action.START_CHECK, _from(_S.SUBMITTED), _S.COMPLETENESS_CHECK, _DESK, "case.check_started"),
    Move(
        Action.RETURN_INCOMPLETE,
        _from(_S.FEE_DUE, _S.SUBMITTED, _S.COMPLETENESS_CHECK),
        _S.RETURNED,
        _OFFICER,
        "case.returned",
    ),
    Move(Action.ACKNOWLEDGE, _from(_S.SUBMITTED, _S.COMPLETENESS_CHECK), _S.IN_PROCESS, _DESK, "case.acknowledged"),
    # Questions and answers.
    Move(
        Action.ASK,
        _from(_S.COMPLETENESS_CHECK, _S.IN_PROCESS, _S.UNDER_REVIEW, _S.WAITING_CLIENT),
        _S.WAITING_CLIENT,
        _OFFICER,
        "case.more_needed",
    ),
    Move(Action.ANSWER, _from(_S.WAITING_CLIENT), _S.UNDER_REVIEW, _APPLICANT, "case.answered"),
    Move(
        Action.START_REVIEW, _from(_S.IN_PROCESS, _S.WAITING_CLIENT), _S.UNDER_REVIEW, _OFFICER, "case.review_started"
    ),
    # The decision; a refusal needs a second officer.
    Move(Action.APPROVE, _from(_S.IN_PROCESS, _S.UNDER_REVIEW), _S.APPROVED, _OFFICER, "case.approved"),
    Move(
        Action.PROPOSE_REFUSAL,
        _from(_S.IN_PROCESS, _S.UNDER_REVIEW),
        _S.SECOND_REVIEW,
        _OFFICER,
        "case.refusal_proposed",
    ),
    Move(Action.SEND_BACK, _from(_S.SECOND_REVIEW), _S.UNDER_REVIEW, _OFFICER, "case.sent_back"),
    Move(Action.REFUSE, _from(_S.SECOND_REVIEW), _S.REFUSED, _OFFICER, "case.refused"),
    Move(Action.ISSUE, _from(_S.APPROVED), _S.DOCUMENT_ISSUED, _OFFICER, "case.document_issued"),
    Move(Action.REISSUE, _from(_S.DOCUMENT_ISSUED), _S.DOCUMENT_ISSUED, _OFFICER, "case.document_reissued"),
    # Other ends.
    Move(Action.WITHDRAW, frozenset(OPEN), _S.WITHDRAWN, _APPLICANT, "case.withdrawn"),
    Move(Action.ABANDON, _from(_S.WAITING_CLIENT), _S.ABANDONED, _DESK, "case.abandoned"),
    Move(Action.CANCEL, frozenset(OPEN), _S.CANCELLED, _OFFICER, "case.cancelled"),
    Move(
        Action.CORRECT,
        frozenset(CLOSED) - {_S.WITHDRAWN, *ENDED_AT_SCHOOL},
        _S.UNDER_REVIEW,
        _OFFICER,
        "case.corrected",
    ),
)
