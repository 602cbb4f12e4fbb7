"""From whom the answers of a page, or a file, can be taken."""

from typing import Any

from applications import queries
from applications.models import Case
from applications.program_kit.base import Page
from documents import queries as files


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


def file_copies(case: Case, wanted: list[files.SlotView]) -> list[dict[str, Any]]:
    """Return the files of the other people of an application that fit an empty place here: none for one person alone.

    Args:
        case: whose documents are shown.
        wanted: what is asked for there.
    """
    others = [each for each in queries.together(case.application_id) if each.pk != case.pk]
    if not others:
        return []
    empty = {slot.code: slot for slot in wanted if slot.can_add and not slot.files}
    who = queries.names([each.pk for each in others])
    rooms = files.rooms([each.dossier for each in others])
    return [
        {
            "slot": empty[slot.code].id,
            "title": slot.title,
            "file": file.id,
            "name": file.name,
            "who": who.get(each.pk, ""),
        }
        for each in others
        for slot in rooms[each.dossier_id].slots
        if slot.code in empty
        for file in slot.files
        if file.is_ready
    ]
