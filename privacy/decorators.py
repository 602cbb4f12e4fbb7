"""Proof that a request belongs to a living session; offered to views that read their own body."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CSRF_SESSION_KEY, CsrfViewMiddleware, RejectRequest

_RULE = CsrfViewMiddleware(lambda _request: HttpResponse())


def has_session(request: HttpRequest) -> bool:
    """Tell whether the request belongs to a session that is alive, not merely to an old cookie."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES and request.session.session_key is None:
        return False
    request.session.get(CSRF_SESSION_KEY)  # an unknown or expired key is dropped when the store is first read
    return request.session.session_key is not None


def check_session_token(request: HttpRequest) -> bool:
    """Tell whether the secret token that came with the form (or in its header) is the session's.

    Views marked with ``reads_own_body = True`` call this after they have read the body themselves; for all others
    the middleware has done it before. A visitor without a session needs no token.
    """
    if not has_session(request) or getattr(request, "_dont_enforce_csrf_checks", False):
        return True
    try:
        _RULE._check_token(request)  # type: ignore[attr-defined] # noqa: SLF001 - Django's own comparison
    except RejectRequest:
        return False
    return True
