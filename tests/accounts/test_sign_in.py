"""Signing in, staying, being signed out, and finding again what was typed."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import KeptPost, Session, TotpDevice, User
from accounts.services import credentials, hashing, kept, two_step
from accounts.sessions import SessionStore, key_hash
from mycic import clock
from mycic.forms import Form, OneTimeCodeField, PasswordField
from privacy.models import Event
from tests.accounts import people

pytestmark = pytest.mark.django_db
STARTED = {
    "username": "nadia.k7", "email": "nadia@mail.example", "password": people.PASSWORD, "language": "en",
    "accept": "on", "show_again": "once",
}  # fmt: skip


def token(page: Any) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.content.decode())
    return found[1] if found else ""


def enter(client: Client, login: str, password: str = people.PASSWORD, **more: str) -> Any:
    return client.post("/en/sign-in/", {"login": login, "password": password, **more})


def second(client: Client, code: str, url: str = "/en/sign-in/second-step/") -> Any:
    return client.post(url, {"code": code, "csrfmiddlewaretoken": token(client.get(url))})


def present(user: User) -> str:
    return two_step.next_code(user, at=clock.now())


@pytest.mark.requirement("R0.10", "R1.44", "R3.28")
@pytest.mark.parametrize("login", ["amara.o", "AMARA.O ", "amara@mail.example", "Amara@Mail.Example"])
def test_user_id_or_address_then_second_step(visitor: Client, applicant: User, login: str) -> None:
    assert not visitor.get("/en/sign-in/?next=/en/profile/").cookies
    password = enter(visitor, login, next="/en/profile/phone/")
    assert password["Location"] == "/en/sign-in/second-step/"
    assert visitor.get("/en/profile/")["Location"].startswith("/en/sign-in/")
    before = visitor.cookies[settings.SESSION_COOKIE_NAME].value
    done = second(visitor, present(applicant))
    assert done["Location"] == "/en/profile/phone/"
    assert visitor.cookies[settings.SESSION_COOKIE_NAME].value != before
    assert not Session.objects.filter(pk=key_hash(before)).exists()
    assert visitor.get("/en/profile/").status_code == 200
    assert Event.objects.filter(chain=applicant.pk, kind="account.signed_in").count() == 1


@pytest.mark.requirement("R0.10")
def test_an_unconfirmed_address_does_not_sign_in(visitor: Client, applicant: User) -> None:
    EmailAddress.objects.filter(user=applicant).update(verified=False)
    assert enter(visitor, "amara@mail.example").status_code == 422


def test_errors_do_not_tell_whether_the_account_exists(visitor: Client, applicant: User) -> None:
    answers = [enter(people.Browser(), login, "wrong horse battery staple") for login in ("amara.o", "nobody.x")]
    texts = [a.content.decode().replace("amara.o", "?").replace("nobody.x", "?") for a in answers]
    assert [a.status_code for a in answers] == [422, 422]
    assert texts[0] == texts[1]
    assert "The user ID or password is not right." in texts[0]
    assert not answers[0].cookies


@pytest.mark.requirement("R2.22")
def test_the_sixth_wrong_password_waits_for_everybody_alike(applicant: User) -> None:
    for login in ("amara.o", "nobody.x"):
        for _try in range(5):
            assert enter(people.Browser(), login, "wrong horse battery staple").status_code == 422
        slow = enter(people.Browser(), login)
        assert slow.status_code == 429
        assert int(slow["Retry-After"]) > 0
        assert "try again at" in slow.content.decode()


def test_an_owner_on_their_own_device_is_not_slowed_down_by_strangers(visitor: Client, applicant: User) -> None:
    enter(visitor, "amara.o", known="on")
    done = second(visitor, present(applicant))
    assert "__Host-known" in done.cookies
    for _try in range(6):
        enter(people.Browser(), "amara.o", "wrong horse battery staple")
    assert enter(people.Browser(), "amara.o").status_code == 429
    own = people.Browser()
    own.cookies["__Host-known"] = done.cookies["__Host-known"].value
    assert enter(own, "amara.o")["Location"] == "/en/sign-in/second-step/"


@pytest.mark.parametrize("evil", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_a_foreign_address_is_not_followed(visitor: Client, applicant: User, evil: str) -> None:
    enter(visitor, "amara.o", next=evil)
    assert second(visitor, present(applicant))["Location"] == "/en/dashboard/"


@pytest.mark.requirement("R3.28")
def test_five_wrong_codes_end_the_tries(visitor: Client, applicant: User) -> None:
    enter(visitor, "amara.o")
    for _try in range(5):
        assert second(visitor, "123").status_code == 422
    assert second(visitor, present(applicant)).status_code == 429


@pytest.mark.requirement("R3.28")
def test_a_code_works_once(visitor: Client, applicant: User) -> None:
    code = present(applicant)
    assert two_step.verify(applicant, code)
    enter(visitor, "amara.o")
    assert second(visitor, code).status_code == 422


@pytest.mark.requirement("R3.28")
def test_a_recovery_code_signs_in_once_and_is_told(visitor: Client, applicant: User) -> None:
    codes = two_step.renew_recovery_codes(applicant, at=clock.now())
    enter(visitor, "amara.o")
    done = second(visitor, codes[0].lower(), "/en/sign-in/lost-second-step/")
    assert done.status_code == 302
    assert two_step.recovery_codes_left(applicant) == 9
    again = people.Browser()
    enter(again, "amara.o")
    assert second(again, codes[0], "/en/sign-in/lost-second-step/").status_code == 422


@pytest.mark.requirement("R1.61")
def test_the_security_message_is_shown_again_to_who_wants_it(visitor: Client, applicant: User) -> None:
    User.objects.filter(pk=applicant.pk).update(security_message_always=True)
    assert enter(visitor, "amara.o")["Location"] == "/en/sign-in/security-message/"
    page = visitor.get("/en/sign-in/security-message/")
    accepted = visitor.post(
        "/en/sign-in/security-message/",
        {"accept": "on", "show_again": "once", "csrfmiddlewaretoken": token(page)},
    )
    assert accepted["Location"] == "/en/sign-in/second-step/"
    applicant.refresh_from_db()
    assert not applicant.security_message_always


@pytest.mark.requirement("R0.11", "R0.13")
def test_signing_out_ends_the_session_on_the_server(applicant_client: Client) -> None:
    cookie = applicant_client.cookies[settings.SESSION_COOKIE_NAME].value
    page = applicant_client.get("/en/profile/")
    out = applicant_client.post("/en/sign-out/", {"csrfmiddlewaretoken": token(page)})
    assert out.status_code == 303
    assert out["Clear-Site-Data"] == '"cache", "storage"'
    goodbye = people.Browser().get(out["Location"]).content.decode()
    assert all(words in goodbye for words in ("You are signed out", "close all windows", "Sign in again"))
    thief = people.Browser()
    thief.cookies[settings.SESSION_COOKIE_NAME] = cookie
    assert thief.get("/en/profile/")["Location"].startswith("/en/sign-in/")


def test_a_copy_of_the_table_signs_nobody_in(applicant_client: Client, applicant: User) -> None:
    row = Session.objects.get(user=applicant)
    thief = people.Browser()
    thief.cookies[settings.SESSION_COOKIE_NAME] = row.pk
    assert thief.get("/en/profile/").status_code == 302
    assert str(applicant.pk).encode() not in bytes(row.payload)


@pytest.mark.parametrize(("who", "minutes"), [("applicant", 20), ("officer", 15)])
def test_a_resting_session_ends(request: pytest.FixtureRequest, who: str, minutes: int) -> None:
    client = request.getfixturevalue(f"{who}_client")
    page = "/en/account/security/"
    assert "You will be signed out at" in client.get(page).content.decode()
    with clock.shifted(timedelta(minutes=minutes - 1)):
        assert client.get(page).status_code == 200
    with clock.shifted(timedelta(minutes=2 * minutes + 1)):
        assert "ended=1" in client.get(page)["Location"]


def test_a_shared_device_rests_ten_minutes(visitor: Client, applicant: User) -> None:
    enter(visitor, "amara.o", shared="on")
    second(visitor, present(applicant))
    with clock.shifted(timedelta(minutes=11)):
        assert visitor.get("/en/profile/").status_code == 302


def test_no_session_outlives_eight_hours(applicant_client: Client) -> None:
    for minutes in range(15, 8 * 60, 15):
        with clock.shifted(timedelta(minutes=minutes)):
            assert applicant_client.get("/en/profile/").status_code == 200
    with clock.shifted(timedelta(hours=8, minutes=1)):
        assert applicant_client.get("/en/profile/").status_code == 302


def test_a_page_that_only_polls_does_not_keep_the_session(applicant_client: Client) -> None:
    applicant_client.get("/en/profile/")
    for minutes in (5, 10, 15, 19):
        with clock.shifted(timedelta(minutes=minutes)):
            applicant_client.get("/en/profile/", headers={"X-MyCIC-Poll": "1"})
    with clock.shifted(timedelta(minutes=21)):
        assert applicant_client.get("/en/profile/").status_code == 302


@pytest.mark.requirement("R2.37")
def test_what_was_typed_in_an_ended_session_waits_for_the_same_person(
    applicant_client: Client, applicant: User, other_applicant: User
) -> None:
    url = "/en/profile/address/"
    secret = token(applicant_client.get(url))
    words = "17 Rue de l'Église <b>& fils</b>\nappartement 4"
    with clock.shifted(timedelta(minutes=25)):
        data = {"street": words, "city": "Québec", "password": "never", "csrfmiddlewaretoken": secret}
        ended = applicant_client.post(url, data)
        assert ended["Location"].startswith("/en/sign-in/?next=/en/profile/address/")
        row = KeptPost.objects.get()
        assert b"Rue" not in bytes(row.values)
        assert kept.find(applicant.pk, url, at=clock.now()).keys() == {"street", "city"}  # type: ignore[union-attr]
        stranger = people.signed_in(other_applicant)
        assert "Église" not in stranger.get(url).content.decode()
        again = people.Browser()
        enter(again, "amara.o", next=url)
        assert second(again, present(applicant))["Location"] == url
        page = again.get(url).content.decode()
        assert "17 Rue de l&#x27;Église &lt;b&gt;&amp; fils&lt;/b&gt;" in page
        assert 'value="Québec"' in page
        assert "We kept what you typed" in page
        assert "never" not in page
    with clock.shifted(timedelta(minutes=57)):
        assert kept.find(applicant.pk, url, at=clock.now()) is None


def test_what_was_typed_is_found_by_who_signs_in_again_in_the_other_language(
    applicant_client: Client, applicant: User
) -> None:
    url, french = "/en/profile/address/", people.url("change_address", "fr")
    secret = token(applicant_client.get(url))
    with clock.shifted(timedelta(minutes=25)):
        typed = {"street": "17 Rue de l'Église", "postal_code": "G1R 2S5", "csrfmiddlewaretoken": secret}
        applicant_client.post(url, typed, headers={"Referer": f"https://testserver{url}"})
        again = people.Browser()
        again.post(people.url("sign_in", "fr"), {"login": "amara.o", "password": people.PASSWORD, "next": url})
        assert second(again, present(applicant), people.url("second_step", "fr"))["Location"] == french
        page = again.get(french).content.decode()
        assert "17 Rue de l&#x27;Église" in page
        assert 'value="G1R 2S5"' in page
        assert "17 Rue de l&#x27;Église" in again.get(url).content.decode()


def test_only_so_many_pages_are_kept_for_one_person(applicant: User, other_applicant: User) -> None:
    at = clock.now()
    kept.keep(other_applicant.pk, "/en/profile/phone/", {"phone": ["1"]}, at=at)
    for number in range(22):
        kept.keep(applicant.pk, f"/somewhere/{number}/", {"a": [str(number)]}, at=at + timedelta(seconds=number))
    assert KeptPost.objects.filter(user=applicant).count() == 20
    later = at + timedelta(minutes=1)
    assert kept.find(applicant.pk, "/somewhere/1/", at=later) is None
    assert kept.find(applicant.pk, "/somewhere/21/", at=later) == {"a": ["21"]}
    assert kept.find(other_applicant.pk, "/en/profile/phone/", at=later) == {"phone": ["1"]}


def test_no_password_and_no_code_of_any_form_is_kept() -> None:
    secrets = {
        name: ["sesame"]
        for form in _forms(Form)
        for name, field in form.base_fields.items()
        if isinstance(field, OneTimeCodeField | PasswordField)
    }
    assert {"password", "old_password", "code"} <= secrets.keys()
    prefixed = {f"2-{name}": values for name, values in secrets.items()}
    assert kept.without_secrets({**secrets, **prefixed, "csrfmiddlewaretoken": ["x"]}) == {}
    said = {"postal_code": ["K7L 1A1"], "cip_code": ["27.0101"]}
    assert kept.without_secrets(said) == said


def _forms(kind: type[Form]) -> Iterator[type[Form]]:
    for form in kind.__subclasses__():
        yield form
        yield from _forms(form)


@pytest.mark.parametrize(("minutes", "looks"), [(0, 1), (31, 0)])
def test_nothing_is_looked_up_once_nothing_can_wait(applicant: User, minutes: int, looks: int) -> None:
    kept.keep(applicant.pk, "/en/profile/phone/", {"phone": ["613"]}, at=clock.now())
    client = people.signed_in(applicant)
    with clock.shifted(timedelta(minutes=minutes // 2)):
        client.get("/en/profile/")
    with clock.shifted(timedelta(minutes=minutes)), CaptureQueriesContext(connection) as asked:
        page = client.get("/en/profile/phone/")
    assert page.status_code == 200
    assert ('value="613"' in page.content.decode()) == bool(looks)
    assert sum("keptpost" in str(query["sql"]) for query in asked.captured_queries) == looks


@pytest.mark.requirement("R0.14")
def test_sessions_are_listed_and_ended(applicant_client: Client, applicant: User) -> None:
    other = people.signed_in(applicant)
    page = applicant_client.get("/en/account/sessions/")
    assert page.content.decode().count("Firefox, Linux") >= 2
    applicant_client.post("/en/account/sessions/end-others/", {"csrfmiddlewaretoken": token(page)})
    assert other.get("/en/profile/").status_code == 302
    assert "Every other device is signed out." in applicant_client.get("/en/profile/").content.decode()


@pytest.mark.requirement("R0.9")
def test_nobody_ends_the_sessions_of_others(
    applicant_client: Client, other_applicant_client: Client, other_applicant: User
) -> None:
    row = Session.objects.get(user=other_applicant)
    page = applicant_client.get("/en/account/sessions/")
    answer = applicant_client.post(f"/en/account/sessions/{row.public_id}/end/", {"csrfmiddlewaretoken": token(page)})
    assert answer.status_code == 404
    assert other_applicant_client.get("/en/profile/").status_code == 200


@pytest.mark.requirement("R1.36")
def test_credentials_change_only_after_a_fresh_second_step(applicant_client: Client, applicant: User) -> None:
    with clock.shifted(timedelta(minutes=16)):
        asked = applicant_client.get("/en/account/security/password/")
        assert asked["Location"].startswith("/en/confirm-it-is-you/?next=")
        step = asked["Location"]
        page = applicant_client.get(step)
        old = applicant_client.cookies[settings.SESSION_COOKIE_NAME].value
        done = applicant_client.post(
            "/en/confirm-it-is-you/",
            {"code": present(applicant), "next": "/en/account/security/password/", "csrfmiddlewaretoken": token(page)},
        )
        assert done["Location"] == "/en/account/security/password/"
        assert applicant_client.cookies[settings.SESSION_COOKIE_NAME].value != old
        assert applicant_client.get("/en/account/security/password/").status_code == 200


def test_a_session_belongs_to_one_side(applicant_client: Client, officer_client: Client) -> None:
    assert officer_client.get("/desk/").status_code == 200
    assert officer_client.get("/en/profile/").status_code == 404
    assert applicant_client.get("/desk/").status_code == 404
    assert "<script" not in officer_client.get("/desk/").content.decode().replace('<script type="module"', "")


def test_a_half_done_sign_in_ends_when_the_password_changes(visitor: Client, applicant: User) -> None:
    enter(visitor, "amara.o")
    page = "/en/sign-in/second-step/"
    assert visitor.get(page).status_code == 200
    credentials.change_password(
        applicant, old=people.PASSWORD, new="seven quiet herons by the ferry", keep_session="", at=clock.now()
    )
    assert visitor.get(page)["Location"] == "/en/sign-in/"
    assert visitor.get("/en/sign-in/").status_code == 200


@pytest.mark.parametrize("how", ["closed", "gone"])
def test_a_half_done_sign_in_ends_with_its_account(visitor: Client, db: Any, how: str) -> None:
    visitor.post(people.url("register", "en"), STARTED)
    page = "/en/register/confirm-email/"
    assert visitor.get(page).status_code == 200
    user = User.objects.get(username="nadia.k7")
    if how == "gone":
        user.delete()
    else:
        User.objects.filter(pk=user.pk).update(is_active=False)
    answer = visitor.get(page, follow=True)
    assert answer.redirect_chain == [("/en/sign-in/", 302)]
    assert answer.status_code == 200


def test_somebody_whose_device_was_taken_away_sets_up_a_new_one(visitor: Client, applicant: User) -> None:
    TotpDevice.objects.filter(user=applicant).delete()
    assert enter(visitor, "amara.o")["Location"] == "/en/register/second-step/"
    setup = "/en/register/second-step/"
    visitor.get(setup)
    done = second(visitor, two_step.present_code(applicant, at=clock.now()), setup)
    assert done["Location"] == "/en/register/recovery-codes/"
    assert visitor.get("/en/profile/").status_code == 200


@pytest.mark.parametrize(
    ("agent", "shown"),
    [("curl/8.1", "A device that we do not know"), ("Mozilla/5.0 (Linux) Lynx", "<strong>Linux</strong>")],
)
def test_a_device_without_a_known_name_is_called_so(applicant: User, agent: str, shown: str) -> None:
    browser = people.Browser(HTTP_USER_AGENT=agent)
    enter(browser, "amara.o")
    second(browser, present(applicant))
    assert shown in browser.get("/en/account/sessions/").content.decode()


def test_an_officer_has_one_session(officer_client: Client, officer: User) -> None:
    people.signed_in(officer)
    assert officer_client.get("/desk/").status_code == 302
    assert SessionStore().exists("nothing") is False


def test_a_sixth_session_ends_the_oldest_and_the_record_says_so(applicant: User) -> None:
    browsers = []
    for minute in range(6):
        with clock.shifted(timedelta(minutes=minute)):
            browsers.append(people.signed_in(applicant))
    with clock.shifted(timedelta(minutes=6)):
        statuses = [browser.get("/en/account/security/").status_code for browser in browsers]
    assert statuses == [302, 200, 200, 200, 200, 200]
    assert Event.objects.filter(chain=applicant.pk, kind="account.sessions_ended").count() == 1


def test_recovery_codes_left_on_the_screen_are_not_shown_for_ever(applicant_client: Client) -> None:
    url = "/en/account/security/recovery-codes/"
    page = applicant_client.get(url)
    form = {"csrfmiddlewaretoken": token(page), "sheet": page.context["sheet"]}
    shown = applicant_client.post(url, form)["Location"]
    assert "<code>" in applicant_client.get(shown).content.decode()
    with clock.shifted(timedelta(minutes=16)):
        assert applicant_client.get(shown)["Location"].startswith("/en/confirm-it-is-you/?next=")


def test_too_many_at_once_are_asked_to_come_back(visitor: Client, applicant: User, monkeypatch: Any) -> None:
    monkeypatch.setattr(hashing, "GATE_WAIT_SECONDS", 0.01)
    taken = 0
    while hashing._GATE.acquire(blocking=False):
        taken += 1
    try:
        busy = enter(visitor, "amara.o")
    finally:
        for _slot in range(taken):
            hashing._GATE.release()
    assert busy.status_code == 503
    assert busy["Retry-After"]
