"""Small closed lists and limits of the message centre; a leaf."""

from django.db import models
from django.utils.translation import gettext_lazy as _

#: Longest message, in signs. A longer text is kept on the page with the number of signs to take out.
LONGEST_MESSAGE = 4000
#: Messages on one page of a thread; the newest stand last.
PAGE_SIZE = 20
#: One person may send this many messages in an hour.
MESSAGES_PER_HOUR = 20


class Sender(models.TextChoices):
    """Which side wrote a message."""

    APPLICANT = "applicant", _("Applicant")
    OFFICER = "officer", _("Officer")


class AlertKind(models.TextChoices):
    """Why somebody is told that there is something new; the mail itself never says it."""

    MESSAGE = "message", _("A message")
    REQUEST = "request", _("A request")
    LETTER = "letter", _("A letter")
    DECISION = "decision", _("A decision")
    REMINDER = "reminder", _("A reminder")
