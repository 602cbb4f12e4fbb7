"""The desk in the officer's language: chosen by the sign-in or by the toggle of any page (decisions 9)."""

from typing import Any

import pytest
from django.test import Client

from accounts.choices import Role
from accounts.models import User
from accounts.services import two_step
from applications.models import Case
from messaging.models import Message
from mycic import clock
from tests.accounts import people
from tests.accounts.test_language import shown
from tests.applications import walks
from tests.applications.desk_pages import QUEUE, old_second_step, text, url
from tests.mycic.ui import reading

pytestmark = pytest.mark.django_db
FRENCH = '<html lang="fr-CA">'


@pytest.fixture
def officer_case(applicant: User, officer: User) -> Case:
    return walks.taken(applicant, officer)


def press(client: Client, page: Any, typed: dict[str, Any] | None = None) -> Any:
    """Press the toggle of a desk page as a browser without scripts does, with what stands in its form."""
    root = reading.parse(page.content)
    button = next(b for b in root.iter("button") if b.get("name") == "switch_language")
    form = next(node for node in root.iter("form") if node.get("id") == button.get("form"))
    sent = {**shown(page, str(button.get("form"))), **(typed or {}), "switch_language": button.get("value")}
    address = form.get("action") or page.wsgi_request.get_full_path()
    referer = f"https://testserver{page.wsgi_request.get_full_path()}"
    return client.post(address, {k: v for k, v in sent.items() if v is not None}, headers={"Referer": referer})


def enters(user: User, sign_in: str) -> Client:
    client = people.Browser()
    step = client.post(sign_in, {"login": user.username, "password": people.PASSWORD, "next": "/desk/"})["Location"]
    page = client.get(step)
    sent = {**shown(page, "typed")} if b'id="typed"' in page.content else {}
    sent["csrfmiddlewaretoken"] = page.context["csrf_token"]
    assert client.post(step, {**sent, "code": two_step.present_code(user, at=clock.now())})["Location"] == "/desk/"
    return client


def test_a_french_sign_in_starts_a_french_desk(officer: User) -> None:
    assert officer.language == "en"
    client = enters(officer, "/fr/connexion/?next=/desk/")
    assert FRENCH in client.get(QUEUE).content.decode()


def test_an_english_sign_in_leaves_it_to_the_account(officer: User) -> None:
    User.objects.filter(pk=officer.pk).update(language="fr")
    client = enters(officer, "/en/sign-in/?next=/desk/")
    assert FRENCH in client.get(QUEUE).content.decode()


def test_the_toggle_is_remembered_for_the_session_and_the_account(officer: User, officer_client: Client) -> None:
    page = officer_client.get(f"{QUEUE}?who=all&stage=")
    assert FRENCH not in page.content.decode()
    there = press(officer_client, page, {"number": "S30"})
    assert there.status_code == 200
    assert FRENCH in there.content.decode()
    assert there.wsgi_request.get_full_path() == page.wsgi_request.get_full_path()
    assert shown(there, "changelist-search")["number"] == "S30"
    officer.refresh_from_db()
    assert officer.language == "fr"
    assert FRENCH in officer_client.get(QUEUE).content.decode()
    back = press(officer_client, there)
    assert back.status_code == 200
    assert FRENCH not in back.content.decode()
    officer.refresh_from_db()
    assert officer.language == "en"
    press(officer_client, back)
    officer.refresh_from_db()
    assert FRENCH in people.signed_in(officer).get(QUEUE).content.decode()


@pytest.mark.parametrize("part", ["", "answers/", "documents/", "letters/", "history/"])
def test_a_page_to_read_comes_back_in_the_other_language(officer_case: Case, officer_client: Client, part: str) -> None:
    page = officer_client.get(url(officer_case, part))
    sent = press(officer_client, page)
    assert sent["Location"] == url(officer_case, part)
    assert FRENCH in officer_client.get(sent["Location"]).content.decode()


def test_what_an_officer_typed_comes_along(officer_case: Case, officer_client: Client) -> None:
    act = officer_client.get(url(officer_case, "refuse/"))
    there = press(officer_client, act, {"reasons_en": "Half a reas"})
    assert there.status_code == 200
    assert FRENCH in there.content.decode()
    assert "data-error" not in there.content.decode()
    assert shown(there)["reasons_en"] == "Half a reas"
    talk = officer_client.get(url(officer_case, "messages/"))
    back = press(officer_client, talk, {"text": "Please send the pag"})
    assert back.status_code == 200
    assert FRENCH not in back.content.decode()
    assert shown(back)["text"] == "Please send the pag"
    assert not Message.objects.exists()


def test_the_letter_that_is_read_stays_on_the_screen(officer_case: Case, officer_client: Client) -> None:
    old_second_step(officer_client)
    typed = {"stage": "read", "grounds": ["purpose"], "reasons_en": "A reason.", "reasons_fr": "Une raison."}
    grounds = officer_client.get(url(officer_case, "refuse/")).context["form"].fields["grounds"].choices
    read = officer_client.post(url(officer_case, "refuse/"), {**typed, "grounds": [grounds[0][0]]})
    assert "A reason." in text(read)
    there = press(officer_client, read, {"code": "123456"})
    assert there.status_code == 200
    assert FRENCH in there.content.decode()
    assert "Une raison." in text(there)
    assert "data-error" not in there.content.decode()
    officer_case.refresh_from_db()
    assert officer_case.officer_id


def test_the_reason_that_was_chosen_comes_along(officer_case: Case, supervisor_client: Client) -> None:
    page = supervisor_client.get(url(officer_case))
    there = press(supervisor_client, page, {"reason": "complaint"})
    assert there.status_code == 200
    assert FRENCH in there.content.decode()
    assert shown(there)["reason"] == "complaint"


def test_the_pages_that_both_sides_share_follow_their_address(officer_client: Client) -> None:
    assert FRENCH not in officer_client.get("/en/account/security/").content.decode()
    french = people.url("security", "fr")
    assert FRENCH in officer_client.get(french).content.decode()
    assert FRENCH not in officer_client.get(QUEUE).content.decode()


def test_the_toggle_leads_nowhere_else(officer_client: Client) -> None:
    for wanted in ("https://evil.example/", "//evil.example/", "javascript:alert(1)", ""):
        token = officer_client.get(QUEUE).context["csrf_token"]
        sent = {"csrfmiddlewaretoken": str(token), "next": wanted, "switch_language": "xx"}
        assert officer_client.post("/desk/language/", sent)["Location"] == QUEUE
    assert FRENCH not in officer_client.get(QUEUE).content.decode()


def test_an_invitation_keeps_what_was_typed(supervisor_client: Client) -> None:
    page = supervisor_client.get("/desk/accounts/invitation/")
    there = press(supervisor_client, page, {"username": "new.one", "unit": "Laval"})
    assert there.status_code == 200
    assert FRENCH in there.content.decode()
    assert {"username": "new.one", "unit": "Laval"}.items() <= shown(there).items()
    assert not User.objects.filter(username="new.one", role=Role.OFFICER).exists()


def test_the_desk_writes_the_birth_date_in_words(officer_case: Case, officer_client: Client) -> None:
    shown_now = text(officer_client.get(url(officer_case)))
    assert "April 17, 1999" in shown_now
    assert "1999-04-17" not in shown_now
