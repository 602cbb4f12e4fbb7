"""The dashboard: what to do now, cases, drafts."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.decorators import enrolled_required
from applications import programs, queries
from applications.choices import Status
from applications.queries import Listed, Member, petitions
from applications.views import standing
from applications.views.common import address_of, user_of
from mycic import clock
from privacy.services import retention

#: From this many days before the end, a draft is among the things to do now.
_SOON = 14
#: How many cards stand on a page of "See all", and how far one can turn the pages.
_PAGE = 25
_PAGES = 1_000


@require_GET
@enrolled_required
def dashboard(request: HttpRequest) -> HttpResponse:
    """Show what the person has to do, their cases and their drafts."""
    overview = queries.overview(user_of(request))
    drafts = _cards(overview.drafts, overview.members)
    # Every person of a family has things to do of their own.
    sent = [*overview.sent, *(each.case for family in overview.members.values() for each in family)]
    context = {
        "todos": [
            *standing.todos(sent),
            *standing.to_pay(sent, _last_days_to_pay(request, sent)),
            *standing.asked_by_school(sent),
            *standing.ways_on(sent, clock.today()),
            *(_unpaid(card) for card in drafts if card["is_unpaid"] and not card["has_ended"]),
            *(_hurry(card) for card in drafts if card["days"] <= _SOON and not card["has_ended"]),
        ],
        "drafts": drafts,
        "cases": _cards(overview.sent, overview.members),
        "has_more": overview.has_more,
        "now": clock.now(),
    }
    return render(request, "applications/dashboard.html", context)


def _last_days_to_pay(request: HttpRequest, sent: Iterable[Listed]) -> dict[UUID, date]:
    # Few ever owe a fee; nobody else's page asks for this.
    if not any(case.status == Status.FEE_DUE for case in sent):
        return {}
    return {each.case.application_id: each.last_day for each in petitions.fees_due(user_of(request))}


@require_GET
@enrolled_required
def all_cases(request: HttpRequest) -> HttpResponse:
    """List every case and draft of the person, a page at a time."""
    number = _page_number(request.GET.get("page", ""))
    # One row more than is shown tells whether there is a next page; nothing is counted.
    user = user_of(request)
    rows = queries.listed(user, first=(number - 1) * _PAGE, most=_PAGE + 1)
    context = {
        "cards": _cards(rows[:_PAGE], queries.members(user, rows[:_PAGE])),
        "previous_url": f"?page={number - 1}" if number > 1 else "",
        "next_url": f"?page={number + 1}" if len(rows) > _PAGE else "",
    }
    return render(request, "applications/all.html", context)


def _page_number(text: str) -> int:
    return min(max(int(text), 1), _PAGES) if text.isascii() and text.isdigit() and len(text) < len("1000000000") else 1


def _cards(cases: Collection[Listed], members: Mapping[UUID, Sequence[Member]]) -> list[dict[str, Any]]:
    """Return the cards of applications, every text ready: the template only writes them down.

    Args:
        cases: the main cases.
        members: the other people of each application.
    """
    now = clock.now()
    case_url, titles = address_of("applications:case"), {each.code: str(each.title) for each in programs.all()}
    done = queries.sections_done([case for case in cases if case.is_draft])
    # Most cases of a long list stand alike, so what is said of each status is translated once.
    said = {status: _standing(status) for status in {case.status for case in cases if not case.is_draft}}
    cards: list[dict[str, Any]] = [
        _draft_card(case, done.get(case.id, 0), now)
        if case.is_draft
        else {
            "title": titles[case.program],
            "reference": case.number,
            "url": case_url(case.id),
            **said[case.status],
        }
        for case in cases
    ]
    for card, case in zip(cards, cases, strict=True):
        card["people"] = [_person(member) for member in members.get(case.application, ())]
    return cards


def _person(member: Member) -> dict[str, Any]:
    """Return a member of the family with an own status and page, or an own part of the draft."""
    case = member.case
    item = {"who": member.who or programs.get(case.program).title}
    if case.is_draft:
        return item | {"url": reverse("applications:tasks", args=[case.id]), "status": _("Draft"), "tone": "mute"}
    url = reverse("applications:case", args=[case.id])
    return item | {"url": url, "status": standing.word(case.status), "tone": standing.tone(case.status)}


def _draft_card(case: Listed, done: int, now: datetime) -> dict[str, Any]:
    program = programs.get(case.program)
    expires = case.expires_at
    return {
        "title": program.title,
        "done": done,
        "total": len(program.sections),
        "delete_on": retention.last_usable_day(expires) if expires else None,
        "days": retention.days_left(expires, at=now) if expires else 0,
        "url": reverse("applications:tasks", args=[case.id]),
        "delete_url": reverse("applications:delete", args=[case.id]),
        "is_draft": True,
        "is_unpaid": case.status == Status.SIGNED_UNPAID,
        "has_ended": case.has_ended(now),
    }


def _standing(status: str) -> dict[str, str]:
    return {
        "label": _("Case"),
        "status": standing.word(status),
        "tone": standing.tone(status),
        "sentence": standing.sentence(status),
    }


def _unpaid(card: dict[str, Any]) -> dict[str, Any]:
    return {
        "title": _("Pay the fee: %(title)s") % {"title": card["title"]},
        "due": None,
        "text": _("You signed your application. It is sent as soon as the fee is paid."),
        "url": card["url"],
        "button": _("Go on and pay"),
    }


def _hurry(card: dict[str, Any]) -> dict[str, Any]:
    return {
        "title": _("Finish and send your draft: %(title)s") % {"title": card["title"]},
        "due": card["delete_on"],
        "text": _("After this day we delete it, and nobody can open it any more."),
        "url": card["url"],
        "button": _("Continue"),
    }
