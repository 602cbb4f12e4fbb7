"""The way in for a school's representatives: a supervisor invites, a second one says yes (decisions 62, 72)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from applications.admin.opening import UNPROCESSABLE, desk_context, officer_of
from applications.forms.schools import InviteRepresentativeForm
from applications.services import representatives
from mycic import clock
from mycic.exceptions import DomainError
from mycic.forms import read_form, render_form
from mycic.stepup import fresh_second_step_required

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse, HttpResponseBase


def page(request: HttpRequest) -> HttpResponseBase:
    """Show the form; on POST make the one-time link, which is shown this once."""
    if officer_of(request).role != "supervisor":
        raise Http404
    return fresh_second_step_required(_page)(request)


def _page(request: HttpRequest) -> HttpResponse:
    form, link, refused = read_form(request, InviteRepresentativeForm), "", None
    if form.is_valid():
        try:
            token = representatives.invite(by=officer_of(request), at=clock.now(), **form.cleaned_data)
            link = request.build_absolute_uri(reverse("accounts:invitation", args=[token]))
        except DomainError as refusal:
            refused = refusal
    context = desk_context(request, _("Invite a representative of a school")) | {
        "link": link,
        "refused": refused,
        "toggle_form": "typed",
        "toggle_off": bool(link),  # the link is shown this once
    }
    answer = render_form(request, "desk/representatives.html", context, form)
    if refused is not None:
        answer.status_code = UNPROCESSABLE
    return answer
