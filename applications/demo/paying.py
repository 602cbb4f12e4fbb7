"""Pay for a signed application at the sandbox gateway, as its page would."""

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.urls import reverse

from applications import queries
from applications.choices import PaymentState
from applications.gateways.sandbox import Behaviour
from applications.models import Case, Payment
from applications.program_kit import fees
from applications.services import payments, sandbox

if TYPE_CHECKING:
    from accounts.models import User


def begin(owner: "User", case_id: UUID, *, at: datetime) -> Payment:
    """Start to pay what is due."""
    total = fees.total(payments.lines(owner, queries.case_of(owner, case_id)))
    payments.begin(owner=owner, case_id=case_id, shown=total, return_to=_page, language="en", at=at)
    return Payment.objects.get(application__cases=case_id, state=PaymentState.OPEN)


def _page(payment_id: UUID) -> str:
    return reverse("applications:paying", args=[payment_id])


def pay(owner: "User", case_id: UUID, *, at: datetime, behaviour: Behaviour = Behaviour.APPROVE) -> Case:
    """Pay what is due, let the gateway behave as asked, and do what the money makes happen at once."""
    payment = begin(owner, case_id, at=at)
    sandbox.press(UUID(str(payment.gateway_id)), behaviour, at=at)
    payments.came_back(owner=owner, payment_id=payment.pk, at=at)
    return queries.case_of(owner, case_id)
