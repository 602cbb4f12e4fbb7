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
from applications.choices import CLOSED, Status
from applications.models import Case
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
            *filter(None, map(_todo, overview.sent)),
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
        "status": case.get_status_display(),
        "tone": "warn" if case.status == Status.WAITING_CLIENT else "mute" if case.status in CLOSED else "info",
        "sentence": sentence(case),
        "url": case_url(case),
    }


def case_url(case: Case) -> str:
    """Return the page of a sent case."""
    return reverse("applications:case", args=[case.pk])


def _todo(case: Case) -> dict[str, Any] | None:
    if case.status != Status.WAITING_CLIENT:
        return None
    return {
        "title": _("Answer our request"),
        "text": sentence(case),
        "case": case.number,
        "url": case_url(case),
        "button": _("Open the request"),
    }


def _hurry(card: dict[str, Any]) -> dict[str, Any]:
    return {
        "title": _("Finish and send your draft: %(title)s") % {"title": card["title"]},
        "due": card["delete_on"],
        "text": _("After this day we delete it, and nobody can open it any more."),
        "url": card["url"],
        "button": _("Continue"),
    }


def sentence(case: Case) -> str:
    """Say in plain words where a sent case stands and who acts now."""
    return {
        Status.SUBMITTED: _("We have received your application. You do not need to do anything now."),
        Status.COMPLETENESS_CHECK: _(
            "We are checking if your application is complete. You do not need to do anything now."
        ),
        Status.IN_PROCESS: _(
            "Your application is complete and waits for an officer. You do not need to do anything now."
        ),
        Status.WAITING_CLIENT: _("We asked you for something. We wait for your answer."),
        Status.UNDER_REVIEW: _("An officer reviews your application. You do not need to do anything now."),
        Status.SECOND_REVIEW: _("An officer reviews your application. You do not need to do anything now."),
        Status.APPROVED: _("Your application was approved. Read the letter."),
        Status.DOCUMENT_ISSUED: _("Your application was approved and the permit was issued. Read the letter."),
        Status.REFUSED: _("Your application was refused. The letter says why and what you can do."),
        Status.RETURNED: _(
            "Your application was returned because it was not complete. The letter says what was missing."
        ),
        Status.WITHDRAWN: _("You withdrew this application."),
        Status.ABANDONED: _("We closed this case because no answer came in time."),
        Status.CANCELLED: _("This case was cancelled. The letter says why."),
    }.get(Status(case.status), "")
