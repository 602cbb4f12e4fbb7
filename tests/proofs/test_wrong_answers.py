"""A wrong answer of every kind is kept, shown back as it was typed, marked, and stands in the way of sending."""

import html
import json
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from accounts.models import User
from applications import programs, queries
from applications.choices import Status
from applications.models import Case
from applications.program_kit import questions
from applications.services import drafts
from mycic import clock
from tests.proofs import every_kind

pytestmark = pytest.mark.django_db
NAMES = [question.name for question in every_kind.QUESTIONS]
# A page of choices shows only what can be chosen; the answer stands on the check page.
_CHOSEN = {"sure", "colour", "colours", "country", "listed"}


@pytest.fixture
def case(applicant: User, monkeypatch: pytest.MonkeyPatch) -> Case:
    monkeypatch.setitem(programs._PROGRAMS, every_kind.PROGRAM.code, every_kind.PROGRAM)
    return drafts.start(owner=applicant, program=every_kind.PROGRAM.code, at=clock.now())


def address(name: str, case: Case, language: str, *args: str) -> str:
    with translation.override(language):
        return reverse(f"applications:{name}", args=[case.pk, *args])


def stored(case: Case, name: str) -> Any:
    draft = queries.opened(Case.objects.select_related("dossier").get(pk=case.pk))
    return draft.entries["all"][name]["v"]


def texts(values: dict[str, object]) -> list[str]:
    """Return what a person typed, box by box."""
    flat = [each for value in values.values() for each in (value if isinstance(value, list) else [value])]
    return [str(each) for each in flat if each]


def shown(page: str) -> str:
    """Return the texts and values of a page as a person sees them."""
    return html.unescape(page)


def test_every_kind_of_question_is_tried() -> None:
    kinds = {getattr(questions, name) for name in questions.__all__ if name[0].isupper()}
    kinds = {kind for kind in kinds if isinstance(kind, type) and issubclass(kind, questions.Question)}
    tried = {type(question) for question in (*every_kind.QUESTIONS, every_kind.GROUP)}
    assert kinds - {questions.Question} == tried
    assert set(every_kind.WRONG) == set(every_kind.RIGHT) == set(NAMES)


@pytest.mark.requirement("R3.62")
@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("name", NAMES)
def test_a_wrong_answer_stays_and_stands_in_the_way(
    applicant_client: Client, case: Case, name: str, language: str
) -> None:
    wrong = every_kind.WRONG[name]
    url = address("page", case, language, "all", name)
    answer = applicant_client.post(url, wrong | {"version": "0"})
    assert answer.status_code == 422
    _assert_kept(case, name, wrong)
    for page in (answer, applicant_client.get(url)):
        _assert_shown_and_marked(page.content.decode(), name, wrong)
    check = applicant_client.get(address("check", case, language)).content.decode()
    assert f'href="{url}#id_{name}"' in check
    # A ticked "yes" is shown as the word of the page's language; everything typed is shown as it is.
    assert all(text in shown(check) for text in texts(wrong) if text != "yes")
    refused = applicant_client.post(address("sign_start", case, language))
    assert refused["Location"] == address("check", case, language)
    assert Case.objects.get().status == Status.DRAFT
    right = applicant_client.post(url, every_kind.RIGHT[name] | {"version": "1"})
    assert right.status_code == 302
    assert f'#id_{name}"' not in applicant_client.get(address("check", case, language)).content.decode()


def _assert_kept(case: Case, name: str, wrong: dict[str, object]) -> None:
    kept = stored(case, name)
    values = kept.values() if isinstance(kept, dict) else kept if isinstance(kept, list) else [kept]
    assert [each for each in values if each] == texts(wrong)


def _assert_shown_and_marked(page: str, name: str, wrong: dict[str, object]) -> None:
    if name not in _CHOSEN:
        assert all(text in shown(page) for text in texts(wrong))
    assert re.search(rf'href="#id_{name}(_0)?"', page), "the summary leads to the field"
    assert re.search(r'aria-invalid="true"|mc-field--error|mc-error', page)


@pytest.mark.requirement("R3.62")
def test_a_wrong_answer_in_a_row_is_kept_and_leads_to_its_row(applicant_client: Client, case: Case) -> None:
    row = address("row", case, "en", "all", "rows", "0123abcd")
    typed: dict[str, object] = {}
    for wrong in every_kind.WRONG.values():
        typed |= wrong
    answer = applicant_client.post(row, typed | {"version": "0"})
    assert answer.status_code == 422
    (kept,) = stored(case, "rows")
    flat = json.dumps(kept, ensure_ascii=False)
    assert all(json.dumps(text, ensure_ascii=False)[1:-1] in flat for text in texts(typed))
    again = shown(applicant_client.get(row).content.decode())
    for name in set(NAMES) - _CHOSEN:
        assert all(text in again for text in texts(every_kind.WRONG[name])), name
    assert f'href="{row}"' in applicant_client.get(address("check", case, "en")).content.decode()
