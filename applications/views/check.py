"""Check answers: everything that was typed, what is still to solve, what it costs; and the printable draft."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from applications.completeness import Review, Together
from applications.program_kit import fees
from applications.program_kit.base import Page, Section
from applications.program_kit.findings import Finding
from applications.services import drafts
from applications.views.common import case_page, user_of, whole_of
from applications.views.pages import UNPROCESSABLE
from mycic import clock
from privacy.services import retention


@require_http_methods(["GET", "POST"])
@case_page
def check(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show all answers and all problems; on POST take the ticks of what the person has read."""
    if request.method == "POST":
        ticked = [rule_id[:40] for rule_id in request.POST.getlist("read")[:100]]
        drafts.acknowledge(owner=user_of(request), case_id=key, rule_ids=ticked, at=clock.now())
    application = whole_of(request, key)
    review = application.of(key)
    whole = application if review.draft.case.is_main else None
    refused = request.method == "POST" and bool(review.unread)
    if request.method == "POST" and not refused:
        return redirect("applications:check", key)
    context = summary(review, whole) | {
        "people": _people(whole) if whole else [],
        "problems": [_problem(review, finding) for finding in review.errors],
        "warnings": [
            _problem(review, finding) | {"read": finding.rule_id in review.facts.acknowledged}
            for finding in review.warnings
        ],
        "unread": bool(review.unread),
        "changes": changes_of(review, whole),
        "page_error": refused,
        "can_send": whole.can_send if whole else review.can_send,
    }
    return render(request, "applications/check.html", context, status=UNPROCESSABLE if refused else 200)


@require_GET
@case_page
def copy(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show a copy of the draft to print, marked DRAFT."""
    application = whole_of(request, key, to_change=False)
    review = application.of(key)
    whole = application if review.draft.case.is_main else None
    return render(request, "applications/copy.html", summary(review, whole) | {"now": clock.now()})


def changes_of(review: Review, whole: Together | None) -> dict[str, Any] | None:
    """Return what changed since a draft was started: the program, the fee, the limits; None if nothing did.

    Args:
        review: of the person whose page it is.
        whole: the application, on the pages of its main person: the fee is of everybody.
    """
    texts = [change.text for change in review.changes]
    limits = [
        {"day": each.new.valid_from, "old": int(each.old.value), "new": int(each.new.value), "source": each.new.source}
        for each in review.changed_limits
    ]
    of = whole or review
    before, now = (fees.total(of.fee_lines_on(day)) for day in (review.started_on, review.today))
    if not texts and not limits and before == now:
        return None
    return {"texts": texts, "limits": limits, "fee_before": before if before != now else None, "fee_now": now}


def _people(whole: Together) -> list[dict[str, Any]]:
    """Return what stands between each member of the family and sending."""
    return [_member(review, is_confirmed=review.draft.case.pk not in whole.unconfirmed) for review in whole.members]


def _member(review: Review, *, is_confirmed: bool) -> dict[str, Any]:
    key = review.draft.case.pk
    who = review.draft.who or _("Family member")
    if not review.can_send:
        text, tone, url = left_to_solve(review), "mute", reverse("applications:check", args=[key])
    elif not is_confirmed:
        text, tone, url = _("Not confirmed yet"), "info", reverse("applications:part", args=[key])
    else:
        text, tone, url = _("Ready"), "ok", reverse("applications:check", args=[key])
    return {"who": who, "text": text, "tone": tone, "url": url}


def left_to_solve(review: Review) -> str:
    """Say in a few words what still stands between a person and sending; empty if nothing does."""
    if review.errors:
        return _("To solve: %(n)d") % {"n": len(review.errors)}
    return _("Notes to read: %(n)d") % {"n": len(review.unread)} if review.unread else ""


def summary(review: Review, whole: Together | None = None) -> dict[str, Any]:
    """Return every answer of a draft for reading, section by section; a family's fee stands with its main person."""
    draft, lines = review.draft, whole.fee_lines if whole else review.fee_lines
    expires = draft.case.dossier.expires_at
    return {
        "case": draft.case,
        "program": draft.program,
        "who": draft.who if not draft.case.is_main or (whole and whole.members) else "",
        "sections": [
            {
                "title": section.title,
                "rows": [
                    row for page in section.pages if page.shown(review.book) for row in _rows(review, section, page)
                ],
            }
            for section in review.sections
        ],
        "fee_lines": lines,
        "fee_total": fees.total(lines),
        "last_day": retention.last_usable_day(expires) if expires else None,
    }


def _rows(review: Review, section: Section, page: Page) -> list[dict[str, Any]]:
    url = reverse("applications:page", args=[review.draft.case.pk, section.key, page.key])
    return [
        {
            "key": question.label,
            "value": question.show(review.book.raw(question.name)),
            "groups": question.groups(review.book.raw(question.name)),
            "actions": [{"url": url, "label": _("Change"), "about": question.label}],
        }
        for question in page.questions
        if question.shown(review.book)
    ]


def _problem(review: Review, finding: Finding) -> dict[str, Any]:
    about = _about(review, finding.fields[0])
    return {"text": finding.text, "url": finding_url(review, finding), "rule_id": finding.rule_id, "about": about}


def _about(review: Review, target: str) -> str:
    """Return the label of the question, or the title of the document, that a finding is about."""
    program = review.draft.program
    if target.startswith("document:"):
        return str(next(rule.title for rule in program.documents if f"document:{rule.code}" == target))
    return str(program.places[target].question.label)


def finding_url(review: Review, finding: Finding) -> str:
    """Return the place where a finding can be solved."""
    key = review.draft.case.pk
    target = finding.fields[0]
    if target.startswith("document:"):
        return reverse("applications:documents", args=[key])
    place = review.draft.program.places[target]
    args = [key, place.section.key, place.page.key]
    if finding.row:
        return reverse("applications:row", args=[*args, finding.row])
    # A repeated group has no box of its own: its list is the place.
    spot = "rows" if place.page.rows else f"id_{target}"
    return f"{reverse('applications:page', args=args)}#{spot}"
