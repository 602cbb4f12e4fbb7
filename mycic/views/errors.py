"""Error pages in both languages, each with the operator's contact and a way on."""

import datetime as dt
from functools import lru_cache
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.cache import patch_cache_control
from django.utils.functional import Promise
from django.utils.translation import get_language, get_language_from_path, override
from django.utils.translation import gettext_lazy as _

from mycic.operator import operator

# Heading and what to do now, for each status that a person can meet.
_TEXTS: Final[dict[int, tuple[str | Promise, str | Promise]]] = {
    400: (
        _("We could not read this request"),
        _("Something in the address or in the form did not arrive as expected. Go back, check it and try again."),
    ),
    403: (_("You cannot open this page"), _("This page is for other people, or you must sign in first.")),
    404: (
        _("We cannot find this page"),
        _("The address may be wrong, the page may be gone, or it is not yours to open."),
    ),
    405: (
        _("This page does not work that way"),
        _("Go back to the page that you came from and use its links and buttons."),
    ),
    409: (
        _("This was changed somewhere else"),
        _("Another device or person changed this at the same time. Go back, look at it again and repeat your change."),
    ),
    413: (
        _("This is too big to receive"),
        _("We did not keep it. Make the file or the text smaller, or send it in parts."),
    ),
    422: (
        _("We need something else from you"),
        _("Some of what you sent does not fit together. Go back, check your answers and send them again."),
    ),
    429: (
        _("Too many tries"),
        _("To protect accounts we slow down after many tries. Nothing is lost. Wait a little, then try again."),
    ),
    503: (_("The service is closed for a short time"), _("Your saved answers are safe. Try again later.")),
}


def error_page(
    request: HttpRequest,
    status: int,
    *,
    heading: str | Promise | None = None,
    text: str | Promise | None = None,
    retry_at: dt.datetime | None = None,
    retry_after: int | None = None,
) -> HttpResponse:
    """Answer with an error page in the language of the request.

    Args:
        request: The request being answered.
        status: 400, 403, 404, 405, 409, 413, 422, 429 or 503.
        heading: Replaces the usual heading.
        text: Replaces the usual sentence.
        retry_at: When it is worth trying again; shown as a clock time.
        retry_after: Seconds for the ``Retry-After`` header.
    """
    usual_heading, usual_text = _TEXTS[status]
    context = {
        "status": status,
        "heading": heading or usual_heading,
        "text": text or usual_text,
        "retry_at": retry_at,
        "page_error": True,
    }
    # A request that is refused early has not met the language of its address yet.
    with override(get_language_from_path(request.path_info) or get_language()):
        response = render(request, "errors/error.html", context, status=status)
    if retry_after is not None:
        response["Retry-After"] = str(retry_after)
    patch_cache_control(response, no_store=True)
    return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 400."""
    del exception
    return error_page(request, 400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 403."""
    del exception
    return error_page(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 404; somebody else's object and a missing one look the same."""
    del exception
    return error_page(request, 404)


@lru_cache(maxsize=4)
def static_page(status: int) -> bytes:
    """Return the 500 or 503 page in both languages: no database, no session, no request."""
    try:
        css = static("css/mycic.css")
    except ValueError:  # the manifest is missing: a plain page is better than none
        css = f"{settings.STATIC_URL}css/mycic.css"
    context = {"status": status, "css": css, "en": operator("en"), "fr": operator("fr")}
    return render_to_string(f"errors/{status}.html", context).encode()


def server_error(request: HttpRequest) -> HttpResponseBase:
    """Answer 500 without touching what may be broken."""
    del request
    response = HttpResponse(static_page(500), status=500)
    patch_cache_control(response, no_store=True)
    return response
