"""What the ledger may say about messages: that one was sent or read, never what it says."""

from django.utils.translation import gettext_lazy as _

from privacy import ledger
from privacy.choices import Audience

_EVERYBODY = (Audience.APPLICANT, Audience.DESK)

ledger.kind(
    "message.sent_by_applicant",
    audience=_EVERYBODY,
    sentence=_("You sent us a message."),
    desk_sentence=_("The applicant sent a message."),
    facts=("message", "notice_version"),
)
ledger.kind(
    "message.sent_by_officer",
    audience=_EVERYBODY,
    sentence=_("We sent you a message."),
    desk_sentence=_("An officer sent the applicant a message."),
    facts=("message",),
)
ledger.kind(
    "message.read_by_applicant",
    audience=(Audience.DESK,),
    sentence=_("The applicant read our messages. Messages read: {count}."),
    facts=("count",),
)
ledger.kind(
    "message.read_by_officer",
    audience=_EVERYBODY,
    sentence=_("An officer read your messages. Messages read: {count}."),
    desk_sentence=_("An officer read the applicant’s messages. Messages read: {count}."),
    facts=("count",),
    reading=True,
)
