"""The one door through which a case changes its state."""

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from applications import programs
from applications.choices import CLOSED, DECIDED, Action, Status
from applications.models import Case
from applications.workflow import permit, transfer, verification
from applications.workflow.moves import Move
from mycic.exceptions import DomainError
from privacy import ledger
from privacy.choices import DossierState
from privacy.services import dossiers

if TYPE_CHECKING:
    from privacy.choices import ActorRole

_TABLES: dict[str, tuple[Move, ...]] = {
    "permit": permit.MOVES,
    "verification": verification.MOVES,
    "transfer": transfer.MOVES,
}


#: What sends a draft and gives it its number.
_SENDING = (Action.SUBMIT, Action.SUBMIT_UNPAID)


class CannotAdvance(DomainError):
    """The case is not in a state from which this can be done, or not by this person."""

    def __init__(self) -> None:
        """Carry the one sentence that a person reads."""
        super().__init__(_("This cannot be done now. Load the page again to see where the case stands."))


def table(workflow: str = "permit") -> tuple[Move, ...]:
    """Return the lines of a workflow."""
    return _TABLES[workflow]


def may(status: str, action: Action, role: "ActorRole", *, workflow: str = "permit") -> bool:
    """Tell whether an action is open in a state for somebody in a role."""
    return _find(status, action, role, workflow) is not None


def _find(status: str, action: Action, role: "ActorRole", workflow: str) -> Move | None:
    return next(
        (move for move in table(workflow) if move.action == action and status in move.start and role in move.actors),
        None,
    )


def advance(
    case_id: UUID,
    action: Action,
    *,
    actor: ledger.Actor,
    at: datetime,
    reference: str | None = None,
    **facts: str | int | bool | UUID,
) -> Case:
    """Take a case one step further and record it; the only writer of ``Case.status``.

    Args:
        case_id: the case.
        action: what is done.
        actor: by whom, in which role.
        at: now, by the database's clock.
        reference: the number of the case; needed to send it, given once.
        facts: what the ledger remembers: ids, counts and states.

    Raises:
        CannotAdvance: the table has no such line, or somebody else was faster.
    """
    with transaction.atomic():
        case = _locked(case_id)
        move = _find(case.status, action, actor.role, programs.get(case.program).workflow) if case else None
        if case is None or move is None:
            raise CannotAdvance
        changes = _stamps(case, move, at=at, reference=reference)
        # SQLite ignores select_for_update in silence: there the compare-and-set is the lock.
        if Case.objects.filter(pk=case.pk, status=case.status).update(**changes) != 1:
            raise CannotAdvance
        _tell_dossiers(case, move)
        for name, value in changes.items():
            setattr(case, name, value)
        ledger.record(move.records, dossier=case.dossier_id, actor=actor, at=at, **facts)
    return case


def _locked(case_id: UUID) -> Case | None:
    return Case.objects.select_for_update(of=("dossier", "self")).select_related("dossier").filter(pk=case_id).first()


def _stamps(case: Case, move: Move, *, at: datetime, reference: str | None) -> dict[str, object]:
    changes: dict[str, object] = {"status": move.end, "changed_at": at}
    if move.action in _SENDING:
        if not reference:
            raise CannotAdvance
        changes |= {"submitted_at": at, "reference": reference}
    if move.end in DECIDED and case.status not in DECIDED:
        changes["decided_at"] = at
    if move.end in CLOSED and case.status not in CLOSED:
        changes["closed_at"] = at
    if move.action == Action.CORRECT:
        changes |= {"decided_at": None, "closed_at": None}
    if move.end in {Status.CONSENT_WITHDRAWN, Status.MOVED, Status.ENDED}:
        # What the school said does not count any more.
        changes["decided_at"] = None
    return changes


def _tell_dossiers(case: Case, move: Move) -> None:
    # Their state decides what documents and messaging still accept; a draft is sent by the submission itself.
    ends, reopens = move.end in CLOSED, move.action == Action.CORRECT
    if not (ends or reopens):
        return
    application = case.application
    alone = not application.cases.exclude(pk=case.pk).exclude(status__in=CLOSED).exists()
    for dossier in (case.dossier, application.shared_dossier) if alone else (case.dossier,):
        if ends and dossier.state == DossierState.SUBMITTED:
            dossiers.close(dossier)
        elif reopens and dossier.state == DossierState.CLOSED:
            dossiers.reopen(dossier)
