"""Pay the fee: the page before, the way back, and the gateway's messages."""

from decimal import Decimal, InvalidOperation
from typing import cast
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.request import RawPostDataException, UnreadablePostError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.decorators import enrolled_required
from applications import gateways, programs, queries
from applications.choices import PaymentState, Status
from applications.forms.petitions import WaiverForm
from applications.letters.paper import Language
from applications.models import Case, Payment
from applications.program_kit import fees
from applications.queries import payments as paid
from applications.queries import petitions
from applications.services import fee_waivers, payments, submission
from applications.views.common import main_page, user_of
from applications.workflow import CannotAdvance
from mycic import clock
from mycic.exceptions import DomainError
from mycic.forms import read_form, render_form
from mycic.stepup import fresh_second_step_required
from mycic.views import errors
from privacy.services.dossiers import DossierBusy

CONFLICT, BAD_REQUEST, NOT_FOUND, UNAVAILABLE = 409, 400, 404, 503
_LOOK_AGAIN_SECONDS = 5
#: Longer than any amount.
_AMOUNT_LENGTH = 20
_TONES = {PaymentState.REFUSED: "warn", PaymentState.CANCELLED: "info", PaymentState.EXPIRED: "info"}


@main_page
@fresh_second_step_required
@require_http_methods(["GET", "HEAD", "POST"])
def pay(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show the fee line by line; on POST go to the gateway's page."""
    case = queries.case_of(user_of(request), key)
    elsewhere = _elsewhere(case)
    if elsewhere:
        return redirect(elsewhere, key)
    if request.method == "POST":
        return _begin(request, case)
    return _page(request, case)


def _elsewhere(case: Case) -> str:
    """Return the page of a case for which nothing is to be paid now; empty where something is."""
    if case.is_draft:
        return "" if case.status == Status.SIGNED_UNPAID else "applications:check"
    return "" if paid.owes(case) else "applications:receipt"


def _begin(request: HttpRequest, case: Case) -> HttpResponse:
    key = case.pk
    try:
        url = payments.begin(
            owner=user_of(request),
            case_id=key,
            shown=_amount(request.POST.get("total", "")),
            return_to=lambda payment: request.build_absolute_uri(reverse("applications:paying", args=[payment])),
            language=cast("Language", getattr(request, "LANGUAGE_CODE", "en")),
            at=clock.now(),
            at_bank="at_bank" in request.POST,
        )
    except (payments.TooLateToPay, submission.ChangedMeanwhile, payments.NotSigned) as refusal:
        return render(request, "applications/sign_again.html", {"key": key, "reason": refusal}, status=CONFLICT)
    except payments.BeingPaid:
        return redirect("applications:pay", key)
    except payments.FeeChanged as refusal:
        return _page(request, case, refusal, CONFLICT)
    except payments.CannotPayNow as refusal:
        return _page(request, case, refusal, UNAVAILABLE)
    return redirect(url)


def _amount(text: str) -> Decimal | None:
    """Return the total that the page showed; None for what is no amount."""
    try:
        return Decimal(text[:_AMOUNT_LENGTH])
    except InvalidOperation:
        return None


def _page(request: HttpRequest, case: Case, refusal: DomainError | None = None, status: int = 200) -> HttpResponse:
    lines = payments.lines(user_of(request), case)
    last = paid.last_try(case)
    context = {
        "case": case,
        "program": programs.get(case.program),
        "fee_lines": lines,
        "fee_total": fees.total(lines),
        "pay_until": paid.pay_until(case) if case.is_draft else None,
        "last_day": None if case.is_draft else petitions.last_day_to_pay(case),
        "refusal": refusal,
        "last": _said(last) if last else None,
        "unfinished": last if last and _is_unfinished(last) else None,
        "at_bank": gateways.is_offered(),
    }
    return render(request, "applications/pay.html", context, status=status)


def _is_unfinished(payment: Payment) -> bool:
    is_paid = payment.state == PaymentState.PAID and not _went_back(payment)
    return payment.state == PaymentState.OPEN or is_paid


def _went_back(payment: Payment) -> bool:
    settlement = getattr(payment, "settlement", None)
    return settlement is not None and bool(settlement.refunds.all())


def _said(payment: Payment) -> dict[str, str] | None:
    """Say in plain words how the last try ended; None while it is not over."""
    if _went_back(payment):
        back = _("Your last payment could not be used. We send all the money back to your card. You can pay again.")
        return {"tone": "warn", "text": back}
    texts = {
        PaymentState.REFUSED: _(
            "The bank refused the card. Nothing was paid. Try again with another card, or ask your bank why."
        ),
        PaymentState.CANCELLED: _("You stopped before paying. Nothing was paid, and your application is as it was."),
        PaymentState.EXPIRED: _("The payment was not finished in time. Nothing was paid. You can pay now."),
    }
    state = PaymentState(payment.state)
    return {"tone": _TONES[state], "text": texts[state]} if state in texts else None


@enrolled_required
@require_safe
def paying(request: HttpRequest, payment: UUID) -> HttpResponse:
    """Tell somebody who comes back from the gateway what became of the payment."""
    try:
        found = payments.came_back(owner=user_of(request), payment_id=payment, at=clock.now())
    except payments.NoSuchPayment:
        raise Http404 from None
    case = queries.own_cases(user_of(request)).filter(application=found.application_id).order_by("position").first()
    if case is None:
        raise Http404
    if case.submitted_at is not None and not paid.owes(case):
        return redirect("applications:receipt", case.pk)
    if not _is_unfinished(found):
        return redirect("applications:pay", case.pk)
    if found.state == PaymentState.OPEN and found.gateway == gateways.Bank.name:
        return redirect("applications:bank", found.pk)
    answer = render(request, "applications/paying.html", {"case": case, "payment": found})
    # Works without a script; a link on the page does the same.
    answer["Refresh"] = str(_LOOK_AGAIN_SECONDS)
    return answer


@enrolled_required
@require_POST
def stop(request: HttpRequest, payment: UUID) -> HttpResponse:
    """Give up a try to pay, then say what became of it."""
    try:
        payments.stop(owner=user_of(request), payment_id=payment, at=clock.now())
    except payments.NoSuchPayment:
        raise Http404 from None
    except payments.CannotPayNow as refusal:
        return errors.error_page(request, UNAVAILABLE, text=str(refusal))
    return redirect("applications:paying", payment)


@main_page
@require_http_methods(["GET", "HEAD", "POST"])
def waiver(request: HttpRequest, key: UUID) -> HttpResponse:
    """Explain what asking to pay no fee means; on POST send the application without it."""
    case = queries.case_of(user_of(request), key)
    if case.status != Status.SIGNED_UNPAID:
        return redirect(_elsewhere(case) or "applications:pay", key)
    form = read_form(request, WaiverForm)
    if form.is_valid():
        return _ask_waiver(request, case, form.cleaned_data["text"])
    context = {
        "case": case,
        "program": programs.get(case.program),
        "fee_total": fees.total(payments.lines(user_of(request), case)),
        "days": petitions.days_to_pay(clock.today()).days,
        "toggle_form": "waiver",
    }
    return render_form(request, "applications/waiver.html", context, form)


def _ask_waiver(request: HttpRequest, case: Case, text: str) -> HttpResponse:
    try:
        fee_waivers.ask(owner=user_of(request), case_id=case.pk, text=text, at=clock.now())
    except payments.BeingPaid as refusal:
        return _page(request, case, refusal, CONFLICT)
    except (
        payments.TooLateToPay,
        payments.NotSigned,
        submission.ChangedMeanwhile,
        submission.NotReady,
        CannotAdvance,
        DossierBusy,
    ) as refusal:
        return render(request, "applications/sign_again.html", {"key": case.pk, "reason": refusal}, status=CONFLICT)
    return redirect("applications:receipt", case.pk)


@main_page
@require_POST
def reopen(request: HttpRequest, key: UUID) -> HttpResponse:
    """Open a signed application for a change; the signature does not count any more."""
    try:
        payments.reopen(owner=user_of(request), case_id=key, at=clock.now())
    except (payments.BeingPaid, CannotAdvance) as refusal:
        return render(request, "applications/sign_again.html", {"key": key, "reason": refusal}, status=CONFLICT)
    return redirect("applications:tasks", key)


@require_POST
def message(request: HttpRequest, gateway: str) -> HttpResponse:
    """Take a gateway's message; it proves its origin by itself."""
    try:
        is_known = payments.receive(gateway, request.body, request.headers, at=clock.now())
    except (gateways.Forged, UnreadablePostError, RawPostDataException):
        # A form with parts was taken apart before this; no gateway sends one.
        return JsonResponse({"error": "not proven"}, status=BAD_REQUEST)
    except LookupError:
        raise Http404 from None
    return JsonResponse({}, status=200 if is_known else NOT_FOUND)
