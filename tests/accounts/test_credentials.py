"""Passwords, signing keys, e-mail address: changed, forgotten, undone."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from accounts import queries
from accounts.models import EmailChange, SigningKey, TotpDevice, User
from accounts.services import credentials, email_change, registration, signing, two_step
from mycic import clock, jobs
from mycic.crypto import signing as crypto_signing
from mycic.crypto.fields import system_vault
from mycic.models import Job
from privacy.models import Event
from tests.accounts import people
from tests.accounts.test_sign_in import enter, present, second, token

pytestmark = pytest.mark.django_db
NEW = "seven quiet herons by the ferry"


def mailed(name: str) -> dict[str, Any]:
    """Return the sealed part of the newest mail of this kind."""
    job = Job.objects.filter(name="mycic.deliver_mail", ids__template=f"accounts/{name}").latest("created_at")
    secret: dict[str, Any] = system_vault().read(job, "secret")
    return secret


def sign(user: User, password: str, payload: bytes = b"{}") -> signing.Signature:
    return signing.sign(user, password, payload, second_step_at=clock.now().timestamp())


@pytest.mark.requirement("R1.36", "R1.49", "R1.54")
def test_signing_needs_password_and_fresh_second_step(applicant: User) -> None:
    seal = sign(applicant, people.PASSWORD, b'{"case":"1"}')
    verdict = crypto_signing.verify_cms(b'{"case":"1"}', seal.cms, revoked={})
    assert verdict.valid
    assert verdict.user_id == "amara.o"
    assert not crypto_signing.verify_cms(b'{"case":"2"}', seal.cms, revoked={}).valid
    with pytest.raises(signing.WrongPassword):
        sign(applicant, NEW)
    old = (clock.now() - timedelta(minutes=16)).timestamp()
    with pytest.raises(signing.SecondStepTooOld):
        signing.sign(applicant, people.PASSWORD, b"{}", second_step_at=old)


def test_a_changed_password_keeps_key_and_certificate(applicant_client: Client, applicant: User) -> None:
    other = people.signed_in(applicant)
    before = sign(applicant, people.PASSWORD)
    url = "/en/account/security/password/"
    secret = token(applicant_client.get(url))
    wrong = applicant_client.post(
        url, {"old_password": "not this one at all", "password": NEW, "csrfmiddlewaretoken": secret}
    )
    assert wrong.status_code == 422
    assert "The present password is not right." in wrong.content.decode()
    right = applicant_client.post(
        url, {"old_password": people.PASSWORD, "password": NEW, "csrfmiddlewaretoken": secret}
    )
    assert right.status_code == 302
    assert "Your password is changed." in applicant_client.get("/en/account/security/").content.decode()
    assert other.get("/en/profile/").status_code == 302
    assert sign(applicant, NEW).serial == before.serial
    with pytest.raises(signing.WrongPassword):
        sign(applicant, people.PASSWORD)
    assert enter(people.Browser(), "amara.o").status_code == 422
    assert enter(people.Browser(), "amara.o", NEW).status_code == 302


@pytest.mark.requirement("R3.28")
def test_a_forgotten_password_needs_link_and_second_step(visitor: Client, applicant: User) -> None:
    before = sign(applicant, people.PASSWORD, b"old")
    answers = [
        people.Browser().post("/en/sign-in/reset-password/", {"email": email})
        for email in ("AMARA@mail.example", "nobody@mail.example")
    ]
    assert [(a.status_code, a["Location"], len(a.cookies)) for a in answers] == [
        (302, "/en/sign-in/reset-password/sent/", 0)
    ] * 2
    jobs.run(Job.objects.filter(name="accounts.mail_reset_link").earliest("created_at").pk)
    link = f"/en/sign-in/reset-password/{mailed('reset_password')['token']}/"
    assert visitor.get(link).status_code == 200
    assert visitor.post(link, {"password": NEW, "code": "000000"}).status_code == 422
    assert visitor.post(link, {"password": NEW, "code": ""}).status_code == 422
    assert not visitor.cookies
    done = visitor.post(link, {"password": NEW, "code": present(applicant)})
    assert done.status_code == 200
    assert not visitor.cookies  # a reset never signs in
    assert visitor.get(link).status_code == 404
    old_key = SigningKey.objects.get(user=applicant, state="revoked")
    assert old_key.private_key is None
    revoked = queries.revoked_certificates()
    assert int(before.serial, 16) in revoked
    verdict = crypto_signing.verify_cms(b"old", before.cms, revoked=revoked)
    assert verdict.valid
    assert verdict.revoked_at
    new = sign(User.objects.get(pk=applicant.pk), NEW)
    assert new.serial != before.serial
    public = people.Browser().get(f"/en/certificate-status/?serial={before.serial}").content.decode()
    assert "Withdrawn on" in public
    assert "amara" not in public


def test_a_reset_link_ends_after_half_an_hour(visitor: Client, applicant: User) -> None:
    credentials.mail_reset_link("amara@mail.example", at=clock.now())
    link = f"/en/sign-in/reset-password/{mailed('reset_password')['token']}/"
    with clock.shifted(timedelta(minutes=31)):
        assert visitor.get(link).status_code == 404


@pytest.mark.requirement("R1.6")
def test_another_address_is_confirmed_told_and_undone(applicant_client: Client, applicant: User) -> None:
    url = "/en/account/security/email/"
    secret = token(applicant_client.get(url))
    step = applicant_client.post(url, {"email": "New@mail.example", "csrfmiddlewaretoken": secret})
    assert step["Location"] == "/en/account/security/email/confirm/"
    code = mailed("new_email_code")["code"]
    applicant_client.post(step["Location"], {"code": code, "csrfmiddlewaretoken": secret})
    assert enter(people.Browser(), "new@mail.example").status_code == 302
    assert enter(people.Browser(), "amara@mail.example").status_code == 422
    told = mailed("email_changed")
    assert told["address"] == "amara@mail.example"
    undo = f"/en/account/security/email/undo/{told['token']}/"
    stranger = people.Browser()
    assert stranger.get(undo).status_code == 200
    assert User.objects.get(pk=applicant.pk).email == "new@mail.example"  # opening a link changes nothing
    assert stranger.post(undo).status_code == 200
    assert User.objects.get(pk=applicant.pk).email == "amara@mail.example"
    assert applicant_client.get("/en/profile/").status_code == 302
    assert stranger.post(undo).status_code == 404


@pytest.mark.requirement("R1.6")
def test_undo_ends_after_seven_days_and_a_known_address_never_works(applicant: User, other_applicant: User) -> None:
    at = clock.now()
    email_change.ask(applicant, "suharto@mail.example", at=at)
    assert email_change.waiting(applicant) == "suharto@mail.example"
    with pytest.raises(registration.WrongCode):
        email_change.confirm(applicant, mailed("already")["code"], at=at)
    email_change.ask(applicant, "free@mail.example", at=at)
    email_change.confirm(applicant, mailed("new_email_code")["code"], at=at)
    link = mailed("email_changed")["token"]
    with pytest.raises(email_change.UndoRefused):
        email_change.find_undo(link, at=at + timedelta(days=7, minutes=1))
    assert email_change.prune(at=at + timedelta(days=8)) == 1
    assert not EmailChange.objects.exists()


def test_the_present_address_and_a_flooded_one_are_refused_with_a_sentence(
    applicant_client: Client, applicant: User
) -> None:
    url = "/en/account/security/email/"
    secret = token(applicant_client.get(url))

    def ask(address: str) -> Any:
        return applicant_client.post(url, {"email": address, "csrfmiddlewaretoken": secret})

    same = ask("AMARA@mail.example")
    assert same.status_code == 422
    assert "We use this address already" in same.content.decode()
    assert [ask("new@mail.example").status_code for _try in range(5)] == [302] * 5
    flooded = ask("new@mail.example")
    assert flooded.status_code == 422
    assert "Ask again in one hour" in flooded.content.decode()
    assert EmailChange.objects.get(user=applicant).done_at is None


def test_nobody_sends_codes_to_many_strangers(applicant: User) -> None:
    at = clock.now()
    for number in range(10):
        email_change.ask(applicant, f"stranger{number}@mail.example", at=at)
    with pytest.raises(email_change.AddressRefused, match="many codes"):
        email_change.ask(applicant, "stranger10@mail.example", at=at)
    assert email_change.waiting(applicant) == "stranger9@mail.example"
    assert mails_to(applicant).count("accounts/new_email_code") == 10


def test_a_password_that_was_replaced_meanwhile_changes_nothing(officer: User) -> None:
    stale = User.objects.get(pk=officer.pk)
    credentials.change_password(officer, old=people.PASSWORD, new=NEW, keep_session="", at=clock.now())
    with pytest.raises(signing.WrongPassword):
        credentials.change_password(
            stale, old=people.PASSWORD, new="another long sentence of words", keep_session="", at=clock.now()
        )
    assert User.objects.get(pk=officer.pk).check_password(NEW)


def test_a_certificate_is_renewed_before_it_ends_and_the_key_stays(applicant: User) -> None:
    first = queries.certificate_of(applicant)
    assert first
    key = SigningKey.objects.get(user=applicant)
    at = first.not_after - timedelta(days=59)
    assert signing.renew_certificates(at=at - timedelta(days=2)) == 0
    assert signing.renew_certificates(at=at) == 1
    assert signing.renew_certificates(at=at) == 0
    second = queries.certificate_of(applicant)
    assert second
    assert second.serial != first.serial
    assert second.not_after > first.not_after + timedelta(days=600)
    assert SigningKey.objects.get(user=applicant).pk == key.pk
    assert signing.unlock(applicant, people.PASSWORD).serial == second.serial
    assert Event.objects.filter(chain=applicant.pk, kind="account.certificate_renewed").count() == 1
    assert signing.revoke(applicant, at=at)
    assert {first.serial, second.serial} == {f"{serial:x}" for serial in queries.revoked_certificates()}


def mails_to(user: User) -> list[str]:
    """Return the templates of all mails to a person, the oldest first."""
    rows = Job.objects.filter(name="mycic.deliver_mail", ids__user_id=str(user.pk)).order_by("created_at")
    return [str(row.ids["template"]) for row in rows]


def test_new_recovery_codes_end_the_old_ones(applicant_client: Client, applicant: User) -> None:
    old = two_step.renew_recovery_codes(applicant, at=clock.now())
    url = "/en/account/security/recovery-codes/"
    page = applicant_client.get(url)
    form = {"csrfmiddlewaretoken": token(page), "sheet": page.context["sheet"]}
    assert f'name="sheet" value="{form["sheet"]}"' in page.content.decode()
    shown = applicant_client.post(url, form, follow=True)
    new = re.findall(r"<code>([A-Z2-9-]{19})</code>", shown.content.decode())
    assert len(new) == 10
    # A second press of the button shows the same codes: those that are written down already stay good.
    again = applicant_client.post(url, form, follow=True)
    assert re.findall(r"<code>([A-Z2-9-]{19})</code>", again.content.decode()) == new
    assert not two_step.verify(applicant, old[0])
    assert two_step.verify(applicant, new[0])
    assert mails_to(applicant).count("accounts/recovery_codes_renewed") == 2


def test_another_authenticator_app_replaces_the_first(applicant_client: Client, applicant: User) -> None:
    other = people.signed_in(applicant)
    url = "/en/account/security/authenticator/"
    page = applicant_client.get(url)
    assert page.context["setup"].groups[0] in page.content.decode()
    fresh = TotpDevice.objects.get(user=applicant, confirmed=False)
    code = f"{two_step._totp(fresh, clock.now()).token():06d}"
    assert applicant_client.post(url, {"code": code, "csrfmiddlewaretoken": token(page)}).status_code == 302
    assert TotpDevice.objects.get(user=applicant).pk == fresh.pk
    assert other.get("/en/profile/").status_code == 302
    assert "Your new authenticator app is set up" in applicant_client.get("/en/account/security/").content.decode()
    assert mails_to(applicant).count("accounts/second_step_changed") == 1


def test_setting_up_the_first_app_is_told_by_one_mail(applicant: User, officer: User) -> None:
    assert mails_to(applicant) == ["accounts/code", "accounts/ready"]
    assert mails_to(officer) == ["accounts/officer_joined", "accounts/second_step_changed"]


@pytest.mark.requirement("R1.49")
def test_root_issuing_certificate_and_revocation_list_are_public(visitor: Client, applicant: User) -> None:
    for path, kind in (
        ("/pki/mycic-root.pem", "application/x-pem-file"),
        ("/pki/mycic-issuing.pem", "application/x-pem-file"),
        ("/pki/mycic.crl", "application/pkix-crl"),
    ):
        answer = visitor.get(path)
        assert (answer.status_code, answer["Content-Type"], len(answer.cookies)) == (200, kind, 0)
    certificate = queries.certificate_of(applicant)
    assert certificate
    shown = visitor.get(f"/en/certificate-status/?serial={certificate.serial.upper()}")
    assert "Not withdrawn" in shown.content.decode()
    wrong = visitor.get("/en/certificate-status/?serial=00 <b>")
    assert wrong.status_code == 404
    assert 'value="00 &lt;b&gt;"' in wrong.content.decode()
    assert visitor.get("/en/certificate-status/?serial=+").status_code == 200
    assert visitor.get(f"{people.url('certificate_status', 'fr')}?serial={uuid4().hex}").status_code == 404


def test_wrong_codes_end_after_a_while(visitor: Client, applicant: User) -> None:
    with clock.shifted(timedelta(hours=1)):
        enter(visitor, "amara.o")
        assert second(visitor, present(applicant)).status_code == 302


def test_a_code_that_is_needed_is_not_called_optional(visitor: Client, applicant: User) -> None:
    credentials.mail_reset_link(applicant.email, at=clock.now())
    link = people.url("reset_password_new", "en", token=mailed("reset_password")["token"])
    assert "(optional)" not in visitor.get(link).content.decode()
    page = visitor.post(link, {"code": "", "password": people.PASSWORD})
    assert page.status_code == 422
    assert "Enter the 6 numbers from your app, or a recovery code" in page.content.decode()
    assert "not right" not in page.content.decode()
