"""Find what a page is about; somebody else's and nobody's are the same 404."""

from typing import TYPE_CHECKING, cast
from uuid import UUID

from django.http import Http404, HttpRequest
from django.urls import reverse

from accounts.decorators import safe_next
from documents import policies, queries
from privacy.queries import dossier as find_dossier
from privacy.services.dossiers import DossierDestroyed, unlock

if TYPE_CHECKING:
    from accounts.models import User
    from documents.models import Document, Slot
    from privacy.models import Dossier


def reader(request: HttpRequest) -> "User":
    """Return the signed-in person; the decorators have made sure of one."""
    return cast("User", request.user)


def own_dossier(request: HttpRequest, dossier_id: UUID) -> "Dossier":
    """Return a dossier of this person."""
    dossier = find_dossier(dossier_id)
    if dossier is None or not policies.is_owner(request.user, dossier):
        raise Http404
    return _alive(dossier)


def own_slot(request: HttpRequest, dossier_id: UUID, slot_id: UUID) -> "Slot":
    """Return a slot of a dossier of this person."""
    slot = queries.slot(own_dossier(request, dossier_id), slot_id)
    if slot is None:
        raise Http404
    return slot


def own_document(request: HttpRequest, document_id: UUID) -> "Document":
    """Return a file of this person that is still there."""
    document = queries.document(document_id)
    if document is None or not policies.is_owner(request.user, document.dossier) or not policies.is_held(document):
        raise Http404
    _alive(document.dossier)
    return document


def _alive(dossier: "Dossier") -> "Dossier":
    """Return the dossier if its key still opens it; an expired draft is gone even before it is purged."""
    try:
        unlock(dossier)
    except DossierDestroyed:
        raise Http404 from None
    return dossier


def asked_for(request: HttpRequest) -> str:
    """Return the page of this site that the person came from, if the address or the form names one."""
    return safe_next(request, request.POST.get("next") or request.GET.get("next") or "")


def way_back(request: HttpRequest, dossier_id: UUID) -> str:
    """Return the page of this site that the form was on, or the documents page."""
    return asked_for(request) or reverse("documents:slots", args=[dossier_id])
