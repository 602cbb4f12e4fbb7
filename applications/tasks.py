"""Timed work of this floor; each is one call and safe to run twice."""

from uuid import UUID

from celery import shared_task

from applications.services import (
    later_letters,
    owed_fees,
    payments,
    refunds,
    results,
    sandbox,
    school_clock,
    yearly_checks,
)
from mycic import clock


@shared_task(name="applications.purge_results")
def purge_results(**_: object) -> None:
    """Delete kept results of self-assessments whose time is over."""
    results.purge(at=clock.now())


@shared_task(name="applications.remind_schools")
def remind_schools(**_: object) -> None:
    """Remind the schools of the requests that have waited for a week."""
    school_clock.remind(at=clock.now())


@shared_task(name="applications.escalate_silent_schools")
def escalate_silent_schools(**_: object) -> None:
    """Tell officers, students and schools of the requests that have waited for two weeks."""
    school_clock.escalate(at=clock.now())


@shared_task(name="applications.check_verifications")
def check_verifications(**_: object) -> None:
    """Ask schools once a year about the students whom they confirmed, and end what schools confirmed that left."""
    yearly_checks.end_where_school_left(at=clock.now())
    yearly_checks.ask(at=clock.now())


@shared_task(name="applications.close_silent_schools")
def close_silent_schools(**_: object) -> None:
    """Close the requests that a school has not answered in time, so that the student can send a new one."""
    school_clock.close_silent(at=clock.now())


@shared_task(name="applications.remind_fees")
def remind_fees(**_: object) -> None:
    """Remind those who asked to pay no fee, have to pay it and are near the last day."""
    owed_fees.remind(at=clock.now())


@shared_task(name="applications.settle_payment")
def settle_payment(*, payment_id: str, **_: object) -> None:
    """Send the application that was paid for."""
    payments.settle(UUID(payment_id), at=clock.now())


@shared_task(name="applications.write_acknowledgement")
def write_acknowledgement(*, case_id: str, **_: object) -> None:
    """Write the letter that an application is complete."""
    later_letters.acknowledge(UUID(case_id), at=clock.now())


@shared_task(name="applications.write_receipt")
def write_receipt(*, settlement_id: str, **_: object) -> None:
    """Write the official receipt of a payment."""
    later_letters.receipt(UUID(settlement_id), at=clock.now())


@shared_task(name="applications.write_refund_notice")
def write_refund_notice(*, refund_id: str, **_: object) -> None:
    """Write the letter that money was sent back."""
    later_letters.refund_notice(UUID(refund_id), at=clock.now())


@shared_task(name="applications.send_refund")
def send_refund(*, refund_id: str, **_: object) -> None:
    """Send money back."""
    refunds.send(UUID(refund_id), at=clock.now())


@shared_task(name="applications.reconcile_payments")
def reconcile_payments(**_: object) -> None:
    """Ask the gateway about payments that it has not told us about."""
    payments.reconcile(at=clock.now())


@shared_task(name="applications.lapse_signatures")
def lapse_signatures(**_: object) -> None:
    """Open the drafts again whose signature was not paid for in time."""
    payments.lapse(at=clock.now())


@shared_task(name="applications.sandbox_message")
def sandbox_message(*, checkout: str, **_: object) -> None:
    """Let the sandbox gateway be late."""
    sandbox.tell(UUID(checkout), at=clock.now())
