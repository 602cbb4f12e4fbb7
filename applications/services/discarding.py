"""Delete a draft, and bring it back within the day; the case and what its application shares go together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from applications import queries
from applications.choices import UNSENT, Status
from applications.models import Case
from applications.services.drafts import NotADraft, SignedAlready
from privacy import ledger
from privacy.services import dossiers, retention

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from accounts.models import User


def discard(*, owner: User, case_id: UUID, at: datetime) -> Case:
    """Hide a draft for a day, then it is shredded; a second press changes nothing.

    Raises:
        NoSuchCase: not theirs, or gone.
        NotADraft: it was sent.
        SignedAlready: it waits for its payment.
        DossierDestroyed, TooLate: it expired meanwhile.
    """
    with transaction.atomic():
        case = _draft(owner, case_id)
        if case.status == Status.SIGNED_UNPAID:
            raise SignedAlready
        if case.dossier.discarded_at is None:
            dossiers.unlock(case.dossier)
            retention.discard([case.dossier, case.application.shared_dossier], actor=ledger.Actor.person(owner), at=at)
    return case


def take_back(*, owner: User, case_id: UUID, at: datetime) -> Case:
    """Bring a deleted draft back within the day; a second press changes nothing.

    Raises:
        NoSuchCase: not theirs, or shredded.
        NotADraft: it was sent.
        TooLate: the day is over.
    """
    with transaction.atomic():
        case = _draft(owner, case_id)
        if case.dossier.discarded_at is not None:
            retention.take_back(
                [case.dossier, case.application.shared_dossier], actor=ledger.Actor.person(owner), at=at
            )
    return case


def _draft(owner: User, case_id: UUID) -> Case:
    """Return a person's draft, hidden or not, with its dossier held: two presses of one button meet here."""
    rows = Case.objects.select_for_update(of=("dossier", "self")).filter(pk=case_id, owner=owner)
    case = rows.select_related("dossier", "application__shared_dossier").first()
    if case is None:
        raise queries.NoSuchCase
    if case.status not in UNSENT:
        raise NotADraft
    return case
