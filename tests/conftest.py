"""People and browsers that every area tests with; all made through the services."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from accounts.choices import Role
from accounts.models import User
from tests.accounts import people


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    """Start each test in English, whatever language the page of the test before spoke."""
    with translation.override("en"):
        yield


@pytest.fixture
def visitor() -> Client:
    """A browser without any cookie."""
    return people.Browser()


@pytest.fixture
def applicant(db: Any) -> User:
    """A registered and enrolled person."""
    return people.enrol(people.register("amara.o", "amara@mail.example"))


@pytest.fixture
def other_applicant(db: Any) -> User:
    """Somebody else, enrolled too, who has one name."""
    user = people.register("suharto1", "suharto@mail.example", language="fr")
    return people.enrol(user, family_name="Suharto", given_name="", one_name=True, nationality="ID")


@pytest.fixture
def supervisor(db: Any) -> User:
    """The first person of the desk, a supervisor."""
    return people.officer("sup.roy", Role.SUPERVISOR)


@pytest.fixture
def officer(supervisor: User) -> User:
    """An officer whom the supervisor invited."""
    return people.officer("off.lee", Role.OFFICER)


@pytest.fixture
def applicant_client(applicant: User) -> Client:
    """A browser in which the applicant passed the second step."""
    return people.signed_in(applicant)


@pytest.fixture
def other_applicant_client(other_applicant: User) -> Client:
    """A browser of the other applicant."""
    return people.signed_in(other_applicant)


@pytest.fixture
def officer_client(officer: User) -> Client:
    """A browser of the officer, at the desk."""
    return people.signed_in(officer)


@pytest.fixture
def supervisor_client(supervisor: User) -> Client:
    """A browser of the supervisor, at the desk."""
    return people.signed_in(supervisor)
