"""The applicant's message pages: a list, a conversation with its reply box, and a print."""

import re
from typing import TYPE_CHECKING, cast
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.choices import Realm
from accounts.decorators import enrolled_required, is_signed_in
from messaging import policies, queries
from messaging.choices import Sender
from messaging.forms import MessageForm
from messaging.registry import titles_of
from messaging.services import threads
from mycic import clock
from mycic.exceptions import DomainError
from mycic.forms import render_form
from privacy import queries as privacy_queries

if TYPE_CHECKING:
    from accounts.models import User
    from privacy.models import Dossier

_TOO_MANY = 429
# 307: the browser sends the same POST to the other address.
_SAME_POST = 307
_PAGE = re.compile(r"[0-9]{1,6}")


@enrolled_required
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """List the person's conversations."""
    return render(request, "messaging/inbox.html", {"rows": queries.inbox(_person(request))})


@enrolled_required
@require_http_methods(["GET", "HEAD", "POST"])
def thread(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """Show a page of a conversation and take a reply."""
    dossier = _own_dossier(request, dossier_id)
    switch_to = request.POST.get("switch_language", "")
    if switch_to:
        return _in_other_language(request, dossier, switch_to)
    form = MessageForm(request.POST if request.method == "POST" else None)
    refusal: DomainError | None = None
    if form.is_bound and form.is_valid():
        try:
            return _post(request, dossier, form)
        except DomainError as error:
            form.add_error(None, str(error))
            refusal = error
    response = _page(request, dossier, form)
    if isinstance(refusal, threads.TooManyMessages):
        response.status_code = _TOO_MANY
        response["Retry-After"] = str(refusal.retry_after)
    return response


@enrolled_required
@require_safe
def printed(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """Show the whole conversation for printing."""
    dossier = _own_dossier(request, dossier_id)
    context = {
        "dossier": dossier,
        "about": titles_of([dossier.pk]).get(dossier.pk, ""),
        "lines": queries.whole_conversation(dossier),
        "now": clock.now(),
    }
    return render(request, "messaging/printed.html", context)


def is_applicant(request: HttpRequest) -> bool:
    """Tell whether the navigation has a place for messages; the desk shows them on the page of a case."""
    return is_signed_in(request, Realm.APPLICANT)


def unread(request: HttpRequest) -> int:
    """Count what waits for the signed-in person: one query."""
    return queries.unread_count(_person(request))


def _own_dossier(request: HttpRequest, dossier_id: UUID) -> "Dossier":
    """Return the person's own dossier; somebody else's and a missing one are the same 404."""
    dossier = privacy_queries.dossier(dossier_id)
    if dossier is None or policies.side(request.user, dossier) != Sender.APPLICANT:
        raise Http404
    return dossier


def _page(request: HttpRequest, dossier: "Dossier", form: MessageForm) -> HttpResponse:
    wanted = request.GET.get("page", "")
    talk = queries.conversation(dossier, page=int(wanted) if _PAGE.fullmatch(wanted) else None)
    if request.method == "GET" and talk.unread_by_applicant and talk.is_newest:
        threads.mark_read(dossier=dossier, reader=_person(request), up_to=talk.newest_shown, at=clock.now())
    context = {
        "dossier": dossier,
        "about": titles_of([dossier.pk]).get(dossier.pk, ""),
        "talk": talk,
        "pages": talk.page_links("page"),
        "can_write": policies.is_open(dossier),
        "is_closed": policies.is_closed(dossier),
        "toggle_form": "message-form" if policies.is_open(dossier) else "",
    }
    return render_form(request, "messaging/thread.html", context, form)


def _post(request: HttpRequest, dossier: "Dossier", form: MessageForm) -> HttpResponse:
    threads.post(
        dossier=dossier,
        author=_person(request),
        text=form.cleaned_data["text"],
        at=clock.now(),
        message_id=form.cleaned_data["message_id"],
    )
    messages.success(request, _("Your message was sent."))
    return redirect("messaging:thread", dossier.pk)


def _in_other_language(request: HttpRequest, dossier: "Dossier", language: str) -> HttpResponse:
    """Lead to the same page in the other language; what was typed travels along and is not sent."""
    if language not in dict(settings.LANGUAGES):
        raise Http404
    if language != get_language():
        with override(language):
            return HttpResponseRedirect(reverse("messaging:thread", args=[dossier.pk]), status=_SAME_POST)
    typed = {"text": request.POST.get("text", ""), "message_id": request.POST.get("message_id", "")}
    return _page(request, dossier, MessageForm(initial=typed))


def _person(request: HttpRequest) -> "User":
    return cast("User", request.user)
