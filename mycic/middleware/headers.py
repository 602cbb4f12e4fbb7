"""The headers of every answer (security design 3.5) that no library of ours sets, and who may keep a copy of a page."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase

PUBLIC = "public, max-age=300"
PRIVATE = "no-store, private"
_DESK = "/desk/"
_SHAREABLE = {200, 304}


class SecurityHeadersMiddleware:
    """Isolate every answer from other sites and let nobody keep what belongs to a person.

    The outermost of ours, so that it sees what the session wrote. A page is public only if it was asked for without a
    session, answered 200 or 304, sets no cookie and holds no form; anything else is never stored.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer with the headers added; what a view set on purpose stays."""
        response = self.get_response(request)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Cross-Origin-Embedder-Policy", "require-corp")
        if request.path_info.startswith(settings.STATIC_URL):
            return response  # WhiteNoise has said how long a file with a hash in its name may be kept
        if _is_public(request, response):
            if "Cache-Control" not in response.headers:  # a view that says how long also says what it depends on
                response.headers["Cache-Control"] = PUBLIC
                response.headers["Vary"] = "Accept-Encoding"
        else:
            if "no-store" not in response.headers.get("Cache-Control", ""):
                response.headers["Cache-Control"] = PRIVATE
            response.headers.setdefault("X-Robots-Tag", "noindex, nofollow, noarchive")
        return response


class DeskPolicyMiddleware:
    """Leave Trusted Types out on the desk: Django's admin was not written for them (decisions 32)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Tell django-csp, which stands outside, to drop the directive."""
        response = self.get_response(request)
        if request.path_info.startswith(_DESK) and not hasattr(response, "_csp_replace"):
            response._csp_replace = {"require-trusted-types-for": None}  # type: ignore[attr-defined] # noqa: SLF001 - its door
        return response


def _is_public(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Tell whether anybody may see this answer and a cache may keep it."""
    if settings.SESSION_COOKIE_NAME in request.COOKIES or response.cookies or response.status_code not in _SHAREABLE:
        return False
    if request.method not in {"GET", "HEAD"} or request.path_info.startswith(_DESK):
        return False
    return isinstance(response, HttpResponse) and b"<form" not in response.content
