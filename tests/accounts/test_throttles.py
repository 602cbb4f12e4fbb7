"""Slowing down strangers without locking out the owner (security design 3.4)."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from accounts.services import signin
from mycic import clock, throttle
from mycic.models import ThrottleCount
from tests.accounts import people

pytestmark = pytest.mark.django_db
RIGHT, WRONG = "right", "wrong"
_MONTH = 30 * 86_400


@pytest.fixture(autouse=True)
def _early_in_every_window() -> Iterator[None]:
    """Begin a minute after a month of counting began: no test may pass or fail by the hour at which it runs."""
    to_the_next = _MONTH - clock.now().timestamp() % _MONTH
    with clock.shifted(timedelta(seconds=to_the_next + 60)):
        yield


@pytest.fixture
def owner(db: Any, monkeypatch: pytest.MonkeyPatch) -> User:
    """Somebody whose password is "right"; the expensive hash is not what these tests are about."""
    user = User.objects.create(username="amara.o", email="amara@mail.example", date_joined=clock.now())
    monkeypatch.setattr(signin, "authenticate", lambda **given: user if given["password"] == RIGHT else None)
    return user


@pytest.fixture(autouse=True)
def _early_in_the_day() -> Iterator[None]:
    """Count from the first minutes of a day on: at its end the counts of all windows begin anew."""
    now = clock.now()
    start = (now + timedelta(days=1)).replace(hour=0, minute=1, second=0)
    with clock.shifted(start - now):
        yield


_turn = iter(range(10**6))


def attempt(login: str = "amara.o", password: str = WRONG, token: str = "", place: str = "") -> str | int:
    """Return how a try ended: signed in, wrong, the seconds to wait, or the way through the mail."""
    try:
        signin.check(login=login, password=password, place=place or f"place-{next(_turn)}", browser_token=token)
    except signin.WrongCredentials:
        return "wrong"
    except signin.SlowDown as error:
        return error.seconds
    except signin.ConfirmByMail:
        return "mail"
    return "in"


@pytest.mark.requirement("R2.22")
@pytest.mark.parametrize("login", ["amara.o", "nobody.x"])
def test_the_pause_doubles_up_to_an_hour(owner: User, login: str) -> None:
    assert [attempt(login) for _try in range(5)] == ["wrong"] * 5
    passed = timedelta()
    for minutes in (1, 2, 4, 8, 16, 32, 60, 60):
        with clock.shifted(passed):
            wait = attempt(login)
            assert isinstance(wait, int)
            assert 60 * minutes - 5 <= wait <= 60 * minutes
            assert attempt(login, RIGHT) == wait or isinstance(attempt(login, RIGHT), int)
        passed += timedelta(minutes=minutes, seconds=5)
        with clock.shifted(passed):
            assert attempt(login) == "wrong"


def test_the_right_password_after_the_pause_begins_anew(owner: User) -> None:
    for _try in range(5):
        attempt()
    with clock.shifted(timedelta(minutes=2)):
        assert attempt(password=RIGHT) == "in"
        assert [attempt() for _try in range(5)] == ["wrong"] * 5


def test_user_id_and_address_count_together(owner: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signin, "find_login", lambda login: owner if login in {owner.username, owner.email} else None)
    for login in ("amara.o", "amara@mail.example", "AMARA.O", "amara.o ", "amara@mail.example"):
        assert attempt(login) == "wrong"
    assert isinstance(attempt("amara@mail.example"), int)


def test_strangers_never_slow_down_the_owners_own_browser(owner: User) -> None:
    token = signin.recognise_browser(owner, at=clock.now())
    for _try in range(8):
        attempt()
    assert isinstance(attempt(password=RIGHT), int)
    assert attempt(password=RIGHT, token=token) == "in"
    # The owner's coming does not make it easier for the stranger.
    assert isinstance(attempt(password=RIGHT), int)


def test_a_known_browser_has_ten_tries(owner: User) -> None:
    token = signin.recognise_browser(owner, at=clock.now())
    assert [attempt(token=token) for _try in range(10)] == ["wrong"] * 10
    assert isinstance(attempt(password=RIGHT, token=token), int)
    assert attempt(password=RIGHT) == "in"


def test_a_token_of_somebody_else_is_no_known_browser(owner: User) -> None:
    other = User.objects.create(username="other.one", email="o@mail.example", date_joined=clock.now())
    token = signin.recognise_browser(other, at=clock.now())
    for _try in range(5):
        attempt(token=token)
    assert isinstance(attempt(password=RIGHT, token=token), int)


@pytest.mark.parametrize("login", ["amara.o", "nobody.x"])
def test_after_a_hundred_failures_in_a_row_only_the_mail_leads_in(owner: User, login: str) -> None:
    passed = timedelta()
    token = signin.recognise_browser(owner, at=clock.now())
    for number in range(100):
        with clock.shifted(passed):
            assert attempt(login) == "wrong", number
        passed += timedelta(minutes=61)
    with clock.shifted(passed):
        assert attempt(login, RIGHT) == "mail"
        if login == owner.username:
            assert attempt(login, RIGHT, token) == "in"
            signin.forget_failures(owner, known=False)
            assert attempt(login, RIGHT) == "in"


@pytest.mark.requirement("R2.22")
def test_one_place_has_thirty_tries(owner: User) -> None:
    for number in range(30):
        assert attempt(f"somebody.{number}", place="cafe") == "wrong"
    assert isinstance(attempt("somebody.else", place="cafe"), int)
    assert attempt("somebody.else", place="home") == "wrong"


def test_nothing_of_name_or_address_is_kept(visitor: Client, owner: User) -> None:
    visitor.post("/en/sign-in/", {"login": "amara.o", "password": "wrong horse"}, REMOTE_ADDR="203.0.113.77")
    rows = " ".join(ThrottleCount.objects.values_list("key", flat=True))
    assert rows
    assert "203.0.113" not in rows
    assert "amara" not in rows


def test_the_page_says_the_way_through_the_mail(visitor: Client, owner: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttle, "spent", lambda bucket, *_args, **_limits: bucket == "sign-in-row")
    answer = people.Browser().post("/en/sign-in/", {"login": "amara.o", "password": "wrong horse"})
    assert answer.status_code == 422
    assert "link by e-mail" in answer.content.decode()
