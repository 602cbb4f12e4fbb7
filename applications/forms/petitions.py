"""What somebody asks of us, in their own words."""

from django.utils.translation import gettext_lazy as _

from mycic.forms import Form, LongTextField

LONGEST = 3000


class WaiverForm(Form):
    """Why the person cannot pay the fee."""

    text = LongTextField(
        label=_("Why can you not pay the fee?"),
        help_text=_("Say what money you have and get, and what you need it for. We may ask you to show it."),
        max_length=LONGEST,
        rows=8,
        error_messages={"required": _("Tell us why you cannot pay the fee")},
    )


class PetitionForm(Form):
    """Why the person asks."""

    text = LongTextField(
        label=_("Tell us what and why"),
        help_text=_("Plain facts and dates. Say what is wrong, what is new, or what happened to the document."),
        max_length=LONGEST,
        rows=8,
        error_messages={"required": _("Tell us what you ask for and why")},
    )
