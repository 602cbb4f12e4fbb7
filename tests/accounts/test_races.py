"""Two at once, on PostgreSQL: exactly one wins."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connections

from accounts.models import Enrolment, User
from accounts.services import credentials, enrolment, hashing, signin, signing, two_step
from mycic import clock, throttle
from tests.accounts import people

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def at_once(act: Any, times: int = 6) -> list[bool]:
    def run(_number: int) -> bool:
        try:
            return bool(act())
        finally:
            connections.close_all()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(run, range(times)))


@pytest.fixture
def person(db: Any) -> User:
    return people.register("racer.one", "racer@mail.example")


@pytest.mark.requirement("R3.28")
def test_one_code_is_accepted_once(person: User) -> None:
    code = two_step.present_code(person, at=clock.now())
    assert at_once(lambda: two_step.verify(person, code)).count(True) == 1


@pytest.mark.requirement("R3.28")
def test_one_recovery_code_is_accepted_once(person: User) -> None:
    code = two_step.renew_recovery_codes(person, at=clock.now())[0]
    assert at_once(lambda: two_step.verify(person, code)).count(True) == 1
    assert two_step.recovery_codes_left(person) == 9


def test_new_recovery_codes_are_made_once(person: User) -> None:
    sheet = two_step.recovery_sheet(person)
    assert at_once(lambda: two_step.renew_recovery_codes(person, at=clock.now(), seen=sheet)).count(True) == 1
    assert two_step.recovery_codes_left(person) == 10


def test_many_wrong_passwords_at_once_are_five_tries(person: User) -> None:
    def act() -> bool:
        try:
            signin.check(login="racer.one", password="not the words", place="here", browser_token="")
        except signin.WrongCredentials:
            return True
        except (signin.SlowDown, hashing.Busy):
            return False
        return False

    assert at_once(act, 20).count(True) <= 5
    assert throttle.pause_left("sign-in-new", str(person.pk)) <= 60


def test_many_wrong_codes_at_once_are_five_tries(person: User) -> None:
    def act() -> bool:
        try:
            two_step.check(person, "000000", at=clock.now())
        except two_step.TooManyCodes:
            return False
        except two_step.WrongSecondStep:
            return True
        return False

    assert at_once(act, 20).count(True) == 5


def test_many_wrong_present_passwords_at_once_are_five_tries(person: User) -> None:
    def act() -> bool:
        try:
            credentials.change_password(
                person, old="not the words", new="quite another lantern", keep_session="", at=clock.now()
            )
        except signing.WrongPassword:
            return True
        except (signin.SlowDown, hashing.Busy):
            return False
        return False

    assert at_once(act, 20).count(True) <= 5


def test_enrolling_twice_at_once_makes_one_profile(person: User) -> None:
    def act() -> bool:
        try:
            people.enrol(person)
        except enrolment.AlreadyEnrolled:
            return False
        return True

    assert at_once(act).count(True) == 1
    assert Enrolment.objects.count() == 1


def test_many_tries_of_one_moment_make_the_pause_no_longer(person: User) -> None:
    for _counted_before_the_first_is_refused in range(19):
        throttle.count("sign-in-new", str(person.pk), per_seconds=86_400)
    with pytest.raises(signin.WrongCredentials):
        signin.check(login="racer.one", password="not the words", place="here", browser_token="")
    assert 0 < throttle.pause_left("sign-in-new", str(person.pk)) <= 60
