"""The page of the sandbox gateway: a stand-in for a bank's page, with a button for each way to behave."""

from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from applications.gateways import sandbox as gateway
from applications.gateways.sandbox import Behaviour, Sandbox
from applications.services import sandbox
from mycic import clock

_BUTTONS = {
    Behaviour.APPROVE: _("Pay"),
    Behaviour.REFUSE: _("Let the bank refuse"),
    Behaviour.CANCEL: _("Cancel and go back"),
    Behaviour.TIME_OUT: _("Go back without an answer"),
    Behaviour.TWICE: _("Pay, and say so twice"),
    Behaviour.LATE: _("Pay, and say so two minutes late"),
    Behaviour.NEVER: _("Pay, and never say so"),
    Behaviour.FORGED: _("Send a forged message"),
    Behaviour.WRONG_AMOUNT: _("Take the wrong amount"),
}


@require_http_methods(["GET", "HEAD", "POST"])
def checkout(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show what is to be paid; on POST behave as chosen and send the browser back."""
    row = gateway.checkout(key) if Sandbox.name == settings.PAYMENT_GATEWAY else None
    if row is None:
        raise Http404
    if request.method == "POST":
        chosen = request.POST.get("behaviour", "")
        if chosen in list(Behaviour):
            sandbox.press(key, Behaviour(chosen), at=clock.now())
        return HttpResponseRedirect(row.return_url)
    buttons = [{"value": str(behaviour), "label": label} for behaviour, label in _BUTTONS.items()]
    return render(request, "applications/sandbox.html", {"checkout": row, "buttons": buttons})
