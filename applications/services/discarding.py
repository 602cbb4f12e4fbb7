"""Delete a draft, and bring it back within the day.

The main case takes its whole application with it; a member of the family goes alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from applications import queries
from applications.models import Case
from applications.services import drafts
from privacy import ledger
from privacy.services import dossiers, retention

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from accounts.models import User
    from privacy.models import Dossier


def discard(*, owner: User, case_id: UUID, at: datetime) -> Case:
    """Hide a draft for a day, then it is shredded; a second press changes nothing.

    Raises:
        NoSuchCase: not theirs, or gone.
        NotADraft: it was sent.
        SignedAlready: it waits for its payment.
        DossierDestroyed, TooLate: it expired meanwhile.
    """
    with transaction.atomic():
        case, everybody = _drafts(owner, case_id)
        if case.dossier.discarded_at is None:
            dossiers.unlock(case.dossier)
            if not case.is_main:
                drafts.reopen(owner, case, at)
            shown = [each.dossier for each in everybody if each.dossier.discarded_at is None]
            retention.discard(_with_it(case, shown), actor=ledger.Actor.person(owner), at=at)
    return case


def take_back(*, owner: User, case_id: UUID, at: datetime) -> Case:
    """Bring a deleted draft back within the day, with everybody who was deleted with it; again, it changes nothing.

    Raises:
        NoSuchCase: not theirs, or shredded.
        NotADraft: it was sent, or the rest of its application was.
        SignedAlready: the rest of its application waits for its payment.
        TooLate: the day is over.
    """
    with transaction.atomic():
        case, everybody = _drafts(owner, case_id)
        hidden_at = case.dossier.discarded_at
        if hidden_at is not None:
            drafts.reopen(owner, case, at)
            hidden = [each.dossier for each in everybody if each.dossier.discarded_at == hidden_at]
            retention.take_back(_with_it(case, hidden), actor=ledger.Actor.person(owner), at=at)
    return case


def _with_it(case: Case, everybody: list[Dossier]) -> list[Dossier]:
    """Return the dossiers that go and come with a case."""
    return [*everybody, case.application.shared_dossier] if case.is_main else [case.dossier]


def _drafts(owner: User, case_id: UUID) -> tuple[Case, list[Case]]:
    """Return a person's draft and everybody in its application, hidden or not, held: two presses meet here."""
    application = Case.objects.filter(pk=case_id, owner=owner).values_list("application", flat=True).first()
    rows = Case.objects.select_for_update(of=("dossier", "self")).filter(application=application, owner=owner)
    everybody = queries.gated(rows.select_related("dossier__key", "application__shared_dossier").order_by("position"))
    case = next((each for each in everybody if each.pk == case_id), None)
    if case is None:
        raise queries.NoSuchCase
    for each in (everybody[0], case):
        drafts.refuse_done(each)
    if not case.is_main and everybody[0].dossier.discarded_at is not None:
        # Everything is hidden: the main case brings it back.
        raise queries.NoSuchCase
    return case, everybody
