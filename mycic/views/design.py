"""The living catalogue: every component in every state, for builders and for tests."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def design(request: HttpRequest) -> HttpResponse:
    """Show the catalogue in a demonstration or to staff; nobody else is told that it exists."""
    if not (settings.DEMO or request.user.is_staff):
        raise Http404
    return render(request, "pages/design.html", {})
