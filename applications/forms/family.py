"""What a member of the family says about their own part of an application."""

from django.utils.translation import gettext_lazy as _

from applications.services.parts import OBJECTION_LENGTH
from mycic.forms import DatePartsField, Form, LongTextField


class BornForm(Form):
    """The date of birth, which opens the part together with the link."""

    birth_date = DatePartsField(
        label=_("Your date of birth"),
        help_text=_("We compare it with the application. So a lost link shows nothing."),
        error_messages={"required": _("Enter your date of birth")},
    )


class ObjectionForm(Form):
    """What is wrong, in the person's words."""

    collects = "family-member"

    text = LongTextField(
        label=_("What is wrong or missing?"),
        help_text=_("The main person of the application reads this and can change it."),
        max_length=OBJECTION_LENGTH,
        rows=5,
        error_messages={"required": _("Write what is wrong or missing")},
    )
