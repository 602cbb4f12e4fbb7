"""Every rule of the study permit, one change at a time; no database."""

from datetime import date
from typing import Any

import pytest
from django.utils import translation

from applications.choices import FindingLevel
from applications.demo.answers import lost_status
from applications.program_kit import fees, tables
from applications.program_kit.base import Facts, Page, Program, Section
from applications.program_kit.conditions import NEVER
from applications.program_kit.mrz import check_digit
from applications.program_kit.questions import TextLine
from tests.applications.programs.complete import (
    ANSWERS,
    EXTENSION,
    PROGRAM,
    TODAY,
    address,
    d,
    findings,
    m,
    program_of,
    rule_ids,
)


def test_complete_answers_have_no_findings() -> None:
    assert [finding.text for finding in findings()] == []


def test_a_complete_extension_has_no_findings() -> None:
    assert [finding.text for finding in findings(EXTENSION)] == []


def row(**values: Any) -> list[dict[str, Any]]:
    return [{"row": "x", **values}]


def breach(kind: str, end: str) -> dict[str, Any]:
    rows = row(kind=kind, details="what happened", **{"from": d("2026-01-01"), "to": d(end)})
    return {"complied": "no", "conditions_breached": rows}


TODAY_TYPED = {"d": str(TODAY.day), "m": str(TODAY.month), "y": str(TODAY.year)}
EXPIRED = {"current_document_expiry": d("2026-10-01"), "residence_to": d("2026-10-01")}
LOST = date(2026, 10, 1)
RESTORE = {"purposes": ["permit", "restore"], **lost_status(TODAY, days=(TODAY - LOST).days)}
LONG_AGO = lost_status(TODAY, days=91)
MRZ_2 = "A12345676" + "4" + "NGA" + "990417" + "0" + "F" + "330109" + "8" + "<" * 14 + "0" + "0"

CASES: list[tuple[str, dict[str, Any], dict[str, Any], str, FindingLevel]] = [
    ("X01", {"purposes": ["restore"], **lost_status(TODAY, days=0)}, {}, "purposes", FindingLevel.ERROR),
    ("X02", {"citizenships": row(country="CAN")}, {}, "citizenships", FindingLevel.ERROR),
    ("X02", {"residence_status": "pr"}, {}, "residence_status", FindingLevel.ERROR),
    ("G03", {"citizenships": [*row(country="NGA"), *row(country="NGA")]}, {}, "citizenships", FindingLevel.ERROR),
    ("X03", {"residence_country": "USA"}, {}, "residence_country", FindingLevel.ERROR),
    ("X03", {"last_entry_date": d("2027-01-01")}, {}, "residence_country", FindingLevel.ERROR),
    ("X04a", EXPIRED, {}, "purposes", FindingLevel.WARNING),
    ("X04b", {"current_document_expiry": d("2026-08-24")}, {}, "current_document_expiry", FindingLevel.WARNING),
    ("X04b", RESTORE | LONG_AGO, {}, "current_document_expiry", FindingLevel.ERROR),
    ("X05", {"current_document_expiry": d("2026-12-01")}, {}, "current_document_expiry", FindingLevel.WARNING),
    ("X06", {"first_entry_date": d("1990-05-01")}, {}, "first_entry_date", FindingLevel.ERROR),
    ("X06", {"last_entry_date": d("2020-05-01")}, {}, "last_entry_date", FindingLevel.ERROR),
    ("X06", {"passport_issue": d("2027-05-01")}, {}, "passport_issue", FindingLevel.ERROR),
    ("X06", {"passport_issue": d("1990-05-01")}, {}, "passport_issue", FindingLevel.ERROR),
    ("X06", {"passport_issue": d("2034-05-01")}, {}, "passport_issue", FindingLevel.ERROR),
    ("X06", {"current_document_issue": d("2028-05-01")}, {}, "current_document_issue", FindingLevel.ERROR),
    ("X06", {"letter_date": d("2028-05-01")}, {}, "letter_date", FindingLevel.ERROR),
    ("X06", {"pal_issue": d("2027-05-01")}, {}, "pal_expiry", FindingLevel.ERROR),
    ("G03", {"date_of_birth": d("1890-05-01")}, {}, "date_of_birth", FindingLevel.ERROR),
    (
        "X07",
        {"passport_expiry": d("2027-01-09"), "study_to": d("2026-12-30"), "study_from": d("2026-12-01")},
        {},
        "current_document_expiry",
        FindingLevel.WARNING,
    ),
    ("X08", {"date_of_birth": d("2009-04-17")}, {}, "date_of_birth", FindingLevel.WARNING),
    (
        "X08b",
        {
            "date_of_birth": d("2012-04-17"),
            "parent_in_canada": "no",
            "custodian_names": "Jo",
            "custodian_address": "1 Main",
            "custodian_phone": "613-555-0142",
            "custodian_status": "citizen",
        },
        {},
        "custodian_names",
        FindingLevel.FLAG,
    ),
    ("X09", {}, {"profile": {"family_name": "Okafor"}}, "family_name", FindingLevel.WARNING),
    ("X09", {}, {"profile": {"date_of_birth": "1999-04-18"}}, "date_of_birth", FindingLevel.WARNING),
    ("X10", {"passport_expiry": d("2026-01-09")}, {}, "passport_expiry", FindingLevel.ERROR),
    (
        "X10",
        {"passport_expiry": d("2026-01-09"), "citizenships": row(country="USA")},
        {},
        "passport_expiry",
        FindingLevel.WARNING,
    ),
    ("X11", {"passport_expiry": d("2030-05-01")}, {}, "passport_expiry", FindingLevel.WARNING),
    ("X12", {"mrz_1": "P<NGAOKONKWO<<AMARA".ljust(44, "<"), "mrz_2": MRZ_2}, {}, "mrz_1", FindingLevel.WARNING),
    ("X12a", {"mrz_1": "P<NGA", "mrz_2": ""}, {}, "mrz_1", FindingLevel.WARNING),
    ("X13", {"gave_biometrics": "no"}, {}, "gave_biometrics", FindingLevel.WARNING),
    ("X13b", {"biometrics_date": {"d": "", "m": "", "y": "2018"}}, {}, "biometrics_date", FindingLevel.WARNING),
    ("X14a", {"study_from": d("2028-01-05")}, {}, "study_from", FindingLevel.WARNING),
    ("X14", {"requested_to": d("2026-01-05")}, {}, "requested_to", FindingLevel.ERROR),
    ("X16", breach("work_no_auth", "2026-08-01"), {}, "conditions_breached", FindingLevel.FLAG),
    ("X16", RESTORE | breach("work_no_auth", "2026-08-01"), {}, "conditions_breached", FindingLevel.ERROR),
    ("X17", RESTORE | breach("not_enrolled", "2026-08-01"), {}, "conditions_breached", FindingLevel.ERROR),
    ("X06", breach("employer", "2025-08-01"), {}, "conditions_breached", FindingLevel.ERROR),
    ("G8", breach("employer", "2026-02-01"), {}, "complied", FindingLevel.FLAG),
    ("X18", {"travel_outside_planned": "yes"}, {}, "travel_outside_planned", FindingLevel.WARNING),
    ("X19", {}, {"open_programs": frozenset({"study-permit"})}, "purposes", FindingLevel.WARNING),
    ("X19", {}, {"open_programs": frozenset({"work-permit"})}, "purposes", FindingLevel.WARNING),
    ("X20", {"activities": [{**ANSWERS["activities"][0], "from": m("2018-01")}]}, {}, "activities", FindingLevel.ERROR),
    ("X20", {"activities": [{**ANSWERS["activities"][0], "to": m("2026-01")}]}, {}, "activities", FindingLevel.ERROR),
    ("X06", {"activities": [{**ANSWERS["activities"][0], "from": m("2027-01")}]}, {}, "activities", FindingLevel.ERROR),
    ("X21", {"mail_province": "QC"}, {}, "mail_postal", FindingLevel.WARNING),
    ("X21a", {"dli_number": "O19111222333"}, {}, "school_province", FindingLevel.WARNING),
    ("G07", {"mail_postal": "12345"}, {}, "mail_postal", FindingLevel.ERROR),
    ("G07", {"home_same": "no", **address("home"), "home_country": "FRA"}, {}, "home_country", FindingLevel.ERROR),
    (
        "X22",
        {"school_province": "Québec", "caq_number": "AB123456", "caq_from": d("2026-01-01"), "caq_to": d("2026-12-01")},
        {},
        "caq_to",
        FindingLevel.WARNING,
    ),
    (
        "X22b",
        {"school_province": "QC", "caq_number": "AB123456", "caq_from": d("2026-01-01"), "caq_to": d("2028-12-01")},
        {},
        "caq_to",
        FindingLevel.WARNING,
    ),
    ("X23", {"dli_number": "O19999999999"}, {}, "dli_number", FindingLevel.WARNING),
    ("X23", {"dli_number": "O19777888999"}, {}, "dli_number", FindingLevel.WARNING),
    ("X23", {"dli_number": "O19000111222"}, {}, "dli_number", FindingLevel.WARNING),
    ("X24", {"study_to": d("2026-12-30")}, {}, "study_to", FindingLevel.ERROR),
    ("X24a", {"study_from": d("2026-09-05")}, {}, "study_from", FindingLevel.WARNING),
    ("X24b", {"study_to": d("2027-04-20")}, {}, "study_to", FindingLevel.WARNING),
    ("X25", {"pal_expiry": d("2026-11-01")}, {}, "pal_expiry", FindingLevel.WARNING),
    (
        "X25",
        {"pal_exempt": "yes", "pal_exempt_reason": "in_canada_ground"},
        {},
        "pal_exempt_reason",
        FindingLevel.WARNING,
    ),
    ("X26", {"tuition": "0"}, {}, "tuition", FindingLevel.WARNING),
    ("X27", {"also_work_permit": "yes", "also_work_kind": "coop"}, {}, "also_work_kind", FindingLevel.WARNING),
    (
        "X30",
        {
            "marital_status": "common_law",
            "relationship_date": d("2026-01-05"),
            "spouse_family_name": "Obi",
            "spouse_is_citizen_pr": "no",
        },
        {},
        "relationship_date",
        FindingLevel.WARNING,
    ),
    ("X40", {"funds_available": "30000"}, {}, "funds_available", FindingLevel.WARNING),
    ("X40b", {"funds_available": "3000"}, {}, "funds_available", FindingLevel.FLAG),
    ("X45", {"requested_to": d("2030-12-31")}, {}, "requested_to", FindingLevel.WARNING),
    ("P01", {"study_mode": "part_time"}, {}, "study_mode", FindingLevel.WARNING),
    ("D04a", {"letter_date": d("2026-01-01")}, {}, "letter_date", FindingLevel.WARNING),
    ("P01-1", {"study_ground": "none"}, {}, "study_ground", FindingLevel.WARNING),
    ("P02-1", {"current_document_kind": "sp"}, {}, "current_document_kind", FindingLevel.WARNING),
    ("P02-1", EXTENSION | {"current_document_kind": "wp"}, {}, "current_document_kind", FindingLevel.WARNING),
    (
        "G06",
        {"has_us_pr": "yes", "us_pr_number": "1", "us_pr_expiry": d("2020-01-01")},
        {},
        "us_pr_expiry",
        FindingLevel.WARNING,
    ),
    (
        "G11",
        {"family_members": [{**ANSWERS["family_members"][0], "date_of_birth": d("1990-01-01")}]},
        {},
        "family_members",
        FindingLevel.WARNING,
    ),
    (
        "G11a",
        {"family_members": [{**ANSWERS["family_members"][0], "address": ""}]},
        {},
        "family_members",
        FindingLevel.ERROR,
    ),
    ("G11b", {"no_children_declaration": "no"}, {}, "no_children_declaration", FindingLevel.ERROR),
    ("G12", {"bg_criminal": {"a": "yes", "x": "A long enough explanation."}}, {}, "bg_criminal", FindingLevel.FLAG),
    (
        "P02-w",
        EXTENSION
        | {
            "worked_in_canada": "yes",
            "jobs": row(employer="Cafe", hours="30", hours_break="40", **{"from": d("2025-09-01")}),
        },
        {},
        "jobs",
        FindingLevel.FLAG,
    ),
    (
        "P02-4",
        EXTENSION
        | {"terms": [*EXTENSION["terms"], {**EXTENSION["terms"][0], "from": d("2026-09-01"), "to": d("2026-11-01")}]},
        {},
        "terms",
        FindingLevel.WARNING,
    ),
    ("X06", EXTENSION | {"expected_completion": d("2030-06-01")}, {}, "study_to", FindingLevel.ERROR),
]


@pytest.mark.requirement("R3.63")
@pytest.mark.parametrize(
    ("rule_id", "changes", "facts", "field", "level"), CASES, ids=[f"{c[0]}-{c[3]}" for c in CASES]
)
def test_a_rule_speaks_up(
    rule_id: str, changes: dict[str, Any], facts: dict[str, Any], field: str, level: FindingLevel
) -> None:
    found = [f for f in findings(changes, **facts) if f.rule_id == rule_id and f.fields[0] == field]
    assert [f.level for f in found][:1] == [level]
    for language in ("en", "fr"):
        with translation.override(language):
            assert "{" not in found[0].text
    assert all(name in program_of(ANSWERS | changes).places for name in found[0].fields)


def test_previous_relationships_end_before_the_present_one() -> None:
    rows = row(
        family="Obi", type="married", date_of_birth={"y": "1990"}, **{"from": d("2015-01-01"), "to": d("2022-01-01")}
    )
    married = {
        "marital_status": "married",
        "relationship_date": d("2020-01-05"),
        "spouse_family_name": "Eze",
        "spouse_is_citizen_pr": "no",
        "previously_married": "yes",
        "previous_relationships": rows,
    }
    assert "G04" in rule_ids(married)
    backwards = row(
        family="Obi", type="married", date_of_birth={"y": "1990"}, **{"from": d("2015-01-01"), "to": d("2012-01-01")}
    )
    assert "X06" in rule_ids(married | {"previous_relationships": backwards})


@pytest.mark.requirement("R1.19")
def test_restoration_in_time_is_no_problem_and_asks_for_an_explanation() -> None:
    assert not any(rule.startswith("X0") for rule in rule_ids(RESTORE))
    missing = [f for f in findings(RESTORE | {"loss_explanation": None}) if f.rule_id == "missing"]
    assert [f.fields for f in missing] == [("loss_explanation",)]


@pytest.mark.parametrize(
    "changes",
    [
        {"residence_status": "protected"},
        {"residence_status": "claimant"},
        {"study_ground": "unenforceable"},
        {"study_ground": "r207"},
    ],
)
def test_people_who_need_no_status_are_not_told_that_theirs_is_over(changes: dict[str, Any]) -> None:
    assert not rule_ids(EXPIRED | LONG_AGO | changes) & {"X04a", "X04b"}


def test_a_post_secondary_co_op_needs_no_letter_since_it_needs_no_permit() -> None:
    co_op = {"also_work_permit": "yes", "also_work_kind": "coop"}
    assert "D25" not in rule_ids(co_op, documents=frozenset())


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"current_document_kind": "none", "current_document_expiry": None}, "current_document_expiry"),
        ({"residence_status": "protected", "residence_to": None}, "residence_to"),
        ({"document_kind": "refugee_td", "passport_expiry": None}, "passport_expiry"),
    ],
)
def test_a_date_that_a_paper_does_not_have_is_not_asked(changes: dict[str, Any], name: str) -> None:
    assert not [found for found in findings(changes) if name in found.fields]


@pytest.mark.requirement("R3.63")
def test_only_what_cannot_be_stops_an_application() -> None:
    legal = EXPIRED | LONG_AGO | {"dli_number": "O19000111222", "pal_expiry": d("2026-11-01"), "study_ground": "none"}
    assert [found.rule_id for found in findings(legal) if found.blocks] == []


def test_the_machine_lines_that_agree_are_silent() -> None:
    number, birth, expiry = "A1234567<", "990417", "330109"
    body = f"{number}{check_digit(number)}NGA{birth}{check_digit(birth)}F{expiry}{check_digit(expiry)}{'<' * 14}0"
    whole = check_digit(body[:10] + body[13:20] + body[21:43])
    lines = {"mrz_1": "P<NGAOKONKWO<<AMARA".ljust(44, "<"), "mrz_2": body + whole}
    assert not rule_ids(lines) & {"X12", "X12a"}
    broken = body.replace("990417", "99B417")
    assert "X12" in rule_ids({**lines, "mrz_2": broken + whole})
    assert "X12" in rule_ids({**lines, "mrz_2": body.replace("990417", "999917") + whole})


@pytest.mark.requirement("R3.42")
@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("D01", {}),
        ("D03", {}),
        ("D06", {}),
        ("D07", {"school_province": "QC"}),
        ("D08", EXTENSION),
        ("D12", {"date_of_birth": d("2012-04-17")}),
        ("D13", {"date_of_birth": d("2012-04-17"), "parent_in_canada": "no"}),
        ("D16", {"rep_action": "appoint"}),
        ("D17", {"designees": row(name="Jo")}),
        ("D18", {"bg_criminal": {"a": "yes", "x": "A long enough explanation."}}),
        ("D19", RESTORE),
        ("D22", {"had_medical_exam": "yes"}),
        ("D24", {"study_ground": "family_member"}),
        ("D11", {"study_ground": "family_member", "marital_status": "married"}),
        ("D25", {"also_work_permit": "yes", "also_work_kind": "coop", "level": "secondary"}),
        ("D27", EXTENSION | {"terms": [{**EXTENSION["terms"][0], "load": "leave"}]}),
    ],
)
def test_a_document_is_wanted_when_the_answers_say_so(code: str, changes: dict[str, Any]) -> None:
    wanted = {f.rule_id for f in findings(changes, documents=frozenset()) if f.fields[0] == f"document:{code}"}
    assert wanted == {code}
    excused = findings(changes, documents=frozenset(), excused=frozenset({code}))
    assert code not in {f.rule_id for f in excused}


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({}, ["F01"]),
        (RESTORE, ["F01", "F05"]),
        (RESTORE | {"purposes": ["restore"]}, ["F05"]),
        ({"also_work_permit": "yes", "also_work_kind": "open"}, ["F01", "F02", "F03"]),
        ({"also_work_permit": "yes", "also_work_kind": "coop"}, ["F01"]),
        ({"gave_biometrics": "no"}, ["F01", "F06"]),
        ({"gave_biometrics": "no", "citizenships": row(country="USA")}, ["F01"]),
        ({"gave_biometrics": "no", "date_of_birth": d("2014-01-01")}, ["F01"]),
    ],
)
def test_the_fee_follows_the_answers(changes: dict[str, Any], codes: list[str]) -> None:
    book = program_of(changes).book({**ANSWERS, **changes}, Facts(), TODAY)
    lines = fees.lines(book.program, book, TODAY)
    assert [line.code for line in lines] == codes
    assert fees.total(lines) == sum(line.amount for line in lines)


@pytest.mark.requirement("R1.19")
def test_the_restoration_fee_follows_the_day() -> None:
    amounts = [str(tables.value("fees", "F05", "IRCC-2026", date(year, 11, 30))) for year in (2024, 2025, 2026)]
    assert amounts == ["229.00", "239.75", "246.25"]
    with pytest.raises(tables.NoSuchFact):
        tables.value("fees", "F01", "IRCC-2026", date(1990, 1, 1))


def test_the_rules_of_2010_know_no_attestation_and_no_biometrics() -> None:
    found = rule_ids({"pal_number": None, "gave_biometrics": "no"}, policy_set="CIC-2010", today=TODAY)
    assert not found & {"X13", "X25", "D06"}


@pytest.mark.parametrize(
    ("people", "amount"), [(0, "22895.00"), (1, "22895.00"), (4, "42543.00"), (7, "60589.00"), (9, "72929.00")]
)
def test_living_costs_follow_the_family(people: int, amount: str) -> None:
    assert str(tables.living_costs(people, "IRCC-2026", TODAY)) == amount


def test_no_limit_is_zero() -> None:
    assert tables.limit("nothing", "IRCC-2026", TODAY) == 0


@pytest.mark.parametrize(
    ("changes", "asked"),
    [
        ({}, True),
        ({"school_province": "QC"}, False),
        ({"level": "secondary"}, False),
        ({"level": "masters"}, False),
        ({"level": "masters", "dli_number": "O19111222333"}, True),
        (EXTENSION, False),
        (EXTENSION | {"reason": "change_dli"}, True),
        (EXTENSION | {"reason": "change_cond"}, False),
    ],
)
def test_who_needs_an_attestation_letter(changes: dict[str, Any], asked: bool) -> None:  # noqa: FBT001 - a test table
    assert program_of(changes).book({**ANSWERS, **changes}, Facts(), TODAY).shows("pal_exempt") is asked


def test_an_answer_to_a_hidden_question_counts_for_nothing() -> None:
    book = PROGRAM.book({**ANSWERS, "home_country": "FRA"}, Facts(), TODAY)
    assert book.choice("home_country") == ""
    assert not book.shows("unknown_question")


@pytest.mark.parametrize(
    "changes",
    [
        {"activities": [{**ANSWERS["activities"][0], "from": {"m": "x", "y": "2016"}}, ANSWERS["activities"][0]]},
        {"date_of_birth": None, "activities": ANSWERS["activities"]},
        {"also_work_permit": "yes", "also_work_kind": "coop", "level": "secondary"},
        RESTORE | breach("employer", "2026-08-01"),
        EXTENSION
        | {"terms": [*EXTENSION["terms"], {**EXTENSION["terms"][0], "from": d("2026-01-05"), "to": d("2026-04-20")}]},
    ],
)
def test_what_is_in_order_stays_silent(changes: dict[str, Any]) -> None:
    assert not rule_ids(changes) & {"X17", "X20", "X27", "P02-4", "X06"}


@pytest.mark.parametrize(
    ("changes", "shown"),
    [
        ({}, False),
        ({"passport_expiry": TODAY_TYPED}, False),
        ({"passport_expiry": None}, False),
        ({"passport_expiry": d("2026-01-02")}, True),
        ({"document_kind": "none"}, True),
    ],
)
def test_only_without_a_valid_passport_is_asked_why(changes: dict[str, Any], shown: bool) -> None:  # noqa: FBT001 - a test table
    assert program_of(changes).book({**ANSWERS, **changes}, Facts(), TODAY).shows("passport_explanation") is shown


@pytest.mark.parametrize(
    ("changes", "stale"),
    [
        ({"also_work_permit": "no", "also_work_kind": "open"}, "also_work_kind"),
        ({"conditional_letter": "no", "conditional_details": "A course"}, "conditional_details"),
        ({"original_purpose": "study", "original_purpose_other": "Love"}, "original_purpose_other"),
        ({"native_language": "ig", "native_language_other": "Mine"}, "native_language_other"),
        ({"residence_status": "student", "residence_status_other": "Mine"}, "residence_status_other"),
        ({"has_pending_application": "no", "pending_numbers": "S1"}, "pending_numbers"),
        ({"gave_biometrics": "no", "biometrics_date": d("2024-06-03")}, "biometrics_date"),
        ({"document_kind": "none"}, "passport_number"),
        ({"current_document_kind": "stamp"}, "current_document_no"),
        ({"passport_explanation": "It was lost."}, "passport_explanation"),
    ],
)
def test_an_answer_that_another_one_makes_pointless_does_not_count(changes: dict[str, Any], stale: str) -> None:
    answers = {**ANSWERS, **changes}
    assert answers[stale]
    assert not PROGRAM.book(answers, Facts(), TODAY).shows(stale)


def test_a_question_that_is_not_asked_is_not_missing() -> None:
    hidden = TextLine(name="hidden", label="Hidden", shown=NEVER)
    asked = TextLine(name="asked", label="Asked")
    page = Page(key="p", title="P", questions=(hidden, asked))
    section = Section(key="s", title="S", pages=(page,))
    program = Program(code="t", letter="T", version=1, title="T", summary="", notice="", sections=(section,))
    assert [f.fields for f in program.findings({}, Facts(), TODAY)] == [("asked",)]


@pytest.mark.parametrize("tuition", [None, "about twenty thousand"])
def test_without_a_readable_tuition_nothing_is_said_about_the_money(tuition: str | None) -> None:
    found = findings({"tuition": tuition, "funds_available": "1"})
    assert [(finding.rule_id, finding.fields) for finding in found] == [
        ("wrong" if tuition else "missing", ("tuition",))
    ]


@pytest.mark.parametrize("name", ["study_from", "study_to"])
def test_half_a_period_of_studies_is_only_asked_to_be_filled(name: str) -> None:
    found = findings({name: None})
    assert [(finding.rule_id, finding.fields) for finding in found] == [("missing", (name,))]
