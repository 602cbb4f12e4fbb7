"""The applicant's message pages: a list, a conversation with its reply box, and a print."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.decorators import enrolled_required
from messaging import policies, queries
from messaging.choices import Sender
from messaging.forms import MessageForm
from messaging.services import threads
from mycic import clock
from mycic.exceptions import DomainError
from mycic.forms import render_form
from privacy import queries as privacy_queries

_TOO_MANY = 429


@enrolled_required
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """List the person's conversations."""
    return render(request, "messaging/inbox.html", {"rows": queries.inbox(request.user)})  # type: ignore[arg-type]


@enrolled_required
@require_http_methods(["GET", "HEAD", "POST"])
def thread(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """Show a page of a conversation and take a reply."""
    dossier = _own_dossier(request, dossier_id)
    form = MessageForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        answer = _post(request, dossier, form)
        if answer is not None:
            return answer
    page = request.GET.get("page", "")
    talk = queries.conversation(dossier, page=int(page) if page.isascii() and page.isdigit() and len(page) < 7 else None)
    if request.method == "GET" and talk.unread_by_applicant and talk.is_newest:
        threads.mark_read(dossier=dossier, reader=request.user, at=clock.now())
    context = {
        "dossier": dossier,
        "talk": talk,
        "can_write": policies.is_open(dossier),
        "is_closed": policies.is_closed(dossier),
    }
    return render_form(request, "messaging/thread.html", context, form)


@enrolled_required
@require_safe
def printed(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """Show the whole conversation for printing."""
    dossier = _own_dossier(request, dossier_id)
    context = {"dossier": dossier, "lines": queries.whole_conversation(dossier), "now": clock.now()}
    return render(request, "messaging/printed.html", context)


def _own_dossier(request: HttpRequest, dossier_id: UUID) -> Any:
    """Return the person's own dossier; somebody else's and a missing one are the same 404."""
    dossier = privacy_queries.dossier(dossier_id)
    if dossier is None or policies.side(request.user, dossier) != Sender.APPLICANT:
        raise Http404
    return dossier


def _post(request: HttpRequest, dossier: Any, form: MessageForm) -> HttpResponse | None:
    """Send the message; None means that the page is shown again with the text kept."""
    try:
        threads.post(
            dossier=dossier,
            author=request.user,  # type: ignore[arg-type]
            text=form.cleaned_data["text"],
            at=clock.now(),
            message_id=form.cleaned_data["message_id"],
        )
    except DomainError as refusal:
        form.add_error(None, refusal.message)
        return None
    messages.success(request, _("Your message was sent."))
    return redirect("messaging:thread", dossier.pk)
