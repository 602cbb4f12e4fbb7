"""Paying at a bank: the slip with its number, and the receipt."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.conf import settings
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.decorators import enrolled_required
from applications import queries
from applications.choices import PaymentState
from applications.forms.bank import ReceiptForm
from applications.queries.payments import owes
from applications.services import bank_payments
from applications.views.common import user_of
from mycic import clock, references
from mycic.forms import read_form, render_form
from mycic.views import errors

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

CONFLICT = 409


@enrolled_required
@require_http_methods(["GET", "HEAD", "POST"])
def bank(request: HttpRequest, payment: UUID) -> HttpResponse:
    """Show what to pay, where, with which number and until when; on POST take the number of the receipt."""
    try:
        found, slip = bank_payments.order_of(user_of(request), payment)
    except bank_payments.NoSuchOrder:
        raise Http404 from None
    case = queries.own_cases(user_of(request)).filter(application=found.application_id).order_by("position").first()
    if case is None:
        raise Http404
    if case.submitted_at is not None and not owes(case):
        return redirect("applications:receipt", case.pk)
    if found.state != PaymentState.OPEN:
        return redirect("applications:pay", case.pk)
    form = read_form(request, ReceiptForm)
    if form.is_valid():
        try:
            bank_payments.say_paid(
                owner=user_of(request), payment_id=payment, receipt=form.cleaned_data["receipt"].strip(), at=clock.now()
            )
        except bank_payments.DoneAlready as refusal:
            return errors.error_page(request, CONFLICT, text=str(refusal))
        messages.success(request, _("Thank you. We look for your payment on our account and write to you."))
        return redirect("applications:bank", payment)
    context = {
        "case": case,
        "payment": found,
        "slip": slip,
        "number": references.display(slip.number),
        "account": settings.BANK_DETAILS[cast("str", getattr(request, "LANGUAGE_CODE", "en"))],
        "toggle_form": "typed",
    }
    return render_form(request, "applications/bank.html", context, form)
