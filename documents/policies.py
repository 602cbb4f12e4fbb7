"""What may be done with the files of a dossier, and the sentence when it may not."""

from typing import TYPE_CHECKING

from documents.choices import HELD
from privacy.choices import Access, DossierState
from privacy.policies import access

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User
    from documents.models import Document, Slot
    from privacy.models import Dossier


def is_owner(user: "User | AnonymousUser", dossier: "Dossier") -> bool:
    """Tell whether this person's own files are meant."""
    return access(user, dossier) is Access.OWNER


def may_add(dossier: "Dossier") -> bool:
    """Tell whether files can still be added: to a draft, and to what was sent while it is being worked on."""
    return dossier.state in {DossierState.OPEN, DossierState.SUBMITTED} and dossier.discarded_at is None


def may_change(dossier: "Dossier") -> bool:
    """Tell whether files and explanations can be replaced or removed: only before they are sent."""
    return dossier.state == DossierState.OPEN and dossier.discarded_at is None


def may_take_back(dossier: "Dossier", document: "Document") -> bool:
    """Tell whether the owner may replace or remove this very file."""
    return may_change(dossier) and document.removed_at is None


def may_explain(dossier: "Dossier", slot: "Slot") -> bool:
    """Tell whether the owner may say why this document cannot be had; what was said and sent stays as it was said."""
    return may_change(dossier) or (may_add(dossier) and slot.explained_at is None)


def is_held(document: "Document") -> bool:
    """Tell whether the file's bytes are there."""
    return document.state in HELD
