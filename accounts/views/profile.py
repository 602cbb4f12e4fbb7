"""MyCIC enrolment and the profile."""

from contextlib import suppress
from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import queries
from accounts.decorators import applicant_required, enrolled_required, home_of
from accounts.forms import AddressForm, EnrolmentForm, LanguageForm, PhoneForm
from accounts.services import enrolment
from accounts.sessions import ENROLLED_KEY
from accounts.views.answers import person, refuse, typed_page
from mycic import clock
from mycic.forms import country_choices, read_form
from privacy.services import notices


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@applicant_required
def enrol(request: HttpRequest) -> HttpResponse:
    """Who the person is and how to reach them; asked once, at the first sign-in."""
    user = person(request)
    if queries.is_enrolled(user):
        request.session[ENROLLED_KEY] = True
        return redirect(home_of(request))
    form = read_form(request, EnrolmentForm, initial={"language": user.language})
    if form.is_valid():
        with suppress(enrolment.AlreadyEnrolled):  # a second click, or a second tab
            enrolment.enrol(
                user,
                identity=form.to_identity(),
                contact=form.to_contact(),
                language=form.cleaned_data["language"],
                notice_version=notices.current("enrolment").number,
                at=clock.now(),
            )
        request.session[ENROLLED_KEY] = True
        return redirect(home_of(request))
    return typed_page(request, "accounts/enrol.html", {}, form)


@never_cache
@require_safe
@enrolled_required
def profile(request: HttpRequest) -> HttpResponse:
    """What MyCIC knows, each with its change."""
    card = queries.profile(person(request))
    language = LanguageForm(initial={"language": card.language})
    countries = dict(country_choices())
    earlier = [{**old, "until": date.fromisoformat(old["until"])} for old in card.address_history]
    context = {
        "born": date.fromisoformat(card.birth_date),
        "earlier_addresses": earlier,
        "card": card,
        "language_form": language,
        "nationality": countries.get(card.nationality, ""),
        "country": countries.get(card.address["country"], ""),
    }
    return render(request, "accounts/profile.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@enrolled_required
def address(request: HttpRequest) -> HttpResponse:
    """A new address; the one before stays in the history."""
    user = person(request)
    card = queries.profile(user)
    # Since when is asked anew: it is the day on which the present address ends.
    present = {**card.address, "since": None, "version": card.version}
    form = read_form(request, AddressForm, initial=present)
    if form.is_valid():
        version = form.cleaned_data["version"] or 0
        try:
            enrolment.change_address(user, form.to_address(), version=version, at=clock.now())
        except enrolment.ProfileChanged as error:
            refuse(form, None, error)
            form.data = {**form.data.dict(), "version": card.version}  # type: ignore[attr-defined] # a QueryDict
        else:
            messages.success(request, _("Your address is saved."))
            return redirect("accounts:profile")
    return typed_page(request, "accounts/change_address.html", {"card": card}, form)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@enrolled_required
def phone(request: HttpRequest) -> HttpResponse:
    """Another telephone number."""
    user = person(request)
    card = queries.profile(user)
    form = read_form(request, PhoneForm, initial={"version": card.version, "phone": card.phone})
    if form.is_valid():
        data = form.cleaned_data
        try:
            enrolment.change_phone(user, data["phone"], version=data["version"] or 0, at=clock.now())
        except enrolment.ProfileChanged as error:
            refuse(form, None, error)
            form.data = {**form.data.dict(), "version": card.version}  # type: ignore[attr-defined] # a QueryDict
        else:
            messages.success(request, _("Your telephone number is saved."))
            return redirect("accounts:profile")
    return typed_page(request, "accounts/change_phone.html", {"card": card}, form)


@require_POST
@enrolled_required
def language(request: HttpRequest) -> HttpResponse:
    """Mails and letters in the other language; this page follows."""
    form = LanguageForm(request.POST)
    if form.is_valid():
        enrolment.change_language(person(request), form.cleaned_data["language"], at=clock.now())
        translation.activate(form.cleaned_data["language"])
        messages.success(request, _("Your choice is saved."))
    return redirect("accounts:profile")
