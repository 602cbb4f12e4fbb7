"""Protection of forms that needs no cookie from a visitor (decisions 25)."""

import logging
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import render

from privacy.decorators import check_session_token, has_session

_SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
_log = logging.getLogger(__name__)


def comes_from_here(request: HttpRequest) -> bool:
    """Tell whether the browser proves that a page of this very origin sent the request.

    ``Sec-Fetch-Site`` decides where the browser sends it; older browsers send ``Origin``, the oldest ``Referer``.
    Without any of the three there is no proof.
    """
    fetch_site = request.headers.get("Sec-Fetch-Site")
    if fetch_site is not None:
        return fetch_site == "same-origin"
    here = f"{request.scheme}://{request.get_host()}"
    origin = request.headers.get("Origin")
    if origin is not None:
        return origin == here
    try:
        referer = urlsplit(request.headers.get("Referer", ""))
    except ValueError:
        return False
    return f"{referer.scheme}://{referer.netloc}" == here


class SameOriginMiddleware(CsrfViewMiddleware):
    """Asks every unsafe request for proof of origin, and with a session for the secret token as well.

    Routes named in ``SAME_ORIGIN_EXEMPT`` carry a proof of their own (a signed link, a webhook's signature).
    ``csrf_exempt`` on a view is not honoured: one list says what is open. A view with ``reads_own_body = True``
    checks the token itself, once it has read the body.
    """

    def process_request(self, request: HttpRequest) -> None:
        """Take the secret from the session where there is a cookie; a visitor's request does not touch the store."""
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            super().process_request(request)

    def process_view(  # type: ignore[override] # our page is a plain response of status 403
        self, request: HttpRequest, callback: Callable[..., Any] | None, _args: Any, _kwargs: Any
    ) -> HttpResponseBase | None:
        """Refuse an unsafe request without proof."""
        if not self._needs_no_proof(request):
            if not comes_from_here(request):
                return self._refuse(request, "origin")
            if not getattr(callback, "reads_own_body", False) and not check_session_token(request):
                return self._refuse(request, "token")
        # Tells csrf_protect, which Django's and allauth's own views carry, that the question is settled.
        request.csrf_processing_done = True  # type: ignore[attr-defined]
        return None

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Keep a new secret in a session that is there; never begin one for it."""
        if request.META.get("CSRF_COOKIE_NEEDS_UPDATE") and has_session(request):
            super().process_response(request, response)
        return response

    def _needs_no_proof(self, request: HttpRequest) -> bool:
        if request.method in _SAFE or getattr(request, "_dont_enforce_csrf_checks", False):
            return True
        match = request.resolver_match
        return match is not None and match.view_name in settings.SAME_ORIGIN_EXEMPT

    def _refuse(self, request: HttpRequest, reason: str) -> HttpResponse:
        """Answer with a page that says what to do; going back brings the typed text again."""
        _log.warning("request.refused", extra={"reason": reason})
        return render(request, "privacy/not_from_here.html", {"page_error": True}, status=403)
