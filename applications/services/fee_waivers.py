"""Ask to pay no fee: the application is sent at once, so that its day counts, and an officer answers about the fee."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from applications import queries
from applications.choices import Action, PetitionKind, Status
from applications.models import Case, Petition
from applications.services import payments, submission
from applications.workflow import CannotAdvance
from privacy import ledger
from privacy.services import dossiers

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from accounts.models import User


def ask(*, owner: User, case_id: UUID, text: str, at: datetime) -> Case:
    """Send what was signed without its fee, and ask to pay none; a second press changes nothing.

    Args:
        owner: the applicant.
        case_id: their main case, which was signed.
        text: why, in the person's words.
        at: now: the legal time of filing.

    Raises:
        NoSuchCase: not theirs, or gone.
        NotSigned: it was opened again.
        BeingPaid: a payment is not finished.
        TooLateToPay, ChangedMeanwhile: the signature does not count any more; the draft is open again.
        CannotAdvance, DossierBusy, DossierDestroyed: it cannot be sent.
    """
    case = queries.main_case(owner, case_id)
    if case.submitted_at is not None:
        return case
    if case.status != Status.SIGNED_UNPAID:
        raise payments.NotSigned
    if payments.open_payment(case, at) is not None:
        raise payments.BeingPaid
    payments.record_to_pay(owner, case, at)
    actor = ledger.Actor.person(owner)
    row = Petition(pk=uuid.uuid4(), case=case, kind=PetitionKind.WAIVE_FEE, asked_at=at)
    dossiers.unlock(case.dossier).write(row, "said", {"text": text})

    def along() -> None:
        row.save(force_insert=True)
        ledger.record("petition.made", dossier=case.dossier_id, actor=actor, at=at, petition=row.pk)

    try:
        return submission.send_kept(case, action=Action.SUBMIT_UNPAID, actor=actor, at=at, issued_at=at, along=along)
    except (CannotAdvance, submission.NotReady):
        first = queries.case_of(owner, case_id)
        if first.submitted_at is None:
            raise
        return first
