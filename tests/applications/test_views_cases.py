"""The applicant's pages after sending: what the person sees and what the row holds."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from accounts.models import User
from applications.letters.facts import Bilingual
from applications.models import Case, MoreNeeded
from applications.services import requests
from documents.services.slots import SlotRule
from mycic import clock
from tests.applications import walks

pytestmark = pytest.mark.django_db

NOTE = Bilingual("Please send all pages.", "Envoyez toutes les pages.")


@pytest.fixture
def case(applicant: User, officer: User) -> Case:
    """A complete case that the officer works on."""
    return walks.taken(applicant, officer)


def wanted(code: str = "transcript") -> SlotRule:
    return SlotRule(code=code, title={"en": f"Transcript {code}", "fr": f"Relevé {code}"})


def ask(officer: User, case: Case, code: str = "transcript") -> MoreNeeded:
    return requests.ask(
        officer=officer,
        case_id=case.pk,
        items=[wanted(code)],
        note=NOTE,
        last_day=clock.today() + timedelta(days=30),
        at=clock.now(),
    )


def url(name: str, *args: object, language: str = "en") -> str:
    with translation.override(language):
        return reverse(f"applications:{name}", args=args)


def text(client: Client, name: str, *args: object, language: str = "en", status: int = 200) -> str:
    answer = client.get(url(name, *args, language=language))
    assert answer.status_code == status
    return " ".join(answer.content.decode().split())


@contextmanager
def counted() -> Iterator[list[str]]:
    found: list[str] = []
    with CaptureQueriesContext(connection ) as caught:
        yield found
    found += [q["sql"] for q in caught if not q["sql"].startswith(("BEGIN", "SAVEPOINT", "RELEASE", "COMMIT"))]


def test_the_case_page_says_where_the_case_stands(applicant_client: Client, case: Case) -> None:
    page = text(applicant_client, "case", case.pk)
    assert case.number in page
    assert "waits for an officer" in page


