"""What somebody asks after a decision, in their own words."""

from django.utils.translation import gettext_lazy as _

from mycic.forms import Form, LongTextField

LONGEST = 3000


class AfterForm(Form):
    """Why the person asks."""

    text = LongTextField(
        label=_("Tell us what and why"),
        help_text=_("Plain facts and dates. Say what is wrong, what is new, or what happened to the document."),
        max_length=LONGEST,
        rows=8,
        error_messages={"required": _("Tell us what you ask for and why")},
    )
