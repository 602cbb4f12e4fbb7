"""What this floor records. Facts are ids, sizes and states: never a file's name."""

from django.utils.translation import gettext_lazy as _

from privacy.choices import Audience
from privacy.ledger import kind

_EVERYBODY = (Audience.APPLICANT, Audience.DESK)

kind(
    "document.received",
    audience=_EVERYBODY,
    sentence=_("You added a file."),
    desk_sentence=_("The applicant added a file."),
    facts=("document", "slot", "size", "generation", "notice_version"),
)
kind(
    "document.replaced",
    audience=_EVERYBODY,
    sentence=_("You replaced a file."),
    desk_sentence=_("The applicant replaced a file."),
    facts=("document", "replaced", "slot", "size", "generation", "notice_version"),
)
kind(
    "document.removed",
    audience=_EVERYBODY,
    sentence=_("You removed a file."),
    desk_sentence=_("The applicant removed a file."),
    facts=("document", "slot"),
)
kind(
    "document.refused",
    audience=(Audience.AUDIT,),
    sentence=_("A file could not be accepted."),
    facts=("slot", "reason"),
)
kind(
    "document.rejected",
    audience=_EVERYBODY,
    sentence=_("A file that you added was found harmful and was deleted. Please add a clean copy."),
    desk_sentence=_("A file was found harmful and was deleted."),
    facts=("document", "slot", "reason"),
)
kind(
    "document.checked",
    audience=(Audience.AUDIT,),
    sentence=_("A file passed the virus check."),
    facts=("document",),
)
kind(
    "document.explained",
    audience=_EVERYBODY,
    sentence=_("You explained why you cannot get a document."),
    desk_sentence=_("The applicant explained why a document cannot be had."),
    facts=("slot", "notice_version"),
)
kind(
    "document.explanation_removed",
    audience=_EVERYBODY,
    sentence=_("You took back your explanation about a document."),
    desk_sentence=_("The applicant took back an explanation about a document."),
    facts=("slot",),
)
kind(
    "document.read_by_owner",
    audience=(Audience.AUDIT,),
    sentence=_("You opened one of your files."),
    facts=("document",),
)
kind(
    "document.opened",
    audience=_EVERYBODY,
    sentence=_("An officer opened one of your files."),
    desk_sentence=_("An officer opened a file."),
    facts=("document", "part", "reason"),
    reading=True,
)
kind(
    "document.damaged",
    audience=(Audience.DESK,),
    sentence=_("A stored file could not be opened: its bytes are missing or were changed."),
    facts=("document",),
)
