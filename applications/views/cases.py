"""The applicant's pages of a case after sending: where it stands, documents, history, news."""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from applications import letters, programs, queries
from applications.choices import (
    CLOSED,
    DECIDED,
    OPEN,
    WITH_SCHOOL,
    DecisionState,
    LetterKind,
    LetterState,
    Outcome,
    Part,
)
from applications.letters import codes
from applications.letters.facts import COURT_DAYS, court_day
from applications.letters.grounds import RefusalGround
from applications.models import Case, Letter
from applications.program_kit.base import Program
from applications.queries import desk, sent
from applications.views import petition_panel, schooling, standing
from applications.views import waiting as stay
from applications.views.common import case_page, user_of
from documents import queries as files
from mycic import clock
from mycic.formats.text import date_text, local, moment_text
from privacy import queries as privacy
from privacy.queries import History, Reading, TimelineEntry

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]
#: Lines that the case page shows; the rest stands on the page of the history.
#: Letters that say nothing of how a case ended, whenever they come.
_ON_THE_WAY = {
    LetterKind.CONFIRMATION,
    LetterKind.SUBMISSION,
    LetterKind.ACKNOWLEDGED,
    LetterKind.RECEIPT,
    LetterKind.REQUEST,
    LetterKind.MAY_WORK,
    LetterKind.MAY_STUDY,
    LetterKind.REFUND,
}
_FIRST = 5
_PAGE = 25
#: What a request adds to the code of a document, so that each request has a place of its own.
_ASKED_AGAIN = re.compile(r"-[0-9a-f]{8}$")
#: Groups of events that a person can look at alone.
_KINDS = {
    "case": ("case.", "answer.", "draft.", "dossier."),
    "documents": ("document.",),
    "messages": ("message.", "letter."),
}


def sent_page(view: View[P]) -> View[P]:
    """Guard a page of a sent case: 404 for somebody else's or none, the task list for a draft."""

    @case_page
    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except sent.NotSent:
            return redirect("applications:tasks", cast("UUID", kwargs["key"]))

    return guarded


@sent_page
@require_safe
def case(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show where a case stands, what the person has to do, and what happened."""
    found = sent.sent_of(user_of(request), key)
    history = history_of(found)
    waiting = [] if found.status in CLOSED else [each for each in desk.requests(found) if each.answered_at is None]
    rows = list(letters.letters_of(found))
    now = clock.now()
    settled = result(found) if found.status in DECIDED else None
    context = frame(found) | {
        "sentence": standing.sentence(found.status, asked=bool(waiting)),
        "next_step": standing.next_step(found),
        "todos": [_todo(found, each) for each in sorted(waiting, key=lambda each: each.last_day)],
        "result": settled,
        "fee": petition_panel.fee(found),
        "petitions": petition_panel.panel(found, settled["valid_until"] if settled else None, clock.today()),
        "main_letter": _main_letter(rows) if found.status in CLOSED else None,
        "steps": standing.steps(found, history.timeline),
        "waiting": stay.panel(found, clock.today()),
        "school": schooling.panel(found),
        "target": _target(found, now) if found.status in OPEN else None,
        "letters": [_letter(each) for each in rows],
        "events": [line(found, each) for each in history.timeline[:_FIRST]],
        "entries": openings(found, history.readings[:_FIRST]),
        "more_entries": len(history.readings) > _FIRST,
        "mark": history.mark,
        "people": _people(found),
        "now": now,
    }
    return render(request, "applications/case.html", context)


def _main_letter(rows: Iterable[Letter]) -> Letter | None:
    """Return the newest letter that says how a case ended, if one does."""
    return next((each for each in rows if each.kind not in _ON_THE_WAY), None)


def _people(found: Case) -> list[dict[str, Any]]:
    """Return everybody of the application with their own status and page; nothing where a person is alone."""
    if not getattr(found, "has_family", False):
        return []
    together = [each for each in queries.together(found.application_id) if each.owner_id == found.owner_id]
    who = queries.names([each.pk for each in together])
    return [
        {
            "who": who.get(each.pk, "") or programs.get(each.program).title,
            "number": each.number,
            "url": reverse("applications:case", args=[each.pk]),
            "status": standing.word(each.status),
            "tone": standing.tone(each.status),
            "is_this": each.pk == found.pk,
        }
        for each in together
    ]


@sent_page
@require_safe
def documents(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show the documents of a case with their state, and take more as long as it is open."""
    found = sent.sent_of(user_of(request), key)
    slots = files.slots(found.dossier)
    context = frame(found) | {
        "slots": slots,
        "unsent": _unsent(found, slots),
        "dossier": found.dossier,
        "next": request.path,
        "seen": _seen(history_of(found)),
        **files.limits(),
    }
    return render(request, "applications/case_documents.html", context)


def _unsent(found: Case, slots: list[files.SlotView]) -> dict[UUID, str]:
    """Return where each answer that waits is sent, by the id of its slot."""
    if found.status in CLOSED:
        return {}
    return {
        slot.id: f"{reverse('applications:case_request', args=[found.pk, request.id])}#send-answer"
        for request in desk.requests(found)
        for slot in desk.unsent(request, slots)
    }


@sent_page
@require_safe
def history(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show everything that happened, a page at a time, and everybody who opened the file."""
    found = sent.sent_of(user_of(request), key)
    whole = history_of(found)
    asked = request.GET.get("show", "")
    chosen = asked if asked in _KINDS else ""
    starts = _KINDS.get(chosen, ("",))
    lines = [each for each in whole.timeline if each.kind.startswith(starts)]
    page = Paginator(lines, _PAGE).get_page(request.GET.get("page"))
    context = frame(found) | {
        "events": [line(found, each) for each in page],
        "entries": openings(found, whole.readings),
        "page": page,
        "show": chosen,
        "filters": _filters(found, chosen),
    }
    return render(request, "applications/case_history.html", context)


@sent_page
@require_safe
def news(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """Say whether anything happened since the page was made: 304 if not; a script asks now and then."""
    found = sent.sent_of(user_of(request), key)
    etag = f'"{privacy.mark(dossiers_of(found))}"'
    if request.headers.get("If-None-Match") == etag:
        return HttpResponseNotModified()
    return JsonResponse({"news": True}, headers={"ETag": etag})


def frame(found: Case) -> dict[str, Any]:
    """Return what every page of a sent case shows."""
    return {
        "case": found,
        "program": programs.get(found.program),
        "status": standing.word(found.status),
        "tone": standing.tone(found.status),
        "is_open": found.status in OPEN,
        "with_school": found.status in WITH_SCHOOL,
        "thread_id": found.application.shared_dossier_id,
    }


def dossiers_of(found: Case) -> list[UUID]:
    """Return the dossiers whose events belong to a case."""
    return [found.dossier_id, found.application.shared_dossier_id, *schooling.dossiers_of(found)]


def history_of(found: Case) -> History:
    """Return what happened to a case and who opened it."""
    return privacy.history(dossiers_of(found))


def line(found: Case, event: TimelineEntry) -> dict[str, Any]:
    """Return one event for the timeline, with a way to what it is about."""
    return {
        "when": moment_text(event.at),
        "iso": event.at.isoformat(),
        "text": event.sentence,
        "actor": event.who if event.role == "officer" else "",
        "links": list(_links(found, event)),
    }


def _links(found: Case, event: TimelineEntry) -> Iterable[dict[str, str]]:
    facts: Mapping[str, Any] = event.facts
    if "letter" in facts:
        yield {"url": reverse("applications:letter", args=[facts["letter"]]), "label": _("Read the letter")}
    elif event.kind == "case.submitted":
        yield {"url": reverse("applications:receipt", args=[found.pk]), "label": _("Receipt")}
    elif event.kind in {"document.received", "document.replaced"}:
        yield {"url": reverse("documents:receipt", args=[facts["document"]]), "label": _("Receipt")}
    elif "request" in facts:
        yield {
            "url": reverse("applications:case_request", args=[found.pk, facts["request"]]),
            "label": _("Look at the request"),
        }


def openings(found: Case, readings: Iterable[Reading]) -> list[dict[str, str]]:
    """Return the rows of "Who opened my file"."""
    program = programs.get(found.program)
    return [
        {
            "when": moment_text(each.at),
            "who": each.who,
            "reason": each.reason or _("Works on your case"),
            "part": _part(program, each.part),
        }
        for each in readings
    ]


def _part(program: Program, part: str) -> str:
    if part in Part.values:
        return str(Part(part).label)
    code = _ASKED_AGAIN.sub("", part)
    return str(next((rule.title for rule in program.documents if rule.code == code), _("A document")))


def _todo(found: Case, request: desk.RequestView) -> dict[str, Any]:
    language = (get_language() or "en")[:2]
    return {
        "title": _("Answer our request"),
        "items": [item[language] for item in request.items],
        "due": request.last_day,
        "is_late": request.last_day < clock.today(),
        "url": reverse("applications:case_request", args=[found.pk, request.id]),
    }


def result(found: Case) -> dict[str, Any] | None:
    """Return the final decision as its page shows it, in the reader's language."""
    final = next((each for each in desk.decisions(found) if each.state == DecisionState.FINAL), None)
    if final is None:
        return None
    language = (get_language() or "en")[:2]
    return {
        "approved": final.outcome == Outcome.APPROVED,
        "grounds": [RefusalGround(code).label for code in final.grounds],
        "reasons": final.reasons[language] if final.reasons else "",
        "valid_until": final.valid_until,
        "conditions": [each[language] for each in final.conditions],
        "told_at": found.decided_at,
        "court_days": COURT_DAYS,
        "court_day": court_day(local(found.decided_at).date()) if found.decided_at else None,
    }


def _target(found: Case, now: Any) -> Any:
    if found.submitted_at is None:
        return None
    return desk.target(found, local(found.submitted_at).date(), local(now).date())


def _letter(row: Letter) -> dict[str, Any]:
    language = (get_language() or "en")[:2]
    own = row.kind == "submission"
    spoken = row.language if own else language
    return {
        "title": row.get_kind_display(),
        "issued": date_text(row.issued_at),
        "expires": date_text(row.expires_at) if row.expires_at else "",
        "code": codes.display(row.code),
        "ended": row.get_state_display() if row.state != LetterState.VALID else "",
        "html_url": reverse("applications:letter", args=[row.pk]),
        "pdf_url": reverse("applications:letter_file", args=[row.pk, spoken, "pdf"]),
        "signature_url": reverse("applications:letter_file", args=[row.pk, spoken, "p7s"]),
    }


def _seen(history: History) -> Mapping[UUID, str]:
    """Return when an officer last opened each file, by the file's id; the entry of none makes it never empty."""
    seen = {UUID(int=0): ""}
    for event in history.timeline:
        if event.kind == "document.opened":
            seen.setdefault(UUID(str(event.facts["document"])), date_text(event.at))
    return seen


def _filters(found: Case, chosen: str) -> list[dict[str, Any]]:
    labels = {
        "": _("Everything"),
        "case": _("The case"),
        "documents": _("Documents"),
        "messages": _("Messages and letters"),
    }
    here = reverse("applications:case_history", args=[found.pk])
    return [
        {"label": label, "url": f"{here}?show={name}" if name else here, "current": name == chosen}
        for name, label in labels.items()
    ]
