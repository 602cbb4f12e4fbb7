"""A member of the family (P08): its rules on both sides of their boundaries; no database."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest

from applications.demo.answers import family_member, lost_status
from applications.program_kit import fees
from applications.program_kit.base import AnswerBook
from applications.program_kit.dates import add_months
from applications.program_kit.waiting import Footing, at_sending
from tests.applications.programs.asking import TODAY, Asked, d

ASKED = Asked("family-member")
MAIN = Asked("work-permit")
DAY = timedelta(days=1)


def years(n: int, *, plus: timedelta = timedelta()) -> dict[str, str]:
    """A birth exactly n years ago, moved by some days."""
    return d(TODAY.replace(year=TODAY.year - n) + plus)


CHILD = dict.fromkeys(("lives_together", "relationship_date")) | {
    "relationship": "daughter",
    "marital_status": "single",
    "date_of_birth": years(13),
    "custody": "both",
    "other_parent_agrees": "yes",
}
OPEN_WORK = {
    "member_wish": ["work"],
    "principal_basis": "worker",
    "principal_permit_expiry": d(add_months(TODAY, 20)),
    "principal_job": "Engineer",
    "principal_noc": "21231",
    "principal_teer": "1",
    "work_from": d(TODAY + 30 * DAY),
    "work_to": d(TODAY + 200 * DAY),
    "public_health_job": "no",
}


def principal(**changes: Any) -> AnswerBook:
    """The answers of the main person."""
    return MAIN.book(changes)


@pytest.mark.requirement("R1.25", "R1.26")
def test_the_complete_sample_has_no_findings() -> None:
    assert [finding.text for finding in ASKED.findings()] == []


@pytest.mark.parametrize(
    ("born", "since", "refused"),
    [
        (years(22, plus=DAY), None, False),
        (years(22), "no", True),
        (years(22), None, True),
        (years(22), "yes", False),
        (years(40), "yes", False),
    ],
)
def test_a_dependent_child_is_under_22_or_needed_support_before(born: object, since: object, refused: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """IRPR s. 2; X31."""
    assert ("X31" in ASKED.blocking({**CHILD, "date_of_birth": born, "dependent_since": since})) is refused


@pytest.mark.parametrize(("status", "refused"), [("single", False), ("married", True), ("common_law", True)])
def test_a_dependent_child_has_no_partner(status: str, refused: bool) -> None:  # noqa: FBT001 - a parameter of the test
    assert ("X31" in ASKED.blocking({**CHILD, "marital_status": status})) is refused


@pytest.mark.parametrize(
    ("relationship", "status", "refused"),
    [
        ("spouse", "married", False),
        ("spouse", "common_law", True),
        ("spouse", "single", True),
        ("cl_partner", "common_law", False),
        ("cl_partner", "married", True),
        ("son", "single", False),
    ],
)
def test_a_partner_is_one_by_marital_status_too(relationship: str, status: str, refused: bool) -> None:  # noqa: FBT001 - a parameter of the test
    changes = {"relationship": relationship, "marital_status": status}
    assert ("P08-1" in ASKED.blocking(changes)) is refused


def test_a_common_law_partner_has_lived_with_the_main_person_for_a_year() -> None:
    """X30; IRPR s. 1(1)."""
    changes = {"relationship": "cl_partner", "marital_status": "common_law"}
    young = d(add_months(TODAY, -12) + DAY)
    assert "X30" in ASKED.rules({**changes, "relationship_date": young})
    assert "X30" not in ASKED.rules({**changes, "relationship_date": d(add_months(TODAY, -12))})


def test_who_is_not_in_canada_is_not_added() -> None:
    """X32: the common rule about Canada holds for everybody."""
    assert "X03" in ASKED.blocking({"residence_country": "NGA"})


@pytest.mark.parametrize(("ends", "restores", "refused"), [(-1, False, True), (0, False, False), (-1, True, False)])
def test_a_permit_that_rests_on_a_lost_status_is_not_asked_for(ends: int, restores: bool, refused: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """X33."""
    main = principal(
        current_document_expiry=d(TODAY + ends * DAY), purposes=["permit", "restore"] if restores else ["permit"]
    )
    assert ("X33" in ASKED.blocking(OPEN_WORK, principal=main)) is refused
    assert "X33" not in ASKED.rules(principal=main)


@pytest.mark.parametrize(("days", "told"), [(-1, False), (0, False), (1, True)])
def test_nobody_gets_more_time_than_the_main_person(days: int, told: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """X34."""
    main = principal()
    until = main.program.until(main)
    assert until is not None
    assert ("X34" in ASKED.rules({"stay_to": d(until + days * DAY)}, principal=main)) is told
    assert "X34" not in ASKED.rules({"stay_to": d(until + days * DAY)})


@pytest.mark.requirement("R1.21")
@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"principal_teer": "0"}, False),
        ({"principal_teer": "1"}, False),
        ({"principal_teer": "2"}, True),
        ({"principal_teer": "3"}, True),
        ({"principal_teer": "4"}, True),
        ({"principal_basis": "visitor"}, True),
        ({"principal_basis": "claimant"}, False),
        ({"principal_basis": "student", "principal_level": "masters", "principal_months": "16"}, False),
        ({"principal_basis": "student", "principal_level": "masters", "principal_months": "15"}, True),
        ({"principal_basis": "student", "principal_level": "doctorate", "principal_months": "10"}, False),
        ({"principal_basis": "student", "principal_level": "bachelor", "principal_professional": "yes"}, False),
        ({"principal_basis": "student", "principal_level": "bachelor", "principal_professional": "no"}, True),
    ],
)
def test_the_partner_of_a_listed_worker_or_student_gets_an_open_permit(changes: dict[str, Any], told: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """Public policy of 2025-01-21."""
    found = [finding for finding in ASKED.findings({**OPEN_WORK, **changes}) if finding.rule_id == "P08-4"]
    assert bool(found) is told
    assert not any(finding.blocks for finding in found)


@pytest.mark.parametrize(("days", "told"), [(-1, True), (0, False), (1, False)])
def test_the_permit_of_the_worker_is_good_for_sixteen_months_more(days: int, told: bool) -> None:  # noqa: FBT001 - a parameter of the test
    ends = d(add_months(TODAY, 16) + days * DAY)
    assert ("P08-4m" in ASKED.rules({**OPEN_WORK, "principal_permit_expiry": ends})) is told


def test_before_2025_every_full_time_student_opened_the_way() -> None:
    changes = {"principal_basis": "student", "principal_level": "bachelor", "principal_professional": "no"}
    assert "P08-4" not in ASKED.rules({**OPEN_WORK, **changes}, policy_set="CIC-2010")


def test_a_child_gets_no_open_permit_by_the_status_of_a_parent() -> None:
    assert "P08-5" in ASKED.rules({**CHILD, **OPEN_WORK, "date_of_birth": years(17)})
    assert "P08-5" not in ASKED.rules(OPEN_WORK)


STUDY = {"member_wish": ["study"], "principal_basis": "worker", "principal_permit_expiry": d(add_months(TODAY, 20))}


@pytest.mark.requirement("R1.23")
@pytest.mark.parametrize(("born", "told"), [(years(18, plus=DAY), True), (years(18), False)])
def test_a_minor_child_of_a_worker_may_study_without_a_permit(born: object, told: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """IRPA s. 30(2)."""
    assert ("P08-6" in ASKED.rules({**CHILD, **STUDY, "date_of_birth": born})) is told


def test_a_parent_who_does_not_agree_is_told_of() -> None:
    assert "P08-c" in ASKED.rules({**CHILD, "other_parent_agrees": "no"})


@pytest.mark.parametrize(("born", "asked"), [(years(14, plus=DAY), False), (years(14), True)])
def test_the_background_is_asked_of_people_of_14_and_older(born: object, asked: bool) -> None:  # noqa: FBT001 - a parameter of the test
    background = ASKED.program.section("background")
    assert background is not None
    assert background.applies(ASKED.book({"date_of_birth": born})) is asked


@pytest.mark.parametrize(
    ("wishes", "shown"),
    [(["visit"], {"visit"}), (["study"], {"studies"}), (["work"], {"work"}), (["study", "work"], {"studies", "work"})],
)
def test_only_what_is_asked_for_is_asked_about(wishes: list[str], shown: set[str]) -> None:
    book = ASKED.book({"member_wish": wishes})
    sections = {section.key for section in ASKED.program.sections if section.applies(book)}
    assert sections & {"visit", "studies", "work"} == shown


@pytest.mark.requirement("R1.20", "R1.22", "R1.24")
@pytest.mark.parametrize(
    ("changes", "lines"),
    [
        ({}, {"F04": "100.00"}),
        ({"member_wish": ["study"]}, {"F01": "150.00"}),
        ({"member_wish": ["work"]}, {"F02": "155.00", "F03": "100.00"}),
        ({"member_wish": ["work", "visit"]}, {"F02": "155.00", "F03": "100.00"}),
        ({"member_wish": ["work"], "principal_basis": "claimant"}, {}),
        ({"gave_biometrics": "no", "biometrics_date": None}, {"F04": "100.00", "F06": "85.00"}),
        ({"purposes": ["restore"], **lost_status(TODAY, days=30)}, {"F05": "246.25"}),
        ({"purposes": ["permit", "restore"], "member_wish": ["study"], **lost_status(TODAY, days=30)},
         {"F01": "150.00", "F05": "246.25"}),
    ],
)  # fmt: skip
def test_the_fee_is_that_of_what_is_asked_for(changes: dict[str, Any], lines: dict[str, str]) -> None:
    assert ASKED.fees(changes) == lines


@pytest.mark.parametrize(
    ("changes", "wanted"),
    [
        ({}, {"D05", "D11"}),
        (CHILD, {"D05", "D12"}),
        ({**CHILD, **STUDY}, {"D04", "D12"}),
        (OPEN_WORK, {"D11"}),
        ({"purposes": ["restore"], **lost_status(TODAY, days=30)}, {"D05", "D11", "D19"}),
    ],
)
def test_the_papers_are_those_of_what_is_asked_for(changes: dict[str, Any], wanted: set[str]) -> None:
    book = ASKED.book(changes)
    required = {rule.code for rule in ASKED.program.documents if rule.required(book)}
    assert required - {"D01", "D02", "D03"} == wanted | {"D24"}


@pytest.mark.parametrize(
    ("wish", "held", "maintained"),
    [("visit", "vr", True), ("study", "sp", True), ("study", "vr", False), ("work", "wp", True), ("work", "sp", False)],
)
def test_more_time_on_the_same_status_keeps_it_while_waiting(wish: str, held: str, maintained: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """R183(5)."""
    footing = at_sending(ASKED.book({"member_wish": [wish], "current_document_kind": held}), TODAY).footing
    assert (footing is Footing.MAINTAINED) is maintained


def lines_of(count: int) -> list[tuple[UUID | None, str, Decimal]]:
    """The paid lines of a family in which everybody gave biometrics."""
    each: list[tuple[UUID | None, str, Decimal]] = [
        line
        for who in [uuid4() for _ in range(count)]
        for line in ((who, "F04", Decimal(100)), (who, "F06", Decimal(85)))
    ]
    less = fees.discount((amount for _who, code, amount in each if code == "F06"), Decimal(170))
    return [*each, (None, "F06", less)] if less else each


@pytest.mark.parametrize(("people", "biometrics"), [(1, 85), (2, 170), (3, 170), (6, 170)])
def test_a_family_pays_no_more_than_its_price_for_biometrics(people: int, biometrics: int) -> None:
    """IRPR s. 315.1(2)."""
    assert sum(amount for _who, code, amount in lines_of(people) if code == "F06") == biometrics


@pytest.mark.parametrize(
    ("people", "back"), [(1, [185]), (2, [185, 185]), (3, [100, 185, 185]), (4, [100, 100, 185, 185])]
)
def test_what_goes_back_one_after_the_other_is_all_that_was_paid(people: int, back: list[int]) -> None:
    paid = lines_of(people)
    everybody = list(dict.fromkeys(who for who, _code, _amount in paid if who))
    given = [fees.share(paid, who, set(everybody[:place])) for place, who in enumerate(everybody)]
    assert given == back
    assert sum(given) == sum(amount for _who, _code, amount in paid)


def test_the_sample_of_a_child_is_complete() -> None:
    child = family_member("son", "Sami", date(2013, 5, 1))
    nothing = dict.fromkeys(("lives_together", "relationship_date", "spouse_family_name"))
    assert ASKED.blocking(nothing | child | {"marital_status": "single"}) == set()
