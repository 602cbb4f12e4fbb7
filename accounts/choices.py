"""Small closed lists and the numbers of the accounts floor (security design 3)."""

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What an account may be; one session is an applicant's, a school's or the desk's, never two of them."""

    APPLICANT = "applicant", _("Applicant")
    OFFICER = "officer", _("Officer")
    SUPERVISOR = "supervisor", _("Supervisor")
    SCHOOL = "school", _("School representative")


#: Who belongs to the desk.
DESK_ROLES = (Role.OFFICER, Role.SUPERVISOR)


class Realm(models.TextChoices):
    """Which side of the house a session opens."""

    APPLICANT = "applicant", _("Applicant")
    DESK = "desk", _("Desk")
    SCHOOL = "school", _("School")


class KeyState(models.TextChoices):
    """The life of a signing key."""

    PENDING = "pending", _("Waiting for its certificate")
    ACTIVE = "active", _("In use")
    REVOKED = "revoked", _("Withdrawn")


IDLE_LIMIT = timedelta(minutes=20)
IDLE_LIMIT_SHARED = timedelta(minutes=10)
IDLE_LIMIT_DESK = timedelta(minutes=15)
ABSOLUTE_LIMIT = timedelta(hours=8)
TOUCH_EVERY = timedelta(seconds=60)
KEEP_ENDED = timedelta(hours=9)  # an ended row stays until the person had time to come back to what they typed
MAX_SESSIONS = 5
KNOWN_FOR = timedelta(days=180)

KEPT_FOR = timedelta(minutes=30)
KEPT_MAX_BYTES = 1024 * 1024
KEPT_PAGES = 20  # of one person; more open forms than these nobody has

CODE_VALID = timedelta(minutes=15)
RESEND_AFTER = timedelta(seconds=60)
PRUNE_AFTER = timedelta(days=7)
RESET_VALID = timedelta(minutes=30)
UNDO_VALID = timedelta(days=7)
INVITATION_VALID = timedelta(days=7)

SECURITY_MESSAGE_VERSION = 1
