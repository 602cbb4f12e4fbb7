"""Goes through a self-assessment as a visitor, up to the result code."""

import re
from datetime import date, timedelta
from typing import Any

from applications import programs
from tests.journeys.applying import OK, today
from tests.journeys.filling import answer
from tests.journeys.traveller import Traveller

_CODE = re.compile(r"[A-Z]{2} \d{3} \d{3} \d{4}")


def _day(day: date) -> dict[str, str]:
    return {"d": str(day.day), "m": str(day.month), "y": str(day.year)}


def _common(on: date) -> dict[str, Any]:
    return {
        "in_canada": "yes",
        "date_of_birth": _day(date(1999, 4, 17)),
        "citizenship": "NGA",
        "status": "student",
        "status_expiry": _day(on + timedelta(days=120)),
        "passport_expiry": _day(on + timedelta(days=1500)),
        "removal_order": "no",
        "complied": "yes",
        "unauthorized": "no",
        "family": "0",
        "province": "ON",
        "biometrics": "yes",
        "lived_abroad": "no",
        "has_letter": "yes",
        "level": "bachelor",
        "has_pal": "yes",
    }


def answers(assessment: str) -> dict[str, Any]:
    """Return answers that lead to the application of a self-assessment."""
    on = today()
    own: dict[str, dict[str, Any]] = {
        "study-permit-first": {
            "status": "worker",
            "has_ground": "yes",
            "study_from": _day(on + timedelta(days=60)),
            "study_to": _day(on + timedelta(days=900)),
            "tuition": "18000",
            "funds": "60000",
        },
        "study-permit-extension": {"same_program": "yes", "completed": "no", "stopped": "no"},
        "work-permit": {
            "status": "worker",
            "works_as_student": "no",
            "has_ground": "yes",
            "graduated": "no",
            "wp_type": "lmia",
            "has_lmia_or_offer": "yes",
            "lmia_expiry": _day(on + timedelta(days=150)),
        },
        "post-graduate-work": {
            "has_completion": "yes",
            "completion_letter_date": _day(on - timedelta(days=30)),
            "previous_pgwp": "no",
            "sp_expiry": _day(on + timedelta(days=120)),
            "credential": "bachelor",
            "program_length_months": "24",
            "school_eligible": "yes",
            "full_time_all": "yes",
            "half_away": "no",
            "sp_application_date": _day(date(2024, 5, 6)),
            "field_group": "stem",
            "clb_lowest": "8",
            "language_test_date": _day(on - timedelta(days=200)),
        },
        "eligibility-verification": {"school_takes_part": "yes", "verification_held": "none", "consents": "yes"},
        "family-member": {
            "relationship": "spouse",
            "status": "visitor",
            "member_wish": ["work"],
            "principal_basis": "worker",
            "principal_permit_expiry": _day(on + timedelta(days=600)),
            "principal_teer": "1",
        },
        "verification-transfer": {
            "holds": "verification",
            "school_takes_part": "yes",
            "last_day_old": _day(on - timedelta(days=40)),
            "program_start": _day(on - timedelta(days=10)),
            "full_time_new": "yes",
            "open_transfer": "no",
            "consents": "yes",
        },
        "off-campus-work": {
            "school_takes_part": "yes",
            "months_full_time": "8",
            "full_time_now": "yes",
            "good_standing": "yes",
            "excluded": "no",
            "kept_permit": "no",
            "verification_held": "here",
        },
        "visitor-extension": {
            "last_entry_date": _day(on - timedelta(days=300)),
            "stay_to": _day(on + timedelta(days=300)),
            "visit_reason": "family",
            "wants_work": "no",
            "wants_long_study": "no",
            "has_means": "yes",
        },
        "restoration": {
            "status": "lost",
            "status_expiry": _day(on - timedelta(days=20)),
            "lost_status_kind": "student",
            "loss_cause": "expired",
            "restore_as": "visitor",
        },
    }
    return _common(on) | own[assessment]


def check(visitor: Traveller, assessment: str) -> str:
    """Answer every page of a self-assessment, read the result, and return the code to take along."""
    answer_all(visitor, assessment)
    visitor.press("main form[action*='/keep/'] button, main form[action*='/conserver/'] button")
    found = _CODE.search(visitor.text)
    assert found is not None, visitor.text
    assert visitor.cookies_set == 0
    return found[0]


def answer_all(visitor: Traveller, assessment: str) -> None:
    """Answer every page of a self-assessment as a visitor; ends on a result that says yes."""
    said = answers(assessment)
    pages = {page.key: page for page in programs.assessment(assessment)[1].pages}
    visitor.go("applications:assess", assessment)
    while visitor.page.locator("main input[name=page]").count():
        key = visitor.page.locator("main input[name=page]").get_attribute("value")
        answer(visitor, pages[str(key)].questions, said)
        assert visitor.press() == OK, visitor.text
    assert visitor.page.locator("main .mc-panel[data-tone=success]").count() == 1, visitor.text
    assert visitor.cookies_set == 0
