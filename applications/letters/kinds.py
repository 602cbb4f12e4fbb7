"""The letters this portal writes. Codes are those of the service's list of letters."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class LetterKind(TextChoices):
    """A kind of letter; the label is its title."""

    CONFIRMATION = "L01", _("Submission confirmation")
    REQUEST = "L07", _("Request for additional documents")
    RETURNED = "L10", _("Application returned: incomplete")
    APPROVAL = "L13", _("Approval letter")
    REFUSAL = "L16", _("Refusal letter")
    WITHDRAWAL = "L19", _("Withdrawal confirmed")
    SUBMISSION = "submission", _("Signed application")


class LetterState(TextChoices):
    """Whether a letter still counts. That it expired follows from its date, not from a state."""

    VALID = "valid", _("Valid")
    REPLACED = "replaced", _("Replaced by a newer letter")
    WITHDRAWN = "withdrawn", _("Withdrawn")
