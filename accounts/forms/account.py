"""Registration, sign-in, second step, passwords; shape only, the services decide."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.choices import Role
from accounts.queries import plain_login
from accounts.services import passwords, user_ids
from mycic.exceptions import DomainError
from mycic.forms import (
    Form,
    OneTimeCodeField,
    PasswordField,
    TextField,
)

LANGUAGES = (("en", _("English")), ("fr", _("French")))


class _EmailField(forms.EmailField):
    def to_python(self, value: Any) -> str:
        """Judge the spelling under which the address will be kept and written to."""
        return plain_login(super().to_python(value) or "")


def _email(label: Any, **kwargs: Any) -> forms.EmailField:
    return _EmailField(
        label=label,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false", "autocapitalize": "off"}),
        error_messages={"invalid": _("Enter an e-mail address like name@example.com")},
        **kwargs,
    )


def plain_user_id(typed: str) -> str:
    """Return a user ID in its one spelling.

    Raises:
        ValidationError: it cannot be one.
    """
    try:
        return user_ids.plain(typed)
    except DomainError as error:
        raise ValidationError(str(error)) from error


class _ChosenPasswordForm(Form):
    """Says that a password is too short together with the page's other errors; the service judges the rest."""

    def clean_password(self) -> str:
        """Judge the length."""
        password: str = self.cleaned_data["password"]
        try:
            passwords.check_length(password)
        except DomainError as error:
            raise ValidationError(str(error)) from error
        return password


class AccountForm(_ChosenPasswordForm):
    """Step 1 of registration."""

    collects = "registration"

    username = TextField(
        label=_("Epass user ID"),
        help_text=_(
            "You choose it. 4 to 40 letters, numbers, points, hyphens or underscores. Do not use your real name."
        ),
        autocomplete="username",
        identity=True,
        max_length=40,
    )
    email = _email(_("E-mail address"), help_text=_("We send a code to this address."))
    password = PasswordField(
        label=_("Password"),
        help_text=_("12 characters or more. Four or five words in a row work well. You can paste it."),
        autocomplete="new-password",
    )
    language = forms.ChoiceField(
        label=_("Language of our mails and letters"), choices=LANGUAGES, widget=forms.RadioSelect
    )
    show_again = forms.ChoiceField(
        label=_("When do you want to see this message?"),
        choices=(("once", _("Only when it changes")), ("always", _("Each time I sign in"))),
        widget=forms.RadioSelect,
        initial="once",
    )
    accept = forms.BooleanField(
        label=_("I have read the security message and I accept it"),
        error_messages={"required": _("Read the security message and tick the box to accept it")},
    )

    def clean_username(self) -> str:
        """Return the user ID in its one spelling."""
        return plain_user_id(self.cleaned_data["username"])


class CodeForm(Form):
    """A code from an e-mail."""

    code = OneTimeCodeField(
        label=_("Code"), digits=False, help_text=_("8 letters and numbers, like ABCD-2345. Small letters work too.")
    )


class EmailForm(Form):
    """One e-mail address."""

    email = _email(_("E-mail address"))


class OtherEmailForm(EmailForm):
    """Another address, while the first one still waits for its code."""

    collects = "registration"


class NewEmailForm(EmailForm):
    """The address that replaces the present one."""

    collects = "profile"


class SecondStepForm(Form):
    """A code of the app, or a recovery code."""

    code = OneTimeCodeField(label=_("Code from your app"), help_text=_("6 numbers. They change every 30 seconds."))


class RecoveryForm(Form):
    """A recovery code."""

    code = OneTimeCodeField(
        label=_("Recovery code"),
        digits=False,
        help_text=_("16 letters and numbers, like ABCD-EFGH-2345-6789. Each code works once."),
    )


class SignInForm(Form):
    """User ID or e-mail address, and password."""

    login = TextField(label=_("User ID or e-mail address"), autocomplete="username", identity=True, max_length=254)
    password = PasswordField(label=_("Password"))
    shared = forms.BooleanField(
        label=_("This is a shared or public device"),
        required=False,
        help_text=_("We sign you out if you do nothing for 10 minutes, instead of 20."),
    )
    known = forms.BooleanField(
        label=_("This is my own device"),
        required=False,
        help_text=_("We remember it with a cookie, so that nobody elsewhere can slow down your sign-in."),
    )


class SecurityMessageForm(Form):
    """The security message again, at sign-in."""

    accept = AccountForm.base_fields["accept"]
    show_again = AccountForm.base_fields["show_again"]


class MessageChoiceForm(Form):
    """When to see the security message."""

    show_again = AccountForm.base_fields["show_again"]


class NewPasswordForm(_ChosenPasswordForm):
    """A new password, after a reset link."""

    code = OneTimeCodeField(
        label=_("Code from your app, or a recovery code"),
        digits=False,
        help_text=_("Your second step. It shows that the person with the link is you."),
        error_messages={"required": _("Enter the 6 numbers from your app, or a recovery code")},
    )
    password = PasswordField(
        label=_("New password"),
        help_text=_("12 characters or more. Four or five words in a row work well. You can paste it."),
        autocomplete="new-password",
    )


class ChangePasswordForm(Form):
    """The present password and the next one."""

    old_password = PasswordField(label=_("Present password"))
    password = NewPasswordForm.base_fields["password"]


class InvitedForm(_ChosenPasswordForm):
    """An officer's own password."""

    password = PasswordField(label=_("Password"), autocomplete="new-password")
    language = forms.ChoiceField(label=_("Language of the desk"), choices=LANGUAGES, widget=forms.RadioSelect)


class InviteForm(Form):
    """Somebody who will work at the desk."""

    username = AccountForm.base_fields["username"]
    email = AccountForm.base_fields["email"]
    role = forms.ChoiceField(label=_("Role"), choices=[(r.value, r.label) for r in (Role.OFFICER, Role.SUPERVISOR)])
    unit = TextField(label=_("Unit"), max_length=60)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Leave out the hints that speak to somebody who registers themselves."""
        super().__init__(*args, **kwargs)
        for name in ("username", "email"):
            self.fields[name].help_text = ""

    def clean_username(self) -> str:
        """Return the user ID in its one spelling."""
        return plain_user_id(self.cleaned_data["username"])
