"""What the student sees of a request to schools, and what they can do: answer one, take the consent back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from applications import programs, queries
from applications.choices import CONFIRMED, WITH_SCHOOL, SchoolDecision, SchoolStep, Status
from applications.forms.schools import ConsentForm, ReplyForm
from applications.queries import schools, sent
from applications.services import school_copies as copies
from applications.services import schools as services
from applications.services.school_letters import name_of
from applications.views.common import case_page, user_of
from applications.workflow import CannotAdvance
from mycic import clock, references
from mycic.forms import read_form, render_form
from mycic.stepup import fresh_second_step_required
from mycic.views import errors
from privacy.services import dossiers

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from applications.models import Case, SchoolRequest
    from applications.program_kit.texts import Text


#: The consent can be taken back as long as a school has something of it, and what it said still counts.
_CAN_WITHDRAW = frozenset({*WITH_SCHOOL, *CONFIRMED})
_OF_THE_STEP: dict[SchoolStep, Text] = {
    SchoolStep.VERIFY: gettext_lazy("Your school:"),
    SchoolStep.RELEASE: gettext_lazy("Your former school:"),
    SchoolStep.ACCEPT: gettext_lazy("Your new school:"),
}


def asks_school(case: Case) -> bool:
    """Tell whether a case is a request to a school."""
    return bool(programs.get(case.program).schools)


def dossiers_of(case: Case) -> list[UUID]:
    """Return the dossiers of the copies that schools read, whose openings the student sees: one query, or none."""
    return [row.dossier_id for row in schools.of_case(case)] if asks_school(case) else []


def panel(case: Case) -> dict[str, Any] | None:
    """Return what the page of a request to schools shows of it; None for other cases, without a query."""
    rows = schools.of_case(case) if asks_school(case) else []
    if not rows:
        return None
    names = [{"label": _OF_THE_STEP[SchoolStep(row.step)], "name": name_of(row.institution)} for row in rows]
    # The one whose turn it is, or that spoke last.
    row = next((each for each in reversed(rows) if each.sent_at), rows[0])
    shown: dict[str, Any] = {
        "names": names,
        "name": name_of(row.institution),
        "can_withdraw": case.status in _CAN_WITHDRAW,
    }
    if case.status == Status.CONSENT_WITHDRAWN:
        return shown
    said = copies.opened(row)
    return shown | {
        "asks": said.exchange[-1]["asked"] if case.status == Status.SCHOOL_ASKS else "",
        "number": references.display_verification(row.number) if row.number else "",
        "valid_until": row.valid_until,
        "is_over": row.valid_until is not None and row.valid_until < clock.today(),
        "is_moved": case.status == Status.MOVED,
        "is_ended": case.status == Status.ENDED,
        "why_ended": _why_ended(row),
        "decision": SchoolDecision(row.decision).label if row.decision else "",
        "reason": said.answer["reason"] if said.answer else "",
    }


def _why_ended(row: SchoolRequest) -> str:
    """Return why a school ended it, in its words; empty where it did not, or left itself."""
    check = schools.last_check(row) if row.ended_at else None
    reason = dossiers.unlock(row.dossier).read(check, "reason") if check else None
    return reason["text"] if reason else ""


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
    if case.status not in _CAN_WITHDRAW:
        return _ended(request)
    if request.method == "POST" and form.is_valid():
        try:
            services.withdraw_consent(owner=user_of(request), case_id=key, at=clock.now())
        except CannotAdvance:
            return _ended(request)
        messages.success(request, _("Your consent is withdrawn. No school can open your answers any more."))
        return redirect("applications:case", key)
    return render_form(request, "applications/school_consent.html", _frame(case), form)


def _ended(request: HttpRequest) -> HttpResponse:
    text = _("This request has ended already. Open its page to see where it stands.")
    return errors.error_page(request, 409, text=text)


def _frame(case: Case) -> dict[str, Any]:
    return {"case": case, "program": programs.get(case.program), "school": panel(case)}
