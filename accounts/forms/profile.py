"""Enrolment and profile; shape only, the services decide."""

import re
import unicodedata
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.forms.account import AccountForm
from accounts.services.enrolment import Address, Contact, Identity, plain_date
from mycic import clock
from mycic.forms import (
    CountryField,
    DatePartsField,
    Form,
    LongTextField,
    PhoneField,
    TextField,
)

NAME_LENGTH = 200
OLDEST = 130
# What stands in names besides letters, the Hebrew hyphen and the joiners of Persian and Indic names included. The marks
# that turn the direction of a whole text are not among them: they could make a name look like another one.
_NAME_SIGNS = frozenset(".'’ʼʻ‘`´-‐‑·・,()/\u05be\u200c\u200d\u200e\u200f")


class AddressForm(Form):
    """Where somebody lives."""

    collects = "profile"

    street = LongTextField(label=_("Street, number and apartment"), max_length=300, rows=2)
    city = TextField(label=_("City or town"), max_length=100, autocomplete="address-level2")
    region = TextField(
        label=_("Province, state or region"), max_length=100, required=False, autocomplete="address-level1"
    )
    postal_code = TextField(
        label=_("Postal code"), max_length=16, required=False, autocomplete="postal-code", width="8"
    )
    country = CountryField(label=_("Country"))
    since = DatePartsField(label=_("Living here since"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=10**6)

    def clean_since(self) -> date | None:
        """Refuse a day that is still to come by more than a year."""
        since: date | None = self.cleaned_data["since"]
        return _sensible(since, future=366)

    def to_address(self) -> Address:
        """Return what was typed."""
        data = self.cleaned_data
        return Address(
            street=data["street"].strip(),
            city=data["city"],
            region=data["region"],
            postal_code=data["postal_code"].upper(),
            country=data["country"],
            since=plain_date(data["since"]),
        )


class PhoneForm(Form):
    """A telephone number."""

    collects = "profile"

    phone = PhoneField(label=_("Telephone number"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=10**6)


class LanguageForm(Form):
    """Language of mails and letters."""

    collects = "profile"

    language = AccountForm.base_fields["language"]


class EnrolmentForm(AddressForm):
    """Who somebody is, as their travel document says, and how to reach them."""

    collects = "enrolment"
    conditional = frozenset({"given_name", "document_number", "document_country", "no_document_reason"})

    field_order = [  # noqa: RUF012 - the base class wants an instance's list
        "family_name", "given_name", "one_name", "preferred_name", "birth_date", "nationality", "document_kind",
        "document_number", "document_country", "document_expiry", "no_document_reason", "client_number", "phone",
        "street", "city", "region", "postal_code", "country", "since", "language",
    ]  # fmt: skip

    family_name = TextField(
        label=_("Family name"), help_text=_("As in your passport or travel document."), max_length=NAME_LENGTH,
        identity=True, autocomplete="family-name",
    )  # fmt: skip
    given_name = TextField(
        label=_("Given names"), help_text=_("If you have only one name, leave this empty and tick the box below."),
        max_length=NAME_LENGTH, required=False, identity=True, autocomplete="given-name",
    )  # fmt: skip
    one_name = forms.BooleanField(label=_("I have only one name. I wrote it as family name."), required=False)
    preferred_name = TextField(
        label=_("Name to use when we write to you"), max_length=NAME_LENGTH, required=False, identity=True
    )
    birth_date = DatePartsField(label=_("Date of birth"), autocomplete="bday")
    nationality = CountryField(label=_("Nationality"), stateless=True)
    document_kind = forms.ChoiceField(
        label=_("Travel or identity document"),
        choices=(
            ("passport", _("Passport")),
            ("travel_document", _("Refugee travel document or certificate of identity")),
            ("identity_card", _("National identity card")),
            ("other", _("Another document issued by a government")),
            ("none", _("I have none")),
        ),
        widget=forms.RadioSelect,
    )
    document_number = TextField(
        label=_("Document number"), help_text=_("Leave it empty only if you have no document."),
        max_length=40, required=False, identity=True, width="16",
    )  # fmt: skip
    document_country = CountryField(
        label=_("Country that issued it"), help_text=_("Leave it empty only if you have no document."), required=False
    )
    document_expiry = DatePartsField(label=_("Valid until"), required=False)
    no_document_reason = LongTextField(
        label=_("If you have none: why?"), help_text=_("Only if you have no document."), max_length=1000, rows=3,
        required=False,
    )  # fmt: skip
    client_number = TextField(
        label=_("Client number (UCI), if you have one"),
        help_text=_("8 or 10 numbers, on letters from the immigration service. Leave it empty if you do not have one."),
        max_length=20, required=False, identity=True, width="16",
    )  # fmt: skip
    phone = PhoneForm.base_fields["phone"]
    language = AccountForm.base_fields["language"]

    def clean_family_name(self) -> str:
        """Accept a name of any script."""
        return _name(self.cleaned_data["family_name"])

    def clean_given_name(self) -> str:
        """Accept a name of any script."""
        return _name(self.cleaned_data["given_name"])

    def clean_preferred_name(self) -> str:
        """Accept a name of any script."""
        return _name(self.cleaned_data["preferred_name"])

    def clean_birth_date(self) -> date | None:
        """Refuse a day to come, and one that nobody alive remembers."""
        day: date = self.cleaned_data["birth_date"]
        today = clock.today()
        if day >= today:
            raise ValidationError(_("The date of birth must be in the past"))
        if day.year < today.year - OLDEST:
            raise ValidationError(_("Check the year of birth"))
        return day

    def clean_document_expiry(self) -> date | None:
        """Refuse years that cannot be meant."""
        return _sensible(self.cleaned_data["document_expiry"], future=365 * 60)

    def clean_client_number(self) -> str:
        """Return the number without spaces and hyphens."""
        number = re.sub(r"[\s-]", "", self.cleaned_data["client_number"])
        if number and not re.fullmatch(r"\d{8}|\d{10}", number, re.ASCII):
            raise ValidationError(_("Enter the client number with 8 or 10 numbers, or leave it empty"))
        return number

    def clean(self) -> dict[str, Any]:
        """Ask for what belongs together."""
        data = super().clean() or {}
        if not data.get("given_name") and not data.get("one_name") and "given_name" in data:
            self.add_error("given_name", _("Enter your given names, or tick that you have only one name"))
        if data.get("given_name") and data.get("one_name"):
            self.add_error("one_name", _("You wrote given names too. Empty them, or untick this box."))
        if data.get("document_kind") == "none":
            if not (data.get("no_document_reason") or "").strip():
                self.add_error("no_document_reason", _("Tell us why you have no document. Any reason counts."))
        elif data.get("document_kind"):
            if not data.get("document_number") and "document_number" in data:
                self.add_error("document_number", _("Enter the number of the document"))
            if not data.get("document_country") and "document_country" in data:
                self.add_error("document_country", _("Select the country that issued the document"))
        return data

    def to_identity(self) -> Identity:
        """Return who the person is."""
        data = self.cleaned_data
        stateless = data["nationality"] == "XXA"
        none = data["document_kind"] == "none"
        return Identity(
            family_name=data["family_name"],
            given_name="" if data["one_name"] else data["given_name"],
            one_name=data["one_name"],
            preferred_name=data["preferred_name"],
            birth_date=plain_date(data["birth_date"]),
            nationality="" if stateless else data["nationality"],
            stateless=stateless,
            document_kind=data["document_kind"],
            document_number="" if none else data["document_number"],
            document_country="" if none else data["document_country"],
            document_expiry="" if none else plain_date(data["document_expiry"]),
            no_document_reason=data["no_document_reason"].strip() if none else "",
            client_number=data["client_number"],
        )

    def to_contact(self) -> Contact:
        """Return how the person is reached."""
        return Contact(address=self.to_address(), phone=self.cleaned_data["phone"])


def _name(text: str) -> str:
    text = " ".join(unicodedata.normalize("NFC", text).split())
    allowed = all(unicodedata.category(c)[0] in "LMZ" or c in _NAME_SIGNS for c in text)
    if text and not (allowed and any(unicodedata.category(c)[0] == "L" for c in text)):
        raise ValidationError(_("Enter the name with letters, as it is in your document. Numbers do not belong in it."))
    return text


def _sensible(day: date | None, *, future: int) -> date | None:
    if day is None:
        return None
    ahead = (day - clock.today()).days
    if ahead > future or day.year < clock.today().year - OLDEST:
        raise ValidationError(_("Check the year"))
    return day
