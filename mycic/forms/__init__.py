"""Forms of the portal: the base class, the renderer, and fields that accept what people really type."""

from mycic.forms.base import Form, error_links, read_form, render_form
from mycic.forms.choices import STATELESS, CountryField, country_choices
from mycic.forms.dates import DatePartsField, DatePartsWidget, PartialDate, PartialDateField
from mycic.forms.fields import (
    FileField,
    LongTextField,
    MoneyField,
    OneTimeCodeField,
    PasswordField,
    PhoneField,
    TextField,
)
from mycic.forms.renderer import Renderer

__all__ = [
    "STATELESS",
    "CountryField",
    "DatePartsField",
    "DatePartsWidget",
    "FileField",
    "Form",
    "LongTextField",
    "MoneyField",
    "OneTimeCodeField",
    "PartialDate",
    "PartialDateField",
    "PasswordField",
    "PhoneField",
    "Renderer",
    "TextField",
    "country_choices",
    "error_links",
    "read_form",
    "render_form",
]
