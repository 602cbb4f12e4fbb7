"""The day before, the day and the day after: statutory limits that no other test of the programs stands at."""

from datetime import date, timedelta

import pytest

from tests.applications.programs.asking import TODAY, Asked, d

DAY = timedelta(days=1)
STUDY = Asked("study-permit")


def years_before(years: int, days: int = 0) -> date:
    """Return the birth date of somebody who turns so many years old that many days after today."""
    return TODAY.replace(year=TODAY.year - years) + days * DAY


@pytest.mark.parametrize(("days", "needed"), [(1, True), (0, False), (-1, False)])
def test_a_custodian_is_named_until_the_17th_birthday(days: int, needed: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """Form IMM 5646: for a minor of less than 17 years whose parents are not in Canada."""
    changes = {"date_of_birth": d(years_before(17, days)), "parent_in_canada": "no"}
    assert ("D13" in STUDY.documents(changes)) is needed
