"""Self-assessment: what a visitor sees, that nothing is kept, and the code that brings it into a draft."""

import re
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from accounts import queries as people
from accounts.models import User
from applications import programs, queries
from applications.forms.answers import filled
from applications.models import Case, SavedResult
from applications.program_kit.screening import SelfAssessment
from applications.services import results
from mycic import clock, references
from mycic.crypto import tokens

pytestmark = pytest.mark.django_db
BORN = date(1992, 2, 3)
STATE = re.compile(r'name="state" value="([^"]+)"')
PAGE = re.compile(r'name="page" value="([^"]+)"')


def typed(day: date) -> dict[str, str]:
    return {"d": str(day.day), "m": str(day.month), "y": str(day.year)}


def good(born: date = BORN) -> dict[str, Any]:
    today = clock.today()
    return {
        "in_canada": "yes",
        "date_of_birth": typed(born),
        "citizenship": "NGA",
        "status": "visitor",
        "status_expiry": typed(today + timedelta(days=60)),
        "passport_expiry": typed(today + timedelta(days=2000)),
        "removal_order": "no",
        "complied": "yes",
        "unauthorized": "no",
        "family": "0",
        "province": "ON",
        "biometrics": "yes",
        "lived_abroad": "no",
        "last_entry_date": typed(today - timedelta(days=30)),
        "stay_to": typed(today + timedelta(days=160)),
        "visit_reason": "family",
        "wants_work": "no",
        "wants_long_study": "no",
        "has_means": "yes",
    }


def url(name: str, code: str = "visitor-extension", language: str = "en") -> str:
    with translation.override(language):
        return reverse(f"applications:{name}", args=[code] if name != "assessment" else [])


def words(answer: Any) -> str:
    return unescape(" ".join(answer.content.decode().replace("\u00a0", " ").split()))


def boxes(assessment: SelfAssessment, key: str, answers: dict[str, Any]) -> dict[str, Any]:
    page = next(page for page in assessment.pages if page.key == key)
    asked = {name: value for name, value in answers.items() if name in {question.name for question in page.questions}}
    return {"page": key, **filled(page.questions, asked)}


def walk(client: Client, answers: dict[str, Any], code: str = "visitor-extension", language: str = "en") -> Any:
    """Answer page by page until there is no page left; return the last answer."""
    assessment = programs.assessment(code)[1]
    there = url("assess", code, language)
    answer = client.get(there)
    for _step in range(40):
        html = answer.content.decode()
        page = PAGE.search(html)
        if page is None or answer.status_code != 200:
            return answer
        state = STATE.search(html)
        assert state is not None
        answer = client.post(there, {"state": state[1], **boxes(assessment, page[1], answers)})
        assert not answer.cookies
    raise AssertionError("the questions do not end")


def rows() -> int:
    return sum(model._default_manager.count() for model in apps.get_models() if model._meta.managed)


@pytest.mark.requirement("R1.9", "R1.12")
@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_visitor_reads_what_fits_and_leaves_nothing(visitor: Client, language: str) -> None:
    before = rows()
    answer = walk(visitor, good(), language=language)
    page = words(answer)
    with translation.override(language):
        assert f"{gettext('You can apply')}" in page
        assert gettext("Proof of financial support") in page
        assert gettext("Longer stay as a visitor") in page
    assert ("$100.00" if language == "en" else "100,00") in page
    assert rows() == before
    assert not answer.cookies
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.requirement("R1.9")
def test_no_query_is_made_for_a_visitor_and_the_first_page_may_be_kept(visitor: Client) -> None:
    for name in ("assessment", "assess", "program"):
        visitor.get(url(name))
        with CaptureQueriesContext(connection) as caught:
            answer = visitor.get(url(name))
        assert len(caught) == 0
        assert answer.status_code == 200
        assert not answer.cookies
        assert answer["Cache-Control"].startswith("public") is (name != "assess")


@pytest.mark.requirement("R1.9")
@pytest.mark.parametrize(
    ("changes", "verdict", "reason"),
    [
        ({"status": "citizen"}, "You do not need this permit", "Citizens, permanent residents and registered Indians"),
        ({"in_canada": "no"}, "You must apply from outside Canada", "You must be in Canada to use this application."),
        ({"wants_work": "yes"}, "Another application fits better", "A visitor may not work."),
        ({"removal_order": "yes"}, "You do not seem to be eligible", "You are under a removal order."),
    ],
)
def test_each_verdict_has_its_reason_and_its_source(
    visitor: Client, changes: dict[str, str], verdict: str, reason: str
) -> None:
    page = words(walk(visitor, good() | changes))
    assert verdict in page
    assert reason in page
    assert re.search(r"Where this stands: IRP[AR] s\. ", page)


@pytest.mark.requirement("R1.12")
def test_somebody_outside_canada_is_asked_no_more_and_offered_nothing(visitor: Client) -> None:
    first = {name: value for name, value in good().items() if name in {"date_of_birth", "citizenship", "status"}}
    page = words(walk(visitor, first | {"in_canada": "no"}))
    assert "You must apply from outside Canada" in page
    assert "Get a result code" not in page


def test_the_day_on_which_restoration_ends_is_named(visitor: Client) -> None:
    lost = clock.today() - timedelta(days=20)
    answers = good() | {
        "status": "lost",
        "status_expiry": typed(lost),
        "lost_status_kind": "visitor",
        "loss_cause": "expired",
        "restore_as": "visitor",
    }
    page = words(walk(visitor, answers, "restoration"))
    assert "You can apply, and ask to have your status restored" in page
    assert f'datetime="{(lost + timedelta(days=90)).isoformat()}"' in page
    assert "Restoration of status" in page


def test_a_wrong_answer_is_told_at_its_place_and_kept(visitor: Client) -> None:
    there = url("assess")
    state = STATE.search(visitor.get(there).content.decode())
    assert state is not None
    wrong = good() | {"date_of_birth": {"d": "31", "m": "2", "y": "1990"}}
    assessment = programs.assessment("visitor-extension")[1]
    answer = visitor.post(there, {"state": state[1], **boxes(assessment, "in-canada", wrong)})
    assert answer.status_code == 422
    assert "enter a date that exists" in words(answer)
    assert 'value="31"' in answer.content.decode()


def test_back_and_change_show_what_was_answered(visitor: Client) -> None:
    there = url("assess")
    last = walk(visitor, good())
    state = STATE.search(last.content.decode())
    assert state is not None
    changed = visitor.post(there, {"state": state[1], "show": "in-canada"})
    assert f'value="{BORN.year}"' in changed.content.decode()
    second = visitor.post(there, {"state": state[1], "show": "status-expiry"})
    assert second.status_code == 200
    back = visitor.post(there, {"state": state[1], "page": "status-expiry", "back": "1"})
    assert PAGE.search(back.content.decode())[1] == "in-canada"  # type: ignore[index]  # a page of questions
    assert visitor.post(there, {"state": state[1], "show": "nonsense"}).status_code == 404


def pages_of(code: str) -> list[str]:
    """Return the keys of every page that a self-assessment has, applying or not."""
    return [page.key for page in programs.assessment(code)[1].pages]


@pytest.mark.parametrize("code", [each.code for program in programs.all() for each in program.self_assessment])
def test_a_page_that_does_not_apply_can_be_asked_for(visitor: Client, code: str) -> None:
    state = STATE.search(visitor.get(url("assess", code)).content.decode())
    assert state is not None
    for key in pages_of(code):
        for asked in ({"show": key}, {"page": key}, {"page": key, "back": "1"}):
            assert visitor.post(url("assess", code), {"state": state[1], **asked}).status_code in {200, 422}


def test_the_language_toggle_keeps_what_was_typed(visitor: Client) -> None:
    state = STATE.search(visitor.get(url("assess")).content.decode())
    assert state is not None
    assessment = programs.assessment("visitor-extension")[1]
    sent = {"state": state[1], "switch_language": "fr", **boxes(assessment, "in-canada", good())}
    answer = visitor.post(url("assess", language="fr"), sent)
    assert answer.status_code == 200
    assert "Date de naissance" in words(answer)
    assert f'value="{BORN.year}"' in answer.content.decode()


@pytest.mark.parametrize("state", ["", "nonsense", "A" * 400])
def test_a_token_that_is_none_starts_again(visitor: Client, state: str) -> None:
    for name in ("assess", "keep_result"):
        answer = visitor.post(url(name), {"state": state, "page": "in-canada"})
        assert answer.status_code == 400
        assert "Please start again." in words(answer)


def test_a_token_does_not_last(visitor: Client) -> None:
    old = tokens.give({}, purpose="assessment", until=clock.now())
    assert visitor.post(url("assess"), {"state": old, "page": "in-canada"}).status_code == 400


def test_what_does_not_exist_is_not_found(visitor: Client) -> None:
    for name in ("assess", "program"):
        assert visitor.get(url(name, "nonsense")).status_code == 404
    assert visitor.post(url("keep_result", "nonsense")).status_code == 404


def test_answers_of_one_self_assessment_go_on_in_another(visitor: Client) -> None:
    state = STATE.search(walk(visitor, good()).content.decode())
    assert state is not None
    answer = visitor.post(url("assess", "study-permit-first"), {"state": state[1]})
    assert answer.status_code == 200
    # The common questions are answered: the first one that is asked belongs to this one.
    assert PAGE.search(answer.content.decode())[1] == "has-ground"  # type: ignore[index]  # a page of questions


@pytest.mark.requirement("R1.9", "R1.12", "R1.32")
@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_question_and_document_of_every_program_is_public(visitor: Client, language: str) -> None:
    for program in programs.all():
        page = words(visitor.get(url("program", program.code, language)))
        with translation.override(language):
            for section in program.sections:
                assert all(str(question.label) in page for question in section.questions)
            assert all(str(rule.title) in page for rule in program.documents)
            assert str(program.who) in page
            assert program.who


@pytest.mark.requirement("R1.12", "R1.31", "R1.32")
def test_the_catalogue_says_who_can_use_what_and_that_an_epass_is_needed(visitor: Client) -> None:
    page = words(visitor.get(reverse("mycic:services")))
    for program in programs.all():
        assert str(program.who) in page
        assert url("program", program.code) in page
    assert "Needs an epass" in page
    assert "Planned" in page
    assert url("assessment") in page


# The code


def kept(visitor: Client, born: date = BORN) -> str:
    state = STATE.search(walk(visitor, good(born)).content.decode())
    assert state is not None
    answer = visitor.post(url("keep_result"), {"state": state[1]})
    assert answer.status_code == 200
    code = re.search(r"[A-Z]{2} \d{3} \d{3} \d{4}", words(answer))
    assert code is not None
    assert reverse("accounts:register") in answer.content.decode()
    return code[0]


def start(client: Client, code: str) -> Any:
    return client.post(reverse("applications:start", args=["visitor-extension"]), {"result_code": code})


@pytest.fixture
def born(applicant: User) -> date:
    """The date of birth in the profile of the enrolled person."""
    return date.fromisoformat(people.profile(applicant).birth_date)


@pytest.mark.requirement("R1.9", "R1.10")
def test_a_code_fills_a_draft_after_signing_in(
    visitor: Client, applicant_client: Client, applicant: User, born: date
) -> None:
    code = kept(visitor, born)
    row = SavedResult.objects.get()
    assert code.replace(" ", "").encode() not in bytes(row.lookup) + bytes(row.box)
    assert b"NGA" not in bytes(row.box)
    answer = start(applicant_client, code)
    assert answer.status_code == 302
    case = Case.objects.get()
    draft = queries.draft_of(applicant, case.pk)
    assert draft.answers["visit_reason"] == "family"
    assert draft.answers["gave_biometrics"] == "yes"
    assert draft.answers["citizenships"] == [{"row": "1", "country": "NGA"}]
    entry = draft.entries["visit"]["visit_reason"]
    assert (entry["by"], entry["ok"]) == ("assessment", None)
    # What the profile knows goes before what a visitor typed.
    assert draft.entries["personal"]["date_of_birth"]["by"] == "profile"
    page = applicant_client.get(reverse("applications:page", args=[case.pk, "visit", "reason"]))
    assert "Some answers come from your self-assessment. Check them." in words(page)


@pytest.mark.requirement("R1.9")
@pytest.mark.parametrize("other", ["AB 123 456 7890", "x", "AB1234567890123456789"])
def test_a_wrong_code_says_so_and_starts_nothing(applicant_client: Client, other: str) -> None:
    answer = start(applicant_client, other)
    assert answer.status_code == 422
    assert "We found no result for this code and your date of birth." in words(answer)
    assert not Case.objects.exists()


@pytest.mark.requirement("R1.9")
def test_a_code_of_somebody_born_on_another_day_opens_nothing(
    visitor: Client, applicant_client: Client, born: date
) -> None:
    code = kept(visitor, born + timedelta(days=1))
    assert start(applicant_client, code).status_code == 422


@pytest.mark.parametrize(("days", "found"), [(59, True), (60, True), (61, False)])
def test_a_code_is_good_for_sixty_days(days: int, found: bool, born: date) -> None:  # noqa: FBT001 - a parameter of the test
    at = clock.now()
    result = results.keep(assessment="visitor-extension", answers=good(born), born=born, at=at)
    assert result.last_day == clock.today() + timedelta(days=60)
    later = at + timedelta(days=days)
    known: dict[str, Any] = {
        "program": "visitor-extension",
        "code": result.code,
        "born": born,
        "at": later,
        "today": clock.today() + timedelta(days=days),
    }
    results.purge(at=later)
    assert SavedResult.objects.exists() is found
    if found:
        assert results.answers_for(**known)["visit_reason"] == "family"
        return
    with pytest.raises(results.NoSuchResult):
        results.answers_for(**known)


def test_a_code_of_an_assessment_that_is_gone_opens_nothing(born: date) -> None:
    result = results.keep(assessment="gone", answers={}, born=born, at=clock.now())
    with pytest.raises(results.NoSuchResult):
        results.answers_for(
            program="visitor-extension", code=result.code, born=born, at=clock.now(), today=clock.today()
        )


def test_a_code_that_is_taken_is_not_given_again(monkeypatch: pytest.MonkeyPatch, born: date) -> None:
    first = results.keep(assessment="visitor-extension", answers={}, born=born, at=clock.now())
    fresh = [references.personal_code(), first.code]
    monkeypatch.setattr(references, "personal_code", fresh.pop)
    second = results.keep(assessment="visitor-extension", answers={}, born=born, at=clock.now())
    assert second.code != first.code
    assert not fresh


def test_trying_codes_pauses_after_ten(applicant_client: Client) -> None:
    answers = [start(applicant_client, "AB 123 456 7890").status_code for _try in range(11)]
    assert answers == [422] * 10 + [429]
    # Without a code one still starts.
    assert start(applicant_client, "").status_code == 302


def test_keeping_results_from_one_place_pauses(visitor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("applications.views.assessment._TRIES", 1)
    kept(visitor)
    state = STATE.search(walk(visitor, good()).content.decode())
    assert state is not None
    answer = visitor.post(url("keep_result"), {"state": state[1]})
    assert answer.status_code == 429
    assert SavedResult.objects.count() == 1


def test_a_result_without_a_date_of_birth_asks_for_it(visitor: Client) -> None:
    state = tokens.give({}, purpose="assessment", until=clock.now() + timedelta(hours=1))
    answer = visitor.post(url("keep_result"), {"state": state})
    assert answer.status_code == 200
    assert PAGE.search(answer.content.decode())[1] == "in-canada"  # type: ignore[index]  # a page of questions


@pytest.mark.parametrize("code", ["AB123456789", "A11234567897", "ABC234567897"])
def test_codes_of_another_shape_are_none(code: str) -> None:
    assert not references.is_personal_code(code)


def test_a_code_has_a_check_digit() -> None:
    code = references.personal_code()
    assert references.is_personal_code(code)
    other = str((int(code[-1]) + 1) % 10)
    assert not references.is_personal_code(code[:-1] + other)
