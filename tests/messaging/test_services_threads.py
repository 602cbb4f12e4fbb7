"""Writing, reading, being told: both sides of a sealed conversation."""

import threading
import uuid
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection

from accounts.models import User
from messaging import queries
from messaging.choices import LONGEST_MESSAGE, MESSAGES_PER_HOUR, Sender
from messaging.models import Message, Thread
from messaging.services import threads
from mycic import clock, jobs
from mycic.crypto.errors import CannotOpen
from mycic.models import Job
from privacy import queries as privacy_queries
from privacy.choices import GONE, Audience, DossierKind, DossierState
from privacy.models import Dossier
from privacy.services import dossiers
from tests.messaging.conftest import sent_dossier

pytestmark = pytest.mark.django_db


def post(dossier: Dossier, author: User, text: str = "Bonjour", **more: object) -> Message:
    return threads.post(dossier=dossier, author=author, text=text, at=clock.now(), **more)  # type: ignore[arg-type]


@pytest.mark.requirement("R3.15")
def test_both_sides_write_and_read(dossier: Dossier, applicant: User, officer: User) -> None:
    post(dossier, applicant, "When will you decide? محمد 😀")
    post(dossier, officer, "Bientôt.")
    lines = queries.conversation(dossier).lines
    assert [line.text for line in lines] == ["When will you decide? محمد 😀", "Bientôt."]
    assert [line.from_applicant for line in lines] == [True, False]


@pytest.mark.requirement("R1.51")
def test_an_officer_is_shown_by_role_unit_and_number_never_by_name(dossier: Dossier, officer: User) -> None:
    post(dossier, officer)
    who = queries.conversation(dossier).lines[0].who
    assert str(officer.officer_number) in who
    assert officer.username not in who


@pytest.mark.requirement("R1.50", "R2.37", "R3.15")
def test_the_stored_row_holds_no_text_and_a_changed_byte_is_refused(dossier: Dossier, applicant: User) -> None:
    message = post(dossier, applicant, "Maple River Lantern")
    with connection.cursor() as cursor:
        cursor.execute("SELECT body FROM messaging_message")
        body = bytes(cursor.fetchone()[0])
        assert b"Maple" not in body
        changed = body[:-1] + bytes([body[-1] ^ 1])
        cursor.execute("UPDATE messaging_message SET body = %s", [changed])
    message.refresh_from_db()
    with pytest.raises(CannotOpen):
        dossiers.unlock(dossier).read(message, "body")


@pytest.mark.requirement("R1.50")
def test_a_text_moved_to_another_message_is_refused(dossier: Dossier, applicant: User) -> None:
    first, second = post(dossier, applicant, "one"), post(dossier, applicant, "two")
    Message.objects.filter(pk=second.pk).update(body=first.body)
    with pytest.raises(CannotOpen):
        queries.conversation(dossier)


def test_nobody_else_may_write(dossier: Dossier, other_applicant: User, supervisor: User) -> None:
    for person in (other_applicant, supervisor):
        with pytest.raises(threads.NotYours):
            post(dossier, person)
        with pytest.raises(threads.NotYours):
            threads.mark_read(dossier=dossier, reader=person, up_to=9, at=clock.now())


def test_a_draft_and_a_closed_file_take_no_message(dossier: Dossier, applicant: User) -> None:
    at = clock.now()
    draft = dossiers.create(kind=DossierKind.SHARED, owner=applicant, at=at, expires_at=at + timedelta(days=90))
    with pytest.raises(threads.ThreadClosed):
        post(draft, applicant)
    post(dossier, applicant, "kept")
    dossiers.close(dossier)
    with pytest.raises(threads.ThreadClosed):
        post(dossier, applicant)
    assert [line.text for line in queries.conversation(dossier).lines] == ["kept"]


def test_closing_in_another_request_is_seen(dossier: Dossier, applicant: User) -> None:
    stale = Dossier.objects.get(pk=dossier.pk)
    dossiers.close(dossier)
    with pytest.raises(threads.ThreadClosed):
        post(stale, applicant)


@pytest.mark.parametrize("text", ["", "  \n ", "x" * (LONGEST_MESSAGE + 1)])
def test_an_empty_or_overlong_message_is_refused(dossier: Dossier, applicant: User, text: str) -> None:
    with pytest.raises(threads.UnfitMessage):
        post(dossier, applicant, text)


def test_too_many_messages_in_an_hour_are_refused(dossier: Dossier, applicant: User) -> None:
    for _ in range(MESSAGES_PER_HOUR[Sender.APPLICANT]):
        post(dossier, applicant)
    with pytest.raises(threads.TooManyMessages) as refused:
        post(dossier, applicant)
    assert 0 < refused.value.retry_after <= 3600
    assert Message.objects.count() == MESSAGES_PER_HOUR[Sender.APPLICANT]


def test_a_second_press_of_the_button_sends_nothing(dossier: Dossier, applicant: User) -> None:
    key = uuid.uuid4()
    first, second = (post(dossier, applicant, "once", message_id=key) for _ in range(2))
    assert first.pk == second.pk == key
    assert Message.objects.count() == 1


def test_another_text_under_the_same_id_is_another_message(dossier: Dossier, applicant: User) -> None:
    key = uuid.uuid4()
    for text in ("caf\u00e9", "cafe\u0301", "what I wrote after going back"):
        post(dossier, applicant, text, message_id=key)
    assert [line.text for line in queries.conversation(dossier).lines] == ["café", "what I wrote after going back"]


def test_somebody_elses_message_id_harms_nothing(dossier: Dossier, applicant: User, officer: User) -> None:
    theirs = post(dossier, officer, "theirs")
    mine = post(dossier, applicant, "mine", message_id=theirs.pk)
    assert mine.pk != theirs.pk
    assert [line.text for line in queries.conversation(dossier).lines] == ["theirs", "mine"]


@pytest.mark.requirement("R3.21")
def test_one_mail_without_content_until_the_person_has_looked(dossier: Dossier, applicant: User, officer: User) -> None:
    jobs.drain()
    mail.outbox.clear()
    for text in ("secret one", "secret two"):
        post(dossier, officer, text)
    jobs.drain()
    assert len(mail.outbox) == 1
    news = mail.outbox[0]
    written = f"{news.subject}\n{news.body}"
    assert "There is something new in your MyCIC account" in written
    for private in ("secret", "S300", "Amara", str(dossier.pk), applicant.username):
        assert private not in written
    threads.mark_read(dossier=dossier, reader=applicant, up_to=9, at=clock.now())
    post(dossier, officer, "three")
    jobs.drain()
    assert len(mail.outbox) == 2
    assert len({message.extra_headers["Message-ID"] for message in mail.outbox}) == 2


def test_what_arrives_while_somebody_reads_stays_new_and_is_told(
    dossier: Dossier, applicant: User, officer: User
) -> None:
    jobs.drain()
    mail.outbox.clear()
    post(dossier, officer, "one")
    shown = queries.conversation(dossier).newest_shown
    post(dossier, officer, "two")
    assert threads.mark_read(dossier=dossier, reader=applicant, up_to=shown, at=clock.now()) == 1
    assert queries.unread_count(applicant) == 1
    assert [line.read_at is None for line in queries.conversation(dossier).lines] == [False, True]
    jobs.drain()
    assert len(mail.outbox) == 2
    assert threads.mark_read(dossier=dossier, reader=applicant, up_to=shown, at=clock.now()) == 0
    assert queries.unread_count(applicant) == 1


def test_the_applicants_own_message_sends_no_mail(dossier: Dossier, applicant: User) -> None:
    before = Job.objects.filter(name="mycic.deliver_mail").count()
    post(dossier, applicant)
    assert Job.objects.filter(name="mycic.deliver_mail").count() == before


@pytest.mark.requirement("R3.21")
def test_reading_is_marked_once_and_only_for_the_other_sides_messages(
    dossier: Dossier, applicant: User, officer: User
) -> None:
    post(dossier, applicant)
    post(dossier, officer)
    post(dossier, officer)
    assert queries.unread_count(applicant) == 2
    assert queries.unread_by_officer([dossier.pk]) == {dossier.pk: 1}
    assert threads.mark_read(dossier=dossier, reader=applicant, up_to=9, at=clock.now()) == 2
    assert threads.mark_read(dossier=dossier, reader=applicant, up_to=9, at=clock.now()) == 0
    assert queries.unread_count(applicant) == 0
    assert [line.read_at is not None for line in queries.conversation(dossier).lines] == [False, True, True]
    assert threads.mark_read(dossier=dossier, reader=officer, up_to=9, at=clock.now()) == 1
    assert queries.unread_by_officer([dossier.pk]) == {}


@pytest.mark.requirement("R3.95")
def test_each_message_and_each_reading_is_in_the_timeline(dossier: Dossier, applicant: User, officer: User) -> None:
    post(dossier, applicant)
    threads.mark_read(dossier=dossier, reader=officer, up_to=9, at=clock.now())
    post(dossier, officer)
    threads.mark_read(dossier=dossier, reader=applicant, up_to=9, at=clock.now())
    kinds = {entry.kind for entry in privacy_queries.timeline([dossier.pk], Audience.DESK)}
    assert {
        "message.sent_by_applicant",
        "message.read_by_officer",
        "message.sent_by_officer",
        "message.read_by_applicant",
    } <= kinds
    assert [reading.sentence for reading in privacy_queries.readings([dossier.pk])] == [
        "An officer read your messages. Messages read: 1."
    ]


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgres
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
def test_messages_sent_at_the_same_time_get_numbers_of_their_own(dossier: Dossier, applicant: User) -> None:
    def write() -> None:
        try:
            post(dossier, applicant)
        finally:
            connection.close()

    writers = [threading.Thread(target=write) for _ in range(6)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert sorted(Message.objects.values_list("number", flat=True)) == [1, 2, 3, 4, 5, 6]
    assert Thread.objects.get().messages_count == 6


def test_the_mail_speaks_the_persons_language_first(other_applicant: User, officer: User) -> None:
    jobs.drain()
    mail.outbox.clear()
    post(sent_dossier(other_applicant), officer)
    jobs.drain()
    body = str(mail.outbox[0].body)
    assert body.index("Il y a du nouveau") < body.index("There is something new")


@pytest.mark.parametrize("state", sorted(GONE))
def test_only_the_unread_messages_of_the_persons_own_living_dossiers_are_counted(
    dossier: Dossier, applicant: User, other_applicant: User, officer: User, state: DossierState
) -> None:
    post(dossier, officer)
    post(sent_dossier(applicant, "S300412897"), officer)
    post(sent_dossier(other_applicant, "S300412905"), officer)
    assert (queries.unread_count(applicant), queries.unread_count(other_applicant)) == (2, 1)
    Dossier.objects.filter(pk=dossier.pk).update(state=state)
    assert queries.unread_count(applicant) == 1
