"""Timed work of this floor; each is one call and safe to run twice."""

from celery import shared_task

from applications.services import results
from mycic import clock


@shared_task(name="applications.purge_results")
def purge_results(**_: object) -> None:
    """Delete kept results of self-assessments whose time is over."""
    results.purge(at=clock.now())
