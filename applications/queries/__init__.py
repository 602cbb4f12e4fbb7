"""Reads for screens and services: ``cases`` for everybody, ``desk`` for officers, ``schools`` for schools."""

from applications.queries.cases import (
    CARDS,
    CHECK,
    Draft,
    Entry,
    Listed,
    NoSuchCase,
    Overview,
    case_of,
    conversation_titles,
    discarded,
    draft_of,
    ended,
    listed,
    locked_draft,
    open_programs,
    opened,
    overview,
    own_cases,
    sections_done,
)
from applications.queries.schools import live_verification
from applications.queries.sent import waiting_of

__all__ = [
    "CARDS",
    "CHECK",
    "Draft",
    "Entry",
    "Listed",
    "NoSuchCase",
    "Overview",
    "case_of",
    "conversation_titles",
    "discarded",
    "draft_of",
    "ended",
    "listed",
    "live_verification",
    "locked_draft",
    "open_programs",
    "opened",
    "overview",
    "own_cases",
    "sections_done",
    "waiting_of",
]
