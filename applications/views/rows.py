"""One row of a repeated group: add, change, remove; each is a page of its own."""

import re
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from applications import queries
from applications.forms.answers import PageForm, filled, typed
from applications.program_kit.base import Page, Section
from applications.program_kit.conditions import NEVER
from applications.program_kit.questions import Rows
from applications.services import drafts
from applications.services import rows as service
from applications.views.common import case_page, open_draft, other_language, place_of, user_of
from applications.views.pages import UNPROCESSABLE, frame, show_conflict, version_of
from mycic import clock

_ROW_ID = re.compile(r"[0-9a-f]{8}")


def _group(draft: queries.Draft, section: str, page: str) -> tuple[Section, Page, Rows]:
    found, shown = place_of(draft.program, section, page)
    if shown.rows is None:
        raise Http404
    return found, shown, shown.rows


@require_http_methods(["GET", "POST"])
@case_page
def row(request: HttpRequest, key: UUID, section: str, page: str, row: str) -> HttpResponse:
    """Show one row, or an empty one under ``add``; on POST keep it as typed."""
    if request.method == "POST":
        return _save(request, key, section, page, row)
    draft = open_draft(request, key)
    found, shown, group = _group(draft, section, page)
    known = service.find(draft.answers.get(group.name), row)
    if known is None and row != "add":
        raise Http404
    return _show(request, draft, (found, shown), group, row if known else service.new_id(), known or {})


def _save(request: HttpRequest, key: UUID, section: str, page: str, row: str) -> HttpResponse:
    row_id = row if _ROW_ID.fullmatch(row) else service.new_id()

    def read(draft: queries.Draft) -> drafts.Typed:
        found, _page, group = _group(draft, section, page)
        said = typed(group.items, request.POST)
        return service.put(draft, found, group.name, row_id, said, version_of(request))

    try:
        saved = drafts.save(owner=user_of(request), case_id=key, read=read, at=clock.now(), confirmed=True)
    except drafts.Conflict as conflict:
        found, shown, group = _group(conflict.draft, section, page)
        said = typed(group.items, request.POST)
        mine = service.put(conflict.draft, found, group.name, row_id, said, 0).answers
        return show_conflict(request, conflict, (found, shown), dict(mine))
    found, shown, group = _group(saved.draft, section, page)
    return _after(request, saved, (found, shown), group, row_id)


def _after(
    request: HttpRequest, saved: drafts.Saved, here: tuple[Section, Page], group: Rows, row_id: str
) -> HttpResponse:
    toggle = other_language(request)
    known = service.find(saved.draft.answers.get(group.name), row_id) or {}
    if toggle is None and list(group.check_row(known)):
        return _show(request, saved.draft, here, group, row_id, known, status=UNPROCESSABLE)
    return toggle or redirect("applications:page", saved.draft.case.pk, here[0].key, here[1].key)


def _show(
    request: HttpRequest,
    draft: queries.Draft,
    here: tuple[Section, Page],
    group: Rows,
    row_id: str,
    known: dict[str, object],
    *,
    status: int = 200,
) -> HttpResponse:
    section, page = here
    found = [
        finding
        for item in group.items
        for finding in item.check(known.get(item.name), required=item.required is not NEVER)
    ]
    if status != UNPROCESSABLE:
        found = [finding for finding in found if finding.rule_id == "wrong"]
    args: list[Any] = [draft.case.pk, section.key, page.key]
    context = frame(draft, here) | {
        "form": PageForm(group.items, filled(group.items, known), found, notice=draft.program.notice),
        "group": group,
        "action": reverse("applications:row", args=[*args, row_id]),
        "back_url": reverse("applications:page", args=args),
        "next_url": reverse("applications:page", args=args),
        "kept": status == UNPROCESSABLE,
    }
    return render(request, "applications/row.html", context, status=status)


@require_http_methods(["GET", "POST"])
@case_page
def remove(request: HttpRequest, key: UUID, section: str, page: str, row: str) -> HttpResponse:
    """Ask, then remove one row."""
    draft = open_draft(request, key)
    found, shown, group = _group(draft, section, page)
    back = reverse("applications:page", args=[key, section, page])
    if request.method == "GET":
        known = service.find(draft.answers.get(group.name), row)
        if known is None:
            raise Http404
        context = frame(draft, (found, shown)) | {"pairs": group.pairs(known), "back_url": back, "toggle_form": None}
        return render(request, "applications/remove_row.html", context)
    drafts.save(
        owner=user_of(request),
        case_id=key,
        read=lambda current: service.without(current, found, group.name, row),
        at=clock.now(),
        confirmed=True,
    )
    return redirect(back)
