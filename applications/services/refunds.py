"""Send money back: what did not send an application, and what the rules give back (domain/permits 6)."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction

from applications import gateways
from applications.choices import OWING, RefundReason, RefundState, Status
from applications.models import Case, Charge, Refund, Settlement
from applications.program_kit import fees
from mycic import jobs
from privacy import ledger

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

#: The right to hold an open work permit: it goes back when no permit is issued (IRPR s. 303.2(3)).
OPEN_PERMIT_HOLDER = "F03"
#: With these reasons every fee of a person goes back.
_WHOLE_FEE = (RefundReason.RETURNED, RefundReason.NOT_STARTED, RefundReason.CANCELLED)
#: Why the fee goes back of a case that ended while it was not paid.
_NEVER_WORKED_ON = {
    Status.WITHDRAWN: RefundReason.NOT_STARTED,
    Status.RETURNED: RefundReason.RETURNED,
    Status.CANCELLED: RefundReason.CANCELLED,
}
_NOT_STARTED = (*OWING, Status.SUBMITTED, Status.COMPLETENESS_CHECK)


def give_back(
    settlement: Settlement, reason: RefundReason, amount: Decimal, *, at: datetime, of: Case | None = None
) -> None:
    """Owe a refund and have it sent; the same reason gives back once.

    Args:
        settlement: the money that arrived.
        reason: why it goes back.
        amount: in Canadian dollars; nothing happens for nothing.
        at: now.
        of: whose fee it is, where not the whole payment goes back.
    """
    if amount <= 0:
        return
    with transaction.atomic():
        refund, is_new = Refund.objects.get_or_create(
            settlement=settlement, reason=reason, case=of, defaults={"amount": amount, "asked_at": at}
        )
        if not is_new:
            return
        case = of or Case.objects.filter(application=settlement.payment.application_id).order_by("position").first()
        if case is not None:
            ledger.record(
                "payment.refund_due",
                dossier=case.dossier_id,
                actor=ledger.Actor.system(),
                at=at,
                payment=str(settlement.payment_id),
                reason=str(reason),
            )
        if not gateways.named(settlement.payment.gateway).refunds_by_hand:
            jobs.enqueue("applications.send_refund", key=f"refund:{refund.pk}", refund_id=str(refund.pk))


def send(refund_id: UUID, *, at: datetime) -> None:
    """Have the gateway send a refund; safe to repeat.

    Raises:
        Unreachable: the gateway does not answer; the job tries again.
    """
    refund = Refund.objects.select_related("settlement__payment").get(pk=refund_id)
    if refund.state == RefundState.SENT:
        return
    payment = refund.settlement.payment
    gateways.named(payment.gateway).refund(str(payment.gateway_id), refund.amount, key=refund.pk)
    note_sent(refund.pk, at=at)


@transaction.atomic
def note_sent(refund_id: UUID, *, at: datetime) -> bool:
    """Note that money was sent back, and have that told; tell whether it was not noted before."""
    due = Refund.objects.filter(pk=refund_id, state=RefundState.DUE)
    if due.update(state=RefundState.SENT, sent_at=at) != 1:
        return False
    jobs.enqueue("applications.write_refund_notice", key=f"refund-notice:{refund_id}", refund_id=str(refund_id))
    return True


def after_return(case: Case, *, at: datetime) -> None:
    """Give back every fee of a case that was returned as incomplete (IRPR s. 12)."""
    _give_back(case, RefundReason.RETURNED, None, at)


def where_not_started(case: Case, *, at: datetime) -> None:
    """Give back every fee of a case that ended before anybody worked on it; nothing for one that goes on."""
    reason = _NEVER_WORKED_ON.get(Status(case.status))
    if reason is not None:
        _give_back(case, reason, None, at)


def after_cancelling(case: Case, *, at: datetime) -> None:
    """Give back every fee of a case that the desk cancelled: it was not needed, or was our error."""
    _give_back(case, RefundReason.CANCELLED, None, at)


def after_refusal(case: Case, *, at: datetime) -> None:
    """Give back what is only due for a permit that is issued, after a case ended without one (IRPR s. 303.2(3))."""
    _give_back(case, RefundReason.NOT_ISSUED, (OPEN_PERMIT_HOLDER,), at)


def after_withdrawal(case: Case, *, was: str, at: datetime) -> None:
    """Give back every fee while work had not begun, later only what is due for a permit that is issued.

    Args:
        case: the case that was withdrawn.
        was: where it stood before.
        at: now.
    """
    if was in _NOT_STARTED:
        _give_back(case, RefundReason.NOT_STARTED, None, at)
    else:
        after_refusal(case, at=at)


@transaction.atomic
def _give_back(case: Case, reason: RefundReason, codes: Collection[str] | None, at: datetime) -> None:
    paid = Settlement.objects.filter(payment__application=case.application_id, used_at__isnull=False)
    # Held, because what goes back for one person depends on who went before.
    settlement = paid.select_for_update().first()
    if settlement is None:
        return
    charges = list(Charge.objects.filter(payment=settlement.payment_id))
    gone = set(settlement.refunds.filter(reason__in=_WHOLE_FEE).exclude(case=case).values_list("case_id", flat=True))
    if codes is None:
        amount = fees.share([(line.case_id, line.code, line.amount) for line in charges], case.pk, gone)
    else:
        amount = sum((line.amount for line in charges if line.case_id == case.pk and line.code in codes), Decimal(0))
    give_back(settlement, reason, amount, at=at, of=case)
