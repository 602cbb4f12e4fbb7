"""The one-time link of an officer or a school's representative."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.forms import InvitedForm
from accounts.services import hashing, officers, passwords
from accounts.views.answers import busy, refuse, typed_page
from mycic import clock
from mycic.forms import read_form


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """Choose the password; the first sign-in sets up the second step."""
    at = clock.now()
    try:
        invitation = officers.find(token, at=at)
    except officers.InvitationRefused as error:
        return render(request, "accounts/link_refused.html", {"reason": error}, status=404)
    form = read_form(request, InvitedForm, initial={"language": request.LANGUAGE_CODE})
    if form.is_valid():
        data = form.cleaned_data
        try:
            officers.accept(token, password=data["password"], language=data["language"], at=at)
        except passwords.WeakPassword as error:
            refuse(form, "password", error)
        except officers.InvitationRefused as error:
            refuse(form, None, error)
        except hashing.Busy:
            return busy(request)
        else:
            translation.activate(data["language"])  # the sign-in goes on in the language that was chosen
            return redirect("accounts:sign_in")
    return typed_page(request, "accounts/invitation.html", {"invitation": invitation}, form)
