"""How many statements a page makes: bounded, each once, and as many with three rows as with one (goal P6)."""

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.models import User
from applications.services import changes
from mycic import clock
from tests.applications import walks
from tests.bench.watch import Watch

pytestmark = pytest.mark.django_db


def statements(client: Client, path: str) -> int:
    """Open a page twice and count the second time."""
    assert client.get(path).status_code == 200
    watch = Watch()
    with connection.execute_wrapper(watch):
        client.get(path)
    assert max(watch.forms.values()) == 1, watch.forms.most_common(1)
    return watch.forms.total()


@pytest.mark.parametrize(("page", "most"), [("applications:all", 4), ("applications:dashboard", 4)])
def test_lists_do_not_ask_more_with_more_cases(applicant: User, applicant_client: Client, page: str, most: int) -> None:
    _withdrawn(applicant)
    one = statements(applicant_client, reverse(page))
    _withdrawn(applicant)
    _withdrawn(applicant)
    assert statements(applicant_client, reverse(page)) == one <= most


def test_the_page_of_a_case(applicant: User, applicant_client: Client) -> None:
    case = walks.sent(applicant)
    assert statements(applicant_client, reverse("applications:case", args=[case.pk])) <= 8


def test_the_desk_does_not_ask_more_with_more_cases(
    applicant: User, other_applicant: User, officer: User, officer_client: Client
) -> None:
    case = walks.sent(applicant)
    one = statements(officer_client, reverse("admin:index"))
    walks.sent(other_applicant)
    assert statements(officer_client, reverse("admin:index")) == one <= 8
    assert statements(officer_client, reverse("admin:applications_case_change", args=[case.pk])) <= 14


def _withdrawn(owner: User) -> None:
    changes.withdraw(owner=owner, case_id=walks.sent(owner).pk, at=clock.now())
