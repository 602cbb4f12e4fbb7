"""The two versions of a conflict travel through the browser as JSON: true to the sign, and never in another shape."""

from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from accounts.models import User
from applications.forms.answers import PageForm, filled, packed, typed, unpacked
from applications.program_kit.questions import Question, Rows
from applications.services import drafts
from mycic import clock
from tests.applications import walks
from tests.proofs.every_kind import GROUP, QUESTIONS, RIGHT, WRONG

HOSTILE = (
    '{"a": "b"}', '[{"a": 1}]', '[["x"]]', "5", "null", "true", '"x"', "[]", "{}", "", "[", "NaN", "1e999", "9" * 5000,
    '{"d": {"x": 1}, "m": ["y"]}', '{"a": {"x": 1}}', '[{"row": "a b/c", "line": "x"}]', '[{"row": {"a": 1}}]',
    '[{"row": "x", "country": {"a": 1}, "colours": [{"a": []}], "day": "1", "why": []}]', "[" * 3000,
    '"\\ud800"', '"\\u0000\\u0007"', '[{"row": "r1", "line": "\\ud800"}]', '{"__class__": "x"}',
)  # fmt: skip
EVERY: tuple[Question, ...] = (*QUESTIONS, GROUP)


def as_posted(values: dict[str, Any]) -> QueryDict:
    post = QueryDict(mutable=True)
    for name, value in values.items():
        post.setlist(name, value if isinstance(value, list) else [value])
    return post


@pytest.mark.parametrize("question", EVERY, ids=lambda question: question.name)
@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_comes_back_has_the_shape_of_its_question(question: Question, text: str) -> None:
    raw = unpacked(question, text)
    for finding in question.check(raw, required=True):
        assert finding.text
    shown = question.show(raw) + packed(raw)
    assert not any(ord(sign) < 32 for sign in shown)
    shown.encode()
    questions = question.items if isinstance(question, Rows) else (question,)
    assert PageForm(questions, filled(questions, {question.name: raw}), notice="study-permit").as_p()


@pytest.mark.django_db
@pytest.mark.parametrize("answers", [RIGHT, WRONG], ids=["right", "wrong"])
def test_what_was_typed_comes_back_as_it_was(answers: dict[str, dict[str, Any]]) -> None:
    for question in QUESTIONS:
        said = typed([question], as_posted(answers[question.name]))[question.name]
        assert unpacked(question, packed(said)) == said
    rows = [
        {
            "row": "0123abcd",
            **{each.name: typed([each], as_posted(answers[each.name]))[each.name] for each in QUESTIONS},
        }
    ]
    assert unpacked(GROUP, packed(rows)) == rows
    story = "[" * 50 + "«é»" * 30_000
    assert unpacked(QUESTIONS[1], packed(story)) == story


@pytest.mark.django_db
@pytest.mark.parametrize("text", HOSTILE)
def test_a_forged_choice_leaves_every_page_open(applicant_client: Client, applicant: User, text: str) -> None:
    case = drafts.start(owner=applicant, program=walks.PROGRAM, at=clock.now())
    for page, name in (
        ("names", "family_name"),
        ("birth", "date_of_birth"),
        ("birth", "sex"),
        ("citizenship", "citizenships"),
    ):
        here = [case.pk, "personal", page]
        forged = {f"mine_{name}": text, f"choice_{name}": "left"}
        answer = applicant_client.post(reverse("applications:choose", args=here), forged)
        assert answer.status_code == 302
        assert applicant_client.get(reverse("applications:page", args=here)).status_code == 200
    assert applicant_client.get(reverse("applications:check", args=[case.pk])).status_code == 200
