"""The demonstration that a newcomer meets: somebody's application in the queue, and an own draft that can be sent."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts import demo as people_of_demo
from accounts import queries as people_queries
from accounts.models import User
from applications import demo
from applications.choices import Status
from applications.models import Case
from privacy.models import Event
from tests.accounts import people
from tests.applications.desk_pages import QUEUE, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(settings: Any) -> None:
    settings.DEMO = True
    for _run in range(2):
        people_of_demo.people()
        demo.load()


def browser(username: str) -> Client:
    return people.signed_in(User.objects.get(username=username))


@pytest.mark.usefixtures("world")
def test_a_newcomer_sends_the_prepared_draft_while_another_application_waits() -> None:
    owner = User.objects.get(username="demo-applicant")
    waiting = Case.objects.get(status=Status.SUBMITTED)
    draft = Case.objects.get(status=Status.DRAFT)
    assert (Case.objects.count(), draft.owner) == (2, owner)
    assert waiting.owner != owner
    assert waiting.number in text(browser("demo-officer").get(QUEUE))

    client = browser("demo-applicant")
    checks = client.get(reverse("applications:check", args=[draft.pk])).content.decode()
    client.post(
        reverse("applications:check", args=[draft.pk]), {"read": re.findall(r'name="read" value="(\w+)"', checks)}
    )
    assert client.post(reverse("applications:sign_start", args=[draft.pk])).status_code == 302
    name = people_queries.profile(owner).full_name
    typed = {"typed_name": name, "agreed": "on", "password": people_of_demo.PASSWORD}
    sent = client.post(reverse("applications:sign", args=[draft.pk]), typed)
    assert sent["Location"] == reverse("applications:pay", args=[draft.pk])
    there = client.post(sent["Location"], {"total": "150.00"})["Location"]
    back = client.post(there, {"behaviour": "approve"})["Location"]
    assert client.get(back)["Location"] == reverse("applications:receipt", args=[draft.pk])
    draft.refresh_from_db()
    assert draft.status == Status.SUBMITTED
    for representative in ("demo-school", "demo-new-school"):
        assert browser(representative).get(reverse("applications:schools:queue")).status_code == 200
    queue = text(browser("demo-supervisor").get(QUEUE))
    assert waiting.number in queue
    assert draft.number in queue


@pytest.mark.usefixtures("world")
def test_the_world_is_made_by_the_same_acts_as_any_application() -> None:
    for case, kinds in (
        (Case.objects.get(status=Status.SUBMITTED), {"case.submitted", "letter.issued"}),
        (Case.objects.get(status=Status.DRAFT), set[str]()),
    ):
        happened = set(Event.objects.filter(chain=case.dossier_id).values_list("kind", flat=True))
        assert happened >= {"case.started", "document.received", *kinds}
