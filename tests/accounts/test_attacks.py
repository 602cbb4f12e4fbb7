"""What a stranger tries at registration, sign-in, reset and change of address."""

import time
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.choices import Role
from accounts.models import EmailChange, Invitation, PasswordReset, PendingRegistration, TotpDevice, User
from accounts.services import credentials, email_change, enrolment, officers, passwords, registration, two_step
from accounts.services.hashing import token_hash
from mycic import clock, jobs
from mycic.models import Job
from tests.accounts import people
from tests.accounts.test_credentials import mailed
from tests.accounts.test_registration import STEP_1, post
from tests.accounts.test_sign_in import enter, token

pytestmark = pytest.mark.django_db


def begin(email: str, number: int = 0) -> User:
    return registration.begin(
        username=f"newcomer-{number}",
        email=email,
        password=people.PASSWORD,
        language="en",
        always_show=False,
        at=clock.now(),
    )


def move_to(user: User, email: str) -> str:
    """Change the address of an account; return the token of the way back."""
    email_change.ask(user, email, at=clock.now())
    email_change.confirm(user, mailed("new_email_code")["code"], at=clock.now())
    return str(mailed("email_changed")["token"])


def test_other_spellings_of_a_user_id_share_its_tries(applicant: User) -> None:
    spellings = ["amara.o", "AMARA.O", "ａmara.o", "aｍara.o", "𝐚mara.o"]
    assert [enter(people.Browser(), name, "wrong words here").status_code for name in spellings] == [422] * 5
    assert enter(people.Browser(), "ａｍara.o", "wrong words here").status_code == 429


def test_no_password_keeps_the_server_busy() -> None:
    start = time.process_time()
    passwords.check("a4@8({[<369&#!il1|0$5+7%2/" * 3)
    assert time.process_time() - start < 2


@pytest.mark.requirement("R1.6")
def test_a_stolen_way_back_ends_with_the_owners(applicant: User) -> None:
    owners = move_to(applicant, "thief@mail.example")
    thiefs = move_to(applicant, "thief2@mail.example")
    email_change.ask(applicant, "thief3@mail.example", at=clock.now())
    email_change.undo(owners, at=clock.now())
    with pytest.raises(email_change.UndoRefused):
        email_change.undo(thiefs, at=clock.now())
    assert User.objects.get(pk=applicant.pk).email == "amara@mail.example"
    assert email_change.waiting(applicant) is None


@pytest.mark.requirement("R1.6")
def test_a_way_back_to_an_address_of_somebody_else_is_refused(visitor: Client, applicant: User) -> None:
    back = move_to(applicant, "new@mail.example")
    people.register("somebody.else", "amara@mail.example")
    answer = visitor.post(people.url("email_undo", "en", token=back))
    assert answer.status_code == 404
    assert "Contact us" in answer.content.decode()
    assert User.objects.get(pk=applicant.pk).email == "new@mail.example"


def test_a_reset_link_ends_with_the_address_it_went_to(applicant: User) -> None:
    credentials.mail_reset_link("amara@mail.example", at=clock.now())
    link = mailed("reset_password")["token"]
    move_to(applicant, "new@mail.example")
    with pytest.raises(credentials.LinkRefused):
        credentials.find_reset(link, at=clock.now())


def test_asking_for_a_link_does_the_same_work_for_every_address(applicant: User) -> None:
    credentials.ask_reset("first@mail.example")  # what is remembered for a minute is read here
    work = []
    for email in ("amara@mail.example", "nobody@mail.example"):
        with CaptureQueriesContext(connection) as queries:
            credentials.ask_reset(email)
        work.append([query["sql"].split()[0] for query in queries])
    assert work[0] == work[1]
    assert Job.objects.filter(name="accounts.mail_reset_link").count() == 3
    assert not PasswordReset.objects.exists()


def test_a_mailbox_alone_never_opens_the_desk(supervisor: User) -> None:
    TotpDevice.objects.filter(user=supervisor).delete()
    credentials.mail_reset_link(supervisor.email, at=clock.now())
    assert not PasswordReset.objects.exists()


def test_a_stranger_cannot_flood_a_mailbox() -> None:
    for number in range(7):
        begin("victim@mail.example", number)
    assert Job.objects.filter(name="mycic.deliver_mail", ids__template="accounts/code").count() == 5
    assert PendingRegistration.objects.count() == 7


def test_a_code_asked_for_after_the_address_was_confirmed_leads_on(visitor: Client) -> None:
    post(visitor, "/en/register/", STEP_1)
    user = User.objects.get(username="nadia.k7")
    post(visitor, "/en/register/confirm-email/", {"code": people.email_code(user)})
    secret = token(visitor.get("/en/register/second-step/"))
    again = visitor.post("/en/register/new-code/", {"csrfmiddlewaretoken": secret})
    assert again.status_code == 302
    assert visitor.get(again["Location"])["Location"] == "/en/register/second-step/"


@pytest.mark.requirement("R1.42")
def test_a_registration_cut_off_in_its_last_moment_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    user = begin("cut@mail.example")
    registration.confirm_email(user, people.email_code(user), at=clock.now())
    two_step.begin_totp(user, at=clock.now())

    def cut(*_args: Any, **_kwargs: Any) -> str:
        raise SystemExit("cut off")

    code = two_step.present_code(user, at=clock.now())
    with monkeypatch.context() as broken:
        broken.setattr(registration, "complete", cut)
        with pytest.raises(SystemExit, match="cut off"):
            registration.finish(user, code, at=clock.now())
    assert not two_step.has_second_step(user)
    later = clock.now() + timedelta(seconds=60)
    registration.finish(user, two_step.present_code(user, at=later), at=later)
    assert User.objects.get(pk=user.pk).registered_at


def test_a_second_first_link_ends_when_the_first_officer_is_in() -> None:
    links = [
        officers.invite(
            username=name, email=f"{name}@desk.example", role=Role.SUPERVISOR, unit="HQ", by=None, at=clock.now()
        )
        for name in ("first.one", "first.two")
    ]
    officers.accept(links[0], password=people.PASSWORD, language="en", at=clock.now())
    with pytest.raises(officers.InvitationRefused):
        officers.accept(links[1], password=people.PASSWORD, language="en", at=clock.now())


def test_a_second_click_on_enrol_leads_home(
    applicant_client: Client, applicant: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = {
        "family_name": "Okonkwo", "given_name": "Amara", "birth_date_0": "17", "birth_date_1": "4",
        "birth_date_2": "1999", "nationality": "NG", "document_kind": "none", "no_document_reason": "Lost.",
        "street": "14 Elm Street", "city": "Kingston", "country": "CA", "language": "en",
    }  # fmt: skip
    secret = token(applicant_client.get("/en/profile/"))
    monkeypatch.setattr("accounts.views.profile.queries.is_enrolled", lambda _user: False)
    answer = applicant_client.post("/en/enrol/", {**form, "csrfmiddlewaretoken": secret})
    assert (answer.status_code, answer["Location"]) == (302, reverse("applications:dashboard"))


@pytest.mark.parametrize("box", ["birth_date_0", "birth_date_1", "birth_date_2"])
def test_a_number_of_five_thousand_digits_is_a_wrong_date(applicant_client: Client, box: str) -> None:
    date = {"since_0": "1", "since_1": "1", "since_2": "2020", box.replace("birth_date", "since"): "1" * 5000}
    secret = token(applicant_client.get("/en/profile/address/"))
    answer = applicant_client.post("/en/profile/address/", {**date, "csrfmiddlewaretoken": secret})
    assert answer.status_code == 422


def test_a_seed_seen_in_another_session_is_never_taken_into_use(applicant: User) -> None:
    page = "/en/account/security/authenticator/"
    thief, owner = people.signed_in(applicant), people.signed_in(applicant)
    seen = two_step_key(thief.get(page))
    assert two_step_key(thief.get(page)) == seen
    assert two_step_key(owner.get(page)) != seen


def two_step_key(page: Any) -> str:
    return str(page.context["setup"].key)


def test_the_admins_own_password_page_is_not_there(officer_client: Client) -> None:
    for page in ("password_change", "password_change/done", "logout", "autocomplete"):
        assert officer_client.get(f"/desk/{page}/").status_code == 404


@pytest.mark.parametrize(
    "page", ["account/emailaddress/", "account/emailaddress/add/", "auth/group/", "auth/group/add/"]
)
def test_the_desk_has_no_pages_of_the_libraries(officer_client: Client, page: str) -> None:
    User.objects.filter(role=Role.OFFICER).update(is_superuser=True)
    assert officer_client.get(f"/desk/{page}").status_code == 404


def test_night_work_forgets_links_whose_time_is_over(applicant: User, supervisor: User) -> None:
    at = clock.now()
    officers.invite(username="late.one", email="l@desk.example", role=Role.OFFICER, unit="HQ", by=supervisor, at=at)
    credentials.mail_reset_link("amara@mail.example", at=at)
    with clock.shifted(timedelta(days=8)):
        jobs.registered("accounts.prune_registrations")()  # type: ignore[misc] # the task is there
    assert not Invitation.objects.filter(username="late.one").exists()
    assert not PasswordReset.objects.exists()


def test_an_address_is_checked_in_the_spelling_that_is_used(visitor: Client) -> None:
    answer = post(visitor, "/en/register/", {**STEP_1, "email": "a@b.example，c＠gov.example"})
    assert answer.status_code == 422
    assert not User.objects.exists()


def test_a_confirmed_link_is_hashed(applicant: User) -> None:
    back = move_to(applicant, "new@mail.example")
    assert EmailChange.objects.get(user=applicant).undo_digest == token_hash(back)
    assert EmailAddress.objects.get(user=applicant).email == "new@mail.example"
    with pytest.raises(enrolment.AlreadyEnrolled):
        people.enrol(applicant)


@pytest.mark.parametrize(
    ("referer", "page"),
    [
        ("https://testserver/en/profile/", "/en/profile/"),
        ("https://evil.example/en/profile/", "/en/profile/language/"),
        ("https://[evil/", "/en/profile/language/"),
        ("", "/en/profile/language/"),
    ],
)
def test_a_button_pressed_too_late_leads_back_to_its_page(applicant_client: Client, referer: str, page: str) -> None:
    secret = token(applicant_client.get("/en/profile/"))
    with clock.shifted(timedelta(minutes=21)):
        answer = applicant_client.post(
            "/en/profile/language/",
            {"language": "fr", "csrfmiddlewaretoken": secret},
            headers={"Referer": referer},
        )
    assert answer["Location"] == f"/en/sign-in/?next={page}&ended=1"


@pytest.mark.parametrize("name", ["register", "sign_in", "reset_password"])
def test_a_page_is_there_for_who_asks_for_its_head_only(visitor: Client, name: str) -> None:
    assert visitor.head(people.url(name, "en")).status_code == 200
