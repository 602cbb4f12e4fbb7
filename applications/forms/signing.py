"""The form with which a person declares, signs and sends."""

import unicodedata
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mycic.forms import Form, PasswordField, TextField

_LONGEST_NAME = 400


class SignForm(Form):
    """Name as shown, agreement, password; the second step was asked just before."""

    typed_name = TextField(
        label=_("Type your full name, as it is shown above"),
        autocomplete="name",
        identity=True,
        max_length=_LONGEST_NAME,
        error_messages={"required": _("Type your full name to sign")},
    )
    agreed = forms.BooleanField(
        label=_("I declare all of this and I sign this application"),
        error_messages={"required": _("Tick the box if you declare all of this. Without it you cannot sign.")},
    )
    password = PasswordField(
        label=_("Your epass password"),
        help_text=_("It opens your signing key for this one signature."),
        error_messages={"required": _("Enter your password to sign")},
    )

    def __init__(self, *args: Any, shown_name: str, **kwargs: Any) -> None:
        """Build the form.

        Args:
            args: as every form.
            shown_name: the name that the page shows to copy.
            kwargs: as every form.
        """
        super().__init__(*args, **kwargs)
        self.shown_name = shown_name

    def clean_typed_name(self) -> str:
        """Compare without case, accents, hyphens and doubled spaces (X52)."""
        typed: str = self.cleaned_data["typed_name"]
        if _folded(typed) != _folded(self.shown_name):
            raise forms.ValidationError(
                _("You typed “%(typed)s”. Type the name exactly as it is shown: %(shown)s"),
                params={"typed": typed, "shown": self.shown_name},
            )
        return typed


def _folded(name: str) -> str:
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", name) if not unicodedata.combining(sign))
    for stroke in "-\u2010\u2011\u2019'":
        plain = plain.replace(stroke, " ")
    return " ".join(plain.casefold().split())
