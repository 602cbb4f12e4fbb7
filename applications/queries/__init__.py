"""Reads for screens and services: ``cases`` for everybody, ``desk`` for officers."""

from applications.queries.cases import (
    CARDS,
    Draft,
    Entry,
    NoSuchCase,
    Overview,
    case_of,
    conversation_titles,
    discarded,
    draft_of,
    entry_values,
    listed,
    locked_draft,
    open_programs,
    opened,
    overview,
    own_cases,
)

__all__ = [
    "CARDS",
    "Draft",
    "Entry",
    "NoSuchCase",
    "Overview",
    "case_of",
    "conversation_titles",
    "discarded",
    "draft_of",
    "entry_values",
    "listed",
    "locked_draft",
    "open_programs",
    "opened",
    "overview",
    "own_cases",
]
