"""Who may do what with a dossier."""

from typing import TYPE_CHECKING

from privacy import registry
from privacy.choices import GONE, Access, DossierKind

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User
    from privacy.models import Dossier


def access(user: "User | AnonymousUser", dossier: "Dossier") -> Access:
    """Return what the guard of the dossier's kind says; nobody gets into a destroyed one."""
    if dossier.state in GONE:
        return Access.NOBODY
    return registry.guard_of(DossierKind(dossier.kind))(user, dossier)
