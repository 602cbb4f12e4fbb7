"""How a case opens at the desk: found, allowed, a reason where one is due, recorded; only then shown."""

import logging
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, cast
from uuid import UUID

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from applications import policies
from applications.choices import AT_DESK, Part
from applications.models import Case
from applications.queries import desk as queries
from documents.services.access import ReasonNeeded as FileReasonNeeded
from mycic import clock, throttle
from mycic.forms.base import SWITCH
from mycic.views import errors
from privacy import ledger
from privacy.choices import OpenReason
from privacy.desk import ReasonNeeded, give_reason, reason_given, record_opening
from privacy.services.dossiers import DossierDestroyed

if TYPE_CHECKING:
    from accounts.models import User

#: Distinct cases an officer may open in an hour: a notice at the first number, a stop at the second (decisions 30).
NOTICE_AT, STOP_AT = 50, 200
UNPROCESSABLE = 422
_HOUR = 3600
_SEEN = "desk_seen"
_log = logging.getLogger(__name__)
P = ParamSpec("P")


class TooManyFiles(Exception):
    """An officer opened more files within an hour than any work explains."""


def officer_of(request: HttpRequest) -> "User":
    """Return the officer; the desk has let nobody else in."""
    return cast("User", request.user)


def case_page(
    view: Callable[Concatenate[HttpRequest, Case, P], HttpResponseBase],
) -> Callable[..., HttpResponseBase]:
    """Find the case for a page, and ask for the reason when the page may not open without one.

    A missing case, a draft and an officer's own application are the same 404.
    """

    @wraps(view)
    def page(request: HttpRequest, key: UUID, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        case = queries.sent_case(key)
        if case is None or not policies.may_work_on(officer_of(request), case):
            raise Http404
        if request.method == "POST" and "reason" in request.POST and SWITCH not in request.POST:
            return _take_reason(request, case)
        try:
            return view(request, case, *args, **kwargs)
        except (ReasonNeeded, FileReasonNeeded):
            return _ask_for_reason(request, case, invalid=False)
        except TooManyFiles:
            text = _("You opened very many files within an hour. Go on after the hour, or ask your supervisor.")
            return errors.error_page(request, 429, text=text, retry_after=throttle.retry_after(per_seconds=_HOUR))
        except DossierDestroyed:
            raise Http404 from None

    return page


def record(request: HttpRequest, case: Case, *, part: Part) -> OpenReason | None:
    """Record that a part of a case is opened; call it before anything of it is unsealed.

    Raises:
        ReasonNeeded: the case is not the officer's own and no reason was given yet.
        TooManyFiles: more files within an hour than any work explains.
    """
    reason = reason_for(request, case)
    _count(request, case)
    record_opening(request, case.dossier, part=part.value, at=clock.now())
    return reason


def reason_for(request: HttpRequest, case: Case) -> OpenReason | None:
    """Return why the file may be open, None for the officer in charge.

    Raises:
        ReasonNeeded: a reason is due.
    """
    if case.officer_id == officer_of(request).pk:
        return None
    reason = reason_given(request, case.dossier_id, at=clock.now())
    if reason is None:
        raise ReasonNeeded(case.dossier_id)
    return reason


def desk_context(request: HttpRequest, title: str) -> dict[str, Any]:
    """Return what every desk page needs."""
    return {**admin.site.each_context(request), "title": title}


def _count(request: HttpRequest, case: Case) -> None:
    # The session remembers what was opened within the hour, so that only a new file costs a count.
    at, key = clock.now(), str(case.dossier_id)
    since = (at - timedelta(seconds=_HOUR)).timestamp()
    seen = {file: moment for file, moment in request.session.get(_SEEN, {}).items() if moment > since}
    if key in seen:
        return
    officer = officer_of(request)
    if not throttle.allow("desk.files", str(officer.pk), limit=STOP_AT, per_seconds=_HOUR):
        raise TooManyFiles
    request.session[_SEEN] = {**seen, key: at.timestamp()}
    if len(seen) + 1 == NOTICE_AT:
        _log.warning("desk.many_files", extra={"files": NOTICE_AT})
        ledger.record(
            "desk.many_files", dossier=officer.pk, actor=ledger.Actor.officer(officer), at=at, files=NOTICE_AT
        )


def _take_reason(request: HttpRequest, case: Case) -> HttpResponse:
    reason = request.POST["reason"]
    if reason not in OpenReason.values:
        return _ask_for_reason(request, case, invalid=True)
    give_reason(request, case.dossier_id, OpenReason(reason), at=clock.now())
    return HttpResponseRedirect(request.path)


def _ask_for_reason(request: HttpRequest, case: Case, *, invalid: bool) -> HttpResponse:
    context = desk_context(request, _("Why do you open this file?")) | {
        "reasons": OpenReason.choices,
        # Whoever takes a free case needs no other reason.
        "case": case if case.officer_id is None and case.status in AT_DESK else None,
        "invalid": invalid,
        "errors": invalid,
        "chosen": request.POST.get("reason", ""),
        "toggle_form": "typed",
    }
    is_sent = request.method == "POST" and SWITCH not in request.POST
    status = UNPROCESSABLE if invalid or is_sent else 200
    return render(request, "desk/reason.html", context, status=status)
