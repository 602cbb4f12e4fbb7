"""Who may read and who may write in the conversation of a dossier."""

from typing import TYPE_CHECKING

from messaging.choices import Sender
from privacy import policies
from privacy.choices import Access, DossierState

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User
    from privacy.models import Dossier

_SIDES = {Access.OWNER: Sender.APPLICANT, Access.ASSIGNED: Sender.OFFICER}


def side(user: "User | AnonymousUser", dossier: "Dossier") -> Sender | None:
    """Return on which side of the conversation a person sits; None if the conversation is not theirs to see.

    An officer who must give a reason first sits nowhere: the desk asks for the reason and shows the file.
    """
    return _SIDES.get(policies.access(user, dossier))


def is_open(dossier: "Dossier") -> bool:
    """Tell whether anybody may write: after sending and until closing; a mailbox (it never expires) always."""
    if dossier.state == DossierState.OPEN:
        return dossier.expires_at is None
    return dossier.state == DossierState.SUBMITTED


def is_closed(dossier: "Dossier") -> bool:
    """Tell whether the conversation is over: it stays readable."""
    return dossier.state == DossierState.CLOSED
