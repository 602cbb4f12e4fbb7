"""Answer what an officer asked for: the wanted documents on one page, then one button."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from applications import queries
from applications.choices import CLOSED
from applications.queries import desk, sent
from applications.services import requests
from applications.views.cases import frame, sent_page
from applications.views.common import user_of
from applications.workflow import CannotAdvance
from documents import queries as files
from mycic import clock
from mycic.views import errors

_UNPROCESSABLE = 422


@sent_page
@require_http_methods(["GET", "HEAD", "POST"])
def request_page(request: HttpRequest, key: UUID, request_id: UUID) -> HttpResponse:
    """Show a request; on POST send the answer. A second press changes nothing."""
    if request.method == "POST":
        return _send(request, key, request_id)
    return _page(request, key, request_id)


def _send(request: HttpRequest, key: UUID, request_id: UUID) -> HttpResponse:
    try:
        requests.answer(owner=user_of(request), case_id=key, request_id=request_id, at=clock.now())
    except requests.StillMissing:
        return _page(request, key, request_id, refused=True)
    except CannotAdvance:
        return errors.error_page(
            request, 409, text=_("This case is closed, so this request cannot be answered any more. Nothing was sent.")
        )
    messages.success(request, _("We have received your answer."))
    return redirect("applications:case_request", key, request_id)


def _page(request: HttpRequest, key: UUID, request_id: UUID, *, refused: bool = False) -> HttpResponse:
    found = sent.sent_of(user_of(request), key)
    asked = next((each for each in desk.requests(found) if each.id == request_id), None)
    if asked is None:
        raise queries.NoSuchCase
    language = (get_language() or "en")[:2]
    codes = {item["code"] for item in asked.items}
    slots = [slot for slot in files.slots(found.dossier) if slot.code in codes]
    can_answer = asked.answered_at is None and found.status not in CLOSED
    context = frame(found) | {
        "asked": asked,
        "items": [item[language] for item in asked.items],
        "note": asked.note[language] if asked.note else "",
        "is_late": asked.last_day < clock.today(),
        "can_answer": can_answer,
        "problems": [slot for slot in slots if not slot.is_answered] if refused else [],
        "page_error": refused,
        "slots": slots,
        "unsent": {slot.id: "#send-answer" for slot in desk.unsent(asked, slots)} if can_answer else {},
        "dossier": found.dossier,
        "next": request.path,
        **files.limits(),
    }
    return render(request, "applications/case_request.html", context, status=_UNPROCESSABLE if refused else 200)
