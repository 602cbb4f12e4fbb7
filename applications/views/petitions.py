"""Ask something after a decision: look again, correct the document, replace a lost one."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from applications.choices import PetitionKind
from applications.forms.petitions import PetitionForm
from applications.queries import petitions, sent
from applications.services import petitions as asking
from applications.views import petition_panel
from applications.views.cases import frame, sent_page
from applications.views.common import user_of
from mycic import clock
from mycic.forms import read_form, render_form
from mycic.views import errors


@sent_page
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, key: UUID, kind: str) -> HttpResponse:
    """Say until when it can be asked, and take what the person writes."""
    if kind not in PetitionKind.values or kind == PetitionKind.WAIVE_FEE:
        raise Http404
    found, wanted = sent.sent_of(user_of(request), key), PetitionKind(kind)
    open_now = petitions.openings(found, asking.valid_until(found), clock.today())
    opening = next((each for each in open_now if each.kind == wanted), None)
    if opening is None:
        return errors.error_page(request, 409, text=str(asking.CannotAsk()))
    form = read_form(request, PetitionForm)
    if form.is_valid():
        text = form.cleaned_data["text"]
        try:
            asking.ask(owner=user_of(request), case_id=key, kind=wanted, text=text, at=clock.now())
        except (asking.CannotAsk, asking.AskedAlready) as refusal:
            return errors.error_page(request, 409, text=str(refusal))
        messages.success(request, _("We have received what you ask. We will answer in your account."))
        return redirect(f"{reverse('applications:case', args=[key])}#petitions")
    context = frame(found) | {
        "kind": wanted,
        "explained": petition_panel.explained(wanted),
        "last_day": opening.last_day,
        "toggle_form": "petition",
    }
    return render_form(request, "applications/case_petition.html", context, form)
