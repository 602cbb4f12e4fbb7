"""The code of a kept self-assessment."""

from django.utils.translation import gettext_lazy as _

from mycic.forms import Form, TextField


class ResultCodeForm(Form):
    """A code from a self-assessment; starting without one is fine."""

    result_code = TextField(
        label=_("Result code"),
        help_text=_("From your self-assessment, like AB 1234567890. Leave it empty if you have none."),
        required=False,
        width="16",
        identity=True,
        max_length=30,
    )
