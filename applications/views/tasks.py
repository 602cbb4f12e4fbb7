"""The task list of a draft, and the way to its documents."""

from itertools import groupby
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from applications.choices import SectionState
from applications.completeness import Review
from applications.program_kit import fees
from applications.program_kit.base import Section
from applications.services import slots
from applications.views.check import finding_url
from applications.views.common import case_page, open_draft, review_of
from documents import queries as files
from mycic import clock
from privacy.services import retention

_TONES = {
    SectionState.COMPLETE: "plain",
    SectionState.IN_PROGRESS: "info",
    SectionState.NOT_STARTED: "mute",
    SectionState.PROBLEM: "danger",
}
_SOON = 14


@require_GET
@case_page
def tasks(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show the sections of a draft, how far each is, and when the draft will be deleted."""
    draft = open_draft(request, key)
    review = review_of(request, draft)
    states = {section.key: review.state_of(section) for section in draft.program.sections}
    done = sum(state == SectionState.COMPLETE for state in states.values())
    expires = draft.case.dossier.expires_at
    lines = review.fee_lines
    context = {
        "case": draft.case,
        "program": draft.program,
        "groups": [*_groups(review, states), _last_group(review, done)],
        "done": done,
        "total": len(states),
        "last_day": retention.last_usable_day(expires) if expires else None,
        "soon": expires and retention.days_left(expires, at=clock.now()) <= _SOON,
        "fee_lines": lines,
        "fee_total": fees.total(lines),
    }
    return render(request, "applications/tasks.html", context)


def _groups(review: Review, states: dict[str, SectionState]) -> list[dict[str, Any]]:
    sections = review.draft.program.sections
    return [
        {"title": title, "items": [_item(review, section, states[section.key]) for section in members]}
        for title, members in groupby(sections, key=lambda section: section.group)
    ]


def _item(review: Review, section: Section, state: SectionState) -> dict[str, Any]:
    first = next((page for page in section.pages if page.shown(review.book)), section.pages[0])
    item = {
        "label": section.title,
        "url": reverse("applications:page", args=[review.draft.case.pk, section.key, first.key]),
        "status": state.label,
        "tone": _TONES[state],
    }
    if state != SectionState.PROBLEM:
        return item
    # A rule across pages is told nowhere on the first page of the section: say it here, and lead to its own page.
    problem = next(finding for finding in review.errors_of(section) if finding.rule_id != "missing")
    return item | {"url": finding_url(review, problem), "hint": problem.text}


def _last_group(review: Review, done: int) -> dict[str, Any]:
    key = review.draft.case.pk
    missing = len(review.documents_missing)
    left = len(review.draft.program.sections) - done
    files = SectionState.IN_PROGRESS if missing else SectionState.COMPLETE
    check = {
        "label": _("Check, sign and send"),
        "url": reverse("applications:check", args=[key]),
        "status": _("Ready") if review.can_send else _("Not ready yet"),
        "tone": "ok" if review.can_send else "mute",
        "hint": _("Sections to finish first: %(left)d") % {"left": left} if left else "",
    }
    documents = {
        "label": _("Documents"),
        "url": reverse("applications:documents", args=[key]),
        "status": files.label,
        "tone": _TONES[files],
        "hint": _("Documents to add: %(missing)d") % {"missing": missing} if missing else "",
    }
    return {"title": _("Documents, check and send"), "items": [documents, check]}


@require_GET
@case_page
def documents(request: HttpRequest, key: UUID) -> HttpResponse:
    """Bring the list of wanted documents up to the answers, and show it."""
    draft = open_draft(request, key)
    slots.refresh(draft, at=clock.now())
    dossier = draft.case.dossier
    context = {
        "case": draft.case,
        "program": draft.program,
        "slots": files.slots(dossier),
        "dossier": dossier,
        "next": request.path,
        **files.limits(),
    }
    return render(request, "applications/documents.html", context)
