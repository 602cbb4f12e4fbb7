"""The dashboard: what to do now, cases, drafts."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.decorators import enrolled_required
from applications import programs, queries
from applications.models import Case
from applications.views import standing
from applications.views.common import user_of
from mycic import clock
from privacy.services import retention

#: From this many days before the end, a draft is among the things to do now.
_SOON = 14
_PAGE = 20


@require_GET
@enrolled_required
def dashboard(request: HttpRequest) -> HttpResponse:
    """Show what the person has to do, their cases and their drafts."""
    overview = queries.overview(user_of(request))
    now = clock.now()
    drafts = [_draft_card(case, now) for case in overview.drafts]
    context = {
        "todos": [
            *standing.todos(overview.sent),
            *(_hurry(card) for card in drafts if card["days"] <= _SOON),
        ],
        "drafts": drafts,
        "cases": [_case_card(case) for case in overview.sent],
        "has_more": overview.has_more,
        "now": now,
    }
    return render(request, "applications/dashboard.html", context)


@require_GET
@enrolled_required
def all_cases(request: HttpRequest) -> HttpResponse:
    """List every case and draft of the person, a page at a time."""
    rows = queries.own_cases(user_of(request)).select_related("dossier").order_by("-changed_at", "-pk")
    page = Paginator(rows, _PAGE).get_page(request.GET.get("page"))
    now = clock.now()
    items = [_draft_card(case, now) if case.is_draft else _case_card(case) for case in page]
    return render(request, "applications/all.html", {"page_obj": page, "items": items})


def _draft_card(case: Case, now: Any) -> dict[str, Any]:
    program = programs.get(case.program)
    expires = case.dossier.expires_at
    return {
        "title": program.title,
        "done": getattr(case, "sections_done", 0),
        "total": len(program.sections),
        "delete_on": retention.last_usable_day(expires) if expires else None,
        "days": retention.days_left(expires, at=now) if expires else 0,
        "url": reverse("applications:tasks", args=[case.pk]),
        "delete_url": reverse("applications:delete", args=[case.pk]),
        "is_draft": True,
    }


def _case_card(case: Case) -> dict[str, Any]:
    return {
        "title": programs.get(case.program).title,
        "reference": case.number,
        "status": standing.word(case),
        "tone": standing.tone(case),
        "sentence": standing.sentence(case),
        "url": case_url(case),
    }


def case_url(case: Case) -> str:
    """Return the page of a sent case."""
    return reverse("applications:case", args=[case.pk])


def _hurry(card: dict[str, Any]) -> dict[str, Any]:
    return {
        "title": _("Finish and send your draft: %(title)s") % {"title": card["title"]},
        "due": card["delete_on"],
        "text": _("After this day we delete it, and nobody can open it any more."),
        "url": card["url"],
        "button": _("Continue"),
    }
