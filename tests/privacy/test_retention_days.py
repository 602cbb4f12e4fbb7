"""The days of a draft: ten years of starts, both changes of the clock, leap days."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mycic.celery import SCHEDULE
from mycic.crypto import keyring
from privacy.services.retention import RULES, days_left, draft_expiry, last_usable_day

TORONTO = ZoneInfo("America/Toronto")
pytestmark = pytest.mark.requirement("R3.58")


@given(st.datetimes(datetime(2025, 1, 1), datetime(2035, 12, 31), timezones=st.just(UTC)))  # noqa: DTZ001 - bounds
@example(datetime(2026, 11, 1, 4, 30, tzinfo=UTC))
@example(datetime(2026, 11, 1, 6, 30, tzinfo=UTC))
@example(datetime(2027, 3, 14, 6, 59, tzinfo=UTC))
@example(datetime(2026, 8, 3, 12, 0, tzinfo=UTC))
@example(datetime(2028, 2, 29, 23, 0, tzinfo=UTC))
@example(datetime(2026, 12, 31, 4, 59, 59, 999999, tzinfo=UTC))
def test_a_draft_lives_until_midnight_of_the_ninetieth_local_day(start: datetime) -> None:
    end = draft_expiry(start)
    local_start = start.astimezone(TORONTO).date()
    assert end.tzinfo is UTC
    assert end.astimezone(TORONTO).time() == time.min
    assert last_usable_day(end) == local_start + timedelta(days=90)
    # Whoever starts in the last hour of a day that has the spring change ahead of it gives that hour up.
    assert timedelta(days=90, hours=-1) < end - start <= timedelta(days=91, hours=1)


def test_expiry_in_both_halves_of_the_year() -> None:
    summer, winter = datetime(2026, 4, 1, 15, tzinfo=UTC), datetime(2026, 11, 20, 15, tzinfo=UTC)
    assert draft_expiry(summer) == datetime(2026, 7, 1, 4, tzinfo=UTC)
    assert draft_expiry(winter) == datetime(2027, 2, 19, 5, tzinfo=UTC)


def test_late_evening_counts_by_the_local_date() -> None:
    assert last_usable_day(draft_expiry(datetime(2026, 6, 2, 3, 59, tzinfo=UTC))) == date(2026, 8, 30)
    assert last_usable_day(draft_expiry(datetime(2026, 6, 2, 4, 0, tzinfo=UTC))) == date(2026, 8, 31)


def test_days_left_count_down_to_zero_on_the_last_day() -> None:
    start = datetime(2026, 6, 2, 15, tzinfo=UTC)
    end = draft_expiry(start)
    assert [days_left(end, at=start + timedelta(days=gone)) for gone in (0, 1, 89, 90, 91)] == [90, 89, 1, 0, -1]


def test_a_program_may_have_its_own_length() -> None:
    start = datetime(2026, 6, 2, 15, tzinfo=UTC)
    assert last_usable_day(draft_expiry(start, days=60)) == date(2026, 8, 1)


def test_rules_are_the_decided_ones() -> None:
    assert (RULES.draft_days, RULES.reminder_days, RULES.undo) == (90, (30, 14, 7, 3, 1), timedelta(days=1))


@pytest.mark.requirement("R3.60")
def test_a_purged_draft_is_noise_in_every_backup_eight_days_later() -> None:
    """A draft that ends as its week begins waits the longest for the end of the week."""
    runs = {entry.name: entry for entry in SCHEDULE}
    for day in range(1, 15):
        expires_at = draft_expiry(datetime(2026, 3, day, 12, tzinfo=UTC))
        year, week, _day = expires_at.isocalendar()
        purge, shred = runs["purge-expired"], runs["destroy-draft-keys"]
        purged = purge.last_due(expires_at + purge.every)
        gone = shred.last_due(keyring.destroyable_from(f"draft-{year}-W{week:02}") + shred.every)
        assert purged < gone <= purged + timedelta(days=8)
