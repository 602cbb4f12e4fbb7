"""Whatever a program says about odd answers, it points at a question or a document that the program has."""

from datetime import timedelta
from typing import Any

import pytest

from applications import programs
from tests.applications.programs.asking import TODAY, Asked, d

FAR, NEAR, PAST = d(TODAY + timedelta(days=9000)), d(TODAY), d(TODAY - timedelta(days=9000))
CODES = [program.code for program in programs.all()]


def odd_answers(asked: Asked) -> list[dict[str, Any]]:
    """Return sets of answers that are each wrong in another way."""
    dates = [name for name, value in asked.answers.items() if isinstance(value, dict) and "y" in value]
    texts = [name for name, value in asked.answers.items() if isinstance(value, str)]
    yes_no = [name for name in texts if asked.answers[name] in {"yes", "no"}]
    return [
        dict.fromkeys(asked.answers),
        *[dict.fromkeys(dates, day) for day in (FAR, NEAR, PAST, {"d": "31", "m": "2", "y": "2026"})],
        dict.fromkeys(yes_no, "yes"),
        dict.fromkeys(yes_no, "no"),
        {name: {"yes": "no", "no": "yes"}[asked.answers[name]] for name in yes_no},
        dict.fromkeys(texts, "0"),
        dict.fromkeys(texts, "x" * 5000),
        *[{name: None} for name in asked.answers],
        *[{name: {"yes": "no", "no": "yes"}[asked.answers[name]]} for name in yes_no],
    ]


@pytest.mark.parametrize("code", CODES)
def test_every_finding_names_a_place_of_its_program(code: str) -> None:
    asked = Asked(code)
    known = set(asked.program.places) | {f"document:{rule.code}" for rule in asked.program.documents}
    seen = 0
    for changes in odd_answers(asked):
        for documents in (asked.files, frozenset()):
            found = asked.findings(changes, documents=documents)
            seen += len(found)
            astray = {(each.rule_id, name) for each in found for name in each.fields if name not in known}
            assert not astray, changes
            assert all("{" not in each.text for each in found)
    assert seen > len(asked.answers)
