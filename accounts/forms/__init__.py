"""What people type about their account and themselves."""

from accounts.forms.account import (
    AccountForm,
    ChangePasswordForm,
    CodeForm,
    EmailForm,
    InvitedForm,
    InviteForm,
    MessageChoiceForm,
    NewEmailForm,
    NewPasswordForm,
    OtherEmailForm,
    RecoveryForm,
    SecondStepForm,
    SecurityMessageForm,
    SignInForm,
)
from accounts.forms.profile import AddressForm, EnrolmentForm, LanguageForm, PhoneForm

__all__ = [
    "AccountForm",
    "AddressForm",
    "ChangePasswordForm",
    "CodeForm",
    "EmailForm",
    "EnrolmentForm",
    "InviteForm",
    "InvitedForm",
    "LanguageForm",
    "MessageChoiceForm",
    "NewEmailForm",
    "NewPasswordForm",
    "OtherEmailForm",
    "PhoneForm",
    "RecoveryForm",
    "SecondStepForm",
    "SecurityMessageForm",
    "SignInForm",
]
