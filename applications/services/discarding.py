"""Delete a draft, and bring it back within the day; the case and what its application shares go together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from applications import queries
from applications.choices import UNSENT
from applications.models import Case
from applications.services.drafts import NotADraft
from privacy import ledger
from privacy.services import retention

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from accounts.models import User


def discard(*, owner: User, case_id: UUID, at: datetime) -> Case:
    """Hide a draft for a day, then it is shredded.

    Raises:
        NoSuchCase: not theirs, or gone.
        NotADraft: it was sent.
        TooLate: it expired meanwhile.
    """
    with transaction.atomic():
        case = queries.case_of(owner, case_id)
        if case.status not in UNSENT:
            raise NotADraft
        retention.discard([case.dossier, case.application.shared_dossier], actor=ledger.Actor.person(owner), at=at)
    return case


def take_back(*, owner: User, case_id: UUID, at: datetime) -> Case:
    """Bring a deleted draft back within the day.

    Raises:
        NoSuchCase: not theirs, or shredded.
        TooLate: the day is over.
    """
    with transaction.atomic():
        hidden = Case.objects.filter(pk=case_id, owner=owner, dossier__discarded_at__isnull=False)
        case = hidden.select_related("dossier", "application__shared_dossier").first()
        if case is None:
            raise queries.NoSuchCase
        retention.take_back([case.dossier, case.application.shared_dossier], actor=ledger.Actor.person(owner), at=at)
    return case
