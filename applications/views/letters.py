"""A letter as its owner reads it: the online copy, the other language, and the files to keep."""

from typing import cast
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from accounts.decorators import enrolled_required
from applications import letters
from applications.choices import LetterState
from applications.letters import codes, printing, twin
from applications.letters.paper import LANGUAGES, Language
from applications.models import Letter
from privacy import policies
from privacy.choices import Access


@enrolled_required
@require_safe
def letter(request: HttpRequest, letter_id: UUID) -> HttpResponse:
    """Show the online copy in the language of the page, or in the one asked for."""
    found = _own(request, letter_id)
    opened = letters.opened(found, _language(request))
    context = {
        "letter": found,
        "paper": twin.html(opened.paper),
        "title": opened.paper.title,
        "language": opened.language,
        "other": next((code for code in _languages_of(found) if code != opened.language), ""),
        "has_json": opened.payload is not None,
        "code": codes.display(found.code),
        "verify_url": printing.verify_url(found.code),
        "counts": found.state == LetterState.VALID,
    }
    return render(request, "letters/letter.html", context)


@enrolled_required
@require_safe
def file(request: HttpRequest, letter_id: UUID, language: str, extension: str) -> HttpResponse:
    """Hand out the signed PDF, the detached signature, or the signed data."""
    opened = letters.opened(_own(request, letter_id), language)
    handed_out = opened.file(extension)
    if handed_out is None or opened.language != language:
        raise Http404
    return HttpResponse(handed_out.content, headers=handed_out.headers)


def _own(request: HttpRequest, letter_id: UUID) -> Letter:
    """Return the person's own letter; somebody else's and a missing one are the same 404."""
    found = Letter.objects.select_related("dossier").filter(pk=letter_id).first()
    if found is None or policies.access(request.user, found.dossier) is not Access.OWNER:
        raise Http404
    return found


def _languages_of(found: Letter) -> list[str]:
    return [copy.language for copy in found.copies.all()]


def _language(request: HttpRequest) -> Language:
    asked = request.GET.get("lang", "")
    return cast("Language", asked if asked in LANGUAGES else get_language())
