"""What went out: requests, decisions and letters of a case."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from applications import letters
from applications.admin.opening import case_page, desk_context, record
from applications.admin.pages import case_context
from applications.choices import Part
from applications.letters import codes, twin
from applications.letters.grounds import RefusalGround
from applications.letters.paper import LANGUAGES
from applications.models import Case, Letter
from applications.queries import desk as found


@case_page
def papers(request: HttpRequest, case: Case) -> HttpResponse:
    """Show what was asked, decided and written."""
    record(request, case, part=Part.LETTERS)
    context = case_context(request, case, "letters") | {
        "requests": found.requests(case),
        "decisions": [decision_lines(decision) for decision in found.decisions(case)],
        "letters": [
            {"letter": each, "code": codes.display(each.code), "counts": not each.ended_at}
            for each in letters.letters_of(case)
        ],
    }
    return render(request, "desk/case/letters.html", context)


def decision_lines(decision: found.DecisionView) -> dict[str, Any]:
    """Return a decision for reading."""
    return {"decision": decision, "grounds": [RefusalGround(code).label for code in decision.grounds]}


@case_page
def letter(request: HttpRequest, case: Case, letter_id: UUID, language: str) -> HttpResponse:
    """Show the online copy of a letter."""
    opened = _opened(request, case, letter_id, language)
    context = desk_context(request, opened.paper.title) | {
        "case": case,
        "letter": opened.letter,
        "paper": twin.html(opened.paper),
        "language": opened.language,
        "other": next((copy.language for copy in opened.letter.copies.all() if copy.language != opened.language), ""),
        "code": codes.display(opened.letter.code),
    }
    return render(request, "desk/case/letter.html", context)


@case_page
def letter_file(request: HttpRequest, case: Case, letter_id: UUID, language: str, extension: str) -> HttpResponse:
    """Hand out the signed PDF, its signature, or the signed data."""
    handed_out = _opened(request, case, letter_id, language).file(extension)
    if handed_out is None:
        raise Http404
    return HttpResponse(handed_out.content, headers=handed_out.headers)


def _opened(request: HttpRequest, case: Case, letter_id: UUID, language: str) -> letters.Opened:
    row = Letter.objects.filter(pk=letter_id, case=case).select_related("dossier__key").first()
    if row is None or language not in LANGUAGES:
        raise Http404
    record(request, case, part=Part.LETTERS)
    opened = letters.opened(row, language)
    if opened.language != language:
        raise Http404
    return opened
