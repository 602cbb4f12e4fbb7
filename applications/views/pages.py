"""Question pages: show, save, save in the background, and choose between two versions."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from applications import queries
from applications.choices import Source
from applications.forms.answers import PageForm, filled, packed, typed, unpacked
from applications.program_kit.base import Facts, Page, Section
from applications.program_kit.findings import Finding
from applications.services import drafts
from applications.views.common import case_page, open_draft, other_language, place_of, user_of
from applications.views.people import copies
from applications.views.ribbon import ribbon
from mycic import clock
from mycic.formats.text import local, time_text
from privacy.services.dossiers import DossierDestroyed

UNPROCESSABLE = 422
CONFLICT = 409


@require_http_methods(["GET", "POST"])
@case_page
def page(request: HttpRequest, key: UUID, section: str, page: str) -> HttpResponse:
    """Show one page of questions; on POST keep what was typed, then go on or say what is wrong."""
    if request.method == "POST":
        return _save(request, key, section, page)
    draft = open_draft(request, key)
    here = place_of(draft.program, section, page)
    found = [finding for finding in _findings(draft, here[1]) if finding.rule_id == "wrong"]
    return _show(request, draft, here, found)


def _save(request: HttpRequest, key: UUID, section: str, page: str) -> HttpResponse:
    later, toggle = "later" in request.POST, other_language(request)
    try:
        saved = _keep(request, key, section, page, confirmed=not toggle)
    except drafts.Conflict as conflict:
        here = place_of(conflict.draft.program, section, page)
        return show_conflict(request, conflict, here, typed(here[1].questions, request.POST))
    if toggle or later:
        return toggle or redirect("applications:tasks", key)
    here = place_of(saved.draft.program, section, page)
    found = _findings(saved.draft, here[1])
    if found:
        return _show(request, saved.draft, here, found, saved_at=saved.at, status=UNPROCESSABLE)
    return redirect(next_url(saved.draft, here))


def _keep(request: HttpRequest, key: UUID, section: str, page: str, *, confirmed: bool) -> drafts.Saved:
    def read(draft: queries.Draft) -> drafts.Typed:
        here = place_of(draft.program, section, page)
        said = typed(here[1].questions, request.POST) | _rows_seen(draft, here, version_of(request))
        return drafts.Typed(here[0], said, version_of(request))

    return drafts.save(owner=user_of(request), case_id=key, read=read, at=clock.now(), confirmed=confirmed)


def _rows_seen(draft: queries.Draft, here: tuple[Section, Page], version: int) -> dict[str, object]:
    """Return the rows of a page as they stand: saving the page confirms them, if they are those that it showed."""
    group = here[1].rows
    if group is None or group.name not in draft.answers or draft.version(here[0].key) != version:
        return {}
    return {group.name: draft.answers[group.name]}


def version_of(request: HttpRequest) -> int:
    """Return the version of the section that the page was made from; 0 for anything that is none."""
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < len("1000000000") else 0


def _findings(draft: queries.Draft, page: Page) -> list[Finding]:
    return list(draft.book(Facts(policy_set=draft.case.policy_set), clock.today()).check_page(page))


def next_url(draft: queries.Draft, here: tuple[Section, Page]) -> str:
    """Return the next page of the section that applies, or the task list after the last."""
    section, page = here
    book = draft.book(Facts(policy_set=draft.case.policy_set), clock.today())
    following = section.pages[section.pages.index(page) + 1 :]
    target = next((candidate for candidate in following if candidate.shown(book)), None)
    if target is None:
        return reverse("applications:tasks", args=[draft.case.pk])
    return reverse("applications:page", args=[draft.case.pk, section.key, target.key])


def back_url(draft: queries.Draft, here: tuple[Section, Page]) -> str:
    """Return the page before, or the task list."""
    section, page = here
    book = draft.book(Facts(policy_set=draft.case.policy_set), clock.today())
    before = section.pages[: section.pages.index(page)]
    target = next((candidate for candidate in reversed(before) if candidate.shown(book)), None)
    if target is None:
        return reverse("applications:tasks", args=[draft.case.pk])
    return reverse("applications:page", args=[draft.case.pk, section.key, target.key])


def frame(draft: queries.Draft, here: tuple[Section, Page]) -> dict[str, Any]:
    """Return what every page of a section needs around its form."""
    section, page = here
    return {
        "draft": draft,
        "case": draft.case,
        "program": draft.program,
        "section": section,
        "page": page,
        "version": draft.version(section.key),
        "back_url": back_url(draft, here),
        "next_url": next_url(draft, here),
        "who": draft.who if not draft.case.is_main else "",
        "toggle_form": "answers",
    }


def _show(
    request: HttpRequest,
    draft: queries.Draft,
    here: tuple[Section, Page],
    found: list[Finding],
    *,
    saved_at: Any = None,
    status: int = 200,
) -> HttpResponse:
    section, page = here
    entries = draft.entries.get(section.key, {})
    questions = () if page.rows else page.questions
    form = PageForm(questions, filled(questions, draft.answers), found, notice=draft.program.notice)
    context = frame(draft, here) | {
        "form": form,
        "saved_at": time_text(saved_at) if saved_at else "",
        "sources": {str(entries.get(question.name, {}).get("by")) for question in page.questions},
        "earlier_on": _earlier_on(entries),
        "why": [question.why for question in questions if question.why],
        "kept": status == UNPROCESSABLE,
        "copies": copies(draft, page),
    }
    if page.rows:
        return _show_rows(request, draft, here, context, found, status)
    return render(request, "applications/page.html", context, status=status)


def _earlier_on(entries: Mapping[str, queries.Entry]) -> date | None:
    """Return the day of the application from which answers of a section were taken over."""
    taken = (entry for entry in entries.values() if entry.get("by") == Source.EARLIER)
    return next((local(datetime.fromisoformat(str(entry["at"]))).date() for entry in taken), None)


def _show_rows(
    request: HttpRequest,
    draft: queries.Draft,
    here: tuple[Section, Page],
    context: dict[str, Any],
    found: list[Finding],
    status: int,
) -> HttpResponse:
    section, page = here
    group = page.rows
    raw = draft.answers.get(page.questions[0].name)
    marked = {finding.row for finding in found if finding.row}
    rows = [
        {
            "id": row["row"],
            "text": group.title(row),
            "pairs": group.pairs(row),
            "problem": row["row"] in marked,
            "url": reverse("applications:row", args=[draft.case.pk, section.key, page.key, row["row"]]),
            "remove_url": reverse("applications:remove_row", args=[draft.case.pk, section.key, page.key, row["row"]]),
        }
        for row in (raw if isinstance(raw, list) else [])
        if group and row.get("row")
    ]
    context |= {
        "group": group,
        "rows": rows,
        "problems": sorted({finding.text for finding in found if not finding.row or status == UNPROCESSABLE}),
        "ribbon": ribbon(draft, section, page),
        "add_url": reverse("applications:row", args=[draft.case.pk, section.key, page.key, "add"]),
    }
    context["page_error"] = bool(context["problems"])
    return render(request, "applications/rows.html", context, status=status)


@require_POST
@case_page
def autosave(request: HttpRequest, key: UUID, section: str, page: str) -> HttpResponse:
    """Keep what is on the page, without judging it; a script calls this, so the answer is short."""
    try:
        saved = _keep(request, key, section, page, confirmed=False)
    except drafts.Conflict:
        return JsonResponse({"conflict": True}, status=CONFLICT)
    except (drafts.NotADraft, DossierDestroyed):
        return JsonResponse({"gone": True}, status=CONFLICT)
    return JsonResponse({"at": time_text(saved.at), "version": saved.version})


def show_conflict(
    request: HttpRequest,
    conflict: drafts.Conflict,
    here: tuple[Section, Page],
    mine: dict[str, object],
    *,
    unanswered: bool = False,
) -> HttpResponse:
    """Show both versions of each answer that differs; nothing is chosen for the person."""
    section, page = here
    places = conflict.draft.program.places
    stored = conflict.draft.answers
    pairs = [
        {
            "name": name,
            "legend": places[name].question.label,
            "mine": places[name].question.show(mine.get(name)),
            "stored": places[name].question.show(stored.get(name)),
            "packed": packed(mine.get(name)),
        }
        for name in conflict.names
        if name in mine and name in places
    ]
    context = frame(conflict.draft, here) | {
        "pairs": pairs,
        "page_error": unanswered,
        "choose_url": reverse("applications:choose", args=[conflict.draft.case.pk, section.key, page.key]),
        "toggle_form": None,
    }
    return render(request, "applications/conflict.html", context, status=CONFLICT)


@require_POST
@case_page
def choose(request: HttpRequest, key: UUID, section: str, page: str) -> HttpResponse:
    """Take the person's choice between two versions."""
    draft = open_draft(request, key)
    here = place_of(draft.program, section, page)
    questions = {question.name: question for question in here[1].questions}
    mine = {
        name: unpacked(question, request.POST[f"mine_{name}"])
        for name, question in questions.items()
        if f"mine_{name}" in request.POST
    }
    chosen = {name: request.POST.get(f"choice_{name}") for name in mine}
    if not all(choice in {"left", "right"} for choice in chosen.values()):
        again = drafts.Conflict(draft, tuple(mine))
        return show_conflict(request, again, here, mine, unanswered=True)
    keep = frozenset(name for name, choice in chosen.items() if choice == "left")
    if mine:
        drafts.settle(owner=user_of(request), case_id=key, section=here[0], mine=mine, keep=keep, at=clock.now())
    return redirect("applications:page", key, section, page)
