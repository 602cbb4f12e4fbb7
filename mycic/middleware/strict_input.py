"""The gate: what no honest browser sends never reaches a view (security design 6.0).

Refused with a page that explains: other methods than GET, HEAD and POST; NUL, control characters and invalid UTF-8 in
path, query, cookie or form; other charsets; addresses and bodies that are too long.
"""

import re
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import unquote_to_bytes

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, HttpResponseNotAllowed
from django.http.request import UnreadablePostError
from django.utils import translation

from mycic.views.errors import error_page

METHODS = ("GET", "HEAD", "POST")
MAX_PATH = 2_048
MAX_QUERY = 8_192
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_CONTROL_IN_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")  # a text may have tabs and line ends
_UTF8 = {"", "utf-8", "utf8"}
_FORM = "application/x-www-form-urlencoded"
_MULTIPART = "multipart/form-data"


class StrictInputMiddleware:
    """Refuse malformed requests before anything else looks at them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Check the line and the headers; forms are looked at once the view is known."""
        if request.method not in METHODS:
            return _refuse(request, 405)
        if not _line_is_clean(request.META):
            return _refuse(request, 400)
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and not response.content:
            return _refuse(request, 405, allow=response.headers["Allow"])
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponseBase], *_arguments: Any
    ) -> HttpResponseBase | None:
        """Check the body of a form, unless the view takes the body in by itself."""
        if request.method != "POST" or getattr(view, "reads_own_body", False):
            return None
        if declared_length(request) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            return _refuse(request, 413)
        try:
            return None if _body_is_clean(request) else _refuse(request, 400)
        except UnreadablePostError:  # the sender went away in the middle
            return _refuse(request, 400)


def _line_is_clean(meta: dict[str, Any]) -> bool:
    """Look at path, raw query and cookies; Django leaves a percent sign in the path where the bytes are no UTF-8."""
    path = meta.get("PATH_INFO", "")
    query = unquote_to_bytes(meta.get("QUERY_STRING", "").replace("+", " "))
    cookie = meta.get("HTTP_COOKIE", "")
    if len(path) > MAX_PATH or len(query) > MAX_QUERY:
        return False
    return "%" not in path and not _CONTROL.search(path + cookie) and _is_text(query)


def _body_is_clean(request: HttpRequest) -> bool:
    if request.content_params is None or request.content_params.get("charset", "").lower() not in _UTF8:
        return False
    if request.content_type == _FORM:
        return _form_is_clean(unquote_to_bytes(request.body.replace(b"+", b" "))) and _keys_are_clean(request.POST)
    if request.content_type == _MULTIPART:
        return _keys_are_clean(request.POST) and not any(map(_CONTROL_IN_TEXT.search, _values(request)))
    return True


def _form_is_clean(raw: bytes) -> bool:
    try:
        return not _CONTROL_IN_TEXT.search(raw.decode("utf-8"))
    except UnicodeDecodeError:
        return False


def _keys_are_clean(names: Iterable[str]) -> bool:
    return not any(_CONTROL.search(name) for name in names)


def _values(request: HttpRequest) -> Iterable[str]:
    return (str(value) for _name, values in request.POST.lists() for value in values)


def _is_text(raw: bytes) -> bool:
    try:
        return not _CONTROL.search(raw.decode("utf-8"))
    except UnicodeDecodeError:
        return False


def declared_length(request: HttpRequest) -> int:
    """Return how long the body is said to be; 0 for what is no number."""
    declared = request.META.get("CONTENT_LENGTH") or "0"
    return int(declared) if declared.isascii() and declared.isdigit() else 0


def _refuse(request: HttpRequest, status: int, *, allow: str | None = None) -> HttpResponseBase:
    """Explain in the language of the address; nothing has been stored."""
    language = translation.get_language_from_path(request.path_info) or settings.LANGUAGE_CODE
    with translation.override(language):
        response = error_page(request, status)
    if status == 405:  # noqa: PLR2004 - HTTP asks for the header with this one
        response["Allow"] = allow or ", ".join(METHODS)
    return response
