"""The language toggle on the pages of an account: the same page, and nothing typed is lost (decisions 9)."""

from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.test import Client

from accounts.choices import Role
from accounts.models import PendingRegistration, User
from accounts.services import officers
from mycic import clock
from tests.accounts import people
from tests.mycic.ui import reading

pytestmark = pytest.mark.django_db
EN = {
    "register": "/en/register/", "sign_in": "/en/sign-in/", "reset_password": "/en/sign-in/reset-password/",
    "enrol": "/en/enrol/", "change_address": "/en/profile/address/", "change_phone": "/en/profile/phone/",
    "change_email": "/en/account/security/email/",
}  # fmt: skip


def controls(root: ET.Element, form: str) -> Iterator[tuple[str, ET.Element]]:
    found = next(node for node in root.iter("form") if node.get("id") == form)
    for node in found.iter():
        if node.tag in {"input", "textarea", "select"} and node.get("name"):
            yield str(node.get("name")), node


def shown(page: Any, form: str = "typed") -> dict[str, Any]:
    """Return what a browser would send with this form: what stands in its boxes and what is chosen."""
    values: dict[str, Any] = {}
    for name, node in controls(reading.parse(page.content), form):
        if node.tag == "textarea":
            values[name] = (node.text or "").removeprefix("\n")
        elif node.tag == "select":
            values[name] = next((o.get("value") for o in node.iter("option") if o.get("selected") is not None), "")
        elif node.get("type") not in {"radio", "checkbox"} or node.get("checked") is not None:
            values[name] = node.get("value", "on" if node.get("type") == "checkbox" else "")
    return values


def press_toggle(client: Client, page: Any, typed: dict[str, Any]) -> Any:
    """Type into the form of a page, then press the toggle in its header as a browser without scripts does."""
    button = next(b for b in reading.parse(page.content).iter("button") if b.get("name") == "switch_language")
    assert button.get("formnovalidate") is not None
    sent = {**shown(page, str(button.get("form"))), **typed, "switch_language": button.get("value")}
    return client.post(
        str(button.get("formaction")), {name: value for name, value in sent.items() if value is not None}
    )


def carries_over(client: Client, url: str, typed: dict[str, str], *, french: str, secret: str = "") -> None:
    """Check that the toggle shows the same page in French with everything typed, and back again."""
    page = client.get(url)
    there = press_toggle(client, page, {**typed, **({secret: "sesame 123456"} if secret else {})})
    assert there.status_code == 200
    assert there.wsgi_request.path == french
    assert 'lang="fr-CA"' in there.content.decode()
    assert "data-error" not in there.content.decode()
    assert "sesame 123456" not in there.content.decode()
    assert typed.items() <= shown(there).items()
    back = press_toggle(client, there, {})
    assert back.wsgi_request.path == url.partition("?")[0]
    assert typed.items() <= shown(back).items()


REGISTER = {"username": "Nadia K!", "email": "nadia@", "language": "fr", "show_again": "always", "accept": "on"}
DATE = {"birth_date_0": "31-", "birth_date_1": "févr.", "birth_date_2": "19x9"}


@pytest.mark.parametrize(
    ("name", "typed", "secret"),
    [
        ("register", REGISTER, "password"),
        ("sign_in", {"login": "amara.o", "shared": "on"}, "password"),
        ("reset_password", {"email": "half an addr"}, ""),
    ],
)
def test_a_visitor_changes_the_language_and_keeps_what_was_typed(
    visitor: Client, name: str, typed: dict[str, str], secret: str
) -> None:
    carries_over(visitor, EN[name], typed, french=people.url(name, "fr"), secret=secret)
    assert not visitor.cookies
    assert not User.objects.exists()


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("change_address", {"street": "9 <Rue>\n\nLaurier ", "city": "Gatineau", "country": "FR", "since_1": "x"}),
        ("change_phone", {"phone": "not yet"}),
        ("change_email", {"email": "new@"}),
    ],
)
def test_somebody_signed_in_keeps_what_was_typed(applicant_client: Client, name: str, typed: dict[str, str]) -> None:
    carries_over(applicant_client, EN[name], typed, french=people.url(name, "fr"))


def test_enrolment_keeps_wrong_dates_choices_and_text(db: Any) -> None:
    client = people.signed_in(people.register("newcomer", "newcomer@mail.example"))
    typed = {**DATE, "family_name": "O’Neil 2", "nationality": "XXA", "document_kind": "none", "phone": "12",
             "no_document_reason": "It burned", "one_name": "on", "language": "fr"}  # fmt: skip
    carries_over(client, EN["enrol"], typed, french=people.url("enrol", "fr"))


def test_the_older_version_of_a_profile_stays_the_older_one(applicant_client: Client, applicant: User) -> None:
    page = applicant_client.get(EN["change_phone"])
    other = people.signed_in(applicant)
    other.post(EN["change_phone"], {**shown(other.get(EN["change_phone"])), "phone": "613-555-0177"})
    there = press_toggle(applicant_client, page, {"phone": "613-555-0188"})
    late = applicant_client.post(there.wsgi_request.path, shown(there))
    assert late.status_code == 422
    assert "613-555-0188" in late.content.decode()


def test_another_address_in_the_second_step_of_registration_is_kept(visitor: Client) -> None:
    started = {**REGISTER, "username": "nadia.k7", "email": "nadia@mail.example", "password": people.PASSWORD}
    step_2 = visitor.post(EN["register"], {**started, "language": "en"})["Location"]
    carries_over(visitor, step_2, {"other-email": "nadia@other"}, french=people.url("confirm_email", "fr"))
    refused = visitor.post("/en/register/new-code/", {**shown(visitor.get(step_2)), "other-email": "nadia@other"})
    assert refused.status_code == 422
    there = press_toggle(visitor, refused, {})
    assert there.status_code == 200
    assert shown(there)["other-email"] == "nadia@other"
    soon = visitor.post("/en/register/new-code/", {**shown(refused), "other-email": "nadia@other.example"})
    assert soon.status_code == 422
    assert shown(soon)["other-email"] == "nadia@other.example"
    assert shown(press_toggle(visitor, soon, {}))["other-email"] == "nadia@other.example"
    assert PendingRegistration.objects.count() == 1


def test_the_security_message_and_an_invitation_keep_their_choices(visitor: Client, applicant: User) -> None:
    User.objects.filter(pk=applicant.pk).update(security_message_always=True)
    page = visitor.post(EN["sign_in"], {"login": "amara.o", "password": people.PASSWORD})
    message = page["Location"]
    french = people.url("security_message", "fr")
    carries_over(visitor, message, {"accept": "on", "show_again": "once"}, french=french)
    token = officers.invite(
        username="first.one", email="f@desk.example", role=Role.SUPERVISOR, unit="1", by=None, at=clock.now()
    )
    pages = [people.url("invitation", language, token=token) for language in ("en", "fr")]
    carries_over(people.Browser(), pages[0], {"language": "fr"}, french=pages[1], secret="password")


@pytest.mark.parametrize("recovery", ["", "&recovery=1"])
def test_a_wrong_code_does_not_make_the_toggle_forget_where_one_was_going(
    applicant_client: Client, recovery: str
) -> None:
    step = f"/en/confirm-it-is-you/?next=/en/account/security/password/{recovery}"
    page = applicant_client.get(step)
    form = next(f for f in reading.parse(page.content).iter("form") if f.get("action") is None)
    sent = {str(n.get("name")): n.get("value", "") for n in form.iter("input")}
    wrong = applicant_client.post(step, {**sent, "code": "000000"})
    assert wrong.status_code == 422
    link = next(a for a in reading.parse(wrong.content).iter("a") if a.get("hreflang") == "fr")
    there = applicant_client.get(str(link.get("href")))
    assert f'name="next" value="{people.url("change_password", "fr")}"' in there.content.decode()
    assert ("recovery" in there.wsgi_request.GET) == bool(recovery)


def test_the_page_that_was_wanted_follows_the_language(visitor: Client, applicant: User) -> None:
    page = visitor.get("/en/sign-in/?next=/en/profile/address/%3Fa%3Db")
    there = press_toggle(visitor, page, {"login": "amara.o"})
    assert shown(there)["next"] == f"{people.url('change_address', 'fr')}?a=b"
    assert shown(visitor.get("/fr/connexion/?next=/desk/nowhere/"))["next"] == "/desk/nowhere/"
    assert shown(visitor.get("/fr/connexion/?next=/en/nowhere/"))["next"] == "/en/nowhere/"


def test_an_empty_post_is_an_answer_with_errors(visitor: Client) -> None:
    assert visitor.post(EN["register"], {}).status_code == 422
    assert visitor.post(EN["sign_in"], {}).status_code == 422
