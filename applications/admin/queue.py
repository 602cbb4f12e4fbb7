"""The queue: my work first, then what waits, by the time it has waited. It names nobody and no country."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts import queries as people
from applications import programs
from applications.admin import words
from applications.admin.opening import UNPROCESSABLE, desk_context, officer_of
from applications.choices import FINISHED
from applications.forms.desk import FilterForm, NumberForm
from applications.models import Case
from applications.queries import desk as queries
from applications.services import review
from messaging import queries as talk
from mycic import clock, throttle
from mycic.exceptions import DomainError
from mycic.formats.text import date_text, local
from mycic.forms import read_form
from mycic.forms.base import SWITCH
from mycic.views import errors

if TYPE_CHECKING:
    from accounts.models import User

CONFLICT = 409
_HOUR = 3600
#: Numbers that an officer may look up within an hour.
SEARCHES = 120


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """Show the queue; on POST find a number, take a case or give one back."""
    if not officer_of(request).is_officer:
        raise Http404
    if SWITCH in request.POST:
        return _queue(request, number=read_form(request, NumberForm))
    if request.method == "POST":
        return _act(request)
    return _queue(request)


def _act(request: HttpRequest) -> HttpResponse:
    for name, act in (("take", _take), ("release", _release)):
        if name in request.POST:
            return act(request, _key(request.POST[name]))
    return _find(request)


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None


def _take(request: HttpRequest, key: UUID) -> HttpResponse:
    try:
        case = review.take(officer=officer_of(request), case_id=key, at=clock.now())
    except review.NotYourCase:
        raise Http404 from None
    except DomainError as refusal:
        return _queue(request, refusal=str(refusal), status=CONFLICT)
    messages.success(request, _("You have taken the case %(number)s.") % {"number": case.number})
    return redirect("admin:applications_case_change", key)


def _release(request: HttpRequest, key: UUID) -> HttpResponse:
    try:
        review.release(officer=officer_of(request), case_id=key, at=clock.now())
    except review.NotYourCase:
        text = _("This case is not yours any more. Nothing was changed.")
        return _queue(request, refusal=text, status=CONFLICT)
    messages.success(request, _("You gave the case back to the queue."))
    return redirect("admin:index")


def _find(request: HttpRequest) -> HttpResponse:
    officer = officer_of(request)
    if not throttle.allow("desk.find", str(officer.pk), limit=SEARCHES, per_seconds=_HOUR):
        text = _("You looked up very many numbers. Wait a while, then try again.")
        return errors.error_page(request, 429, text=text, retry_after=throttle.retry_after(per_seconds=_HOUR))
    form = NumberForm(request.POST)
    if form.is_valid():
        case = queries.by_number(officer, form.cleaned_data["number"])
        if case is not None:
            return redirect("admin:applications_case_change", case.pk)
        form.add_error("number", _("There is no sent application with this number. Check each letter and digit."))
    return _queue(request, number=form, status=UNPROCESSABLE)


def _lists(officer: "User") -> list[tuple[str, str, tuple[list[Case], bool]]]:
    """Return what stands above the queue: how it is called in the page, its title, its cases and whether more wait."""
    return [
        ("mine", _("My cases"), queries.mine(officer)),
        ("second", _("Waiting for a second officer"), queries.for_second_officer(officer)),
        ("petitions", _("Asked of us, and late fees"), queries.asked_of_us(officer, clock.today())),
        ("late-schools", _("Schools that are late"), queries.late_schools(officer)),
        ("ended-verifications", _("Verifications that ended"), queries.ended_verifications(officer)),
    ]


def _queue(
    request: HttpRequest, *, refusal: str = "", number: NumberForm | None = None, status: int = 200
) -> HttpResponse:
    officer = officer_of(request)
    filters = FilterForm(request.GET or None, stages=words.STAGES)
    wanted = filters.wanted()
    cursor = queries.Cursor.parse(request.GET.get("after", ""))
    lists = _lists(officer)
    waiting, more = queries.waiting(officer, wanted, after=cursor)
    shown = [*waiting, *(case for _id, _title, (cases, _more) in lists for case in cases)]
    unread = talk.unread_by_officer([case.application.shared_dossier_id for case in shown])
    context = desk_context(request, _("Queue")) | {
        "lists": [
            {"id": name, "title": title, "rows": rows(cases, officer, unread), "more": has_more}
            for name, title, (cases, has_more) in lists
        ],
        "waiting": rows(waiting, officer, unread),
        "filters": filters,
        "is_filtered": bool(wanted) or cursor is not None,
        "next_url": f"?{urlencode({**wanted, 'after': str(more)})}" if more else "",
        "refusal": refusal,
        "is_supervisor": officer.role == "supervisor",
        "form": number or NumberForm(),
        "errors": status == UNPROCESSABLE,
        "toggle_form": "changelist-search",
    }
    return render(request, "desk/queue.html", context, status=status)


def rows(cases: Iterable[Case], officer: "User", unread: dict[UUID, int]) -> list[dict[str, Any]]:
    """Return the lines of a table, every text ready: a queue of fifty is drawn often."""
    today = clock.today()
    stages = {status: str(word) for status, word in words.STAGES.items()}
    languages = {code: str(word) for code, word in words.LANGUAGES.items()}
    titles = {program.code: str(program.title) for program in programs.all()}
    # One address is worked out, the others differ by the id only.
    address = reverse("admin:applications_case_change", args=[UUID(int=0)])
    lines = []
    for case in cases:
        sent = local(case.submitted_at).date() if case.submitted_at else today
        target = queries.target(case, sent, today)
        lines.append(
            {
                "key": case.pk,
                "url": address.replace(str(UUID(int=0)), str(case.pk)),
                "number": case.number,
                "program": titles[case.program],
                "stage": stages[case.status],
                "tone": words.tone(case.status),
                "sent": date_text(sent),
                "waits": days_text((today - sent).days),
                "target": date_text(target.day),
                "left": left_text(target.left),
                "is_late": target.left < 0,
                "language": languages[case.owner.language],
                "assigned": _assigned(case, officer),
                "is_free": case.officer_id is None and case.status not in FINISHED,
                "is_mine": case.officer_id == officer.pk,
                "unread": unread.get(case.application.shared_dossier_id, 0),
            }
        )
    return lines


def _assigned(case: Case, officer: "User") -> str:
    if case.officer is None:
        return _("Nobody")
    return _("You") if case.officer_id == officer.pk else people.officer_label(case.officer)


def days_text(days: int) -> str:
    """Write for how long a case has waited."""
    return ngettext("%(count)d day", "%(count)d days", days) % {"count": days} if days else _("today")


def left_text(left: int) -> str:
    """Write how far the review target is, in business days."""
    if left < 0:
        return ngettext("%(count)d business day late", "%(count)d business days late", -left) % {"count": -left}
    if left == 0:
        return _("the target is today")
    return ngettext("%(count)d business day left", "%(count)d business days left", left) % {"count": left}
