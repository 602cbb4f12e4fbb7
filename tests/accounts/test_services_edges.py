"""Second windows, late presses and half-finished accounts: what the services do, and what the rows hold."""

import threading
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import Argon2PasswordHasher

from accounts.choices import Role
from accounts.models import (
    EmailChange,
    Invitation,
    KeptPost,
    PasswordReset,
    PendingRegistration,
    Session,
    SigningKey,
    User,
)
from accounts.services import (
    consent,
    credentials,
    email_change,
    filling,
    hashing,
    kept,
    officers,
    registration,
    sessions,
    signing,
    two_step,
)
from mycic import clock
from mycic.models import Job
from privacy.models import Event
from tests.accounts import people
from tests.accounts.test_credentials import mailed

pytestmark = pytest.mark.django_db
NEW = "seven quiet herons by the ferry"


def newcomer(name: str = "nadia.k7", email: str = "nadia@mail.example") -> User:
    return registration.begin(
        username=name, email=email, password=people.PASSWORD, language="en", always_show=False, at=clock.now()
    )


def events(chain: UUID, kind: str) -> int:
    return Event.objects.filter(chain=chain, kind=kind).count()


def mails(template: str) -> int:
    return Job.objects.filter(name="mycic.deliver_mail", ids__template=f"accounts/{template}").count()


class TestRegistering:
    def test_an_address_that_got_many_codes_gets_no_more(self) -> None:
        user = newcomer()
        while registration.may_write_to("nadia@mail.example"):
            pass
        later = clock.now() + timedelta(minutes=2)
        with pytest.raises(registration.TooSoon, match="several codes"):
            registration.resend(user, at=later)
        assert PendingRegistration.objects.get().code_sent_at < later
        assert mails("code") == 1

    def test_a_second_press_confirms_nothing_and_a_new_code_is_not_sent(self) -> None:
        user = newcomer()
        code = people.email_code(user)
        for _press in range(2):
            registration.confirm_email(user, code, at=clock.now())
        registration.resend(user, at=clock.now() + timedelta(minutes=2))
        assert events(user.pk, "account.email_confirmed") == mails("code") == 1

    def test_after_five_wrong_codes_the_right_one_waits(self) -> None:
        user = newcomer()
        code = people.email_code(user)
        for _try in range(registration.TRIES):
            with pytest.raises(registration.WrongCode, match="not the code"):
                registration.confirm_email(user, "AAAA-2222", at=clock.now())
        with pytest.raises(registration.WrongCode, match="Wait 15 minutes"):
            registration.confirm_email(user, code, at=clock.now())
        assert not EmailAddress.objects.filter(user=user).exists()

    def test_a_code_ends_after_a_quarter_of_an_hour(self) -> None:
        user = newcomer()
        with pytest.raises(registration.WrongCode, match="too old"):
            registration.confirm_email(user, people.email_code(user), at=clock.now() + timedelta(minutes=16))

    def test_of_two_people_with_one_new_address_the_first_to_confirm_has_it(self) -> None:
        first, other = newcomer(), newcomer("nadia.too")
        registration.confirm_email(first, people.email_code(first), at=clock.now())
        with pytest.raises(registration.WrongCode, match="not the code"):
            registration.confirm_email(other, people.email_code(other), at=clock.now())
        assert EmailAddress.objects.get(email="nadia@mail.example").user == first
        assert User.objects.get(pk=other.pk).email == ""
        assert registration.pending_address(other) == "nadia@mail.example"

    def test_who_finishes_in_the_moment_of_pruning_stays(self, applicant: User) -> None:
        assert registration._prune_one(applicant.pk, clock.now()) == 0
        assert User.objects.filter(pk=applicant.pk).exists()

    def test_without_a_waiting_key_there_is_no_certificate(self, applicant: User) -> None:
        with pytest.raises(signing.NoSigningKey, match="no signing key"):
            signing.issue_pending(applicant, at=clock.now())
        assert SigningKey.objects.get(user=applicant).certificates.count() == 1


class TestForgottenPasswords:
    def link(self, user: User) -> str:
        credentials.mail_reset_link(user.email, at=clock.now())
        return str(mailed("reset_password")["token"])

    def test_an_address_is_asked_for_three_times_an_hour(self) -> None:
        for _press in range(4):
            credentials.ask_reset("Amara@mail.example")
        assert Job.objects.filter(name="accounts.mail_reset_link").count() == 3

    def test_before_the_second_step_the_link_is_enough_and_the_new_key_waits_too(self) -> None:
        user = newcomer()
        registration.confirm_email(user, people.email_code(user), at=clock.now())
        old = SigningKey.objects.get(user=user)
        changed = credentials.reset_password(self.link(user), code="", new=NEW, at=clock.now())
        assert changed.check_password(NEW)
        fresh = SigningKey.objects.get(user=user)
        assert fresh.pk != old.pk
        assert (fresh.state, fresh.certificates.count()) == ("pending", 0)
        assert not events(user.pk, "account.key_revoked")

    def test_an_officer_has_no_key_to_lose(self, officer: User) -> None:
        token = self.link(officer)
        code = two_step.next_code(officer, at=clock.now())
        credentials.reset_password(token, code=code, new=NEW, at=clock.now())
        assert User.objects.get(pk=officer.pk).check_password(NEW)
        assert not SigningKey.objects.filter(user=officer).exists()

    def test_of_two_presses_at_once_one_counts(self, applicant: User, monkeypatch: pytest.MonkeyPatch) -> None:
        token = self.link(applicant)
        seen = credentials.find_reset(token, at=clock.now())
        PasswordReset.objects.filter(user=applicant).update(used_at=clock.now())
        monkeypatch.setattr(credentials, "find_reset", lambda _token, **_now: seen)
        code = two_step.next_code(applicant, at=clock.now())
        with pytest.raises(credentials.LinkRefused):
            credentials.reset_password(token, code=code, new=NEW, at=clock.now())
        assert User.objects.get(pk=applicant.pk).check_password(people.PASSWORD)
        assert SigningKey.objects.get(user=applicant).state == "active"


class TestKeys:
    def test_an_account_without_a_key_signs_nothing(self, officer: User) -> None:
        with pytest.raises(signing.NoSigningKey, match="no signing key"):
            signing.unlock(officer, people.PASSWORD)

    def test_a_key_under_another_password_stops_the_change(self, applicant: User) -> None:
        key = SigningKey.objects.get(user=applicant)
        signing.store(signing.rewrapped(applicant, people.PASSWORD, "some other words of long ago"))
        with pytest.raises(signing.WrongPassword):
            credentials.change_password(applicant, old=people.PASSWORD, new=NEW, keep_session="", at=clock.now())
        assert User.objects.get(pk=applicant.pk).check_password(people.PASSWORD)
        key.refresh_from_db()
        assert key.state == "active"

    def test_when_too_many_passwords_are_checked_nothing_changes(
        self, applicant: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        full = threading.BoundedSemaphore(1)
        full.acquire()
        monkeypatch.setattr(hashing, "_GATE", full)
        monkeypatch.setattr(hashing, "GATE_WAIT_SECONDS", 0.01)
        with pytest.raises(hashing.Busy):
            credentials.change_password(applicant, old=people.PASSWORD, new=NEW, keep_session="", at=clock.now())
        assert User.objects.get(pk=applicant.pk).check_password(people.PASSWORD)

    def test_the_product_hashes_passwords_with_the_pepper_of_this_installation(self) -> None:
        hasher = hashing.Argon2Hasher()
        encoded = hasher.encode("caf\u00e9 on a windy shelf", "salt" * 4)
        assert "m=65536,t=3,p=2" in encoded
        assert hasher.verify("cafe\u0301 on a windy shelf", encoded)  # the same word from another keyboard
        assert not hasher.verify("cafe on a windy shelf", encoded)
        assert not Argon2PasswordHasher().verify("caf\u00e9 on a windy shelf", encoded)


class TestSecondStep:
    def test_an_account_without_an_app_shows_no_code(self) -> None:
        with pytest.raises(two_step.WrongSecondStep, match="no second step yet"):
            two_step.next_code(newcomer(), at=clock.now())

    def test_a_recovery_code_of_nobody_is_wrong(self, applicant: User) -> None:
        code = two_step.renew_recovery_codes(applicant, at=clock.now())[0]
        stranger = newcomer()
        assert not two_step.verify(stranger, code)
        assert events(stranger.pk, "account.wrong_second_step") == 1
        assert two_step.recovery_codes_left(applicant) == 10


class TestAnotherAddress:
    def ask(self, user: User, email: str = "new@mail.example") -> str:
        email_change.ask(user, email, at=clock.now())
        return str(mailed("new_email_code")["code"])

    def test_nobody_is_flooded(self, applicant: User) -> None:
        while registration.may_write_to("victim@mail.example"):
            pass
        with pytest.raises(email_change.AddressRefused, match="Ask again in one hour"):
            email_change.ask(applicant, "victim@mail.example", at=clock.now())
        assert email_change.waiting(applicant) is None
        assert not mails("new_email_code")

    def test_after_five_wrong_codes_the_right_one_waits(self, applicant: User) -> None:
        with clock.shifted(timedelta(minutes=16)):  # registering took a code as well
            code = self.ask(applicant)
            for _try in range(registration.TRIES):
                with pytest.raises(registration.WrongCode, match="not the code"):
                    email_change.confirm(applicant, "AAAA-2222", at=clock.now())
            with pytest.raises(registration.WrongCode, match="Wait 15 minutes"):
                email_change.confirm(applicant, code, at=clock.now())
        assert User.objects.get(pk=applicant.pk).email == "amara@mail.example"

    def test_a_code_ends_after_a_quarter_of_an_hour(self, applicant: User) -> None:
        code = self.ask(applicant)
        with pytest.raises(registration.WrongCode, match="too old"):
            email_change.confirm(applicant, code, at=clock.now() + timedelta(minutes=16))

    def test_of_two_presses_at_once_one_counts(self, applicant: User, monkeypatch: pytest.MonkeyPatch) -> None:
        code = self.ask(applicant)
        compare: Callable[[bytes, bytes], bool] = hashing.same

        def another_press(left: bytes, right: bytes) -> bool:
            monkeypatch.undo()
            email_change.confirm(applicant, code, at=clock.now())
            return compare(left, right)

        monkeypatch.setattr(hashing, "same", another_press)
        email_change.confirm(applicant, code, at=clock.now())
        assert events(applicant.pk, "account.email_changed") == mails("email_changed") == 1
        assert User.objects.get(pk=applicant.pk).email == "new@mail.example"

    def test_of_two_people_with_one_new_address_the_first_to_confirm_has_it(
        self, applicant: User, other_applicant: User
    ) -> None:
        mine, theirs = self.ask(applicant), self.ask(other_applicant)
        email_change.confirm(other_applicant, theirs, at=clock.now())
        with pytest.raises(registration.WrongCode, match="not the code"):
            email_change.confirm(applicant, mine, at=clock.now())
        assert EmailAddress.objects.get(email="new@mail.example").user == other_applicant
        assert User.objects.get(pk=applicant.pk).email == "amara@mail.example"
        assert EmailChange.objects.get(user=applicant).done_at is None

    def test_of_two_presses_on_the_way_back_one_counts(self, applicant: User, monkeypatch: pytest.MonkeyPatch) -> None:
        email_change.confirm(applicant, self.ask(applicant), at=clock.now())
        token = str(mailed("email_changed")["token"])
        seen = email_change.find_undo(token, at=clock.now())
        email_change.undo(token, at=clock.now())
        monkeypatch.setattr(email_change, "find_undo", lambda _token, **_now: seen)
        email_change.undo(token, at=clock.now())
        assert events(applicant.pk, "account.email_change_undone") == 1
        assert User.objects.get(pk=applicant.pk).email == "amara@mail.example"


class TestOfficers:
    def invited(self, supervisor: User, name: str = "new.one") -> tuple[str, Invitation]:
        token = officers.invite(
            username=name,
            email="new@desk.example",
            role=Role.OFFICER,
            unit="Kingston",
            by=supervisor,
            at=clock.now(),
        )
        row = Invitation.objects.get(username=name)
        officers.confirm(row, by=people.officer("boss.two", Role.SUPERVISOR), at=clock.now())
        return token, row

    def test_the_first_yes_stays_written_down(self, supervisor: User) -> None:
        _token, row = self.invited(supervisor)
        officers.confirm(row, by=people.officer("boss.three", Role.SUPERVISOR), at=clock.now())
        row.refresh_from_db()
        assert row.confirmed_by is not None
        assert row.confirmed_by.username == "boss.two"
        assert events(row.pk, "officer.confirmed") == 1

    def test_a_link_lets_one_person_in(self, supervisor: User, monkeypatch: pytest.MonkeyPatch) -> None:
        token, _row = self.invited(supervisor)
        seen = officers.find(token, at=clock.now())
        officers.accept(token, password=people.PASSWORD, language="en", at=clock.now())
        monkeypatch.setattr(officers, "find", lambda _token, **_now: seen)
        with pytest.raises(officers.InvitationRefused, match="cannot be used"):
            officers.accept(token, password=NEW, language="fr", at=clock.now())
        assert User.objects.get(username="new.one").check_password(people.PASSWORD)

    def test_a_user_id_that_was_taken_meanwhile_lets_nobody_in(self, supervisor: User, applicant: User) -> None:
        token, row = self.invited(supervisor, "taken.since")
        User.objects.filter(pk=applicant.pk).update(username="taken.since")
        with pytest.raises(officers.InvitationRefused, match="in use"):
            officers.accept(token, password=people.PASSWORD, language="en", at=clock.now())
        row.refresh_from_db()
        assert row.used_at is None
        assert User.objects.get(username="taken.since").role == Role.APPLICANT


class TestSessions:
    def test_one_device_is_signed_out_from_the_list(self, applicant: User) -> None:
        here, there = people.signed_in(applicant), people.signed_in(applicant)
        row = Session.objects.filter(user=applicant).order_by("started_at")[1]
        assert sessions.end(applicant, row.public_id, at=clock.now())
        assert not sessions.end(applicant, row.public_id, at=clock.now())
        answers = [client.get("/en/profile/").status_code for client in (here, there)]
        assert answers == [200, 302]
        assert events(applicant.pk, "account.sessions_ended") == 1

    def test_a_device_whose_row_was_tampered_with_has_no_name(self, applicant: User) -> None:
        for _browser in range(2):
            people.signed_in(applicant)
        first, other = Session.objects.filter(user=applicant).order_by("started_at")
        Session.objects.filter(pk=first.pk).update(payload=other.payload)
        listed = {line.public_id: line.device for line in sessions.opened(applicant, current=other.pk, at=clock.now())}
        assert listed == {first.public_id: "A device that we do not know", other.public_id: "Firefox, Linux"}

    def test_the_security_message_comes_at_each_sign_in_or_not(self, applicant: User) -> None:
        for wanted in (True, False):
            consent.choose_display(applicant, always_show=wanted)
            applicant.refresh_from_db()
            assert applicant.security_message_always is wanted


class TestKeptText:
    def test_it_is_forgotten_when_the_page_is_sent(self, applicant: User) -> None:
        for page in ("/en/profile/address/", "/en/profile/phone/"):
            kept.keep(applicant.pk, page, {"city": ["Kingston"], "password": ["secret"]}, at=clock.now())
        assert kept.find(applicant.pk, "/en/profile/address/", at=clock.now()) == {"city": ["Kingston"]}
        kept.forget(applicant.pk, "/en/profile/address/")
        assert kept.find(applicant.pk, "/en/profile/address/", at=clock.now()) is None
        assert kept.find(applicant.pk, "/en/profile/phone/", at=clock.now()) == {"city": ["Kingston"]}

    def test_a_row_that_was_tampered_with_gives_nothing_back(self, applicant: User, other_applicant: User) -> None:
        for person in (applicant, other_applicant):
            kept.keep(person.pk, "/en/profile/address/", {"city": [person.username]}, at=clock.now())
        theirs = KeptPost.objects.get(user=other_applicant).values
        KeptPost.objects.filter(user=applicant).update(values=theirs)
        assert kept.find(applicant.pk, "/en/profile/address/", at=clock.now()) is None


PAGE = (
    "<h1>Address</h1><form>"
    '<select name="country"><option value="CA">Canada</option><option value="FR" selected>France</option></select>'
    '<select name="other"><option value="1" selected>One</option></select>'
    '<input type="radio" name="since" value="old" checked/><input type="radio" name="since" value="new"/>'
    '<input type="password" name="country">'
    "</form>"
)


def test_what_was_chosen_is_chosen_again_and_nothing_else() -> None:
    filled = filling.fill(PAGE, {"country": ["CA"], "since": ["new"], "gone": ["x"]})
    assert '<option value="CA" selected>Canada</option><option value="FR">France</option>' in filled
    assert '<select name="other"><option value="1" selected>One</option></select>' in filled
    assert (
        '<input type="radio" name="since" value="old"><input type="radio" name="since" value="new" checked>' in filled
    )
    assert '<input type="password" name="country">' in filled
    assert "We kept what you typed" in filled.partition("<h1>")[0]


def test_a_page_without_these_fields_stays_as_it_is() -> None:
    assert filling.fill(PAGE, {"gone": ["x"]}) == PAGE


def test_boxes_that_lost_every_tick_do_not_come_back_ticked() -> None:
    page = (
        '<form><input type="checkbox" name="elsewhere" checked><input type="hidden" name="next" value="/"></form>'
        '<h1>Answers</h1><form><input name="city" value="Kingston">'
        '<input type="checkbox" name="kinds" value="a" checked>'
        '<input type="checkbox" name="kinds" value="b"><input type="radio" name="one" value="x" checked></form>'
    )
    filled = filling.fill(page, {"city": ["Gatineau"], "next": ["/x/"], "kept": ["1"]})
    assert '<input type="checkbox" name="kinds" value="a"><input type="checkbox" name="kinds" value="b">' in filled
    assert '<input type="checkbox" name="elsewhere" checked>' in filled
    assert '<input type="radio" name="one" value="x" checked>' in filled
