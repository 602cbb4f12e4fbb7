"""What the student sees of a request to the school, and what they can do: answer it, take the consent back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from applications import programs, queries
from applications.choices import WITH_SCHOOL, SchoolDecision, Status
from applications.forms.schools import ConsentForm, ReplyForm
from applications.program_kit import tables
from applications.queries import schools, sent
from applications.services import schools as services
from applications.views.common import case_page, user_of
from applications.workflow import CannotAdvance
from mycic import clock, references
from mycic.forms import read_form, render_form
from mycic.stepup import fresh_second_step_required
from mycic.views import errors

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from applications.models import Case


def asks_school(case: Case) -> bool:
    """Tell whether a case is a request to a school."""
    return programs.get(case.program).workflow == "verification"


def dossiers_of(case: Case) -> list[UUID]:
    """Return the dossier of the copy that a school reads, whose openings the student sees: one query, or none."""
    row = schools.of_case(case) if asks_school(case) else None
    return [row.dossier_id] if row else []


def panel(case: Case) -> dict[str, Any] | None:
    """Return what the page of a request to a school shows of it; None for other cases, without a query."""
    row = schools.of_case(case) if asks_school(case) else None
    if row is None:
        return None
    shown: dict[str, Any] = {
        "name": school_name(row.institution),
        "can_withdraw": case.status in {*WITH_SCHOOL, Status.VERIFIED},
    }
    if case.status == Status.CONSENT_WITHDRAWN:
        return shown
    said = services.opened(row)
    return shown | {
        "asks": said.exchange[-1]["asked"] if case.status == Status.SCHOOL_ASKS else "",
        "number": references.display_verification(row.number) if row.number else "",
        "valid_until": row.valid_until,
        "is_over": row.valid_until is not None and row.valid_until < clock.today(),
        "decision": SchoolDecision(row.decision).label if row.decision else "",
        "reason": said.answer["reason"] if said.answer else "",
    }


def school_name(number: str) -> str:
    """Return the name of a school; its number if it left the list."""
    school = tables.institutions().get(number)
    return school.name if school else number


def _own(request: HttpRequest, key: UUID) -> Case:
    """Return the person's own request to a school.

    Raises:
        NoSuchCase: not theirs, not sent, or it asks no school.
    """
    try:
        case = sent.sent_of(user_of(request), key)
    except sent.NotSent:
        raise queries.NoSuchCase from None
    if not asks_school(case):
        raise queries.NoSuchCase
    return case


@case_page
@require_http_methods(["GET", "HEAD", "POST"])
def reply(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show the school's question; on POST send the answer."""
    case = _own(request, key)
    if case.status != Status.SCHOOL_ASKS:
        return _not_asked(request)
    form = read_form(request, ReplyForm)
    if form.is_valid():
        try:
            services.tell_school(
                owner=user_of(request), case_id=key, text=form.cleaned_data["text"].strip(), at=clock.now()
            )
        except CannotAdvance:
            return _not_asked(request)
        messages.success(request, _("Your school has your answer."))
        return redirect("applications:case", key)
    return render_form(request, "applications/school_reply.html", _frame(case), form)


def _not_asked(request: HttpRequest) -> HttpResponse:
    text = _("Your school waits for no answer now. Open the page of your request to see where it stands.")
    return errors.error_page(request, 409, text=text)


@case_page
@fresh_second_step_required
@require_http_methods(["GET", "HEAD", "POST"])
def consent(request: HttpRequest, key: UUID) -> HttpResponse:
    """Say what taking the consent back means and ask; on POST do it. A second press leads to the same page."""
    case = _own(request, key)
    if case.status == Status.CONSENT_WITHDRAWN:
        return redirect("applications:case", key)
    form = ConsentForm(request.POST if request.method == "POST" else None)
    if case.status not in {*WITH_SCHOOL, Status.VERIFIED}:
        return _ended(request)
    if request.method == "POST" and form.is_valid():
        try:
            services.withdraw_consent(owner=user_of(request), case_id=key, at=clock.now())
        except CannotAdvance:
            return _ended(request)
        messages.success(request, _("Your consent is withdrawn. Your school cannot open your answers any more."))
        return redirect("applications:case", key)
    return render_form(request, "applications/school_consent.html", _frame(case), form)


def _ended(request: HttpRequest) -> HttpResponse:
    text = _("This request has ended already. Open its page to see where it stands.")
    return errors.error_page(request, 409, text=text)


def _frame(case: Case) -> dict[str, Any]:
    return {"case": case, "program": programs.get(case.program), "school": panel(case)}
