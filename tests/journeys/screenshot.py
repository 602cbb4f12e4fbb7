"""Makes the picture of the README: ``python -m tests.journeys.screenshot``."""

import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests import services
from tests.journeys.portal import ROOT, Portal

_OPEN = """
from django.db import transaction
from django.test import Client
from django.urls import reverse
from applications import programs
from applications.demo import sample_answers
from applications.services import drafts
from mycic import clock
from tests.accounts import people
from tests.applications import walks
with transaction.atomic():
    user = people.register("okafor", "okafor@mail.example")
people.enrol(user, family_name="Okafor", given_name="Amara", birth_date="1999-04-12")
case = drafts.start(owner=user, program="study-permit", at=clock.now())
answers = sample_answers(clock.today())
first = [question.name for section in programs.get(case.program).sections[:5] for question in section.questions]
walks.answer(user, case, **{name: answers[name] for name in first if name in answers})
client = Client()
people.open_session(client, user)
print(client.cookies["mycic"].value)
print(reverse("applications:tasks", args=[case.pk]))
"""


def main() -> None:
    """Start a demonstration, open the task list of its draft and take its picture."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        portal = Portal(Path(folder), "sqlite")
        try:
            portal.start()
            session, address = portal.python(_OPEN).split()
            browser = playwright.chromium.launch(executable_path=services.chromium(), args=["--no-sandbox"])
            context = browser.new_context(viewport={"width": 1280, "height": 960}, color_scheme="light")
            context.add_cookies([{"name": "mycic", "value": session, "url": portal.origin}])
            page = context.new_page()
            page.goto(portal.origin + address)
            page.screenshot(path=ROOT / "docs" / "screenshot.png")
            browser.close()
        finally:
            portal.stop()


if __name__ == "__main__":
    main()
