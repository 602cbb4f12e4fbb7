"""The timetable names tasks that exist, each once."""

from mycic import jobs
from mycic.celery import SCHEDULE


def test_every_entry_has_its_task() -> None:
    assert [entry.task for entry in SCHEDULE if jobs.registered(entry.task) is None] == []


def test_names_are_unique() -> None:
    assert len({entry.name for entry in SCHEDULE}) == len(SCHEDULE)
