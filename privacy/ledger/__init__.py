"""The only door to the ledger: declare kinds, record events, read and verify chains.

Facts are ids, counts and states. A name, a date of birth or any other text of a person never enters an event:
events outlive the dossier they speak of.
"""

from privacy.events import EventKind, kind
from privacy.ledger.recording import (
    SYSTEM_CHAIN,
    Actor,
    LedgerMisuse,
    MissingFact,
    UndeclaredFact,
    UnfitFact,
    UnknownKind,
    record,
)

__all__ = [
    "SYSTEM_CHAIN",
    "Actor",
    "EventKind",
    "LedgerMisuse",
    "MissingFact",
    "UndeclaredFact",
    "UnfitFact",
    "UnknownKind",
    "kind",
    "record",
]
