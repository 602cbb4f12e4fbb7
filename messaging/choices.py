"""Small closed lists and limits of the message centre; a leaf."""

from django.db import models
from django.utils.translation import gettext_lazy as _

#: Longest message, in signs. A longer text is kept on the page with the number of signs to take out.
LONGEST_MESSAGE = 4000
#: Messages on one page of a thread; the newest stand last.
PAGE_SIZE = 20


class Sender(models.TextChoices):
    """Which side wrote a message."""

    APPLICANT = "applicant", _("Applicant")
    OFFICER = "officer", _("Officer")


#: Messages that one person may send in an hour; an officer answers many people.
MESSAGES_PER_HOUR = {Sender.APPLICANT: 20, Sender.OFFICER: 200}


class AlertKind(models.TextChoices):
    """Why somebody is told that there is something new; the mail itself never says it."""

    MESSAGE = "message", _("A message")
    REQUEST = "request", _("A request")
    LETTER = "letter", _("A letter")
    DECISION = "decision", _("A decision")
    REMINDER = "reminder", _("A reminder")
