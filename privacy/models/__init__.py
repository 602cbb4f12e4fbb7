"""Tables of the privacy floor."""

from privacy.models.dossiers import Dossier, DossierKey
from privacy.models.ledger import ActorToken, ChainHead, Event
from privacy.models.notices import Notice, NoticeVersion
from privacy.models.retention import FileToRemove, PurgeRun, ReminderSent, Tombstone

__all__ = [
    "ActorToken",
    "ChainHead",
    "Dossier",
    "DossierKey",
    "Event",
    "FileToRemove",
    "Notice",
    "NoticeVersion",
    "PurgeRun",
    "ReminderSent",
    "Tombstone",
]
