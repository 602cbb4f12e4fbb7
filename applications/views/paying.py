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
from applications import gateways, queries
from applications.choices import PaymentState, Status
from applications.letters.paper import Language
from applications.models import Payment
from applications.program_kit import fees
from applications.queries import payments as paid
from applications.services import payments, submission
from applications.views.common import main_page, open_draft, user_of, whole_of
from applications.workflow import CannotAdvance
from mycic import clock
from mycic.exceptions import DomainError
from mycic.stepup import fresh_second_step_required
from mycic.views import errors

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
    if case.submitted_at is not None:
        return redirect("applications:receipt", key)
    if case.status != Status.SIGNED_UNPAID:
        return redirect("applications:check", key)
    if request.method == "POST":
        return _begin(request, key)
    return _page(request, key)


def _begin(request: HttpRequest, key: UUID) -> HttpResponse:
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
        return _page(request, key, refusal, CONFLICT)
    except payments.CannotPayNow as refusal:
        return _page(request, key, refusal, UNAVAILABLE)
    return redirect(url)


def _amount(text: str) -> Decimal | None:
    """Return the total that the page showed; None for what is no amount."""
    try:
        return Decimal(text[:_AMOUNT_LENGTH])
    except InvalidOperation:
        return None


def _page(request: HttpRequest, key: UUID, refusal: DomainError | None = None, status: int = 200) -> HttpResponse:
    draft = open_draft(request, key, to_change=False)
    lines = whole_of(request, key, to_change=False).fee_lines
    last = paid.last_try(draft.case)
    context = {
        "case": draft.case,
        "program": draft.program,
        "fee_lines": lines,
        "fee_total": fees.total(lines),
        "pay_until": paid.pay_until(draft.case),
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
    if case.submitted_at is not None:
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
