"""The pages of a school: the requests of its students, and one of them with the answer."""

from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.decorators import representative_required
from applications import programs
from applications.choices import SchoolDecision, SchoolStep, Status
from applications.forms.schools import SchoolAnswerForm, YearlyCheckForm
from applications.models import SchoolRequest
from applications.program_kit import tables
from applications.program_kit.schooling import STEPS, asked
from applications.program_kit.texts import Text
from applications.queries import schools
from applications.services import school_copies, yearly_checks
from applications.services import schools as services
from applications.services.school_letters import name_of
from applications.workflow import CannotAdvance
from mycic import clock, references
from mycic.formats.text import date_text, local
from mycic.forms import read_form, render_form
from mycic.views import errors

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from accounts.models import User

_PAGE = 25
#: Where a request stands, as a school says it; the student reads the labels of ``Status``.
_STATES: dict[Status, Text] = {
    Status.SENT_TO_SCHOOL: gettext_lazy("New"),
    Status.AT_SCHOOL: gettext_lazy("Waits for your answer"),
    Status.SCHOOL_ASKS: gettext_lazy("Waits for the student"),
    Status.VERIFIED: gettext_lazy("Eligible: number given"),
    Status.NOT_VERIFIED: gettext_lazy("Not eligible"),
    Status.SCHOOL_SILENT: gettext_lazy("Closed without your answer"),
    Status.CONSENT_WITHDRAWN: gettext_lazy("The student took the consent back"),
    Status.MOVED: gettext_lazy("The student moved to another school"),
    Status.ENDED: gettext_lazy("Ended: not eligible any more"),
    Status.AT_OLD_SCHOOL: gettext_lazy("Waits for your answer"),
    Status.AT_NEW_SCHOOL: gettext_lazy("Waits for your answer"),
    Status.TRANSFERRED: gettext_lazy("Accepted: number given"),
    Status.NOT_RELEASED: gettext_lazy("Not released"),
    Status.NOT_ACCEPTED: gettext_lazy("Not accepted"),
}
#: The same for the former school, once it has answered: what follows is between the student and the new one.
_AFTER_RELEASE: dict[Status, Text] = {
    Status.AT_NEW_SCHOOL: gettext_lazy("Released: with the new school"),
    Status.TRANSFERRED: gettext_lazy("The student moved to another school"),
    Status.NOT_ACCEPTED: gettext_lazy("Released: not accepted by the new school"),
    Status.SCHOOL_SILENT: gettext_lazy("Released: no answer from the new school"),
}


def _state(row: SchoolRequest) -> Text:
    status = Status(row.case.status)
    return _AFTER_RELEASE.get(status, _STATES[status]) if row.step == SchoolStep.RELEASE else _STATES[status]


def _representative(request: HttpRequest) -> "User":
    return cast("User", request.user)


#: What can be listed, by the name in the address; the first one stands without a name.
_LISTS = {"": schools.waiting, "yearly": schools.to_check, "ended": schools.ended}


@require_safe
@representative_required
def queue(request: HttpRequest) -> HttpResponse:
    """List the requests that wait, those of the yearly check, or those that ended.

    No name stands here, so that no file is opened for a list.
    """
    who, asked_for = _representative(request), request.GET.get("show", "")
    show = asked_for if asked_for in _LISTS else ""
    page = Paginator(_LISTS[show](who), _PAGE).get_page(request.GET.get("page"))
    here = f"?show={show}&" if show else "?"
    context = {
        "school": name_of(who.institution),
        "show": show,
        "lists": [
            {"key": "", "label": _("Waiting")},
            {"key": "yearly", "label": _("Yearly check"), "count": schools.to_check(who).count()},
            {"key": "ended", "label": _("Answered or ended")},
        ],
        "rows": [_line(row, show) for row in page],
        "previous_url": f"{here}page={page.previous_page_number()}" if page.has_previous() else "",
        "next_url": f"{here}page={page.next_page_number()}" if page.has_next() else "",
    }
    return render(request, "schools/queue.html", context)


def _line(row: SchoolRequest, show: str) -> dict[str, Any]:
    page = "applications:schools:yearly" if show == "yearly" else "applications:schools:request"
    today = clock.today()
    sent = _sent(row)
    days = (today - local(sent).date()).days
    return {
        "url": reverse(page, args=[row.pk]),
        "number": row.case.number,
        "sent": date_text(sent),
        "days": days,
        "is_late": days >= tables.limit("school_remind_days", row.case.policy_set, today),
        "state": _state(row),
        "asked": SchoolStep(row.step).label,
        "is_closed_to_school": row.closed_at is not None,
    }


def _sent(row: SchoolRequest) -> "datetime":
    """Return when the school got it; what it did not get is on none of its pages."""
    return cast("datetime", row.sent_at)


@require_http_methods(["GET", "HEAD", "POST"])
@representative_required
def request_page(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show what a student asks, each time on record; on POST take the answer. The second of two gets 409."""
    try:
        return _request_page(request, key)
    except schools.NoSuchRequest:
        raise Http404 from None


def _request_page(request: HttpRequest, key: UUID) -> HttpResponse:
    who = _representative(request)
    form = read_form(request, SchoolAnswerForm, step=schools.for_school(who, key).step)
    if form.is_valid():
        try:
            row = services.answer(
                representative=who, request_id=key, said=form.answer(form.cleaned_data), at=clock.now()
            )
        except CannotAdvance:
            text = _("A colleague answered first, or the student has still to answer. Nothing was changed.")
            return errors.error_page(request, 409, text=text)
        is_question = form.cleaned_data["decision"] == SchoolDecision.NEED_INFORMATION
        messages.success(
            request, _("The student has your question.") if is_question else _("Your answer is with the student.")
        )
        return redirect("applications:schools:request", row.pk)
    said = services.open_for_school(representative=who, request_id=key, at=clock.now())
    return render_form(request, "schools/request.html", _context(said), form)


@require_http_methods(["GET", "HEAD", "POST"])
@representative_required
def yearly_page(request: HttpRequest, key: UUID) -> HttpResponse:
    """Ask once a year whether a student is still eligible; on POST take the answer. The second of two gets 409."""
    try:
        return _yearly_page(request, key)
    except schools.NoSuchRequest:
        raise Http404 from None


def _yearly_page(request: HttpRequest, key: UUID) -> HttpResponse:
    who, form = _representative(request), read_form(request, YearlyCheckForm)
    row = schools.for_school(who, key)
    if form.is_valid():
        still = form.cleaned_data["still_eligible"] == services.YES
        try:
            yearly_checks.answer(
                representative=who,
                row=row,
                is_eligible=still,
                reason=form.cleaned_data["reason"].strip(),
                at=clock.now(),
            )
        except CannotAdvance:
            return _not_asked(request)
        messages.success(request, _("Thank you. Your answer is on record."))
        return redirect(f"{reverse('applications:schools:queue')}?show=yearly")
    if schools.open_check(row) is None:
        return _not_asked(request)
    said = services.open_for_school(representative=who, request_id=key, at=clock.now())
    return render_form(request, "schools/yearly.html", _context(said), form)


def _not_asked(request: HttpRequest) -> HttpResponse:
    text = _("Nothing is asked about this student now, or a colleague answered first. Nothing was changed.")
    return errors.error_page(request, 409, text=text)


def _context(said: school_copies.Opened) -> dict[str, Any]:
    row = said.row
    return {
        "number": row.case.number,
        "sent": date_text(_sent(row)),
        "state": _state(row),
        "asked": SchoolStep(row.step).label,
        "sections": _sections(said),
        "exchange": said.exchange,
        "before": _checks(said.before),
        "reason_before": said.before["reason"] if said.before else "",
        "can_answer": row.case.status in asked(row.step).can_answer,
        "checks": _checks(said.answer),
        "decision": SchoolDecision(row.decision).label if row.decision else "",
        "reason": said.answer["reason"] if said.answer else "",
        "verification": references.display_verification(row.number) if row.number else "",
        "valid_until": row.valid_until,
        "toggle_form": "typed",
    }


def _sections(said: school_copies.Opened) -> list[dict[str, Any]]:
    program = programs.get(said.row.case.program)
    found = []
    for section in program.sections:
        rows = [
            {
                "key": question.label,
                "value": question.show(said.content.get(question.name)),
                "groups": question.groups(said.content.get(question.name)),
            }
            for question in section.questions
            if said.content.get(question.name)
        ]
        if rows:
            found.append({"title": section.title, "rows": rows})
    return found


def _checks(answer: "Mapping[str, Any] | None") -> list[dict[str, Any]]:
    if answer is None:
        return []
    words = {services.YES: _("Yes"), services.NO: _("No"), services.NOT_APPLICABLE: _("Does not apply")}
    labels = {name: label for step in STEPS.values() for name, (label, _may_not_apply) in step.checks.items()}
    return [
        {"key": labels[name], "value": ". ".join(filter(None, (words[check["said"]], check["comment"])))}
        for name, check in answer["checks"].items()
    ]
