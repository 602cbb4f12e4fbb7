"""Tell documents which slots a case has, from its program and its answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from applications.program_kit.base import Facts
from documents.services import slots as file_slots
from mycic.formats.text import local

if TYPE_CHECKING:
    from datetime import datetime

    from applications import queries


def refresh(draft: queries.Draft, *, at: datetime) -> None:
    """Make the dossier ask for what the answers need now; safe to repeat."""
    book = draft.book(Facts(policy_set=draft.case.policy_set), local(at).date())
    rules = [
        file_slots.SlotRule(
            code=rule.code,
            title=rule.title,
            why=rule.help,
            required=rule.required(book),
            several=rule.many,
        )
        for rule in draft.program.documents
        if rule.asked(book)
    ]
    file_slots.set_required(draft.case.dossier, rules, at=at)
