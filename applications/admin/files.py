"""A document of a case: its pages as pictures of our own making, and the file as it was sent."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from applications.admin.opening import case_page, desk_context, officer_of, reason_for
from applications.models import Case
from documents import desk, queries
from documents.services.access import FileDamaged, NotReady, OpenedFile
from mycic.views import errors

_LONGEST_NUMBER = 4


@case_page
def view(request: HttpRequest, case: Case, document_id: UUID) -> HttpResponse:
    """Show a file page by page; the whole opening is one line in the applicant's list."""
    try:
        opened = _opened(request, case, document_id)
    except NotReady as refusal:
        return errors.error_page(request, 409, text=str(refusal))
    asked = request.GET.get("page", "1")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) <= _LONGEST_NUMBER else 1
    number = min(max(number, 1), opened.pages)
    title = queries.title(opened.document.slot)
    context = desk_context(request, title) | {
        "case": case,
        "opened": opened,
        "file": queries.file(opened.document),
        "number": number,
        "previous": number - 1,
        "following": number + 1 if number < opened.pages else 0,
    }
    return render(request, "desk/case/document.html", context)


@case_page
def page_image(request: HttpRequest, case: Case, document_id: UUID, number: int) -> HttpResponseBase:
    """Answer with one page as a picture."""
    try:
        return desk.page_image(_opened(request, case, document_id), number)
    except (FileDamaged, NotReady) as refusal:
        return errors.error_page(request, 503, text=str(refusal))


@case_page
def download(request: HttpRequest, case: Case, document_id: UUID) -> HttpResponseBase:
    """Answer with the file as it was sent, to be saved."""
    try:
        return desk.download(request, _opened(request, case, document_id))
    except (FileDamaged, NotReady) as refusal:
        heading = _("This file cannot be opened now")
        return errors.error_page(request, 503, heading=heading, text=str(refusal))


def _opened(request: HttpRequest, case: Case, document_id: UUID) -> OpenedFile:
    document = queries.document(document_id)
    if document is None or document.dossier_id != case.dossier_id:
        raise Http404
    reason = reason_for(request, case)
    return desk.open_file(request, officer_of(request), document_id, reason=reason.value if reason else None)
