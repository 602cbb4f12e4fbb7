"""Grounds on which a permit can be refused: what the officer ticks and what the letter says."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class RefusalGround(TextChoices):
    """The official list; each label is the sentence of the letter."""

    NOT_TEMPORARY = "not_temporary", _("We are not satisfied that you will leave Canada at the end of your stay.")
    FUNDS = "funds", _("You did not show that you have enough money for your stay.")
    PURPOSE = "purpose", _("We are not satisfied about the purpose of your stay or of your studies.")
    NOT_ELIGIBLE = "not_eligible", _("You do not meet a requirement of this permit.")
    LATE_RESTORATION = "late_restore", _("You asked to have your status restored more than 90 days after you lost it.")
    BREACH = "breach", _("You did not respect a condition of your stay.")
    UNAUTHORIZED = "unauth", _("You worked or studied without authorization.")
    DOCUMENTS = "docs", _("Documents are missing or are not genuine.")
    PASSPORT = "passport", _("Your passport is not valid for long enough.")
    MEDICAL = "medical", _("You are inadmissible on health grounds (section 38 of the Act).")
    CRIMINALITY = "criminal", _("You are inadmissible because of a crime (section 36 of the Act).")
    SECURITY = "security", _("You are inadmissible on security grounds (sections 34, 35 and 37 of the Act).")
    MISREPRESENTATION = (
        "misrep",
        _("You gave false information or left out something important (section 40 of the Act: five years)."),
    )
    NOT_ATTENDED = "not_attend", _("You missed your biometrics, medical exam or interview.")
    EMPLOYER = "employer", _("The employer or the job offer is not genuine or not eligible.")
    CAQ = "caq", _("The Quebec acceptance certificate (CAQ) is missing.")
    SCHOOL = "dli", _("Your school is not a designated learning institution, or it did not confirm your letter.")
