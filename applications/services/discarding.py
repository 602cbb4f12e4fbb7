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
    """Hide a draft for a day, then it is shredded; a second press changes nothing.

    Raises:
        NoSuchCase: not theirs, or gone.
        NotADraft: it was sent.
        TooLate: it expired meanwhile.
    """
    with transaction.atomic():
        case = _locked(owner, case_id)
        if case.status not in UNSENT:
            raise NotADraft
        if case.dossier.discarded_at is None:
            retention.discard([case.dossier, case.application.shared_dossier], actor=ledger.Actor.person(owner), at=at)
    return case


def take_back(*, owner: User, case_id: UUID, at: datetime) -> Case:
    """Bring a deleted draft back within the day; a second press changes nothing.

    Raises:
        NoSuchCase: not theirs, sent, or shredded.
        TooLate: the day is over.
    """
    with transaction.atomic():
        case = _locked(owner, case_id)
        if case.status not in UNSENT:
            raise queries.NoSuchCase
        if case.dossier.discarded_at is not None:
            dossiers = [case.dossier, case.application.shared_dossier]
            retention.take_back(dossiers, actor=ledger.Actor.person(owner), at=at)
    return case


def _locked(owner: User, case_id: UUID) -> Case:
    """Return a person's own case, hidden or not; two presses wait for each other at its rows."""
    cases = Case.objects.filter(pk=case_id, owner=owner).select_for_update(of=("dossier", "self"))
    case = cases.select_related("dossier", "application__shared_dossier").first()
    if case is None:
        raise queries.NoSuchCase
    return case
