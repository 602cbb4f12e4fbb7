"""Words and small constants of applications; a leaf that imports nothing of ours."""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Source(StrEnum):
    """Where an answer comes from that nobody typed here."""

    PROFILE = "profile"
    ASSESSMENT = "assessment"
    #: Another person of the same application.
    FAMILY = "family"
    #: An application that was sent before.
    EARLIER = "earlier"
    #: What a school has confirmed.
    SCHOOL = "school"


#: What comes from these may have changed since, or be another for this person: it is asked once more before sending.
TO_CONFIRM = (Source.FAMILY, Source.EARLIER)


class FindingLevel(models.TextChoices):
    """How much a finding weighs."""

    ERROR = "error", _("Must be solved before you send")
    WARNING = "warning", _("Please read before you send")
    FLAG = "flag", _("For the officer")


class PolicySet(models.TextChoices):
    """Which rules a program runs under (decisions 3)."""

    CIC_2010 = "CIC-2010", _("Rules of 2010")
    IRCC_2026 = "IRCC-2026", _("Present rules")


class Status(models.TextChoices):
    """Where a case stands, in the words that the applicant reads."""

    DRAFT = "draft", _("Not sent yet")
    READY_TO_SIGN = "ready_to_sign", _("Ready to sign")
    SIGNED_UNPAID = "signed_unpaid", _("Signed. The fee is not paid yet")
    FEE_WAIVER_ASKED = "fee_waiver_asked", _("Sent. We decide if you pay a fee")
    FEE_DUE = "fee_due", _("Sent. The fee is not paid yet")
    SUBMITTED = "submitted", _("Sent")
    COMPLETENESS_CHECK = "completeness_check", _("Received. We are checking if it is complete")
    IN_PROCESS = "in_process", _("In progress")
    WAITING_CLIENT = "waiting_client", _("Waiting on you")
    UNDER_REVIEW = "under_review", _("In review")
    SECOND_REVIEW = "second_review", _("In final review")
    APPROVED = "approved", _("Closed: approved")
    REFUSED = "refused", _("Closed: refused")
    RETURNED = "returned", _("Closed: returned as incomplete")
    WITHDRAWN = "withdrawn", _("Closed: withdrawn")
    ABANDONED = "abandoned", _("Closed: no answer received")
    CANCELLED = "cancelled", _("Closed: cancelled")
    DOCUMENT_ISSUED = "document_issued", _("Permit issued")
    # A request for a school's verification.
    SENT_TO_SCHOOL = "sent_to_school", _("Sent to your school")
    AT_SCHOOL = "at_school", _("Your school reads it")
    SCHOOL_ASKS = "school_asks", _("Your school waits for your answer")
    VERIFIED = "verified", _("Closed: verified by your school")
    NOT_VERIFIED = "not_verified", _("Closed: not verified by your school")
    SCHOOL_SILENT = "school_silent", _("Closed: your school did not answer in time")
    CONSENT_WITHDRAWN = "consent_withdrawn", _("Closed: you withdrew your consent")
    MOVED = "moved", _("Closed: moved to your new school")
    ENDED = "ended", _("Closed: your verification has ended")
    # A transfer of a verification to another school.
    AT_OLD_SCHOOL = "at_old_school", _("Sent to your former school")
    AT_NEW_SCHOOL = "at_new_school", _("Sent to your new school")
    TRANSFERRED = "transferred", _("Closed: your new school accepted you")
    NOT_RELEASED = "not_released", _("Closed: your former school did not release you")
    NOT_ACCEPTED = "not_accepted", _("Closed: your new school did not accept you")


#: Still on the applicant's desk: nothing was ever sent.
UNSENT = (Status.DRAFT, Status.READY_TO_SIGN, Status.SIGNED_UNPAID)
#: Sent, and looked at when the fee is paid or an officer has said that none is due.
OWING = (Status.FEE_WAIVER_ASKED, Status.FEE_DUE)
#: A decision on the merits was made.
DECIDED = (
    Status.APPROVED,
    Status.REFUSED,
    Status.DOCUMENT_ISSUED,
    Status.VERIFIED,
    Status.NOT_VERIFIED,
    Status.TRANSFERRED,
    Status.NOT_RELEASED,
    Status.NOT_ACCEPTED,
)
#: How a request for a verification ends, and how a transfer does; a number that was given can move on.
ENDED_VERIFYING = (
    Status.VERIFIED,
    Status.NOT_VERIFIED,
    Status.SCHOOL_SILENT,
    Status.CONSENT_WITHDRAWN,
    Status.MOVED,
    Status.ENDED,
)
ENDED_TRANSFERRING = (
    Status.TRANSFERRED,
    Status.NOT_RELEASED,
    Status.NOT_ACCEPTED,
    Status.SCHOOL_SILENT,
    Status.CONSENT_WITHDRAWN,
    Status.MOVED,
    Status.ENDED,
)
#: How anything that a school answers can end.
ENDED_AT_SCHOOL = tuple(dict.fromkeys((*ENDED_VERIFYING, *ENDED_TRANSFERRING)))
#: A school has confirmed, and that still stands.
CONFIRMED = (Status.VERIFIED, Status.TRANSFERRED)
#: Nothing more is to come unless an error is corrected.
CLOSED = (
    *DECIDED,
    Status.RETURNED,
    Status.WITHDRAWN,
    Status.ABANDONED,
    Status.CANCELLED,
    Status.SCHOOL_SILENT,
    Status.CONSENT_WITHDRAWN,
    Status.MOVED,
    Status.ENDED,
)
#: An officer or the applicant has still something to do.
OPEN = (
    *OWING,
    Status.SUBMITTED,
    Status.COMPLETENESS_CHECK,
    Status.IN_PROCESS,
    Status.WAITING_CLIENT,
    Status.UNDER_REVIEW,
    Status.SECOND_REVIEW,
)
#: An officer has still something to do: an approved case is done when its permit is issued.
AT_DESK = (*OPEN, Status.APPROVED)
#: Nobody has anything to do.
FINISHED = tuple(status for status in CLOSED if status not in AT_DESK)
#: A school has still something to do, or waits for the student; the desk does not.
VERIFYING = (Status.SENT_TO_SCHOOL, Status.AT_SCHOOL, Status.SCHOOL_ASKS)
TRANSFERRING = (Status.AT_OLD_SCHOOL, Status.AT_NEW_SCHOOL)
WITH_SCHOOL = (*VERIFYING, *TRANSFERRING)


class Action(models.TextChoices):
    """What somebody may do to a case."""

    MARK_READY = "mark_ready", _("Finish and go to sign")
    REOPEN_DRAFT = "reopen_draft", _("Change an answer")
    SIGN = "sign", _("Sign")
    SUBMIT = "submit", _("Send")
    SUBMIT_UNPAID = "submit_unpaid", _("Send and ask to pay no fee")
    WAIVE_FEE = "waive_fee", _("Waive the fee")
    KEEP_FEE = "keep_fee", _("Do not waive the fee")
    PAY_FEE = "pay_fee", _("Pay the fee")
    START_CHECK = "start_check", _("Start the completeness check")
    RETURN_INCOMPLETE = "return_incomplete", _("Return as incomplete")
    ACKNOWLEDGE = "acknowledge", _("Accept as complete")
    ASK = "ask", _("Ask the applicant")
    ANSWER = "answer", _("Answer our request")
    START_REVIEW = "start_review", _("Start the review")
    APPROVE = "approve", _("Approve")
    PROPOSE_REFUSAL = "propose_refusal", _("Propose to refuse")
    SEND_BACK = "send_back", _("Send back for review")
    REFUSE = "refuse", _("Refuse")
    ISSUE = "issue", _("Issue the permit")
    REISSUE = "reissue", _("Issue the permit again")
    WITHDRAW = "withdraw", _("Withdraw")
    ABANDON = "abandon", _("Close without an answer")
    CANCEL = "cancel", _("Cancel")
    CORRECT = "correct", _("Correct our error")
    SCHOOL_OPEN = "school_open", _("Open the request")
    SCHOOL_ASK = "school_ask", _("Ask the student")
    ANSWER_SCHOOL = "answer_school", _("Answer your school")
    VERIFY = "verify", _("Confirm that the student is eligible")
    NOT_VERIFY = "not_verify", _("Say that the student is not eligible")
    EXPIRE = "expire", _("Close without the school's answer")
    WITHDRAW_CONSENT = "withdraw_consent", _("Withdraw the consent")
    RELEASE = "release_student", _("Release the student")
    RELEASE_ANYWAY = "release_anyway", _("Release the student without the school")
    NOT_RELEASE = "not_release", _("Say that the student is not released")
    ACCEPT = "accept_student", _("Accept the student")
    NOT_ACCEPT = "not_accept", _("Say that the student is not accepted")
    MOVE = "move", _("End because another school took over")
    END = "end", _("Say that the student is not eligible any more")
    LEAVE = "leave", _("End because the school takes part no more")


class Part(models.TextChoices):
    """What of a case an officer opens at the desk, as the ledger names it and as the applicant reads it."""

    OVERVIEW = "overview", _("The page of your case")
    ANSWERS = "answers", _("Your answers")
    DOCUMENTS = "documents", _("The list of your documents")
    MESSAGES = "messages", _("Your messages")
    LETTERS = "letters", _("Your letters and decisions")
    DECISION = "decision", _("The page where we decide or ask you for more")
    HISTORY = "history", _("What happened in your case")
    SCHOOL = "school", _("What you sent to your school")


class SectionState(models.TextChoices):
    """How far a section of a draft is."""

    NOT_STARTED = "not_started", _("Not started")
    IN_PROGRESS = "in_progress", _("In progress")
    PROBLEM = "problem", _("There is a problem")
    COMPLETE = "complete", _("Completed")


class LetterKind(models.TextChoices):
    """A kind of letter; the label is its title."""

    CONFIRMATION = "L01", _("Submission confirmation")
    ACKNOWLEDGED = "L02", _("Your application is complete")
    RECEIPT = "L03", _("Official receipt")
    REQUEST = "L07", _("Request for additional documents")
    RETURNED = "L10", _("Application returned: incomplete")
    MAY_WORK = "L11", _("You may go on working while you wait")
    MAY_STUDY = "L12", _("You may go on studying while you wait")
    APPROVAL = "L13", _("Approval letter")
    STUDY_PERMIT = "L14", _("Your study permit")
    WORK_PERMIT = "L15", _("Your work permit")
    REFUSAL = "L16", _("Refusal letter")
    VISITOR_RECORD = "L17", _("Your visitor record")
    RESTORED = "L18", _("Your status is restored")
    WITHDRAWAL = "L19", _("Withdrawal confirmed")
    REFUND = "L20", _("Refund notice")
    ABANDONED = "L21", _("Case closed without an answer")
    VERIFIED = "L22", _("Verification by your school")
    NOT_VERIFIED = "L23", _("Your school did not confirm that you are eligible")
    TRANSFER = "L24", _("Transfer of your verification")
    GIVE_BACK = "L25", _("Give your off-campus work permit back")
    CANCELLED = "cancelled", _("Case cancelled")
    SUBMISSION = "submission", _("Signed application")


class SchoolStep(models.TextChoices):
    """What a school is asked to do."""

    VERIFY = "verify", _("Confirm that the student may work off campus")
    RELEASE = "release", _("Release a student who moved to another school")
    ACCEPT = "accept", _("Accept a student who came from another school")


class SchoolDecision(models.TextChoices):
    """What a school says about a student."""

    ELIGIBLE = "eligible", _("The student is eligible")
    NOT_ELIGIBLE = "not_eligible", _("The student is not eligible")
    RELEASED = "released", _("We release the student")
    NOT_RELEASED = "not_released", _("We do not release the student")
    ACCEPTED = "accepted", _("We accept the student")
    NOT_ACCEPTED = "not_accepted", _("We do not accept the student")
    NEED_INFORMATION = "need_information", _("We need more information from the student")
    NOT_OUR_STUDENT = "not_our_student", _("This person is not our student")


class LetterState(models.TextChoices):
    """Whether a letter still counts. That it expired follows from its date, not from a state."""

    VALID = "valid", _("Valid")
    REPLACED = "replaced", _("Replaced by a newer letter")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Outcome(models.TextChoices):
    """How a case was decided."""

    APPROVED = "approved", _("Approved")
    REFUSED = "refused", _("Refused")


class DecisionState(models.TextChoices):
    """Whether a decision counts already."""

    PROPOSED = "proposed", _("Waits for a second officer")
    FINAL = "final", _("Final")
    SENT_BACK = "sent_back", _("Sent back")
    SET_ASIDE = "set_aside", _("Set aside to correct an error")


class PetitionKind(models.TextChoices):
    """What somebody can ask of us about a sent application: instead of the fee, or after a decision."""

    WAIVE_FEE = "waive_fee", _("Pay no fee")
    RECONSIDER = "reconsider", _("Look at the decision again")
    AMEND = "amend", _("Correct an error on the document")
    REPLACE = "replace", _("Replace a lost or damaged document")


class PetitionState(models.TextChoices):
    """Where a petition stands."""

    OPEN = "open", _("Waits for our answer")
    GRANTED = "granted", _("Granted")
    DECLINED = "declined", _("Not granted")


class PaymentState(models.TextChoices):
    """Where one try to pay stands."""

    OPEN = "open", _("Not finished")
    PAID = "paid", _("Paid")
    REFUSED = "refused", _("Refused")
    CANCELLED = "cancelled", _("Cancelled")
    EXPIRED = "expired", _("Ended without a payment")


class RefundReason(models.TextChoices):
    """Why money goes back."""

    NOT_SENT = "not_sent", _("Your application could not be sent with this payment")
    NOT_DUE = "not_due", _("The fee was not due any more when this payment arrived")
    WRONG_AMOUNT = "wrong_amount", _("The amount that arrived was not the amount of the fee")
    RETURNED = "returned", _("Your application was returned as incomplete")
    NOT_STARTED = "not_started", _("You withdrew your application before we started to work on it")
    NOT_ISSUED = "not_issued", _("No work permit was issued")
    CANCELLED = "cancelled", _("Your case was cancelled")


class RefundState(models.TextChoices):
    """Where a refund stands."""

    DUE = "due", _("We are sending the money back")
    SENT = "sent", _("Sent back to your card")
