"""The way into the desk, and the people of the demonstration."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts import demo
from accounts.choices import Role
from accounts.models import Invitation, User
from accounts.services import officers, two_step
from accounts.services.hashing import token_hash
from mycic import clock
from tests.accounts import people
from tests.accounts.test_sign_in import enter, second, token

pytestmark = pytest.mark.django_db


def test_the_first_officer_comes_in_by_a_one_time_link(visitor: Client) -> None:
    out = StringIO()
    call_command("invite_officer", "first.boss", "boss@desk.example", "--unit", "Ottawa", stdout=out)
    link = "/en/" + out.getvalue().splitlines()[0].split("/en/")[1]
    assert "first.boss" in visitor.get(link).content.decode()
    assert visitor.post(link, {"password": "short", "language": "fr"}).status_code == 422
    assert visitor.post(link, {"password": people.PASSWORD, "language": "fr"})["Location"] == "/fr/connexion/"
    assert visitor.get(link).status_code == 404
    assert enter(visitor, "first.boss")["Location"] == "/en/register/second-step/"
    url = "/en/register/second-step/"
    assert visitor.get("/desk/").status_code == 302
    visitor.get(url)
    user = User.objects.get(username="first.boss")
    shown = second(visitor, two_step.present_code(user, at=clock.now()), url)
    assert shown["Location"] == "/en/register/recovery-codes/"
    page = visitor.get(shown["Location"])
    visitor.post(shown["Location"], {"csrfmiddlewaretoken": token(page)})
    desk = visitor.get("/desk/").content.decode()
    assert "Ottawa" in desk
    assert '<html lang="fr-CA">' in desk


def test_a_lone_supervisor_brings_in_the_next_one_with_whoever_runs_the_command(
    supervisor: User, supervisor_client: Client, visitor: Client
) -> None:
    out = StringIO()
    call_command("invite_officer", "second.boss", "two@desk.example", stdout=out)
    assert "after a supervisor has confirmed it" in out.getvalue()
    link = "/en/" + out.getvalue().splitlines()[0].split("/en/")[1]
    assert visitor.get(link).status_code == 404
    url = "/desk/accounts/invitation/"
    page = supervisor_client.get(url)
    row = Invitation.objects.get(username="second.boss")
    supervisor_client.post(url, {"confirm": str(row.pk), "csrfmiddlewaretoken": token(page)})
    assert visitor.post(link, {"password": people.PASSWORD, "language": "en"}).status_code == 302
    assert User.objects.get(username="second.boss").role == Role.SUPERVISOR


@pytest.mark.parametrize(
    ("username", "email"),
    [
        ("third.one", "not an address"),
        ("amara.o", "x@desk.example"),
        ("third.one", "amara@mail.example"),
        ("a b", "x@y.example"),
    ],
)
def test_an_invitation_that_could_never_be_used_is_refused_at_once(
    applicant: User, supervisor: User, username: str, email: str
) -> None:
    with pytest.raises(CommandError):
        call_command("invite_officer", username, email)
    assert not Invitation.objects.filter(used_at=None).exists()


def test_officers_never_share_a_number(supervisor: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(officers, "_NUMBERS", range(1, 4))
    numbers = [people.officer(f"officer.{n}", Role.OFFICER).officer_number for n in range(3)]
    assert sorted(map(str, numbers)) == ["1", "2", "3"]


def test_later_officers_need_a_second_persons_yes(supervisor: User) -> None:
    at = clock.now()
    second_boss = people.officer("second.boss", Role.SUPERVISOR)
    link = officers.invite(
        username="new.one", email="new@desk.example", role=Role.OFFICER, unit="Kingston", by=supervisor, at=at
    )
    with pytest.raises(officers.InvitationRefused):
        officers.find(link, at=at)
    row = Invitation.objects.get(token_hash=token_hash(link))
    with pytest.raises(officers.NotAllowed):
        officers.confirm(row, by=supervisor, at=at)
    officers.confirm(row, by=second_boss, at=at)
    assert officers.find(link, at=at).username == "new.one"
    officer = officers.accept(link, password=people.PASSWORD, language="en", at=at)
    with pytest.raises(officers.NotAllowed):
        officers.invite(username="next.one", email="x@desk.example", role=Role.OFFICER, unit="K", by=officer, at=at)


def test_demo_people_sign_in_and_the_commands_refuse_elsewhere(settings: Any, visitor: Client) -> None:
    with pytest.raises(CommandError):
        call_command("demo_code", "demo-applicant")
    settings.DEMO = True
    demo.people()
    demo.people()
    assert User.objects.filter(is_demo=True).count() == 4
    for name in ("demo-applicant", "demo-officer", "demo-supervisor"):
        browser = people.Browser()
        assert enter(browser, name, demo.PASSWORD)["Location"] == "/en/sign-in/second-step/"
        out = StringIO()
        call_command("demo_code", name, stdout=out)
        assert second(browser, out.getvalue().strip()).status_code == 302
    with pytest.raises(CommandError):
        call_command("demo_code", "nobody")


def test_two_supervisors_bring_in_an_officer_at_the_desk(
    supervisor: User, supervisor_client: Client, officer_client: Client
) -> None:
    url = "/desk/accounts/invitation/"
    assert officer_client.get(url).status_code == 404
    form = {"username": "third.one", "email": "third@desk.example", "role": "officer", "unit": "Kingston"}
    made = supervisor_client.post(url, {**form, "csrfmiddlewaretoken": token(supervisor_client.get(url))})
    link = made.content.decode().split('<code translate="no">')[1].split("</code>")[0]
    assert people.Browser().get(link).status_code == 404
    row = Invitation.objects.get(username="third.one")
    refused = supervisor_client.post(
        url, {"confirm": str(row.pk), "csrfmiddlewaretoken": token(supervisor_client.get(url))}
    )
    assert "A second supervisor has to confirm" in refused.content.decode()
    assert refused.status_code == 422
    taken = supervisor_client.post(
        url, {**form, "username": "sup.roy", "csrfmiddlewaretoken": token(supervisor_client.get(url))}
    )
    assert taken.status_code == 422
    assert "is in use" in taken.content.decode()
    second_client = people.signed_in(people.officer("boss.two", Role.SUPERVISOR))
    page = second_client.get(url)
    assert second_client.post(url, {"confirm": str(row.pk), "csrfmiddlewaretoken": token(page)}).status_code == 302
    assert people.Browser().get(link).status_code == 200
