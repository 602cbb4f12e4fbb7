"""Complete and consistent answers of fictional people, one set for each program."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

_SCHOOL = "Maple River University (sample)"


def sample_answers(today: date, program: str = "study-permit-extension") -> dict[str, Any]:
    """Return complete and consistent answers of a fictional person, as they would type them.

    Args:
        today: the day on which the answers hold together.
        program: code of the program that is applied for.
    """
    soon = _day(today + timedelta(days=120))
    person = {**_about(soon), **_in_canada(soon), **_FUNDS, **_life(), **_background()}
    return person | _OF_PROGRAM[program](today)


def _day(day: date) -> dict[str, str]:
    return {"d": str(day.day), "m": str(day.month), "y": str(day.year)}


def _month(month: int, year: int) -> dict[str, str]:
    return {"m": str(month), "y": str(year)}


def _about(soon: dict[str, str]) -> dict[str, Any]:
    return {
        "purposes": ["permit"],
        "reason": "extend_same",
        "uci": "1122334455",
        "service_language": "en",
        "correspondence_language": "en",
        "family_name": "Okafor",
        "given_name": "Amara",
        "has_other_names": "no",
        "sex": "F",
        "date_of_birth": _day(date(1999, 4, 12)),
        "birth_city": "Enugu",
        "birth_country": "NGA",
        "citizenships": [{"row": "1", "country": "NGA"}],
        "residence_country": "CAN",
        "residence_status": "student",
        "residence_from": _day(date(2024, 8, 20)),
        "residence_to": soon,
        "lived_elsewhere_5y": "no",
        "marital_status": "single",
        "previously_married": "no",
        "document_kind": "passport",
        "passport_number": "A01234567",
        "passport_country": "NGA",
        "passport_issue": _day(date(2023, 2, 1)),
        "passport_expiry": _day(date(2033, 1, 31)),
        "has_national_id": "no",
        "has_us_pr": "no",
    }


def _in_canada(soon: dict[str, str]) -> dict[str, Any]:
    return {
        "mail_street_no": "25",
        "mail_street": "Maple Street",
        "mail_city": "Ottawa",
        "mail_province": "ON",
        "mail_country": "CAN",
        "mail_postal": "K1A 0B1",
        "home_same": "yes",
        "phone_type": "cell",
        "phone_number": "613-555-0142",
        "email": "demo-applicant@example.org",
        "first_entry_date": _day(date(2024, 8, 20)),
        "first_entry_place": "Toronto Pearson airport",
        "original_purpose": "study",
        "last_entry_date": _day(date(2024, 8, 20)),
        "last_entry_place": "Toronto Pearson airport",
        "current_document_kind": "sp",
        "current_document_no": "F123456789",
        "current_document_issue": _day(date(2024, 8, 20)),
        "current_document_expiry": soon,
        "complied": "yes",
        "has_pending_application": "no",
        "travel_outside_planned": "no",
        "gave_biometrics": "yes",
        "biometrics_date": _day(date(2024, 6, 3)),
        "had_medical_exam": "no",
        "native_language": "ig",
        "official_languages": "en",
        "language_test_taken": "no",
    }


def _studies(today: date) -> dict[str, Any]:
    return {
        "dli_number": "O19376943122",
        "school_name": _SCHOOL,
        "school_address": "1 University Road",
        "school_city": "Ottawa",
        "school_province": "ON",
        "level": "bachelor",
        "field_of_study": "Computer science",
        "study_mode": "full_time",
        "distance_share": "0",
        "study_from": _day(date(2024, 9, 3)),
        "study_to": _day(today + timedelta(days=400)),
        "requested_to": _day(today + timedelta(days=480)),
        "letter_date": _day(today - timedelta(days=20)),
        "conditional_letter": "no",
        "tuition": "18000",
        "room_board": "12000",
        "other_costs": "2000",
        "prior_study_canada": "no",
        "also_work_permit": "no",
        "current_dli": _SCHOOL,
        "current_program": "Computer science",
        "current_level": "bachelor",
        "academic_standing": "good",
        "expected_completion": _day(today + timedelta(days=380)),
        "terms": [
            {
                "row": "1",
                "from": _day(date(2024, 9, 3)),
                "to": _day(today),
                "load": "full_time",
                "credits": "60",
                "result": "All courses passed",
            }
        ],
        "reason_extension": "My program takes one more year, and my permit ends before its last term.",
        "worked_in_canada": "no",
        "add_work_remark": "no",
    }


def _first_studies(today: date) -> dict[str, Any]:
    start = today + timedelta(days=60)
    return _studies(today) | {
        "study_ground": "work_permit",
        "residence_status": "worker",
        "current_document_kind": "wp",
        "current_document_no": "U123456789",
        "study_from": _day(start),
        "study_to": _day(start + timedelta(days=900)),
        "requested_to": {},
        "pal_exempt": "no",
        "pal_number": "ON-2026-123456",
        "pal_issue": _day(today - timedelta(days=40)),
        "pal_expiry": _day(today + timedelta(days=140)),
    }


def _visit(today: date) -> dict[str, Any]:
    return {
        "last_entry_date": _day(today - timedelta(days=300)),
        "visit_reason": "family",
        "visit_reason_text": "My sister had a baby in October. I help her at home until the child goes to daycare.",
        "stay_to": _day(today + timedelta(days=300)),
        "visits_somebody": "yes",
        "visiting_people": [
            {
                "row": "1",
                "name": "Ifeoma Okafor",
                "relationship": "Sister",
                "address": "25 Maple Street, Ottawa",
                "status": "pr",
                "phone": "613-555-0143",
            }
        ],
        "accommodation": "host",
        "accommodation_address": "25 Maple Street, Ottawa",
        "departure_plan": "I fly home to Enugu in the last week of my stay.",
        "medical_insurance": "yes",
        "short_course": "no",
    }


def _work(today: date) -> dict[str, Any]:
    return {
        "work_reason": "same_employer",
        "residence_status": "worker",
        "current_document_kind": "wp",
        "current_document_no": "U123456789",
        "conditions_text": "Not valid for employment in businesses related to the sex trade.",
        "wp_type": "lmia",
        "employer_name": "Rideau Software (sample)",
        "employer_address": "100 Elgin Street, Ottawa ON K1P 5K8",
        "work_province": "ON",
        "work_city": "Ottawa",
        "work_address": "100 Elgin Street",
        "job_title": "Software developer",
        "noc_code": "21232",
        "job_duties": "I write and test the programs that the clients of the firm use.",
        "wage": "42.50",
        "wage_unit": "hour",
        "hours_week": "37",
        "lmia_number": "8123456",
        "lmia_expiry": _day(today + timedelta(days=150)),
        "pnp_nominee": "no",
        "licence_required": "no",
        "work_from": _day(today + timedelta(days=121)),
        "work_to": _day(today + timedelta(days=850)),
        "public_health_job": "no",
        "union_dispute": "no",
    }


def _graduate(today: date) -> dict[str, Any]:
    return {
        "dli_number": "O19376943122",
        "school_name": _SCHOOL,
        "school_city": "Ottawa",
        "school_province": "ON",
        "credential": "bachelor",
        "program_name": "Computer science",
        "cip_code": "11.0101",
        "flight_school": "no",
        "program_start": _day(date(2024, 9, 3)),
        "program_end": _day(today - timedelta(days=40)),
        "completion_letter_date": _day(today - timedelta(days=30)),
        "program_length_months": "24",
        "distance_share": "0",
        "terms": [
            {"row": "1", "from": _day(date(2024, 9, 3)), "to": _day(date(2025, 4, 30)), "load": "full_time"},
            {"row": "2", "from": _day(date(2025, 5, 1)), "to": _day(today - timedelta(days=40)), "load": "part_time"},
        ],
        "has_second_program": "no",
        "transfer_credits": "no",
        "sp_application_date": _day(date(2024, 5, 6)),
        "sp_number": "F123456789",
        "sp_expiry": _day(today + timedelta(days=120)),
        "language_test_taken": "yes",
        "language_test": [
            {
                "row": "1",
                "test": "celpip",
                "date": _day(today - timedelta(days=200)),
                "report_no": "C-2231",
                "reading": "9",
                "writing": "8",
                "listening": "9",
                "speaking": "8",
            }
        ],
        "clb_lowest": "8",
        "previous_pgwp": "no",
        "gac_funding": "no",
        "public_health_job": "no",
    }


def _campus(today: date) -> dict[str, Any]:
    return {
        "institution": "O19376943122",
        "student_id": "300412889",
        "program_name": "Computer science",
        "credential": "bachelor",
        "program_start": _day(today - timedelta(days=440)),
        "program_end": _day(today + timedelta(days=600)),
        "sp_number": "F123456789",
        "sp_expiry": _day(today + timedelta(days=500)),
    }


def _off_campus(today: date) -> dict[str, Any]:
    return {
        **_campus(today),
        "evn": "EV 3004 1288 9",
        "full_time_now": "yes",
        "months_full_time": "8",
        "scheduled_breaks": "yes",
        "breaks": [{"row": "1", "from": _day(today + timedelta(days=160)), "to": _day(today + timedelta(days=280))}],
        "work_from": _day(today + timedelta(days=30)),
        "work_to": _day(today + timedelta(days=110)),
        "public_health_job": "no",
        "gives_back": "yes",
    }


def _verification(today: date) -> dict[str, Any]:
    return {
        **_campus(today),
        "full_time_now": "yes",
        "full_time_periods": [{"row": "1", "from": _day(today - timedelta(days=250)), "to": {}}],
        "scholarship_kinds": ["none"],
        "previous_permit": "no",
        "consent_exchange": "yes",
        "consent_report_ineligible": "yes",
        "consent_surrender": "yes",
    }


def _transfer(today: date) -> dict[str, Any]:
    return {
        **_campus(today),
        "evn": "F987654321",
        "reason_transfer": "transfer",
        "old_institution": "O19376943122",
        "old_student_id": "300412889",
        "last_day_old": _day(today - timedelta(days=40)),
        "institution": "O19283746551",
        "student_id": "20261144",
        "program_start": _day(today - timedelta(days=10)),
        "full_time_new": "yes",
        "sp_updated": "yes",
        "consent_release": "yes",
        "consent_share": "yes",
    }


def _restoration(today: date) -> dict[str, Any]:
    lost = _day(today - timedelta(days=20))
    return _visit(today) | lost_status(today, days=20) | {"restore_as": "visitor", "residence_to": lost}


def lost_status(today: date, *, days: int) -> dict[str, Any]:
    """Return what somebody answers who lost status by a number of days ago and asks for restoration."""
    lost = today - timedelta(days=days)
    return {
        "current_document_expiry": _day(lost),
        "residence_to": _day(lost),
        "lost_status_kind": "student",
        "status_loss_date": _day(lost),
        "loss_cause": "expired",
        "activity_since_loss": [{"row": "1", "kind": "home", "from": _day(lost), "to": {}, "details": ""}],
        "worked_or_studied_after": "no",
        "loss_explanation": "I was in hospital when my permit ended and could not send the forms before the last day.",
    }


_FUNDS: dict[str, Any] = {
    "funds_available": "52000",
    "expenses_paid_by": "myself",
    "funds_evidence_kinds": ["cad_account"],
}


def _member(today: date) -> dict[str, Any]:
    """Return what is answered for a partner who asks to stay as a visitor."""
    return family_member("spouse", "Chidi", date(1997, 2, 3)) | _visit(today)


def family_member(relationship: str, given_name: str, born: date) -> dict[str, Any]:
    """Return what is answered for any member of the family, to be completed by what this person asks for.

    Args:
        relationship: to the main person, as in the question.
        given_name: of this person.
        born: date of birth.
    """
    partner = {"lives_together": "yes", "marital_status": "married", "relationship_date": _day(date(2021, 6, 12))}
    spouse = {"spouse_family_name": "Okafor", "spouse_given_name": "Amara", "spouse_is_citizen_pr": "no"}
    child = {"custody": "both", "other_parent_agrees": "yes", "parent_in_canada": "yes"}
    return {
        "relationship": relationship,
        "given_name": given_name,
        "date_of_birth": _day(born),
        "sex": "M",
        "member_wish": ["visit"],
        "residence_status": "visitor",
        "original_purpose": "family",
        "current_document_kind": "vr",
        "passport_number": f"B{born:%Y%m%d}",
        **(partner | spouse if relationship in {"spouse", "cl_partner"} else child),
    }


_OF_PROGRAM: dict[str, Callable[[date], dict[str, Any]]] = {
    "study-permit": _first_studies,
    "study-permit-extension": _studies,
    "work-permit": _work,
    "post-graduate-work": _graduate,
    "off-campus-work": _off_campus,
    "eligibility-verification": _verification,
    "verification-transfer": _transfer,
    "visitor-extension": _visit,
    "restoration": _restoration,
    "family-member": _member,
}


def _life() -> dict[str, Any]:
    student = {"kind": "student", "occupation": "Student"}
    here = {"employer_or_school": _SCHOOL, "city": "Ottawa", "country": "CAN", "province": "ON"}
    home = {"employer_or_school": "Enugu School", "city": "Enugu", "country": "NGA", "province": ""}
    return {
        "has_postsecondary": "no",
        "highest_level": "secondary",
        "activities": [
            {"row": "1", "from": _month(9, 2024), "to": {}, **student, **here},
            {"row": "2", "from": _month(4, 2017), "to": _month(8, 2024), **student, **home},
        ],
        "family_members": [
            _parent("mother", "Ngozi", 1970, "Teacher"),
            _parent("father", "Emeka", 1968, "Driver"),
        ],
        "no_spouse_declaration": "yes",
        "no_children_declaration": "yes",
        "rep_action": "none",
        "advised_by_other": {"a": "no", "x": ""},
    }


def _parent(relationship: str, name: str, year: int, occupation: str) -> dict[str, Any]:
    return {
        "row": relationship,
        "relationship": relationship,
        "family_name": "Okafor",
        "given_name": name,
        "native_name": "",
        "date_of_birth": _day(date(year, 5, 1)),
        "birth_country": "NGA",
        "marital_status": "married_present",
        "deceased": "no",
        "address": "12 Hill Road, Enugu",
        "occupation": occupation,
        "accompanies": "no",
    }


def _background() -> dict[str, Any]:
    clean = ("tb", "medical", "overstay", "refused", "criminal", "military", "organization", "government")
    return {
        **{f"bg_{name}": {"a": "no", "x": ""} for name in (*clean, "ill_treatment")},
        "bg_applied_before": {"a": "yes", "x": "I asked for my first study permit in 2024. It was approved."},
    }
