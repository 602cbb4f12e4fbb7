"""The signed answers as tables, each correction beside the answer that it corrects."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from applications.program_kit.base import AnswerBook, Facts, Section
from applications.program_kit.questions import Question
from applications.queries import Draft
from applications.queries.desk import CorrectionView


def sections(draft: Draft, facts: Facts, today: date, corrections: Sequence[CorrectionView]) -> list[dict[str, Any]]:
    """Return each section with its answered questions.

    Args:
        draft: the case, opened.
        facts: what the rules may know besides.
        today: the day of sending.
        corrections: what was corrected since.
    """
    book = draft.book(facts, today)
    by_question: dict[str, list[CorrectionView]] = {}
    for correction in corrections:
        by_question.setdefault(correction.question, []).append(correction)
    return [
        {"key": section.key, "title": section.title, "rows": rows}
        for section in draft.program.sections
        if (rows := _rows(section, book, by_question))
    ]


def _rows(section: Section, book: AnswerBook, corrected: dict[str, list[CorrectionView]]) -> list[dict[str, Any]]:
    return [
        {
            "question": question.label,
            **shown(question, book.raw(question.name)),
            "corrections": [_correction(question, each) for each in corrected.get(question.name, ())],
        }
        for question in section.questions
        if (book.shows(question.name) and book.raw(question.name)) or question.name in corrected
    ]


def _correction(question: Question, made: CorrectionView) -> dict[str, Any]:
    return {"id": made.id, **shown(question, made.now), "why": made.why, "at": made.made_at, "seen_at": made.seen_at}


def shown(question: Question, raw: object) -> dict[str, Any]:
    """Return an answer for reading; a repeated group as one small list a row."""
    groups = question.groups(raw)
    return {"text": "" if groups else question.show(raw), "groups": groups}
