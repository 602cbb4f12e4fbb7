"""What a payer says of a payment at a bank, and what the desk finds on the account."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from mycic import clock, references
from mycic.forms import DatePartsField, Form, MoneyField, TextField

_LONGEST_RECEIPT = 30


class ReceiptForm(Form):
    """The number on the bank's receipt."""

    receipt = TextField(
        label=_("Number on the receipt"),
        help_text=_("The bank prints it on the receipt. Keep the receipt until we decide."),
        min_length=3,
        max_length=_LONGEST_RECEIPT,
        width="16",
        autocomplete="off",
        error_messages={"required": _("Enter the number that is printed on the receipt")},
    )


class ArrivedForm(Form):
    """A line on the account of the operator."""

    number = TextField(
        label=_("Payment number"),
        help_text=_("As the payer gave it at the bank, like P300 412 889."),
        max_length=20,
        width="16",
        autocomplete="off",
        error_messages={"required": _("Enter the payment number")},
    )
    amount = MoneyField(label=_("Amount that arrived"))
    paid_on = DatePartsField(label=_("Day on which it was paid"))

    def clean_number(self) -> str:
        """Return the number without spaces; a wrong digit is found by its check digit."""
        number = references.normalise(str(self.cleaned_data["number"]))
        if not references.is_valid(number):
            raise ValidationError(_("Check each letter and digit: no payment has this number"))
        return number

    def clean_amount(self) -> Any:
        """Refuse nothing at all."""
        amount = self.cleaned_data["amount"]
        if not amount or amount <= 0:
            raise ValidationError(_("Enter an amount above zero"))
        return amount

    def clean_paid_on(self) -> Any:
        """Refuse a day that is still to come."""
        day = self.cleaned_data["paid_on"]
        if day and day > clock.today():
            raise ValidationError(_("This day is still to come"))
        return day


class DeskActForm(forms.Form):
    """The button beside a line: what nobody found, or a refund that was sent."""

    not_found = forms.UUIDField(required=False)
    sent_back = forms.UUIDField(required=False)
