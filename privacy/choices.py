"""Small closed lists of the privacy floor."""

from enum import Enum

from django.db import models
from django.utils.translation import gettext_lazy as _


class DossierKind(models.TextChoices):
    """What a sealed container is for (decisions 61)."""

    PROFILE = "profile", _("Profile file")
    CASE = "case", _("Case file")
    SHARED = "shared", _("Shared file of an application")
    MAILBOX = "mailbox", _("Mailbox file")
    VERIFICATION = "verification", _("File for a school")
    PRIVATE = "private", _("Private file of its owner")


class DossierState(models.TextChoices):
    """Where a dossier stands; written only by privacy.services."""

    OPEN = "open", _("Open file")
    SUBMITTED = "submitted", _("Sent file")
    CLOSED = "closed", _("Closed file")
    PURGING = "purging", _("File being destroyed")
    DESTROYED = "destroyed", _("Destroyed file")


GONE = frozenset({DossierState.PURGING, DossierState.DESTROYED})


class Access(Enum):
    """What a guard answers about one person and one dossier; NOBODY becomes a 404."""

    OWNER = "owner"
    ASSIGNED = "assigned"
    REASON_NEEDED = "reason_needed"
    NOBODY = "nobody"


class Audience(Enum):
    """Who reads an event's sentence."""

    APPLICANT = "applicant"
    DESK = "desk"
    AUDIT = "audit"


class ActorRole(models.TextChoices):
    """In which role somebody acted; events never carry a name."""

    PERSON = "person", _("You")
    OFFICER = "officer", _("Officer")
    SYSTEM = "system", _("The service")
    SCHOOL = "school", _("Your school")
    MEMBER = "member", _("A member of your family")


class DestroyReason(models.TextChoices):
    """Why a dossier was destroyed."""

    EXPIRED = "expired", _("Not sent within 90 days")
    DISCARDED = "discarded", _("Deleted by its owner")
    WITHDRAWN = "withdrawn", _("Consent withdrawn")
    ACCOUNT_CLOSED = "account_closed", _("Account closed")
    SCHEDULE = "schedule", _("End of the retention period")


class OpenReason(models.TextChoices):
    """Why an officer without the assignment opened a file; shown to the applicant as it stands here."""

    COVER = "cover", _("Replacing the assigned officer")
    SECOND = "second", _("Confirming a decision as the second officer")
    SUPERVISION = "supervision", _("Checking the quality of the work")
    ENQUIRY = "enquiry", _("Answering a question from the applicant")
    COMPLAINT = "complaint", _("Looking into a complaint")
    PRIVACY_REQUEST = "privacy_request", _("Preparing an access or correction request")
    TECHNICAL = "technical", _("Solving a technical problem")


class NoticeElement(models.TextChoices):
    """What every collection notice says, in the order of the page."""

    BODY = "body", _("Who collects it")
    AUTHORITY = "authority", _("Legal authority")
    PURPOSES = "purposes", _("What it is used for")
    MEANS = "means", _("How it is collected")
    ACCESS = "access", _("Who can see it")
    OBLIGATION = "obligation", _("Required or optional")
    CONSEQUENCES = "consequences", _("If you do not answer")
    RIGHTS = "rights", _("Your rights")
    CONTACT = "contact", _("Who can answer your questions")
    DISCLOSURES = "disclosures", _("Who else receives it")
    RETENTION = "retention", _("How long it is kept")
    BANK = "bank", _("Personal information bank")
    COMPLAINT = "complaint", _("How to complain")
    AUTOMATED = "automated", _("Automated rules")
    INDIRECT = "indirect", _("If it does not come from you")
    SIN = "sin", _("Social insurance number")
    OTHER_WAYS = "other_ways", _("If you do not want to use the Internet")


class Brake(models.TextChoices):
    """What stopped a run of destruction."""

    NONE = "none", _("No brake")
    MASS = "mass", _("Far more drafts are due than expected")
    JUMP = "jump", _("The clock jumped")
    SKEW = "skew", _("The clocks of application and database differ")
