"""Who may do what with a dossier."""

from typing import TYPE_CHECKING

from mycic import clock
from privacy import registry
from privacy.choices import GONE, Access, DossierKind

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User
    from privacy.models import Dossier


def access(user: "User | AnonymousUser", dossier: "Dossier") -> Access:
    """Return what the guard of the dossier's kind says; nobody gets into one that is over, hidden or destroyed."""
    if dossier.state in GONE or dossier.discarded_at is not None or _is_over(dossier):
        return Access.NOBODY
    return registry.guard_of(DossierKind(dossier.kind))(user, dossier)


def _is_over(dossier: "Dossier") -> bool:
    return dossier.expires_at is not None and dossier.expires_at <= clock.now()
