"""Hand a file to a browser, safely: used by the owner's pages and by the desk.

The desk calls ``open_file`` (which records the reading first), then ``download`` or ``page_image``.
"""

import re
from typing import TYPE_CHECKING
from urllib.parse import quote
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse

from documents import queries
from documents.services import access
from mycic import clock
from privacy.services.dossiers import DossierDestroyed

if TYPE_CHECKING:
    from accounts.models import User
    from documents.services.access import OpenedFile

_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "X-Frame-Options": "DENY",
    "Cache-Control": "no-store, private",
    "X-Robots-Tag": "noindex, noarchive",
}
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


def open_file(request: HttpRequest, user: "User", document_id: UUID, *, reason: str | None = None) -> "OpenedFile":
    """Open a document for the reader of this request; the reading is on record when this returns.

    Args:
        request: a GET or HEAD of this site; its ``ticket`` parameter continues an earlier opening.
        user: the reader.
        document_id: which file.
        reason: why, from an officer without the assignment.

    Raises:
        Http404: missing, gone or somebody else's.
        PermissionDenied: another site asks.
        ReasonNeeded, NotReady: see ``documents.services.access``.
    """
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        raise PermissionDenied
    document = queries.document(document_id)
    if document is None:
        raise Http404
    try:
        return access.open_for(user, document, at=clock.now(), reason=reason, ticket=request.GET.get("ticket", ""))
    except (access.NotYours, DossierDestroyed):
        raise Http404 from None


def download(request: HttpRequest, opened: "OpenedFile") -> HttpResponseBase:
    """Answer with the file itself as an attachment; one byte range is honoured.

    Raises:
        FileDamaged: the stored bytes are not the ones that were received.
    """
    wanted = _wanted(request, opened.size)
    if wanted is None:
        return _dressed(HttpResponse(status=416, headers={"Content-Range": f"bytes */{opened.size}"}), opened)
    start, stop = wanted
    is_head = request.method == "HEAD"
    response = HttpResponse() if is_head else StreamingHttpResponse(opened.stream(start, stop))
    response.headers["Content-Length"] = str(stop - start)
    if stop - start != opened.size:
        response.status_code = 206
        response.headers["Content-Range"] = f"bytes {start}-{stop - 1}/{opened.size}"
    return _dressed(response, opened)


def page_image(opened: "OpenedFile", number: int) -> HttpResponseBase:
    """Answer with page ``number`` (from 1) as a picture of our own making.

    Raises:
        Http404: there is no such page.
        FileDamaged: it cannot be drawn.
    """
    if not 1 <= number <= opened.pages:
        raise Http404
    response = HttpResponse(opened.page(number - 1), headers=_HEADERS)
    response.headers["Content-Type"] = "image/png"
    response.headers["Content-Disposition"] = "inline"
    return response


def _dressed(response: HttpResponseBase, opened: "OpenedFile") -> HttpResponseBase:
    for name, value in _HEADERS.items():
        response.headers[name] = value
    response.headers["Content-Type"] = opened.mime
    response.headers["Accept-Ranges"] = "bytes"
    # Old programs read the plain name, everything else the encoded one.
    fallback = f"document.{opened.name.rpartition('.')[2]}"
    fallback = fallback if fallback.isascii() else "document"
    response.headers["Content-Disposition"] = (
        f"attachment; filename=\"{fallback}\"; filename*=UTF-8''{quote(opened.name, safe='')}"
    )
    return response


def _wanted(request: HttpRequest, size: int) -> tuple[int, int] | None:
    """Return start and stop of the wanted bytes, or None when the range lies outside the file."""
    found = _RANGE.fullmatch(request.headers.get("Range", "").strip())
    # Without a validator to compare, a conditional range is answered in full.
    if not found or found[0] == "bytes=-" or "If-Range" in request.headers:
        return 0, size
    first, last = found[1], found[2]
    start = int(first) if first else max(0, size - int(last))
    stop = min(int(last) + 1, size) if first and last else size
    return (start, stop) if start < stop else None
