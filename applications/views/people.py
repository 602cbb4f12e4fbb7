"""From whom the answers of a page can be taken."""

from typing import Any

from applications import queries
from applications.program_kit.base import Page


def copies(draft: queries.Draft, page: Page) -> list[dict[str, Any]]:
    """Return the people of the application from whom the answers of a page can be taken: two queries, none alone."""
    if draft.case.is_main:
        return []
    others = [case for case in queries.together(draft.case.application_id) if case.pk != draft.case.pk]
    asked = {question.name for question in page.questions}
    return [
        {"id": other.case.pk, "who": other.who}
        for other in queries.opened_all(others)
        if other.who and any(other.answers.get(name) for name in asked)
    ]
