"""A complete set of answers for a first study permit; tests change one thing at a time. No database."""

from datetime import date
from typing import Any

from applications import programs
from applications.program_kit.base import Facts, Program
from applications.program_kit.findings import Finding

TODAY = date(2026, 11, 23)
PROGRAM = programs.get("study-permit")
EXTENDED = programs.get("study-permit-extension")
ALL_FILES = frozenset(rule.code for program in (PROGRAM, EXTENDED) for rule in program.documents)


def d(text: str) -> dict[str, str]:
    """A date as typed into three boxes."""
    year, month, day = text.split("-")
    return {"d": day, "m": month, "y": year}


def m(text: str) -> dict[str, str]:
    """A month as typed into two boxes."""
    year, month = text.split("-")
    return {"m": month, "y": year}


def no_to(*names: str) -> dict[str, Any]:
    return {name: {"a": "no", "x": ""} for name in names}


def address(prefix: str) -> dict[str, Any]:
    return {
        f"{prefix}_street_no": "12",
        f"{prefix}_street": "Rideau Street",
        f"{prefix}_city": "Ottawa",
        f"{prefix}_province": "ON",
        f"{prefix}_country": "CAN",
        f"{prefix}_postal": "k1n5y3",
    }


ANSWERS: dict[str, Any] = {
    "purposes": ["permit"],
    "study_ground": "work_permit",
    "service_language": "en",
    "correspondence_language": "en",
    "family_name": "Okonkwo",
    "given_name": "Amara",
    "has_other_names": "no",
    "sex": "F",
    "date_of_birth": d("1999-04-17"),
    "birth_city": "Lagos",
    "birth_country": "NGA",
    "citizenships": [{"row": "a", "country": "NGA"}],
    "residence_country": "CAN",
    "residence_status": "worker",
    "residence_from": d("2024-05-01"),
    "residence_to": d("2027-04-30"),
    "lived_elsewhere_5y": "no",
    "marital_status": "single",
    "previously_married": "no",
    "document_kind": "passport",
    "passport_number": "a 1234567",
    "passport_country": "NGA",
    "passport_issue": d("2023-01-10"),
    "passport_expiry": d("2033-01-09"),
    "has_national_id": "no",
    "has_us_pr": "no",
    **address("mail"),
    "home_same": "yes",
    "phone_type": "cell",
    "phone_number": "613-555-0142",
    "email": "amara@Mail.Example",
    "first_entry_date": d("2024-05-01"),
    "first_entry_place": "Toronto Pearson",
    "original_purpose": "work",
    "last_entry_date": d("2025-08-03"),
    "last_entry_place": "Toronto Pearson",
    "current_document_kind": "wp",
    "current_document_no": "U123456789",
    "current_document_issue": d("2024-05-01"),
    "current_document_expiry": d("2027-04-30"),
    "complied": "yes",
    "has_pending_application": "no",
    "gave_biometrics": "yes",
    "biometrics_date": d("2024-03-01"),
    "had_medical_exam": "no",
    "native_language": "ig",
    "official_languages": "en",
    "language_test_taken": "no",
    "dli_number": "019376943122",
    "school_name": "Maple River University",
    "school_address": "1 River Road",
    "school_city": "Ottawa",
    "school_province": "ON",
    "level": "bachelor",
    "field_of_study": "Nursing",
    "study_mode": "full_time",
    "distance_share": "0",
    "study_from": d("2027-01-05"),
    "study_to": d("2030-04-30"),
    "letter_date": d("2026-10-01"),
    "conditional_letter": "no",
    "tuition": "20 000,00",
    "room_board": "12,000",
    "other_costs": "1500",
    "pal_exempt": "no",
    "pal_number": "ON-2026-123456",
    "pal_issue": d("2026-09-01"),
    "pal_expiry": d("2027-03-01"),
    "prior_study_canada": "no",
    "also_work_permit": "no",
    "funds_available": "60000",
    "expenses_paid_by": "myself",
    "funds_evidence_kinds": ["statements", "gic"],
    "has_postsecondary": "no",
    "highest_level": "secondary",
    "activities": [
        {
            "row": "b",
            "from": m("2016-11"),
            "to": {"m": "", "y": ""},
            "kind": "employed",
            "occupation": "Care aide",
            "city": "Lagos",
            "country": "NGA",
        }
    ],
    "family_members": [
        {
            "row": "c",
            "relationship": "mother",
            "family_name": "Okonkwo",
            "marital_status": "widowed",
            "deceased": "no",
            "date_of_birth": {"d": "", "m": "", "y": "1970"},
            "address": "5 Bay Road, Lagos",
            "accompanies": "no",
        }
    ],
    "no_spouse_declaration": "yes",
    "no_children_declaration": "yes",
    **no_to(
        "bg_tb",
        "bg_medical",
        "bg_overstay",
        "bg_refused",
        "bg_applied_before",
        "bg_criminal",
        "bg_military",
        "bg_organization",
        "bg_government",
        "bg_ill_treatment",
        "advised_by_other",
    ),
    "rep_action": "none",
}

EXTENSION: dict[str, Any] = {
    "reason": "extend_same",
    "uci": "1234-5678",
    "current_document_kind": "sp",
    "residence_status": "student",
    "current_dli": "Maple River University",
    "current_program": "Nursing",
    "current_level": "bachelor",
    "academic_standing": "good",
    "expected_completion": d("2030-04-01"),
    "terms": [
        {
            "row": "t",
            "from": d("2025-09-01"),
            "to": d("2025-12-20"),
            "load": "full_time",
            "credits": "15",
            "result": "B",
        }
    ],
    "reason_extension": "I changed my major and need three more terms to finish.",
    "worked_in_canada": "no",
    "add_work_remark": "no",
}


def findings(changes: dict[str, Any] | None = None, *, today: date = TODAY, **facts: Any) -> list[Finding]:
    """Return the findings for the complete answers with some changes; None removes an answer."""
    answers = {name: value for name, value in {**ANSWERS, **(changes or {})}.items() if value is not None}
    facts.setdefault("documents", ALL_FILES)
    return program_of(answers).findings(answers, Facts(**facts), today)


def program_of(answers: dict[str, Any]) -> Program:
    """Return the program that answers belong to: only an extension has a reason."""
    return EXTENDED if "reason" in answers else PROGRAM


def rule_ids(changes: dict[str, Any] | None = None, **facts: Any) -> set[str]:
    """Return the ids of the rules that found something."""
    return {finding.rule_id for finding in findings(changes, **facts)}
