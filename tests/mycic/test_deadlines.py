"""Business days against the federal calendar."""

from datetime import date

import pytest

from mycic import deadlines


@pytest.mark.requirement("R3.66")
@pytest.mark.parametrize(
    ("start", "days", "expected"),
    [
        (date(2026, 3, 9), 0, date(2026, 3, 9)),
        (date(2026, 3, 9), 5, date(2026, 3, 16)),  # over a weekend
        (date(2026, 6, 30), 1, date(2026, 7, 2)),  # Canada Day
        (date(2026, 12, 23), 3, date(2026, 12, 30)),  # Christmas Day, Boxing Day (kept on Monday), a weekend
    ],
)
def test_business_days_skip_weekends_and_federal_holidays(start: date, days: int, expected: date) -> None:
    assert deadlines.add_business_days(start, days, deadlines.federal) == expected


def test_counting_is_the_inverse_of_adding() -> None:
    start = date(2026, 9, 1)
    for days in range(40):
        end = deadlines.add_business_days(start, days, deadlines.federal)
        assert deadlines.business_days_between(start, end, deadlines.federal) == days


def test_an_end_before_the_start_counts_nothing() -> None:
    assert deadlines.business_days_between(date(2026, 9, 2), date(2026, 9, 1), deadlines.federal) == 0


def test_a_last_day_on_a_closed_day_moves_to_the_next_open_day() -> None:
    assert deadlines.next_open_day(date(2026, 7, 1), deadlines.federal) == date(2026, 7, 2)
    assert deadlines.next_open_day(date(2026, 7, 4), deadlines.federal) == date(2026, 7, 6)
    assert deadlines.next_open_day(date(2026, 7, 3), deadlines.federal) == date(2026, 7, 3)
