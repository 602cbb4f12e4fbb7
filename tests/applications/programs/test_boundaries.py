"""The day before, the day and the day after: limits of law and policy that no other test of the programs stands at."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from applications.choices import FindingLevel, PolicySet
from applications.program_kit.base import Facts
from applications.program_kit.campus_assessment import TRANSFER
from applications.program_kit.coverage import ten_years
from applications.program_kit.dates import add_months
from applications.program_kit.screening import Outcome, SelfAssessment
from applications.program_kit.study_assessment import EXTENSION, FIRST_PERMIT
from tests.applications.programs.asking import TODAY, Asked, d
from tests.applications.programs.test_campus_assessment import GOOD as CAMPUS
from tests.applications.programs.test_self_assessment import GOOD

DAY = timedelta(days=1)
CENT = Decimal("0.01")
STUDY = Asked("study-permit")
WORK = Asked("work-permit")
#: An offset in days from a limit, and whether what the rule is about holds there.
UNTIL = [(-1, True), (0, True), (1, False)]
BEFORE = [(-1, True), (0, False), (1, False)]


def years_before(years: int, days: int = 0) -> date:
    """Return the birth date of somebody who turns so many years old that many days after today."""
    return TODAY.replace(year=TODAY.year - years) + days * DAY


def verdict(assessment: SelfAssessment, **changes: Any) -> str:
    """Return which line of a self-assessment decides."""
    return assessment.assess({**GOOD, **changes}, Facts(), TODAY).decision.code


@pytest.mark.parametrize(("days", "needed"), [(1, True), (0, False), (-1, False)])
def test_a_custodian_is_named_until_the_17th_birthday(days: int, needed: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """Form IMM 5646: for a minor of less than 17 years whose parents are not in Canada."""
    changes = {"date_of_birth": d(years_before(17, days)), "parent_in_canada": "no"}
    assert ("D13" in STUDY.documents(changes)) is needed


@pytest.mark.parametrize(
    ("born", "needed"),
    [
        (years_before(14, 1), False),
        (years_before(14), True),
        (years_before(14, -1), True),
        (years_before(80, 1), True),
        (years_before(80), False),
        (years_before(80, -1), False),
    ],
)
def test_biometrics_are_given_from_14_to_79_years(born: date, needed: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """IRPR s. 12.2(1): not by children of less than 14 years, nor by persons of more than 79."""
    changes = {"date_of_birth": d(born), "gave_biometrics": "no", "biometrics_date": None}
    assert ("X13" in STUDY.rules(changes)) is needed
    assert ("F06" in STUDY.fees(changes)) is needed


@pytest.mark.parametrize(("days", "barred"), [(1, True), (0, False), (-1, False)])
def test_six_months_pass_after_work_without_authorization(days: int, barred: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """IRPR s. 200(3)(e)(i), 221(a)."""
    end = add_months(TODAY, -6) + days * DAY
    breach = {"row": "1", "kind": "work_no_auth", "from": d(end - 9 * DAY), "to": d(end)}
    assert ("X16" in STUDY.rules({"complied": "no", "conditions_breached": [breach]})) is barred
    decided = FIRST_PERMIT.assess({**GOOD, "unauthorized": "yes", "unauthorized_end": d(end)}, Facts(), TODAY)
    assert (decided.decision.outcome == Outcome.NOT_YET) is barred


@pytest.mark.parametrize(("days", "needs_none"), UNTIL)
def test_a_program_of_six_months_within_the_stay_needs_no_permit(days: int, needs_none: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """IRPR s. 188(1)(c)."""
    start = date(2027, 1, 5)
    end = d(add_months(start, 6) + days * DAY)
    stay = d(date(2028, 1, 1))
    said = {"study_from": d(start), "study_to": end}
    assert ("X24b" in STUDY.rules(said | {"current_document_expiry": stay})) is needs_none
    assert (verdict(FIRST_PERMIT, **said, status_expiry=stay) == "P01-b1") is needs_none


@pytest.mark.parametrize(("days", "needs_none"), [(-1, False), (0, True), (1, True)])
def test_such_a_program_ends_on_the_last_day_of_the_stay_at_the_latest(days: int, needs_none: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """IRPR s. 188(1)(c)."""
    end = date(2027, 5, 5)
    stay = d(end + days * DAY)
    said = {"study_from": d(date(2027, 1, 5)), "study_to": d(end)}
    assert ("X24b" in STUDY.rules(said | {"current_document_expiry": stay})) is needs_none
    assert (verdict(FIRST_PERMIT, **said, status_expiry=stay) == "P01-b1") is needs_none


@pytest.mark.parametrize(("days", "is_minor"), [(1, True), (0, False), (-1, False)])
def test_a_minor_at_school_needs_no_permit_until_the_18th_birthday(days: int, is_minor: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """IRPA s. 30(2)."""
    born = d(years_before(18, days))
    said = {"date_of_birth": born, "level": "secondary", "parent_authorized": "yes"}
    assert (verdict(FIRST_PERMIT, **said) == "P01-b2") is is_minor
    assert ("X08" in STUDY.rules({"date_of_birth": born})) is is_minor


@pytest.mark.parametrize(("days", "needed"), [(-1, False), (0, False), (1, True)])
def test_studies_of_more_than_six_months_in_quebec_need_a_certificate(days: int, needed: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """IRPR s. 216(3); Quebec immigration regulation: not for six months or less."""
    start = date(2027, 1, 5)
    end = add_months(start, 6) + days * DAY
    said = {"school_province": "QC", "study_from": d(start), "study_to": d(end), "caq_number": None}
    missing = [found for found in STUDY.findings(said) if found.fields[:1] == ("caq_number",)]
    assert bool(missing) is needed


@pytest.mark.parametrize(("days", "late"), [(-1, False), (0, False), (1, True)])
def test_a_certificate_counts_until_its_last_day(days: int, late: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """IRPR s. 216(3): studies that begin after it have none."""
    start = date(2027, 1, 5)
    until = start - days * DAY
    paper = {"caq_number": "AB123456", "caq_from": d(date(2026, 9, 1)), "caq_to": d(until)}
    assert ("X22" in STUDY.rules({"school_province": "QC", "study_from": d(start), **paper})) is late


@pytest.mark.parametrize(("days", "counts"), [(sign * days, days < 91) for sign in (1, -1) for days in (89, 90, 91)])
def test_a_right_to_study_is_a_ground_for_90_days_around_its_end(days: int, counts: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """IRPR s. 215(1)(b)."""
    said = {"study_ground": "study_authorized", "current_document_expiry": d(TODAY + days * DAY)}
    assert ("P01-1b" in STUDY.rules(said)) is not counts
    assert "P01-1b" not in STUDY.rules(said | {"study_ground": "work_permit"})


@pytest.mark.parametrize(("days", "counts"), [(-1, False), (0, True), (1, True)])
@pytest.mark.parametrize(("asked", "question"), [(STUDY, "study_ground"), (WORK, "work_ground")])
def test_a_temporary_resident_permit_of_six_months_is_a_ground(
    asked: Asked,
    question: str,
    days: int,
    counts: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    """IRPR s. 199(d), 215(1)(e): from 15 June to 14 December are six months."""
    said = {
        "work_reason": "first",
        question: "trp",
        "current_document_kind": "trp",
        "current_document_issue": d(date(2026, 6, 15)),
        "current_document_expiry": d(date(2026, 12, 14) + days * DAY),
    }
    assert ("P01-1a" in asked.rules(said)) is not counts
    assert "P01-1a" not in asked.rules(said | {question: "family_member"})


@pytest.mark.parametrize(("days", "told"), [(29, True), (30, False), (31, False), (0, True), (-1, False)])
def test_a_status_that_ends_within_30_days_is_told(days: int, told: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """IRCC advice: apply at least 30 days before the end. On the last day it can still be asked (IRPR s. 183(5))."""
    assert ("X05" in STUDY.rules({"current_document_expiry": d(TODAY + days * DAY)})) is told


@pytest.mark.parametrize(("days", "told"), [(-31, True), (-30, False), (-29, False)])
def test_a_program_that_started_more_than_30_days_ago_is_asked_about(days: int, told: bool) -> None:  # noqa: FBT001 - a parameter of the test
    assert ("X24a" in STUDY.rules({"study_from": d(TODAY + days * DAY)})) is told


@pytest.mark.parametrize(("days", "told"), [(-1, False), (0, False), (1, True)])
def test_a_program_that_starts_in_more_than_a_year_is_asked_about(days: int, told: bool) -> None:  # noqa: FBT001 - a parameter of the test
    start = add_months(TODAY, 12) + days * DAY
    assert ("X14a" in STUDY.rules({"study_from": d(start), "study_to": d(start + 900 * DAY)})) is told


@pytest.mark.parametrize(("days", "over"), [(-1, True), (0, True), (1, False)])
def test_the_time_that_is_asked_for_lies_ahead(days: int, over: bool) -> None:  # noqa: FBT001 - a parameter of the test
    assert ("X14" in STUDY.blocking({"requested_to": d(TODAY + days * DAY)})) is over


@pytest.mark.parametrize(("days", "told"), [(-1, False), (0, False), (1, True)])
def test_a_permit_ends_90_days_after_the_program(days: int, told: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """IRPR s. 222(1)(a)."""
    end = date(2030, 4, 30)
    asked = {"study_to": d(end), "requested_to": d(end + timedelta(days=90 + days))}
    assert ("X45" in STUDY.rules(asked)) is told


@pytest.mark.parametrize(("days", "old"), [(-1, True), (0, False), (1, False)])
def test_a_letter_of_acceptance_counts_for_six_months(days: int, old: bool) -> None:  # noqa: FBT001 - a parameter of the test
    assert ("D04a" in STUDY.rules({"letter_date": d(add_months(TODAY, -6) + days * DAY)})) is old


@pytest.mark.parametrize(("days", "expired"), [(-1, True), (0, False), (1, False)])
def test_an_attestation_letter_is_valid_on_its_last_day(days: int, expired: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """Ministerial instructions on study permits: valid on the day of receipt."""
    said = {"pal_exempt": "no", "pal_number": "ON-2026-123456", "pal_issue": d(TODAY - 90 * DAY)}
    assert ("X25" in STUDY.rules(said | {"pal_expiry": d(TODAY + days * DAY)})) is expired


@pytest.mark.parametrize(("cents", "told", "low"), [(-1, True, True), (0, True, False), (1, True, False)])
def test_less_than_half_of_the_money_is_for_the_officer(cents: int, told: bool, low: bool) -> None:  # noqa: FBT001 - parameters of the test
    """IRPR s. 220; the share of a half is the operator's own."""
    need = needed()
    levels = {
        found.rule_id: found.level
        for found in STUDY.findings({"funds_available": str(need / 2 + cents * CENT)})
        if found.rule_id.startswith("X40")
    }
    assert ("X40" in levels) is told
    assert (levels.get("X40b") == FindingLevel.FLAG) is low


@pytest.mark.parametrize(("cents", "told"), [(-1, True), (0, False), (1, False)])
def test_the_money_of_the_table_is_enough(cents: int, told: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """IRPR s. 220."""
    assert ("X40" in STUDY.rules({"funds_available": str(needed() + cents * CENT)})) is told


def needed() -> Decimal:
    """Return what the rule asks for, from its own sentence."""
    (found,) = [each for each in STUDY.findings({"funds_available": "1"}) if each.rule_id == "X40"]
    return Decimal(str(found.values["need"]))


@pytest.mark.parametrize(("days", "told"), [(-1, False), (0, False), (1, True)])
def test_a_parent_is_12_years_older(days: int, told: bool) -> None:  # noqa: FBT001 - a parameter of the test
    born = date(1999, 4, 12)
    mother = {**STUDY.answers["family_members"][0], "relationship": "mother"}
    mother["date_of_birth"] = d(date(1987, 4, 12) + days * DAY)
    changes = {"date_of_birth": d(born), "family_members": [mother]}
    assert ("G11" in STUDY.rules(changes)) is told


@pytest.mark.parametrize(("days", "told"), [(1, True), (0, False), (-1, False)])
def test_common_law_partners_have_lived_together_for_a_year(days: int, told: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """IRPR s. 1(1)."""
    since = add_months(TODAY, -12) + days * DAY
    said = {"marital_status": "common_law", "relationship_date": d(since)}
    assert ("X30" in STUDY.rules(said)) is told


@pytest.mark.parametrize(("days", "far"), [(180, False), (181, True), (179, False)])
def test_more_time_is_asked_for_half_a_year_ahead(days: int, far: bool) -> None:  # noqa: FBT001 - a parameter of the test
    said = {"status": "student", "status_expiry": d(TODAY + days * DAY), "same_program": "yes"}
    plain = verdict(EXTENSION, **(said | {"same_program": "no"}))
    assert (verdict(EXTENSION, **said) != plain) is far


@pytest.mark.parametrize(("days", "is_open"), [(179, True), (180, True), (181, False)])
def test_a_graduate_is_led_to_the_other_permit_for_180_days(days: int, is_open: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """Program delivery instructions on the post-graduation work permit."""
    said = {"completed": "yes", "has_letter": "no", "completed_on": d(TODAY - days * DAY), "status": "student"}
    assert (verdict(EXTENSION, **said) == "P02-b1a") is is_open


@pytest.mark.parametrize(("days", "expired"), [(-1, True), (0, False), (1, False)])
def test_a_passport_counts_on_its_last_day(days: int, expired: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """IRPR s. 52(1): valid when the application is made."""
    assert ("X10" in STUDY.blocking({"passport_expiry": d(TODAY + days * DAY)})) is expired


@pytest.mark.parametrize(("days", "wrong"), [(-1, True), (0, True), (1, False)])
def test_a_passport_expires_after_the_day_of_its_issue(days: int, wrong: bool) -> None:  # noqa: FBT001 - a parameter of the test
    issue = date(2023, 2, 1)
    said = {"passport_issue": d(issue), "passport_expiry": d(issue + days * DAY)}
    found = [each for each in STUDY.findings(said) if each.rule_id == "X06" and "passport_issue" in each.fields]
    assert bool(found) is wrong


@pytest.mark.parametrize(("days", "wrong"), [(-1, True), (0, False), (1, False)])
def test_a_passport_is_issued_from_the_day_of_birth(days: int, wrong: bool) -> None:  # noqa: FBT001 - a parameter of the test
    born = date(1999, 4, 12)
    said = {"date_of_birth": d(born), "passport_issue": d(born + days * DAY)}
    assert any(each.fields[:2] == ("passport_issue", "date_of_birth") for each in STUDY.findings(said)) is wrong


@pytest.mark.parametrize(("days", "expired"), [(-1, True), (0, False), (1, False)])
def test_a_resident_card_counts_on_its_last_day(days: int, expired: bool) -> None:  # noqa: FBT001 - a parameter of the test
    said = {"has_us_pr": "yes", "us_pr_number": "123456789", "us_pr_expiry": d(TODAY + days * DAY)}
    assert ("G06" in STUDY.rules(said)) is expired


@pytest.mark.parametrize(("days", "needed"), [(-1, True), (0, False), (1, False)])
def test_biometrics_count_for_ten_years_to_the_day(days: int, needed: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """IRPR s. 12.7."""
    given = TODAY.replace(year=TODAY.year - 10) + days * DAY
    assert ("X13" in STUDY.rules({"gave_biometrics": "yes", "biometrics_date": d(given)})) is needed


@pytest.mark.parametrize(("days", "cut"), [(-1, True), (0, False), (1, False)])
def test_a_permit_is_cut_at_the_passport(days: int, cut: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """IRPR s. 52(1)."""
    asked = date(2028, 6, 30)
    said = {"requested_to": d(asked), "passport_expiry": d(asked + days * DAY)}
    assert ("X11" in STUDY.rules(said)) is cut


@pytest.mark.parametrize(("days", "cut"), [(-1, False), (0, True), (1, True)])
def test_a_passport_that_ended_is_no_cut_but_a_wall(days: int, cut: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """IRPR s. 52(1)."""
    rules = STUDY.rules({"passport_expiry": d(TODAY + days * DAY)})
    assert ("X11" in rules, "X10" in rules) == (cut, not cut)


@pytest.mark.parametrize(("days", "cut"), [(-1, True), (0, False), (1, False)])
def test_a_permit_is_cut_at_the_end_of_the_biometrics(days: int, cut: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """IRPR s. 12.7, 183(4)(c.1)."""
    asked = date(2028, 6, 30)
    said = {"requested_to": d(asked), "biometrics_date": d(date(2018, 6, 30) + days * DAY)}
    assert ("X13b" in STUDY.rules(said)) is cut


@pytest.mark.parametrize(("days", "cut"), [(-1, False), (0, True), (1, True)])
def test_biometrics_that_ended_are_no_cut_but_given_again(days: int, cut: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """IRPR s. 12.7."""
    rules = STUDY.rules({"biometrics_date": d(TODAY.replace(year=TODAY.year - 10) + days * DAY)})
    assert ("X13b" in rules, "X13" in rules) == (cut, not cut)


@pytest.mark.parametrize(("days", "early"), [(-1, True), (0, False), (1, False)])
def test_an_activity_starts_in_the_past(days: int, early: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """A row that names a month starts on its first day."""
    rows = [
        *STUDY.answers["activities"],
        {**STUDY.answers["activities"][0], "row": "9", "from": {"m": "12", "y": "2026"}},
    ]
    found = STUDY.program.findings(STUDY.typed({"activities": rows}), STUDY.facts(), date(2026, 12, 1) + days * DAY)
    assert any(each.rule_id == "X06" and each.fields == ("activities",) for each in found) is early


@pytest.mark.parametrize(("days", "is_hole"), [(30, False), (31, False), (32, True)])
def test_a_history_may_leave_a_month_out(days: int, is_hole: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """Form IMM 5709: every month of the last ten years."""
    last = date(2026, 10, 31)
    row = {**STUDY.answers["activities"][0], "from": {"m": "1", "y": "2010"}, "to": {"m": "10", "y": "2026"}}
    changes = {"activities": [row], "education_rows": None, "has_postsecondary": "no"}
    found = STUDY.program.findings(STUDY.typed(changes), STUDY.facts(), last + days * DAY)
    assert any(each.rule_id == "X20" for each in found) is is_hole


@pytest.mark.parametrize(("days", "tells"), [(1, False), (0, True), (-1, True)])
def test_the_years_are_told_from_the_18th_birthday(days: int, tells: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """Form IMM 5709: since the age of 18."""
    assert (ten_years(STUDY.book({"date_of_birth": d(years_before(18, days))})) is not None) is tells


@pytest.mark.parametrize(("days", "wrong"), [(1, False), (0, True), (-1, True)])
def test_nobody_is_older_than_120_years(days: int, wrong: bool) -> None:  # noqa: FBT001 - a parameter of the test
    born = years_before(121, days)
    found = [each for each in STUDY.findings({"date_of_birth": d(born)}) if each.rule_id == "G03"]
    assert bool(found) is wrong


@pytest.mark.parametrize(("days", "away"), [(149, False), (150, False), (151, True)])
def test_a_student_is_away_from_school_for_150_days_at_most(days: int, away: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """IRPR s. 220.1; program delivery instructions."""
    start = date(2026, 9, 1)
    said = {
        **CAMPUS,
        "holds": "verification",
        "last_day_old": d(start - timedelta(days=days)),
        "program_start": d(start),
        "full_time_new": "yes",
        "open_transfer": "no",
    }
    decided = TRANSFER.assess(said, Facts(policy_set=PolicySet.CIC_2010), TODAY).decision
    assert (decided.code == "P10-b3") is away


@pytest.mark.parametrize(("days", "told"), [(-1, True), (0, False), (1, False)])
def test_a_status_is_lost_after_its_last_day(days: int, told: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """IRPR s. 182(1), 183(4)."""
    assert ("X04a" in STUDY.rules({"current_document_expiry": d(TODAY + days * DAY)})) is told


@pytest.mark.parametrize(("days", "told"), [(-1, False), (0, False), (1, True)])
def test_a_document_that_outlasts_the_passport_is_asked_about(days: int, told: bool) -> None:  # noqa: FBT001 - a parameter of the test
    passport = date(2027, 3, 1)
    said = {"passport_expiry": d(passport), "current_document_expiry": d(passport + days * DAY)}
    assert ("X07" in STUDY.rules(said)) is told


@pytest.mark.parametrize(("days", "wrong"), [(-1, True), (0, False), (1, False)])
def test_a_document_does_not_end_before_it_starts(days: int, wrong: bool) -> None:  # noqa: FBT001 - a parameter of the test
    issue = date(2027, 1, 10)
    said = {"current_document_issue": d(issue), "current_document_expiry": d(issue + days * DAY)}
    found = [each.fields for each in STUDY.findings(said) if each.rule_id == "X06"]
    assert (("current_document_expiry", "current_document_issue") in found) is wrong


@pytest.mark.parametrize(("days", "wrong"), [(-1, True), (0, False), (1, False)])
def test_a_breach_does_not_end_before_it_starts(days: int, wrong: bool) -> None:  # noqa: FBT001 - a parameter of the test
    start = date(2024, 5, 5)
    breach = {"row": "1", "kind": "employer", "from": d(start), "to": d(start + days * DAY)}
    found = STUDY.findings({"complied": "no", "conditions_breached": [breach]})
    assert any(each.rule_id == "X06" and each.fields == ("conditions_breached",) for each in found) is wrong


@pytest.mark.parametrize(("days", "wrong"), [(-1, True), (0, True), (1, False)])
def test_a_program_ends_after_its_first_day(days: int, wrong: bool) -> None:  # noqa: FBT001 - a parameter of the test
    start = date(2027, 1, 5)
    assert ("X24" in STUDY.blocking({"study_from": d(start), "study_to": d(start + days * DAY)})) is wrong


@pytest.mark.parametrize(("days", "wrong"), [(-1, True), (0, False), (1, False)])
def test_an_attestation_letter_does_not_end_before_its_issue(days: int, wrong: bool) -> None:  # noqa: FBT001 - a parameter of the test
    issue = TODAY
    said = {"pal_exempt": "no", "pal_number": "ON-2026-123456", "pal_issue": d(issue)}
    found = [each.fields for each in STUDY.findings(said | {"pal_expiry": d(issue + days * DAY)}) if each.blocks]
    assert (("pal_expiry", "pal_issue") in found) is wrong


@pytest.mark.parametrize(("days", "short"), [(-1, True), (0, False), (1, False)])
def test_a_certificate_that_ends_before_the_program_is_told(days: int, short: bool) -> None:  # noqa: FBT001 - a parameter of the test
    end = date(2028, 4, 30)
    paper = {"caq_number": "AB123456", "caq_from": d(date(2026, 9, 1)), "caq_to": d(end + days * DAY)}
    said = {"school_province": "QC", "study_from": d(date(2027, 1, 5)), "study_to": d(end), **paper}
    assert ("X22b" in STUDY.rules(said)) is short


@pytest.mark.parametrize(("days", "early"), [(-1, False), (0, False), (1, True)])
def test_a_letter_of_acceptance_is_not_from_the_future(days: int, early: bool) -> None:  # noqa: FBT001 - a parameter of the test
    found = STUDY.findings({"letter_date": d(TODAY + days * DAY)})
    assert any(each.rule_id == "X06" and each.fields == ("letter_date",) for each in found) is early


@pytest.mark.parametrize(("days", "over"), [(-1, True), (0, False), (1, False)])
def test_a_self_assessment_counts_the_last_day_of_a_status(days: int, over: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """IRPR s. 182(1)."""
    assert (verdict(FIRST_PERMIT, status_expiry=d(TODAY + days * DAY), status="worker") == "R") is over


@pytest.mark.parametrize(("days", "holds"), [(-1, False), (0, True), (1, True)])
def test_a_study_permit_is_held_on_its_last_day(days: int, holds: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """IRPR s. 217."""
    assert (verdict(FIRST_PERMIT, status_expiry=d(TODAY + days * DAY), status="student") == "P01-b3") is holds


@pytest.mark.parametrize(("days", "wrong"), [(-1, False), (0, False), (1, True)])
def test_whoever_applies_here_has_entered(days: int, wrong: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """IRPR s. 215: from inside Canada; the day of the entry is enough."""
    day = d(TODAY + days * DAY)
    assert ("X03" in STUDY.blocking({"first_entry_date": day, "last_entry_date": day})) is wrong


@pytest.mark.parametrize("name", ["passport_issue", "current_document_issue", "first_entry_date"])
@pytest.mark.parametrize(("days", "early"), [(-1, False), (0, False), (1, True)])
def test_what_has_happened_lies_in_the_past(name: str, days: int, early: bool) -> None:  # noqa: FBT001 - a parameter of the test
    found = STUDY.findings({name: d(TODAY + days * DAY)})
    assert any(each.rule_id == "X06" and each.fields == (name,) for each in found) is early


@pytest.mark.parametrize(("days", "is_minor"), [(-1, True), (0, True), (1, False)])
def test_a_child_is_a_minor_from_the_day_of_birth(days: int, is_minor: bool) -> None:  # noqa: FBT001 - a parameter of the test
    assert ("X08" in STUDY.rules({"date_of_birth": d(TODAY + days * DAY)})) is is_minor


@pytest.mark.parametrize(("days", "told"), [(-1, False), (0, False), (1, True)])
def test_an_earlier_relationship_ends_before_the_present_one(days: int, told: bool) -> None:  # noqa: FBT001 - a parameter of the test
    now = date(2020, 5, 1)
    assert ("G04" in STUDY.rules(married(now, start=date(2015, 1, 1), end=now + days * DAY))) is told


@pytest.mark.parametrize(("days", "wrong"), [(-1, True), (0, False), (1, False)])
def test_a_relationship_does_not_end_before_it_starts(days: int, wrong: bool) -> None:  # noqa: FBT001 - a parameter of the test
    start = date(2015, 1, 1)
    found = STUDY.findings(married(date(2020, 5, 1), start=start, end=start + days * DAY))
    assert any(each.rule_id == "X06" and each.fields == ("previous_relationships",) for each in found) is wrong


def married(since: date, *, start: date, end: date) -> dict[str, Any]:
    """Return answers of somebody who is married and was married before."""
    row = {"row": "r", "type": "married", "from": d(start), "to": d(end), "end": "divorced"}
    return {
        "marital_status": "married",
        "relationship_date": d(since),
        "previously_married": "yes",
        "previous_relationships": [row],
    }
