"""Answers the questions of a program through its pages, whatever kinds they are."""

from collections.abc import Mapping, Sequence
from typing import Any

from applications import programs
from applications.program_kit.questions import Question
from tests.journeys.traveller import Traveller

PROGRAM = "study-permit-extension"
_DAY = ("d", "m", "y")
_MONTH = ("m", "y")


def answer_all(traveller: Traveller, case: str, answers: Mapping[str, Any]) -> None:
    """Go through every section from its first page to the task list.

    Args:
        traveller: the applicant.
        case: the key of the draft.
        answers: question name to answer as typed; what is not named stays empty.
    """
    for section in programs.get(PROGRAM).sections:
        traveller.go("applications:tasks", case)
        link = traveller.page.locator(f"main a[href*='/{section.key}/']")
        traveller.open(str(link.first.get_attribute("href")))
        while traveller.place == "applications:page":
            answer_page(traveller, answers)
    assert traveller.place == "applications:tasks"


def answer_page(traveller: Traveller, answers: Mapping[str, Any]) -> None:
    """Answer the page that is open and go on to the next one."""
    kwargs = traveller.here.kwargs
    page = next(
        found.page(kwargs["page"]) for found in programs.get(PROGRAM).sections if found.key == kwargs["section"]
    )
    assert page is not None
    before = traveller.page.url
    if page.rows is not None:
        _add_rows(traveller, page.rows.items, answers.get(page.rows.name, ()))
    else:
        answer(traveller, page.questions, answers)
    status = traveller.press()
    assert status == 200, f"{before}: {traveller.text}"


def answer(traveller: Traveller, questions: Sequence[Question], answers: Mapping[str, Any]) -> None:
    """Type or select the answers to some questions."""
    for question in questions:
        value = answers.get(question.name)
        if value:
            _answer_one(traveller, question, value)


def _add_rows(traveller: Traveller, items: Sequence[Question], rows: Sequence[Mapping[str, Any]]) -> None:
    there = traveller.page.locator("#rows article").count()
    for row in rows[there:]:
        traveller.press("main a.mc-button[href*='/add/']")
        answer(traveller, items, row)
        status = traveller.press()
        assert status == 200, traveller.text


def _answer_one(traveller: Traveller, question: Question, value: Any) -> None:
    name = question.name
    if question.kind in {"date", "month"}:
        parts = _DAY if question.kind == "date" else _MONTH
        traveller.fill(**{f"{name}_{place}": value.get(part, "") for place, part in enumerate(parts)})
    elif question.kind == "explained":
        traveller.choose(**{name: value["a"]})
        traveller.fill(**{f"{name}_x": value["x"]})
    elif question.kind == "multi":
        for one in value:
            traveller.page.check(f"main [name='{name}'][value='{one}']")
    elif traveller.page.locator(f"main [name='{name}']:is(select, [type=radio])").count():
        traveller.choose(**{name: value})
    else:
        traveller.fill(**{name: value})
