"""Timed work of this floor; each is one call and safe to run twice."""

from celery import shared_task

from applications.services import results, schools
from mycic import clock


@shared_task(name="applications.purge_results")
def purge_results(**_: object) -> None:
    """Delete kept results of self-assessments whose time is over."""
    results.purge(at=clock.now())


@shared_task(name="applications.remind_schools")
def remind_schools(**_: object) -> None:
    """Remind the schools of the requests that have waited for a week."""
    schools.remind(at=clock.now())


@shared_task(name="applications.close_silent_schools")
def close_silent_schools(**_: object) -> None:
    """Close the requests that a school has not answered in time, so that the student can send a new one."""
    schools.close_silent(at=clock.now())
