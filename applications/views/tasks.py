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
from applications.completeness import ASKED_ONCE_MORE, Review, Together
from applications.program_kit import fees
from applications.program_kit.base import Section
from applications.queries import family
from applications.services import slots
from applications.views.check import changes_of, finding_url, left_to_solve
from applications.views.common import case_page, open_draft, whole_of
from applications.views.people import file_copies
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
    application = whole_of(request, key)
    review = application.of(key)
    draft = review.draft
    whole = application if draft.case.is_main else None
    states = {section.key: review.state_of(section) for section in review.sections}
    done = sum(state == SectionState.COMPLETE for state in states.values())
    expires = draft.case.dossier.expires_at
    lines = whole.fee_lines if whole else review.fee_lines
    context = {
        "case": draft.case,
        "program": draft.program,
        "who": draft.who if not draft.case.is_main or (whole and whole.members) else "",
        "groups": [*_groups(review, states), *_family(whole), _last_group(review, whole, done)],
        "done": done,
        "total": len(states),
        "last_day": retention.last_usable_day(expires) if expires else None,
        "soon": expires and retention.days_left(expires, at=clock.now()) <= _SOON,
        "fee_lines": lines,
        "fee_total": fees.total(lines),
        "main": None if whole else application.main.draft.case,
        "changes": changes_of(review, whole),
    }
    return render(request, "applications/tasks.html", context)


def _groups(review: Review, states: dict[str, SectionState]) -> list[dict[str, Any]]:
    return [
        {"title": title, "items": [_item(review, section, states[section.key]) for section in members]}
        for title, members in groupby(review.sections, key=lambda section: section.group)
    ]


def _family(whole: Together | None) -> list[dict[str, Any]]:
    """Return the people of an application that takes some, and the way to add one."""
    if whole is None or not whole.main.draft.program.may_add:
        return []
    people = [_person(review, is_confirmed=review.draft.case.pk not in whole.unconfirmed) for review in whole.members]
    add = {
        "label": _("Add a family member"),
        "url": reverse("applications:family_add", args=[whole.main.draft.case.pk]),
        "status": "",
        "tone": "plain",
        "hint": "" if people else _("A husband, wife, partner or child in Canada: one signature, one payment."),
    }
    return [{"title": _("Who applies with you"), "items": [*people, add]}]


def _person(review: Review, *, is_confirmed: bool) -> dict[str, Any]:
    key = review.draft.case.pk
    item = {"label": review.draft.who or _("Family member"), "url": reverse("applications:tasks", args=[key])}
    if not review.can_send:
        return item | {"status": _("Not ready yet"), "tone": "mute", "hint": left_to_solve(review)}
    if not is_confirmed:
        status = _("Not confirmed yet")
        return item | {"url": reverse("applications:part", args=[key]), "status": status, "tone": "info"}
    return item | {"status": _("Ready"), "tone": "ok"}


def _item(review: Review, section: Section, state: SectionState) -> dict[str, Any]:
    start = next((page for page in section.pages if page.shown(review.book)), section.pages[0])
    item = {
        "label": section.title,
        "url": reverse("applications:page", args=[review.draft.case.pk, section.key, start.key]),
        "status": state.label,
        "tone": _TONES[state],
    }
    errors = review.errors_of(section)
    told = [finding for finding in errors if finding.rule_id != "missing"]
    # Who has still something to answer goes through the pages in their order, past what is only asked once more.
    if not told or (state != SectionState.PROBLEM and len(told) < len(errors)):
        return item
    # A rule across pages is told nowhere on the first page of the section: say it here, and lead to its own page.
    first = min(told, key=lambda finding: finding.rule_id in ASKED_ONCE_MORE)
    return item | {"url": finding_url(review, first), "hint": first.text}


def _last_group(review: Review, whole: Together | None, done: int) -> dict[str, Any]:
    key = review.draft.case.pk
    missing = len(review.documents_missing)
    files = SectionState.IN_PROGRESS if missing else SectionState.COMPLETE
    documents = {
        "label": _("Documents"),
        "url": reverse("applications:documents", args=[key]),
        "status": files.label,
        "tone": _TONES[files],
        "hint": _("Documents to add: %(missing)d") % {"missing": missing} if missing else "",
    }
    if whole:
        check = _check(review, _("Check, sign and send"), done, is_ready=whole.can_send)
        return {"title": _("Documents, check and send"), "items": [documents, check]}
    # A member of the family is checked here; signing is for the main person.
    check = _check(review, _("Check the answers"), done, is_ready=review.can_send)
    return {"title": _("Documents and check"), "items": [documents, check, *_part(review)]}


def _check(review: Review, label: str, done: int, *, is_ready: bool) -> dict[str, Any]:
    left = len(review.sections) - done
    return {
        "label": label,
        "url": reverse("applications:check", args=[review.draft.case.pk]),
        "status": _("Ready") if is_ready else _("Not ready yet"),
        "tone": "ok" if is_ready else "mute",
        "hint": _("Sections to finish first: %(left)d") % {"left": left} if left else "",
    }


def _part(review: Review) -> list[dict[str, Any]]:
    """Return the confirmation of a grown-up member of the family; for a child, a parent signs."""
    if not family.is_adult(review):
        return []
    confirmed = not family.unconfirmed([review])
    part = {
        "label": _("Confirmation by this person"),
        "url": reverse("applications:part", args=[review.draft.case.pk]),
        "status": _("Confirmed") if confirmed else _("Not confirmed yet"),
        "tone": "ok" if confirmed else "info",
        "hint": "" if confirmed else _("An adult confirms their own part by a link of their own."),
    }
    return [part]


@require_GET
@case_page
def documents(request: HttpRequest, key: UUID) -> HttpResponse:
    """Bring the list of wanted documents up to the answers, and show it."""
    draft = open_draft(request, key)
    slots.refresh(draft, at=clock.now())
    dossier = draft.case.dossier
    wanted = files.slots(dossier)
    context = {
        "case": draft.case,
        "program": draft.program,
        "who": draft.who if not draft.case.is_main else "",
        "slots": wanted,
        "dossier": dossier,
        "next": request.path,
        "copies": file_copies(draft.case, wanted),
        **files.limits(),
    }
    return render(request, "applications/documents.html", context)
