"""The security message: accepted before anything else, remembered with its version, shown as often as one likes."""

import re
from typing import Any

import pytest
from django.test import Client

from accounts.choices import SECURITY_MESSAGE_VERSION
from accounts.models import User
from privacy.models import Event
from tests.accounts import people
from tests.accounts.test_registration import STEP_1
from tests.accounts.test_sign_in import enter, present, second, token

pytestmark = pytest.mark.django_db

MESSAGE = "/en/sign-in/security-message/"
SECOND_STEP = "/en/sign-in/second-step/"


def accept(client: Client, **instead: str) -> Any:
    form = {"accept": "on", "show_again": "once", "csrfmiddlewaretoken": token(client.get(MESSAGE)), **instead}
    return client.post(MESSAGE, form)


@pytest.mark.requirement("R1.60")
def test_nobody_registers_without_accepting_it(visitor: Client) -> None:
    page = visitor.get("/en/register/").content.decode()
    assert "Keep your user ID and your password to yourself." in page
    refused = visitor.post("/en/register/", {**STEP_1, "accept": ""})
    assert refused.status_code == 422
    assert "Read the security message and tick the box to accept it" in refused.content.decode()
    assert 'href="#id_accept"' in refused.content.decode()
    assert not User.objects.exists()


@pytest.mark.requirement("R1.60")
def test_its_version_and_time_are_kept_with_the_account(visitor: Client) -> None:
    visitor.post("/en/register/", STEP_1)
    user = User.objects.get()
    assert user.security_message_version == SECURITY_MESSAGE_VERSION
    assert user.security_message_accepted_at == user.date_joined


@pytest.mark.requirement("R1.60", "R1.61")
def test_a_new_version_is_shown_to_everybody_once_and_must_be_accepted(visitor: Client, applicant: User) -> None:
    User.objects.filter(pk=applicant.pk).update(security_message_version=SECURITY_MESSAGE_VERSION - 1)
    assert enter(visitor, "amara.o")["Location"] == MESSAGE
    assert "Nobody else may sign in to your account" in visitor.get(MESSAGE).content.decode()
    refused = accept(visitor, accept="")
    assert refused.status_code == 422
    # Nobody goes round it.
    assert visitor.get("/en/profile/").status_code == 302
    assert User.objects.get(pk=applicant.pk).security_message_version == SECURITY_MESSAGE_VERSION - 1
    assert accept(visitor)["Location"] == SECOND_STEP
    assert second(visitor, present(applicant)).status_code == 302
    row = User.objects.get(pk=applicant.pk)
    assert row.security_message_version == SECURITY_MESSAGE_VERSION
    assert row.security_message_accepted_at
    event = Event.objects.get(chain=applicant.pk, kind="account.security_message_accepted")
    assert event.facts == {"version": SECURITY_MESSAGE_VERSION}
    assert enter(people.Browser(), "amara.o")["Location"] == SECOND_STEP


@pytest.mark.requirement("R1.61")
@pytest.mark.parametrize(("choice", "next_page"), [("always", MESSAGE), ("once", SECOND_STEP)])
def test_how_often_it_is_shown_is_ones_own_choice_and_can_be_changed(
    applicant_client: Client, applicant: User, choice: str, next_page: str
) -> None:
    other = {"always": "once", "once": "always"}[choice]
    User.objects.filter(pk=applicant.pk).update(security_message_always=other == "always")
    page = applicant_client.get("/en/account/security/")
    assert re.search(rf'name="show_again" value="{other}"[^>]* checked', page.content.decode())
    form = {"show_again": choice, "csrfmiddlewaretoken": token(page)}
    assert applicant_client.post("/en/account/security/message/", form).status_code == 302
    assert User.objects.get(pk=applicant.pk).security_message_always is (choice == "always")
    assert enter(people.Browser(), "amara.o")["Location"] == next_page
