"""One file by itself: its receipt, its pages, its bytes, replacing and removing it."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from accounts.decorators import enrolled_required
from documents import desk, policies, queries
from documents.services import uploads
from documents.services.access import FileDamaged
from documents.services.slots import FilesClosed
from documents.views import lookup
from documents.views.slots import receive
from mycic import clock
from mycic.views import errors
from privacy.services.dossiers import DossierDestroyed

if TYPE_CHECKING:
    from documents.models import Document


@enrolled_required
@require_GET
def receipt(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """Show what was received: when, how large, and the fingerprint of its content."""
    document = lookup.own_document(request, document_id)
    context = {"slot_title": queries.title(document.slot), **_about(request, document)}
    return render(request, "documents/receipt.html", context)


@enrolled_required
@require_safe
def view(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """Show a file page by page, as pictures."""
    opened = desk.open_file(request, lookup.reader(request), document_id)
    asked = request.GET.get("page", "1")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 5 else 1  # noqa: PLR2004 - 300 pages
    number = min(max(number, 1), opened.pages)
    context = {
        "opened": opened,
        "document": opened.document,
        "number": number,
        "next": lookup.asked_for(request),
        "back_url": lookup.way_back(request, opened.document.dossier_id),
    }
    return render(request, "documents/view.html", context)


@enrolled_required
@require_safe
def page_image(request: HttpRequest, document_id: UUID, number: int) -> HttpResponseBase:
    """Answer with one page as a picture."""
    try:
        return desk.page_image(desk.open_file(request, lookup.reader(request), document_id), number)
    except FileDamaged as refusal:
        return errors.error_page(request, 503, text=str(refusal))


@enrolled_required
@require_safe
def download(request: HttpRequest, document_id: UUID) -> HttpResponseBase:
    """Answer with the file as it was sent."""
    try:
        return desk.download(request, desk.open_file(request, lookup.reader(request), document_id))
    except FileDamaged as refusal:
        return errors.error_page(request, 503, text=str(refusal))


@enrolled_required
@require_http_methods(["GET", "POST"])
def replace(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """Put another file in the place of one."""
    document = lookup.own_document(request, document_id)
    if not policies.may_take_back(document.dossier, document):
        text = _("You sent this file already, so it stays. You can add a newer one beside it.")
        return errors.error_page(request, 409, text=text)
    if request.method == "POST":
        return receive(request, document.slot, document)
    return render(request, "documents/replace.html", {**_about(request, document), **queries.limits()})


replace.reads_own_body = True  # type: ignore[attr-defined]


@enrolled_required
@require_http_methods(["GET", "POST"])
def remove(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """Ask once, then take a file back."""
    document = lookup.own_document(request, document_id)
    about = _about(request, document)
    if request.method == "GET":
        return render(request, "documents/remove.html", about)
    try:
        uploads.remove(user=lookup.reader(request), document=document, at=clock.now())
    except (FilesClosed, DossierDestroyed) as refusal:
        return errors.error_page(request, 409, text=str(refusal))
    messages.success(request, _("%(name)s was removed.") % {"name": about["file"].name})
    return redirect(about["back_url"])


def _about(request: HttpRequest, document: "Document") -> dict[str, Any]:
    """Return what the pages of one file show, and the way back to where the person came from."""
    return {
        "file": queries.file(document),
        "document": document,
        "next": lookup.asked_for(request),
        "back_url": lookup.way_back(request, document.dossier_id),
    }
