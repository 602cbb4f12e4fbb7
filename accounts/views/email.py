"""Another e-mail address, and the way back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.decorators import applicant_required
from accounts.forms import CodeForm, NewEmailForm
from accounts.services import email_change
from accounts.services.registration import WrongCode
from accounts.views.answers import person, refuse, typed_page
from mycic import clock
from mycic.forms import read_form, render_form
from mycic.stepup import fresh_second_step_required


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@applicant_required
@fresh_second_step_required
def change(request: HttpRequest) -> HttpResponse:
    """Ask for another address; a code goes there."""
    form = read_form(request, NewEmailForm)
    if form.is_valid():
        try:
            email_change.ask(person(request), form.cleaned_data["email"], at=clock.now())
        except email_change.AddressRefused as error:
            refuse(form, "email", error)
        else:
            return redirect("accounts:confirm_new_email")
    return typed_page(request, "accounts/change_email.html", {"person": person(request)}, form)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@applicant_required
@fresh_second_step_required
def confirm(request: HttpRequest) -> HttpResponse:
    """The code from the new address."""
    address = email_change.waiting(person(request))
    if address is None:
        return redirect("accounts:security")
    form = read_form(request, CodeForm)
    if form.is_valid():
        try:
            email_change.confirm(person(request), form.cleaned_data["code"], at=clock.now())
        except WrongCode as error:
            refuse(form, "code", error)
        else:
            messages.success(request, _("Your e-mail address is changed."))
            return redirect("accounts:security")
    return render_form(request, "accounts/confirm_new_email.html", {"address": address}, form)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def undo(request: HttpRequest, token: str) -> HttpResponse:
    """Back to the old address; opening the link changes nothing, the button does."""
    try:
        if request.method == "POST":
            email_change.undo(token, at=clock.now())
            return render(request, "accounts/email_undone.html")
        email_change.find_undo(token, at=clock.now())
    except email_change.UndoRefused as error:
        return render(request, "accounts/link_refused.html", {"reason": error}, status=404)
    return render(request, "accounts/email_undo.html")
