"""A draft that is left alone: reminded of, destroyed, and said to be."""

import pytest

from tests.journeys import applying, cast
from tests.journeys.combinations import Combination
from tests.journeys.conftest import NewTraveller
from tests.journeys.portal import Portal

pytestmark = pytest.mark.browser
GONE = 410
# Each stretch ends where a reminder is due: 30, 14, 7, 3 and 1 days before the end.
DAYS_PASS = (62, 15, 7, 4, 1)
REMINDER = "The last day to send it is"  # each mail says it once, in whichever order of languages
# Some days pass, then the timetable's work is done at once, as it is within the hour.
_PASS = """
import sys
from django.core.management import call_command
from mycic import clock, jobs
call_command("demo_age_drafts", *sys.argv[1:3])
from privacy.services import retention
retention.remind_expiring(at=clock.now())
jobs.drain()
"""

_PURGE = """
from mycic import clock
from privacy.services import retention
retention.purge_expired(at=clock.now())
"""


@pytest.mark.requirement("R3.58", "R3.61")
def test_reminders_then_a_page_that_says_what_was_deleted(
    new_traveller: NewTraveller, combination: Combination
) -> None:
    person = new_traveller()
    portal = person.portal
    applicant = cast.applicant(portal, f"late-{combination}", combination.language)
    person.be(applicant)
    case = applying.start(person)
    for days in DAYS_PASS:
        _let_pass(portal, applicant.username, days)
        person.go("applications:tasks", case)
        assert person.place == "applications:tasks"
    mails = portal.manage("demo_mail", "--to", f"{applicant.username}@", "--count", "50")
    assert mails.count(REMINDER) == len(DAYS_PASS), mails
    portal.manage("demo_age_drafts", applicant.username, "3")
    assert person.go("applications:tasks", case) == GONE
    portal.python(_PURGE)
    person.go("applications:deleted")
    assert person.page.locator("main article.mc-card").count() == 1, person.text
    person.press("main article a")
    assert person.place == "applications:start"


def _let_pass(portal: Portal, username: str, days: int) -> None:
    portal.python(_PASS, username, str(days))
