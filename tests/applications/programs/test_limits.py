"""The study permit at its limits: the 90 days of restoration, being in Canada, and each answer that is missing."""

from typing import Any

import pytest

from applications.choices import FindingLevel
from applications.demo.answers import lost_status
from applications.program_kit.base import Facts
from applications.program_kit.screening import Outcome
from applications.program_kit.study_assessment import EXTENSION, FIRST_PERMIT
from tests.applications.programs import complete
from tests.applications.programs.complete import ANSWERS, PROGRAM, TODAY, findings
from tests.applications.programs.test_self_assessment import GOOD


def lost(days: int) -> dict[str, Any]:
    """Answers of somebody who lost their status so many days ago and asks for it back."""
    return {"purposes": ["permit", "restore"], **lost_status(TODAY, days=days)}


@pytest.mark.requirement("R1.19")
@pytest.mark.parametrize("days", [1, 89, 90])
def test_status_can_be_restored_within_ninety_days_of_its_loss(days: int) -> None:
    assert [found.text for found in findings(lost(days)) if found.blocks] == []


@pytest.mark.requirement("R1.19")
@pytest.mark.parametrize("days", [91, 365])
def test_after_ninety_days_restoration_is_refused_with_the_reason(days: int) -> None:
    (refusal,) = [found for found in findings(lost(days)) if found.rule_id == "X04b"]
    assert (refusal.level, refusal.blocks) == (FindingLevel.ERROR, True)
    assert "More than 90 days have passed since you lost your status." in refusal.text


@pytest.mark.requirement("R1.12")
@pytest.mark.parametrize("assessment", [FIRST_PERMIT, EXTENSION])
def test_these_permits_are_for_people_in_canada(assessment: Any) -> None:
    result = assessment.assess({**GOOD, "in_canada": "no"}, Facts(), TODAY)
    assert result.decision.outcome == Outcome.OUTSIDE_CANADA
    (found,) = [found for found in findings({"residence_country": "USA"}) if found.rule_id == "X03"]
    assert found.blocks


def required() -> list[str]:
    """Return the questions that the complete answers answer and that may not stay empty."""
    book = PROGRAM.book(ANSWERS, Facts(), TODAY)
    questions = [question for section in PROGRAM.sections for question in section.questions]
    return [each.name for each in questions if each.name in ANSWERS and each.shown(book) and each.required(book)]


@pytest.mark.requirement("R3.46")
@pytest.mark.parametrize("name", required())
def test_each_required_answer_that_is_missing_is_flagged_once_and_leads_to_its_field(name: str) -> None:
    missing = [found for found in findings({name: None}) if found.rule_id == "missing" and name in found.fields]
    assert [found.fields for found in missing] == [(name,)]
    assert missing[0].blocks
    assert name in PROGRAM.places


def test_many_answers_are_required() -> None:
    assert len(required()) > 50
    assert complete.findings() == []
