"""Delete a draft, bring it back within a day, and what was deleted."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.decorators import enrolled_required
from applications import programs, queries
from applications.services import discarding as service
from applications.views.common import case_page, open_draft, user_of
from mycic import clock
from mycic.views import errors
from privacy import queries as privacy_queries
from privacy.choices import DestroyReason
from privacy.services import retention

if TYPE_CHECKING:
    from accounts.models import User


@require_http_methods(["GET", "POST"])
@case_page
def delete(request: HttpRequest, key: UUID) -> HttpResponse:
    """Ask, then hide a draft; it can be brought back for 24 hours."""
    if request.method == "POST":
        try:
            service.discard(owner=user_of(request), case_id=key, at=clock.now())
        except retention.TooLate:
            return render(request, "applications/gone.html", status=410)
        return redirect("applications:deleted")
    draft = open_draft(request, key)
    context = {
        "case": draft.case,
        "program": draft.program,
        "who": draft.who,
        "with_family": len(queries.together(draft.case.application_id)) > 1,
    }
    return render(request, "applications/delete.html", context)


@require_POST
@case_page
def bring_back(request: HttpRequest, key: UUID) -> HttpResponse:
    """Bring a deleted draft back."""
    try:
        service.take_back(owner=user_of(request), case_id=key, at=clock.now())
    except retention.TooLate as refusal:
        return errors.error_page(request, 409, text=str(refusal))
    return redirect("applications:tasks", key)


@require_GET
@enrolled_required
def deleted(request: HttpRequest) -> HttpResponse:
    """Say what was deleted, when and why; offer to start again, and to bring back what is only hidden."""
    person = user_of(request)
    hidden = [
        {
            "title": programs.get(case.program).title,
            "deleted_at": case.dossier.discarded_at,
            "url": reverse("applications:bring_back", args=[case.pk]),
        }
        for case in queries.discarded(person)
    ]
    return render(request, "applications/deleted.html", {"hidden": hidden, "gone": [*_ending(person), *_gone(person)]})


def _ending(person: "User") -> list[dict[str, Any]]:
    """Return the drafts that are over but still wait to be destroyed: their owner finds them where they will be."""
    return [
        {
            "title": _title(case.program),
            "started_at": case.started_at,
            "last_day": retention.last_usable_day(case.dossier.expires_at) if case.dossier.expires_at else None,
            "reason": DestroyReason.EXPIRED.label,
            "url": _start_again(case.program),
        }
        for case in queries.ended(person, clock.now())
    ]


def _gone(person: "User") -> list[dict[str, Any]]:
    return [
        {
            "title": _title(stone.title),
            "started_at": stone.started_at,
            "deleted_at": stone.deleted_at,
            "reason": stone.reason.label,
            "url": _start_again(stone.title),
        }
        for stone in privacy_queries.deleted_drafts(person)
    ]


def _start_again(code: str) -> str:
    return reverse("applications:start", args=[code]) if _is_offered(code) else ""


def _is_offered(code: str) -> bool:
    return any(program.code == code for program in programs.all())


def _title(code: str) -> object:
    return programs.get(code).title if _is_offered(code) else code
