"""Three steps to an epass, as a person takes them."""

import re
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.test import Client

from accounts.choices import PRUNE_AFTER
from accounts.models import Certificate, PendingRegistration, RecoveryCode, SigningKey, User
from accounts.services import passwords, registration, two_step
from mycic import clock, references
from mycic.models import Job
from tests.accounts import people

pytestmark = pytest.mark.django_db
STEP_1 = {
    "username": "Nadia.K7",
    "email": "Nadia@Mail.example",
    "password": people.PASSWORD,
    "language": "fr",
    "accept": "on",
    "show_again": "once",
}


def post(client: Client, url: str, data: dict[str, Any], **kwargs: Any) -> Any:
    if client.cookies:
        page = client.get(url)
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.content.decode())
        data = {**data, "csrfmiddlewaretoken": token[1] if token else ""}
    return client.post(url, data, **kwargs)


@pytest.mark.requirement("R0.8", "R1.33", "R1.35", "R1.42")
@pytest.mark.parametrize("lang", ["en", "fr"])
def test_a_person_registers_in_three_steps(visitor: Client, lang: str) -> None:
    register = people.url("register", lang)
    first = visitor.get(register)
    assert first.status_code == 200
    assert not first.cookies
    done = visitor.post(register, STEP_1)
    assert done.status_code == 302
    assert done.cookies.keys() == {settings.SESSION_COOKIE_NAME}
    user = User.objects.get(username="nadia.k7")
    assert user.registered_at is None
    assert SigningKey.objects.get(user=user).state == "pending"
    step_2 = done["Location"]
    assert "Nadia@mail.example".lower() in visitor.get(step_2).content.decode()
    wrong = post(visitor, step_2, {"code": "AAAA-2222"})
    assert wrong.status_code == 422
    right = post(visitor, step_2, {"code": people.email_code(user).lower().replace("-", " ")})
    step_3 = right["Location"]
    assert EmailAddress.objects.get(user=user).verified
    shown = visitor.get(step_3)
    page = shown.content.decode()
    assert "<svg" in page
    assert all(group in page for group in shown.context["setup"].groups)
    assert post(visitor, step_3, {"code": "000000"}).status_code == 422
    shown = post(visitor, step_3, {"code": two_step.present_code(user, at=clock.now())}, follow=True)
    codes = re.findall(r"<code>([A-Z2-9-]{19})</code>", shown.content.decode())
    assert len(set(codes)) == 10
    ready = post(visitor, shown.redirect_chain[-1][0], {}, follow=True)
    user.refresh_from_db()
    assert user.epass_number in ready.content.decode()
    assert "nadia.k7" not in ready.content.decode()
    assert Certificate.objects.get(key__user=user).pem.startswith("-----BEGIN CERTIFICATE")
    assert not PendingRegistration.objects.filter(user=user).exists()
    assert codes[0] not in visitor.get(shown.redirect_chain[-1][0], follow=True).content.decode()


@pytest.mark.requirement("R1.38")
def test_a_known_address_gets_the_same_pages_and_its_owner_a_mail(visitor: Client) -> None:
    owner = people.register("owner.one", "known@mail.example")
    new = visitor.post("/en/register/", {**STEP_1, "email": "new@mail.example"})
    other = people.Browser()
    known = other.post("/en/register/", {**STEP_1, "username": "someone.else", "email": "KNOWN@mail.example "})
    assert (new.status_code, new["Location"], new.cookies.keys()) == (
        known.status_code,
        known["Location"],
        known.cookies.keys(),
    )
    mask = re.compile(r'(value="[^"]*"|new@mail.example|known@mail.example)')
    pages = [mask.sub("", c.get(new["Location"]).content.decode()) for c in (visitor, other)]
    assert pages[0] == pages[1]
    # The user ID is taken all the same, so that a second try does not tell the two cases apart.
    again = people.Browser().post("/en/register/", {**STEP_1, "username": "someone.else", "email": "x@mail.example"})
    assert again.status_code == 422
    templates = list(Job.objects.filter(name="mycic.deliver_mail").values_list("ids__template", flat=True))
    assert templates.count("accounts/already") == 1
    decoy = User.objects.get(username="someone.else")
    code = people.email_code(decoy)
    with pytest.raises(registration.WrongCode):
        registration.confirm_email(decoy, code, at=clock.now())
    assert EmailAddress.objects.get(email="known@mail.example").user == owner


@pytest.mark.requirement("R0.7")
def test_step_1_keeps_what_was_typed_and_says_what_is_wrong(visitor: Client) -> None:
    bad = visitor.post("/en/register/", {**STEP_1, "username": "a b", "password": "pw-7-pw", "accept": ""})
    assert bad.status_code == 422
    text = bad.content.decode()
    assert "Nadia@Mail.example" in text
    assert "pw-7-pw" not in text
    assert "Enter a user ID of 4 to 40 letters" in text
    assert not bad.cookies
    weak = visitor.post("/en/register/", {**STEP_1, "password": "nadia.k7 mycic canada"})
    assert weak.status_code == 422
    assert not User.objects.exists()


@pytest.mark.parametrize("word", ["short", "password1234", "x" * 129, "immigration canada mycic", "aaaaaaaaaaaaaaaa"])
def test_a_password_that_others_could_guess_is_refused(word: str) -> None:
    with pytest.raises(passwords.WeakPassword):
        passwords.check(word, words=("someone",))


@pytest.mark.parametrize(
    "word", [people.PASSWORD, "été à la montagne bleue sans vent", "ውሃ በተራራው ላይ ይፈሳል ዛሬ", "a" * 5 + "kx9!Qz71bb0e"]
)
def test_long_passwords_of_any_script_are_taken(word: str) -> None:
    passwords.check(word, words=("someone",))


@pytest.mark.requirement("R1.42")
def test_who_leaves_midway_goes_on_by_signing_in(visitor: Client) -> None:
    visitor.post("/en/register/", STEP_1)
    later = people.Browser()
    back = later.post("/en/sign-in/", {"login": "nadia.k7", "password": people.PASSWORD})
    assert back["Location"] == "/en/register/confirm-email/"
    assert later.get("/en/profile/").status_code == 302


def test_a_new_code_waits_a_minute_and_replaces_the_old_one(visitor: Client) -> None:
    step_2 = visitor.post("/en/register/", STEP_1)["Location"]
    user = User.objects.get(username="nadia.k7")
    old = people.email_code(user)
    page = visitor.get(step_2).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    data = {"csrfmiddlewaretoken": token[1] if token else ""}
    assert visitor.post("/en/register/new-code/", data).status_code == 422
    with clock.shifted(timedelta(seconds=61)):
        assert visitor.post("/en/register/new-code/", data).status_code == 302
        new = people.email_code(user)
        assert new != old
        with pytest.raises(registration.WrongCode):
            registration.confirm_email(user, old, at=clock.now())
    with clock.shifted(timedelta(minutes=17)), pytest.raises(registration.WrongCode):
        registration.confirm_email(user, new, at=clock.now())


@pytest.mark.requirement("R1.42")
def test_an_unfinished_registration_is_removed_with_its_key_pair(visitor: Client) -> None:
    visitor.post("/en/register/", STEP_1)
    assert registration.prune(at=clock.now()) == 0
    assert registration.prune(at=clock.now() + PRUNE_AFTER + timedelta(hours=1)) == 1
    assert not User.objects.exists()
    assert not SigningKey.objects.exists()


@pytest.mark.requirement("R0.8", "R1.33")
def test_no_secret_is_kept_in_clear(visitor: Client) -> None:
    user = people.register("nadia.k7", "nadia@mail.example")
    assert people.PASSWORD not in str(User.objects.filter(pk=user.pk).values().get())
    assert all(len(bytes(row.digest)) == 32 for row in RecoveryCode.objects.all())
    assert b"BEGIN" not in bytes(SigningKey.objects.get(user=user).private_key or b"")


def test_a_password_that_is_too_short_is_told_with_everything_else(visitor: Client) -> None:
    page = visitor.post("/en/register/", {"username": "n", "email": "no", "password": "short", "language": "en"})
    assert page.status_code == 422
    assert {"username", "email", "password", "show_again", "accept"} == set(page.context["form"].errors)
    assert "Password: Use 12 characters or more." in page.content.decode()


def test_nobody_waits_for_a_number_that_somebody_else_has(applicant: User, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = iter([applicant.epass_number, applicant.epass_number, "P100000009"])
    monkeypatch.setattr(references, "new", lambda _letter: next(drawn))
    late = people.register("late.one", "late@mail.example")
    assert late.epass_number == "P100000009"
