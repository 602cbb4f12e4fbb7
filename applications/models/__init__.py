"""The rows of applications; one module a thing."""

from applications.models.cases import Answers, Application, Case
from applications.models.family import PartLink
from applications.models.fees import BankOrder, Charge, Payment, Refund, SandboxCheckout, Settlement, SignedRecord
from applications.models.letters import Letter, LetterCopy
from applications.models.petitions import Petition
from applications.models.results import SavedResult
from applications.models.review import Correction, Decision, MoreNeeded
from applications.models.schools import SchoolRequest, YearlyCheck

__all__ = [
    "Answers",
    "Application",
    "BankOrder",
    "Case",
    "Charge",
    "Correction",
    "Decision",
    "Letter",
    "LetterCopy",
    "MoreNeeded",
    "PartLink",
    "Payment",
    "Petition",
    "Refund",
    "SandboxCheckout",
    "SavedResult",
    "SchoolRequest",
    "Settlement",
    "SignedRecord",
    "YearlyCheck",
]
