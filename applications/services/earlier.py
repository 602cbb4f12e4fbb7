"""What a person said in an application that they sent before: offered again, dated, each answer to confirm."""

from __future__ import annotations

from typing import TYPE_CHECKING

from applications import queries
from applications.program_kit import everybody
from privacy.services.dossiers import DossierDestroyed

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.models import User


def answers_of(owner: User) -> tuple[dict[str, object], datetime] | None:
    """Return what lasts of the answers in the newest application that was sent, and when that was: two queries.

    Statements that the law asks for each time, and what was asked for, are left out.

    Args:
        owner: the applicant.
    """
    sent = queries.own_cases(owner).filter(position=0, submitted_at__isnull=False).select_related("dossier__key")
    case = sent.order_by("-submitted_at").first()
    if case is None or case.submitted_at is None:
        return None
    try:
        draft = queries.opened(case)
    except DossierDestroyed:
        return None
    lasting = (draft.entries.get(key, {}) for key in everybody.LASTING)
    return {name: entry.get("v") for entries in lasting for name, entry in entries.items()}, case.submitted_at
