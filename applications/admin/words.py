"""What the desk calls things: stages in an officer's words, and how loud each may be."""

from django.utils.translation import gettext_lazy as _

from applications.choices import Part, Status
from applications.program_kit.texts import Text

#: Where a case stands, as an officer says it; the applicant reads the labels of ``Status``.
STAGES: dict[str, Text] = {
    Status.FEE_WAIVER_ASKED: _("Asks to pay no fee"),
    Status.FEE_DUE: _("Fee not paid yet"),
    Status.SUBMITTED: _("New application"),
    Status.COMPLETENESS_CHECK: _("Completeness check"),
    Status.IN_PROCESS: _("Complete, review to start"),
    Status.WAITING_CLIENT: _("Waiting on the applicant"),
    Status.UNDER_REVIEW: _("In review"),
    Status.SECOND_REVIEW: _("Second officer needed"),
    Status.APPROVED: _("Approved"),
    Status.REFUSED: _("Refused"),
    Status.RETURNED: _("Returned as incomplete"),
    Status.WITHDRAWN: _("Withdrawn by the applicant"),
    Status.ABANDONED: _("Closed without an answer"),
    Status.CANCELLED: _("Cancelled"),
    Status.DOCUMENT_ISSUED: _("Permit issued"),
    Status.SENT_TO_SCHOOL: _("Sent to the school"),
    Status.AT_SCHOOL: _("The school reads it"),
    Status.SCHOOL_ASKS: _("The school waits for the student"),
    Status.VERIFIED: _("Verified by the school"),
    Status.NOT_VERIFIED: _("Not verified by the school"),
    Status.SCHOOL_SILENT: _("Closed without the school’s answer"),
    Status.CONSENT_WITHDRAWN: _("Consent withdrawn by the student"),
    Status.MOVED: _("Moved to another school"),
    Status.ENDED: _("Verification ended"),
    Status.AT_OLD_SCHOOL: _("Waits for the former school"),
    Status.AT_NEW_SCHOOL: _("Waits for the new school"),
    Status.TRANSFERRED: _("Accepted by the new school"),
    Status.NOT_RELEASED: _("Not released by the former school"),
    Status.NOT_ACCEPTED: _("Not accepted by the new school"),
}
_TONES = {
    Status.FEE_WAIVER_ASKED: "info",
    Status.FEE_DUE: "info",
    Status.SUBMITTED: "info",
    Status.COMPLETENESS_CHECK: "info",
    Status.IN_PROCESS: "info",
    Status.UNDER_REVIEW: "info",
    Status.SECOND_REVIEW: "warn",
    Status.APPROVED: "ok",
    Status.DOCUMENT_ISSUED: "ok",
    Status.SENT_TO_SCHOOL: "info",
    Status.AT_SCHOOL: "info",
    Status.AT_OLD_SCHOOL: "info",
    Status.AT_NEW_SCHOOL: "info",
    Status.VERIFIED: "ok",
    Status.TRANSFERRED: "ok",
}
#: What an officer should do next, by stage; shown above the buttons.
NEXT: dict[str, Text] = {
    Status.FEE_WAIVER_ASKED: _("Read why the fee cannot be paid, and answer. The rest waits until then."),
    Status.FEE_DUE: _(
        "The fee has to be paid first. When the last day is over, take the case and return it as incomplete."
    ),
    Status.SUBMITTED: _("Take the case. The completeness check then begins."),
    Status.COMPLETENESS_CHECK: _(
        "Check that the answers, the signature and the documents are all there. Then accept the application, ask for "
        "what is missing, or return it."
    ),
    Status.IN_PROCESS: _("The application is complete. Start the review when you begin to read it closely."),
    Status.WAITING_CLIENT: _(
        "The applicant has been asked for more. You can go on without waiting if you have enough."
    ),
    Status.UNDER_REVIEW: _("Decide, or ask for more if you cannot decide yet."),
    Status.APPROVED: _("Print the permit and send it by mail. Then issue it here with its number."),
    Status.SECOND_REVIEW: _("A refusal was proposed. Another officer confirms it or sends it back."),
}
#: What was opened, by the part that the ledger names.
PARTS: dict[str, Text] = {
    Part.OVERVIEW: _("Overview"),
    Part.ANSWERS: _("Answers"),
    Part.DOCUMENTS: _("List of documents"),
    Part.MESSAGES: _("Messages"),
    Part.LETTERS: _("Letters and decisions"),
    Part.DECISION: _("Page of a decision or request"),
    Part.HISTORY: _("History"),
    Part.SCHOOL: _("What the student sent to the school"),
}
LANGUAGES: dict[str, Text] = {"en": _("English"), "fr": _("French")}


def stage(status: str) -> str:
    """Return the desk's word for a status."""
    return str(STAGES[status])


def tone(status: str) -> str:
    """Return how a stage is coloured; the word always says it too."""
    return _TONES.get(Status(status), "mute")
