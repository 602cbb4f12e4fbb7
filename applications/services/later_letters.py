"""Letters that nobody waits for on a page: written by a worker, once, after what they tell has happened."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from django.db import transaction

from applications import queries
from applications.choices import LetterKind, RefundReason
from applications.letters import issuing
from applications.letters.facts import Acknowledged, PaidLine, Receipt, RefundNotice
from applications.models import Case, Letter, Refund, Settlement
from applications.queries import desk
from applications.queries import payments as paid
from applications.services import review
from applications.services.snapshot import both
from messaging.choices import AlertKind
from messaging.services import alerts
from mycic.formats.text import local
from privacy import ledger
from privacy.choices import DossierState
from privacy.services import dossiers

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from applications.letters.issuing import Rendered


def acknowledge(case_id: UUID, *, at: datetime) -> None:
    """Write to somebody that their application is complete (L02); safe to repeat."""
    case = _sent_case(case_id)
    if case is None or case.submitted_at is None:
        return
    sent_on = local(case.submitted_at).date()
    facts = Acknowledged(
        **review.basics(case), sent_at=case.submitted_at, review_until=desk.target(case, sent_on, sent_on).day
    )
    letter = review.rendered(case, LetterKind.ACKNOWLEDGED, facts, at)
    with suppress(dossiers.DossierDestroyed), transaction.atomic():
        if _write_once(case, letter, at):
            alerts.tell(case.owner, AlertKind.LETTER, key=f"acknowledged:{case.pk}")


def receipt(settlement_id: UUID, *, at: datetime) -> None:
    """Write the official receipt of money that was used (L03); safe to repeat.

    No mail of its own tells of it: what the money did, such as sending the application, has just been told.
    """
    settled = Settlement.objects.select_related("payment").get(pk=settlement_id)
    mains = Case.objects.filter(application=settled.payment.application_id, position=0)
    case = _sent_case(mains.values_list("pk", flat=True).first())
    payment = paid.paid_for(case) if case else None
    if case is None or payment is None:
        return
    cases = queries.together(case.application_id)
    who = queries.names([each.pk for each in cases]) if len(cases) > 1 else {}
    books = paid.receipt(payment, who)
    facts = Receipt(
        **review.basics(case),
        number=str(payment.pk),
        paid_at=books.paid_at,
        lines=tuple(PaidLine(both(line.title), line.who, line.amount) for line in books.lines),
        total=books.total,
    )
    letter = review.rendered(case, LetterKind.RECEIPT, facts, at)
    with suppress(dossiers.DossierDestroyed), transaction.atomic():
        _write_once(case, letter, at)


def refund_notice(refund_id: UUID, *, at: datetime) -> None:
    """Write to somebody that money was sent back (L20); safe to repeat, nothing for a draft that was never sent."""
    refund = Refund.objects.select_related("settlement__payment").get(pk=refund_id)
    payment = refund.settlement.payment
    cases = Case.objects.filter(application=payment.application_id).order_by("position")
    case = _sent_case(refund.case_id or cases.values_list("pk", flat=True).first())
    if case is None or refund.sent_at is None or refund.letter_id:
        return
    facts = RefundNotice(
        **review.basics(case),
        number=str(payment.pk),
        amount=refund.amount,
        reason=both(RefundReason(refund.reason).label),
        sent_on=local(refund.sent_at).date(),
    )
    letter = review.rendered(case, LetterKind.REFUND, facts, at)
    with suppress(dossiers.DossierDestroyed), transaction.atomic():
        _hold(case)
        row = Refund.objects.get(pk=refund.pk)
        if row.letter_id is None:
            row.letter = issuing.store(case, letter, at=at, actor=ledger.Actor.system())
            row.save(update_fields=["letter"])
            alerts.tell(case.owner, AlertKind.LETTER, key=f"refund:{case.pk}:{refund.reason}")


def _sent_case(case_id: UUID | None) -> Case | None:
    cases = Case.objects.select_related("dossier__key", "application__shared_dossier__key", "owner")
    cases = cases.filter(submitted_at__isnull=False).exclude(dossier__state=DossierState.DESTROYED)
    return cases.filter(pk=case_id).first() if case_id else None


def _hold(case: Case) -> None:
    """Hold a case, its dossier first, as whoever sends or decides does: so two never wait for each other.

    Whoever holds it writes; the next one finds the letter.
    """
    Case.objects.select_for_update(of=("dossier", "self")).select_related("dossier").get(pk=case.pk)


def _write_once(case: Case, letter: Rendered, at: datetime) -> bool:
    """Keep a letter unless the case has one of its kind; tell whether it was kept."""
    _hold(case)
    if Letter.objects.filter(case=case, kind=letter.kind).exists():
        return False
    issuing.store(case, letter, at=at, actor=ledger.Actor.system())
    return True
