"""What was paid for an application, what is due, and what went back."""

from datetime import datetime

from django.db.models import QuerySet

from applications.models import Case, Payment, SignedRecord


def of_application(case: Case) -> QuerySet[Payment]:
    """Return every try to pay for a case's application, the newest first, with its lines and refunds."""
    rows = Payment.objects.filter(application=case.application_id).order_by("-started_at")
    return rows.select_related("settlement").prefetch_related("charges", "settlement__refunds")


def paid_for(case: Case) -> Payment | None:
    """Return the payment that sent a case's application; None where no fee was due."""
    return of_application(case).filter(settlement__used_at__isnull=False).first()


def last_try(case: Case) -> Payment | None:
    """Return the newest try to pay for a case's application."""
    return of_application(case).first()


def pay_until(case: Case) -> datetime:
    """Return until when a signed case can be paid for."""
    return SignedRecord.objects.only("pay_until").get(case=case).pay_until
