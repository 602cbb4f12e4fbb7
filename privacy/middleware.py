"""Protection of forms that needs no cookie from a visitor (decisions 25)."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.csrf import CSRF_SESSION_KEY, CsrfViewMiddleware, RejectRequest
from django.shortcuts import render

_SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


class SameOriginMiddleware(CsrfViewMiddleware):
    """Asks every unsafe request for proof of origin, and with a session for the secret token as well.

    Routes named in ``SAME_ORIGIN_EXEMPT`` carry a proof of their own (a signed link, a webhook's signature).
    ``csrf_exempt`` on a view is not honoured: one list says what is open.
    """

    def process_request(self, request: HttpRequest) -> None:
        """Do nothing: reading the session here would make every public page depend on it."""

    def process_view(
        self, request: HttpRequest, callback: Callable[..., Any] | None, callback_args: Any, callback_kwargs: Any
    ) -> HttpResponseBase | None:
        """Refuse an unsafe request without proof."""
        if request.method in _SAFE or getattr(request, "_dont_enforce_csrf_checks", False):
            return self._accept(request)
        if request.resolver_match is not None and request.resolver_match.view_name in settings.SAME_ORIGIN_EXEMPT:
            return self._accept(request)
        if not comes_from_here(request):
            return self._reject(request, "origin")
        if not has_session(request):
            return self._accept(request)
        super().process_request(request)
        try:
            self._check_token(request)
        except Exception as error:  # noqa: BLE001 - replaced below
            return self._reject(request, str(error))
        return self._accept(request)

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Keep a new secret in the session, and never begin a session for it."""
        if request.META.get("CSRF_COOKIE_NEEDS_UPDATE") and has_session(request):
            self._set_csrf_cookie(request, response)
            request.META["CSRF_COOKIE_NEEDS_UPDATE"] = False
        return response

    def _reject(self, request: HttpRequest, reason: str) -> HttpResponse:
        """Answer with a page that says what to do; nothing that was typed is lost by going back."""
        del reason
        return render(request, "privacy/not_from_here.html", status=403)
