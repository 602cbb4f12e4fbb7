"""The acts that need no form: take, accept, start the review, give back, note a correction as seen."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from applications.admin.opening import case_page, officer_of, record
from applications.admin.pages import READINGS, case_context, event_line
from applications.choices import Action, Part
from applications.models import Case
from applications.queries import desk as found
from applications.services import changes, review, transfers, yearly_checks
from mycic import clock
from mycic.exceptions import DomainError
from privacy.choices import Audience
from privacy.desk import ReasonNeeded
from privacy.queries import timeline

if TYPE_CHECKING:
    from accounts.models import User

CONFLICT = 409
_LAST_EVENTS = 3


def _take(officer: "User", key: UUID, at: datetime) -> None:
    review.take(officer=officer, case_id=key, at=at)


def _acknowledge(officer: "User", key: UUID, at: datetime) -> None:
    review.acknowledge(officer=officer, case_id=key, at=at)


def _start_review(officer: "User", key: UUID, at: datetime) -> None:
    review.start_review(officer=officer, case_id=key, at=at)


def _release(officer: "User", key: UUID, at: datetime) -> None:
    review.release(officer=officer, case_id=key, at=at)


def _release_anyway(officer: "User", key: UUID, at: datetime) -> None:
    transfers.release_anyway(officer=officer, case_id=key, at=at)


def _see_end(officer: "User", key: UUID, at: datetime) -> None:
    yearly_checks.see_end(officer=officer, case_id=key, at=at)


_ACTS: dict[str, tuple[Callable[["User", UUID, datetime], None], Promise]] = {
    "take": (_take, _("You have taken this case.")),
    Action.ACKNOWLEDGE.value: (_acknowledge, _("You accepted the application as complete.")),
    Action.START_REVIEW.value: (_start_review, _("The review has started.")),
    "release": (_release, _("You gave the case back to the queue.")),
    "see_end": (_see_end, _("It is noted that you look after this.")),
    Action.RELEASE_ANYWAY.value: (
        _release_anyway,
        _("You released the student. The new school has the request now."),
    ),
}


@case_page
def act(request: HttpRequest, case: Case) -> HttpResponse:
    """Do one thing to a case; what came too late says what happened instead."""
    if "seen" in request.POST:
        return _mark_seen(request, case)
    wanted = _ACTS.get(request.POST.get("act", ""))
    if wanted is None:
        raise Http404
    run, done = wanted
    try:
        run(officer_of(request), case.pk, clock.now())
    except DomainError as refusal:
        return too_late(request, case, refusal)
    messages.success(request, str(done))
    if request.POST["act"] == "release":
        return redirect("admin:index")
    return redirect("admin:applications_case_change", case.pk)


def _mark_seen(request: HttpRequest, case: Case) -> HttpResponse:
    try:
        correction_id = UUID(request.POST["seen"])
    except ValueError:
        raise Http404 from None
    try:
        changes.mark_seen(officer=officer_of(request), case_id=case.pk, correction_id=correction_id, at=clock.now())
    except changes.NoSuchCorrection:
        raise Http404 from None
    except DomainError as refusal:
        return too_late(request, case, refusal)
    messages.success(request, str(_("The correction is marked as seen. The applicant sees that too.")))
    return redirect("admin:applications_case_answers", case.pk)


def too_late(
    request: HttpRequest, case: Case, refusal: DomainError, *, typed: tuple[tuple[str, str], ...] = ()
) -> HttpResponse:
    """Say that nothing was done, what the case did meanwhile, and give back what was typed.

    Args:
        request: the refused act.
        case: as it was found before.
        refusal: why.
        typed: label and text of what the officer had written.
    """
    now = found.sent_case(case.pk)
    if now is None:
        raise Http404
    context = case_context(request, now, "change") | {
        "refusal": str(refusal),
        "typed": typed,
        "toggle_off": bool(typed),  # it stands nowhere else, and would be gone
        "events": _last_steps(request, now),
    }
    return render(request, "desk/case/too_late.html", context, status=CONFLICT)


def _last_steps(request: HttpRequest, case: Case) -> list[dict[str, str]]:
    """Return what happened last; nothing where the officer has given no reason to read it."""
    try:
        record(request, case, part=Part.HISTORY)
    except ReasonNeeded:
        return []
    happened = timeline([case.dossier_id], Audience.DESK)
    steps = [entry for entry in happened if entry.kind not in READINGS]
    return [event_line(entry) for entry in steps[:_LAST_EVENTS]]
