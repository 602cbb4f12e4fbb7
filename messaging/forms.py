"""The reply box."""

import re
import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from messaging.choices import LONGEST_MESSAGE
from mycic.forms import Form, LongTextField

# Nine digits in groups of three, not part of a longer number and not behind a letter, as in our own case numbers.
_NINE_DIGITS = re.compile(r"(?<![0-9A-Za-z])(\d{3})[ -]?(\d{3})[ -]?(\d{3})(?![0-9])")


class MessageForm(Form):
    """A message to the other side; its hidden id makes a second press of the button harmless."""

    collects = "messages"

    text = LongTextField(
        label=_("Your message"),
        max_length=LONGEST_MESSAGE,
        rows=6,
        error_messages={
            "required": _("Write your message"),
            "max_length": _("Your message can have %(limit_value)d characters at most. It has %(show_value)d."),
        },
    )
    message_id = forms.UUIDField(widget=forms.HiddenInput, required=False)
    send_anyway = forms.BooleanField(label=_("Send it with this number"), required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Give a new message its id."""
        kwargs.setdefault("initial", {"message_id": uuid.uuid4()})
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        """Ask once more before a social insurance number leaves."""
        cleaned = super().clean() or {}
        if _holds_insurance_number(cleaned.get("text", "")) and not cleaned.get("send_anyway"):
            self.fields["send_anyway"].widget = forms.CheckboxInput()
            self.add_error(
                "text",
                _(
                    "This looks like a social insurance number. We do not need it here. "
                    "Take it out, or tick the box to send it anyway."
                ),
            )
        return cleaned


def _holds_insurance_number(text: str) -> bool:
    return any(_luhn("".join(found.groups())) for found in _NINE_DIGITS.finditer(text))


def _luhn(digits: str) -> bool:
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits))]
    return sum(value // 10 + value % 10 for value in doubled) % 10 == 0
