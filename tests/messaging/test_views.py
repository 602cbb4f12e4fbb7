"""The applicant's message pages."""

import re
import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from messaging import queries, registry
from messaging.choices import LONGEST_MESSAGE, MESSAGES_PER_HOUR, Sender
from messaging.models import Message
from messaging.services import threads
from mycic import clock
from privacy.models import Dossier
from privacy.services import dossiers
from tests.messaging.conftest import sent_dossier

pytestmark = pytest.mark.django_db


def page_of(dossier: Dossier) -> str:
    return f"/en/messages/{dossier.pk}/"


def say(dossier: Dossier, author: User, *texts: str) -> None:
    for text in texts:
        threads.post(dossier=dossier, author=author, text=text, at=clock.now())


@pytest.fixture
def many(dossier: Dossier, applicant: User, officer: User) -> Dossier:
    """Fifty messages from both sides."""
    for number in range(1, 51):
        say(dossier, officer if number % 3 else applicant, f"message {number}")
    return dossier


@pytest.mark.requirement("R3.15")
def test_a_person_writes_and_sees_the_message(applicant_client: Client, dossier: Dossier) -> None:
    page = applicant_client.post(page_of(dossier), {"text": "Hello\r\nthere", "message_id": str(uuid.uuid4())})
    assert page.status_code == 302
    text = applicant_client.get(page["Location"]).content.decode()
    assert "Hello\nthere" in text
    assert "Your message was sent." in text
    assert "Not read yet" in text


def test_the_same_form_sent_twice_is_one_message(applicant_client: Client, dossier: Dossier) -> None:
    form = applicant_client.get(page_of(dossier)).content.decode()
    found = re.search(r'name="message_id" value="([^"]+)"', form)
    assert found
    for _ in range(2):
        applicant_client.post(page_of(dossier), {"text": "once", "message_id": found[1]})
    assert Message.objects.count() == 1


@pytest.mark.parametrize(
    "text", ["", "   ", "x" * (LONGEST_MESSAGE + 1), "My number is 046 454 286, keep <b>this</b>."]
)
def test_a_refused_text_is_kept_on_the_page(applicant_client: Client, dossier: Dossier, text: str) -> None:
    page = applicant_client.post(page_of(dossier), {"text": text})
    shown = page.content.decode()
    assert page.status_code == 422
    assert 'href="#id_text"' in shown
    assert text.strip().replace("<", "&lt;").replace(">", "&gt;") in shown
    assert not Message.objects.exists()


@pytest.mark.requirement("R4.30")
def test_a_social_insurance_number_is_sent_only_when_asked_for_again(
    applicant_client: Client, dossier: Dossier
) -> None:
    sent = {"text": "My SIN: 046-454-286", "message_id": str(uuid.uuid4())}
    warned = applicant_client.post(page_of(dossier), sent)
    assert "social insurance number" in warned.content.decode()
    assert 'type="checkbox" name="send_anyway"' in warned.content.decode()
    assert applicant_client.post(page_of(dossier), {**sent, "send_anyway": "on"}).status_code == 302


@pytest.mark.requirement("R4.30")
@pytest.mark.parametrize("text", ["S300412889", "S300 412 889", "123456789", "046454286123", "call 613-555-0142"])
def test_other_numbers_are_no_reason_to_ask(applicant_client: Client, dossier: Dossier, text: str) -> None:
    assert applicant_client.post(page_of(dossier), {"text": text}).status_code == 302


def test_too_many_messages_keep_the_text_and_say_wait(applicant_client: Client, dossier: Dossier) -> None:
    for _ in range(MESSAGES_PER_HOUR[Sender.APPLICANT]):
        applicant_client.post(page_of(dossier), {"text": "again"})
    page = applicant_client.post(page_of(dossier), {"text": "one too many"})
    assert page.status_code == 429
    assert int(page["Retry-After"]) > 0
    assert "one too many" in page.content.decode()


@pytest.mark.requirement("R0.9", "R1.7")
def test_somebody_elses_conversation_and_a_missing_one_are_the_same_404(
    other_applicant_client: Client, dossier: Dossier, applicant: User
) -> None:
    say(dossier, applicant, "private words")
    answers = [
        other_applicant_client.get(f"/en/messages/{key}/{tail}")
        for key in (dossier.pk, uuid.uuid4())
        for tail in ("", "print/")
    ]
    answers += [other_applicant_client.post(page_of(dossier), {"text": "intrusion"})]
    assert {answer.status_code for answer in answers} == {404}
    assert Message.objects.count() == 1
    assert "private words" not in "".join(answer.content.decode() for answer in answers)


def test_a_visitor_and_an_officer_do_not_get_the_applicants_pages(
    visitor: Client, officer_client: Client, dossier: Dossier
) -> None:
    for address in ("/en/messages/", page_of(dossier)):
        assert visitor.get(address).status_code == 302
        assert officer_client.get(address).status_code == 404


@pytest.mark.requirement("R3.21")
def test_reading_the_newest_page_marks_as_read_and_an_older_one_does_not(
    applicant_client: Client, applicant: User, many: Dossier
) -> None:
    assert queries.unread_count(applicant) > 0
    applicant_client.get(page_of(many) + "?page=1")
    assert queries.unread_count(applicant) > 0
    applicant_client.get(page_of(many))
    assert queries.unread_count(applicant) == 0


def test_twenty_messages_a_page_the_newest_last(applicant_client: Client, many: Dossier) -> None:
    def numbers(query: str) -> list[int]:
        return [
            int(n) for n in re.findall(r">message (\d+)<", applicant_client.get(page_of(many) + query).content.decode())
        ]

    assert numbers("") == list(range(41, 51))
    assert numbers("?page=1") == list(range(1, 21))
    assert numbers("?page=999") == numbers("?page=x") == numbers("?page=-1") == numbers("")
    assert "Go to the newest messages" in applicant_client.get(page_of(many) + "?page=2").content.decode()


@pytest.mark.requirement("R1.7")
def test_the_print_shows_the_whole_conversation(applicant_client: Client, many: Dossier) -> None:
    shown = applicant_client.get(page_of(many) + "print/").content.decode()
    assert len(re.findall(r">message \d+<", shown)) == 50


def test_a_closed_file_is_readable_and_says_what_to_do(
    applicant_client: Client, dossier: Dossier, applicant: User
) -> None:
    say(dossier, applicant, "kept words")
    dossiers.close(dossier)
    shown = applicant_client.get(page_of(dossier)).content.decode()
    assert "kept words" in shown
    assert "This file is closed" in shown
    assert "<textarea" not in shown
    late = applicant_client.post(page_of(dossier), {"text": "too late"})
    assert late.status_code == 422
    assert Message.objects.count() == 1


def test_an_empty_conversation_says_what_it_is_for(applicant_client: Client, dossier: Dossier) -> None:
    assert "There are no messages yet." in applicant_client.get(page_of(dossier)).content.decode()
    assert "You have no messages." in applicant_client.get("/en/messages/").content.decode()


@pytest.mark.requirement("R1.7")
def test_the_inbox_lists_own_conversations_only_by_their_titles(
    applicant_client: Client,
    other_applicant: User,
    officer: User,
    dossier: Dossier,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    theirs = sent_dossier(other_applicant)
    names = {dossier.pk: "Study permit, mine", theirs.pk: "Study permit, theirs"}
    monkeypatch.setattr(registry, "_titles", [lambda wanted: {key: names[key] for key in wanted}])
    say(dossier, officer, "for you")
    say(theirs, officer, "for them")
    shown = applicant_client.get("/en/messages/").content.decode()
    assert "Study permit, mine" in shown
    assert "1 new" in shown
    assert "theirs" not in shown
    assert "Study permit, mine" in applicant_client.get(page_of(dossier)).content.decode()


@pytest.mark.parametrize("marked", ["<script>alert(1)</script>", "{{ request }}", '"><img src=x onerror=alert(1)>'])
def test_markup_in_a_message_is_shown_as_typed(applicant_client: Client, dossier: Dossier, marked: str) -> None:
    applicant_client.post(page_of(dossier), {"text": marked})
    shown = applicant_client.get(page_of(dossier)).content.decode()
    assert marked.rsplit(">", maxsplit=1)[-1] in shown
    assert "<script>alert" not in shown
    assert "<img src=x" not in shown


@pytest.mark.requirement("R2.1")
def test_changing_the_language_keeps_what_was_typed_and_sends_nothing(
    applicant_client: Client, dossier: Dossier
) -> None:
    typed = {"text": "half a sent", "switch_language": "fr"}
    hop = applicant_client.post(page_of(dossier), typed)
    assert hop.status_code == 307
    assert hop["Location"].startswith("/fr/")
    assert "half a sent" in applicant_client.post(hop["Location"], typed).content.decode()
    assert applicant_client.post(page_of(dossier), {**typed, "switch_language": "xx"}).status_code == 404
    assert not Message.objects.exists()


def test_a_page_costs_the_same_with_one_and_with_fifty_messages(
    applicant_client: Client, officer: User, dossier: Dossier
) -> None:
    def queries_of(address: str) -> int:
        applicant_client.get(address)
        with CaptureQueriesContext(connection) as counted:
            assert applicant_client.get(address).status_code == 200
        return len(counted)

    say(dossier, officer, "first")
    one = [queries_of(address) for address in (page_of(dossier), page_of(dossier) + "print/", "/en/messages/")]
    say(dossier, officer, *(f"more {number}" for number in range(19)))
    many = [queries_of(address) for address in (page_of(dossier), page_of(dossier) + "print/", "/en/messages/")]
    assert many == one
    assert max(many) <= 8


def test_the_inbox_costs_the_same_with_one_and_with_three_conversations(
    applicant_client: Client, applicant: User, officer: User, dossier: Dossier
) -> None:
    applicant_client.get("/en/messages/")  # a session notes its use once a minute
    counts = []
    for conversation in (dossier, sent_dossier(applicant), sent_dossier(applicant)):
        say(conversation, officer, "news")
        with CaptureQueriesContext(connection) as counted:
            applicant_client.get("/en/messages/")
        counts.append(len(counted))
    assert len(set(counts)) == 1
    assert counts[0] <= 6


def test_the_pages_read_in_french(other_applicant_client: Client, other_applicant: User) -> None:
    dossier = sent_dossier(other_applicant)
    shown = other_applicant_client.get(f"/fr/messages/{dossier.pk}/").content.decode()
    assert "Votre message" in shown
    assert "Your message" not in shown
    refused = other_applicant_client.post(f"/fr/messages/{dossier.pk}/", {"text": ""}).content.decode()
    assert "Écrivez votre message" in refused
