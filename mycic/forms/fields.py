"""Fields for text, passwords, codes, phone numbers, money and files."""

import re
import unicodedata
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar

import phonenumbers
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

_VISIBLE = "LNPS"  # letters, numbers, punctuation, symbols; not blanks, hidden signs or marks without a letter


class TextField(forms.CharField):
    """One line of text; ``width`` (2, 4, 8, 16) hints at the length of the answer."""

    def __init__(self, *, autocomplete: str = "", width: str = "", identity: bool = False, **kwargs: Any) -> None:
        """Build the field; ``identity`` switches off spelling and translation for names and numbers."""
        super().__init__(**kwargs)
        given = {"autocomplete": autocomplete, "data-width": width}
        self.widget.attrs.update({key: value for key, value in given.items() if value})
        if identity:
            self.widget.attrs.update({"spellcheck": "false", "translate": "no", "autocapitalize": "off"})


class _LongTextWidget(forms.Textarea):
    template_name = "components/forms/long_text.html"


class LongTextField(forms.CharField):
    """Several lines, in any script and direction, with the room that is left counted."""

    widget = _LongTextWidget

    def __init__(self, *, max_length: int = 10_000, rows: int = 6, **kwargs: Any) -> None:
        """Build the field; typing is never blocked, the server says when it is too long."""
        super().__init__(max_length=max_length, strip=False, **kwargs)
        self.widget.attrs.pop("maxlength", None)
        self.widget.attrs.update({"rows": rows, "cols": "", "dir": "auto", "data-max": max_length})

    def to_python(self, value: Any) -> str:
        """Count a line's end as one sign, as the person does (browsers send two); what nobody can see is empty."""
        text = (super().to_python(value) or "").replace("\r\n", "\n")
        return text if any(unicodedata.category(sign)[0] in _VISIBLE for sign in text) else ""


class _PasswordWidget(forms.PasswordInput):
    template_name = "components/forms/password.html"


class PasswordField(forms.CharField):
    """A password: never trimmed, never shown again, pasting allowed, readable on request."""

    widget = _PasswordWidget

    def __init__(self, *, autocomplete: str = "current-password", **kwargs: Any) -> None:
        """Build the field; ``autocomplete="new-password"`` when one is chosen."""
        super().__init__(strip=False, max_length=128, **kwargs)
        self.widget.attrs.update({"autocomplete": autocomplete, "autocapitalize": "off", "spellcheck": "false"})


class OneTimeCodeField(forms.CharField):
    """A code from an app, an e-mail or a sheet; spaces and hyphens are forgiven."""

    def __init__(self, *, digits: bool = True, **kwargs: Any) -> None:
        """Build the field; ``digits=False`` for recovery codes with letters."""
        super().__init__(max_length=64, **kwargs)
        self.widget.attrs.update(
            {"autocomplete": "one-time-code", "spellcheck": "false", "autocapitalize": "off", "data-width": "8"}
        )
        if digits:
            self.widget.attrs["inputmode"] = "numeric"

    def to_python(self, value: Any) -> str:
        """Drop what people add to read a code more easily."""
        return re.sub(r"[\s\-\u2010-\u2015]", "", super().to_python(value) or "")


class PhoneField(forms.CharField):
    """A phone number of any country; cleans to the international form (+16135550142)."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "phone": _("Enter a phone number like 613-555-0142, or with + and the country code, like +93 70 123 4567"),
    }

    def __init__(self, *, region: str = "CA", **kwargs: Any) -> None:
        """Build the field; ``region`` is assumed when the number has no country code."""
        self._region = region
        super().__init__(max_length=40, widget=forms.TextInput(attrs={"type": "tel"}), **kwargs)
        self.widget.input_type = "tel"
        self.widget.attrs = {"autocomplete": "tel", "data-width": "16", "inputmode": "tel"}

    def to_python(self, value: Any) -> str:
        """Normalise, or say which form is understood."""
        text = super().to_python(value)
        if not text:
            return ""
        try:
            number = phonenumbers.parse(text, self._region)
        except phonenumbers.NumberParseException:
            number = None
        if number is None or not phonenumbers.is_possible_number(number):
            raise ValidationError(self.error_messages["phone"], code="phone")
        return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


class _MoneyWidget(forms.TextInput):
    template_name = "components/forms/money.html"


class MoneyField(forms.CharField):
    """An amount in Canadian dollars, typed the English or the French way; cleans to Decimal."""

    widget = _MoneyWidget
    default_error_messages: ClassVar[dict[str, Any]] = {
        "money": _("Enter an amount in dollars, like 12500 or 12500.50"),
    }

    def __init__(self, **kwargs: Any) -> None:
        """Build the field."""
        super().__init__(max_length=20, **kwargs)
        self.widget.attrs.update({"inputmode": "decimal", "data-width": "8", "autocomplete": "off"})

    def clean(self, value: Any) -> Any:
        """Return the amount with cents, or None when empty and not required."""
        text = re.sub(r"[\s$\u00a0\u202f]", "", str(super().clean(value) or ""))
        if not text:
            return None
        # A comma or point before one or two last digits is the decimal mark; every other one groups thousands.
        match = re.fullmatch(r"(\d{1,3}(?:[.,]?\d{3})*|\d+)(?:[.,](\d{1,2}))?", text, re.ASCII)
        if match is None:
            raise ValidationError(self.error_messages["money"], code="money")
        whole = re.sub(r"[.,]", "", match[1])
        try:
            return Decimal(f"{whole}.{match[2] or '00'}").quantize(Decimal("0.01"))
        except InvalidOperation:
            raise ValidationError(self.error_messages["money"], code="money") from None


class FileField(forms.FileField):
    """One file; kinds and size are told before choosing, the server inspects what arrives."""

    widget = forms.FileInput
    default_error_messages: ClassVar[dict[str, Any]] = {
        "required": _("Choose a file"),
        "missing": _("Choose a file"),
        "empty": _("This file is empty. Choose another one."),
        "invalid": _("We did not receive the file. Try again."),
    }

    def __init__(self, *, accept: str = ".pdf,.jpg,.jpeg,.png,.tif,.tiff,.webp,.heic", **kwargs: Any) -> None:
        """Build the field; ``accept`` only helps the person's file chooser."""
        super().__init__(**kwargs)
        self.widget.attrs["accept"] = accept

    def clean(self, data: Any, initial: Any = None) -> "UploadedFile[bytes] | None":
        """Return the upload, if any."""
        received = super().clean(data, initial)
        return received if isinstance(received, UploadedFile) else None
