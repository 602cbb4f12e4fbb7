"""The tables of people: who they are to us, how they prove it, what they sign with."""

from accounts.models.devices import RecoveryCode, RecoverySheet, TotpDevice
from accounts.models.enrolment import Enrolment
from accounts.models.keys import Certificate, SigningKey
from accounts.models.people import User
from accounts.models.registration import EmailChange, Invitation, PasswordReset, PendingRegistration
from accounts.models.sessions import KeptPost, KnownBrowser, Session

__all__ = [
    "Certificate",
    "EmailChange",
    "Enrolment",
    "Invitation",
    "KeptPost",
    "KnownBrowser",
    "PasswordReset",
    "PendingRegistration",
    "RecoveryCode",
    "RecoverySheet",
    "Session",
    "SigningKey",
    "TotpDevice",
    "User",
]
