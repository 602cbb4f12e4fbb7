"""How long drafts live, who is told, and how they are destroyed.

``clockwork`` knows the days, ``reminders`` tells people, ``brakes`` stops what looks like an accident, ``purge``
destroys, ``discarding`` deletes on request with a day to think again, ``holds`` keeps what the law wants kept.
"""

from privacy.services.retention.brakes import confirm, stopped
from privacy.services.retention.clockwork import RULES, days_left, draft_expiry, last_usable_day
from privacy.services.retention.discarding import TooLate, discard, take_back
from privacy.services.retention.holds import hold, release
from privacy.services.retention.purge import destroy_draft_keys, purge_expired
from privacy.services.retention.reminders import remind_expiring

__all__ = [
    "RULES",
    "TooLate",
    "confirm",
    "days_left",
    "destroy_draft_keys",
    "discard",
    "draft_expiry",
    "hold",
    "last_usable_day",
    "purge_expired",
    "release",
    "remind_expiring",
    "stopped",
    "take_back",
]
