"""Payments at a bank: what arrived on the account, what payers say, what has to be sent back. It names nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from applications.admin.opening import desk_context, officer_of
from applications.forms.bank import ArrivedForm, DeskActForm
from applications.queries import payments as queries
from applications.services import bank_payments
from mycic import clock, references
from mycic.exceptions import DomainError
from mycic.formats.text import date_text, moment_text, money_text
from mycic.forms import read_form
from mycic.stepup import fresh_second_step_required

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse, HttpResponseBase

    from applications.models import BankOrder, Payment, Refund

CONFLICT, UNPROCESSABLE = 409, 422


def page(request: HttpRequest) -> HttpResponseBase:
    """Show what waits; on POST write down what arrived, what was not found, or what was sent back."""
    if not officer_of(request).is_officer:
        raise Http404
    return fresh_second_step_required(_page)(request)


def _page(request: HttpRequest) -> HttpResponse:
    if request.method == "POST" and "number" not in request.POST:
        return _act(request)
    form = read_form(request, ArrivedForm)
    if not form.is_valid():
        return _show(request, form, status=UNPROCESSABLE if form.errors else 200)
    try:
        payment = bank_payments.found(officer=officer_of(request), at=clock.now(), **form.cleaned_data)
    except bank_payments.NoSuchOrder:
        form.add_error("number", _("Check each letter and digit: no payment has this number"))
        return _show(request, form, status=UNPROCESSABLE)
    except DomainError as refusal:
        return _show(request, form, refusal=str(refusal), status=CONFLICT)
    messages.success(request, _became(payment))
    return redirect("admin:applications_bank")


def _became(payment: Payment) -> str:
    if payment.settlement.refunds.exists():
        return _("The money is written down. It could not send the application and has to go back.")
    return _("The money is written down, and the application is sent.")


def _act(request: HttpRequest) -> HttpResponse:
    form = DeskActForm(request.POST)
    if not form.is_valid() or not any(form.cleaned_data.values()):
        raise Http404
    try:
        if form.cleaned_data["sent_back"]:
            bank_payments.sent_back(refund_id=form.cleaned_data["sent_back"], at=clock.now())
            messages.success(request, _("It is written down that the money was sent back."))
        else:
            bank_payments.not_found(order_id=form.cleaned_data["not_found"])
            messages.success(request, _("The payer is told to look at the receipt again."))
    except bank_payments.NoSuchOrder:
        raise Http404 from None
    except DomainError as refusal:
        return _show(request, ArrivedForm(), refusal=str(refusal), status=CONFLICT)
    return redirect("admin:applications_bank")


def _show(request: HttpRequest, form: ArrivedForm, *, refusal: str = "", status: int = 200) -> HttpResponse:
    context = desk_context(request, _("Payments at a bank")) | {
        "form": form,
        "refusal": refusal,
        "told": [_told(row) for row in queries.told_at_bank()],
        "due": [_due(row, number) for row, number in queries.due_by_hand()],
        "toggle_form": "typed",
    }
    return render(request, "desk/bank.html", context, status=status)


def _told(row: BankOrder) -> dict[str, Any]:
    return {
        "key": row.pk,
        "number": references.display(row.number),
        "amount": money_text(row.amount),
        "receipt": row.receipt,
        "told": moment_text(row.told_at) if row.told_at else "",
    }


def _due(row: Refund, number: str) -> dict[str, Any]:
    return {
        "key": row.pk,
        "number": references.display(number),
        "amount": money_text(row.amount),
        "why": row.get_reason_display(),
        "asked": date_text(row.asked_at),
    }
