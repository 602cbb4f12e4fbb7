"""The applicant's pages after sending: what the person sees and what the rows hold."""

import re
import uuid
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from accounts.choices import Role
from accounts.models import User
from applications import programs, queries
from applications.choices import Part, Status
from applications.letters.facts import Bilingual
from applications.letters.grounds import RefusalGround
from applications.models import Case, Correction, Letter, MoreNeeded
from applications.services import changes, decisions, requests, review
from documents.models import Document, Slot
from documents.services import access as file_access
from documents.services.slots import SlotRule
from messaging.services import threads
from mycic import clock
from mycic.formats.text import date_text, local
from privacy import ledger
from privacy.models import Event
from privacy.services import dossiers
from tests.accounts import people
from tests.accounts.test_language import press_toggle, shown
from tests.applications import walks
from tests.documents import receive

pytestmark = pytest.mark.django_db

NOTE = Bilingual("Please send all pages.", "Envoyez toutes les pages.")
PAGES = ("case", "case_documents", "case_answers", "case_history", "case_withdraw", "case_news", "receipt")


@pytest.fixture
def case(applicant: User, officer: User) -> Case:
    """A complete case that the officer works on."""
    return walks.taken(applicant, officer)


@pytest.fixture
def second(supervisor: User, officer: User) -> User:
    """Another officer."""
    return people.officer("off.two", Role(officer.role))


def ask(officer: User, case: Case, code: str = "transcript") -> MoreNeeded:
    return requests.ask(
        officer=officer,
        case_id=case.pk,
        items=[SlotRule(code=code, title={"en": f"Paper {code}", "fr": f"Papier {code}"})],
        note=NOTE,
        last_day=clock.today() + timedelta(days=30),
        at=clock.now(),
    )


def refuse(case: Case, officer: User, second: User) -> None:
    words = Bilingual("There is less money than you need.", "Il y a moins d’argent que nécessaire.")
    reasons = decisions.Reasons(words=words, grounds=("funds",))
    decisions.propose_refusal(officer=officer, case_id=case.pk, reasons=reasons, at=clock.now())
    decisions.confirm_refusal(officer=second, case_id=case.pk, at=clock.now())


def url(name: str, *args: object, language: str = "en") -> str:
    with translation.override(language):
        return reverse(f"applications:{name}", args=args)


def words(answer: Any) -> str:
    return " ".join(answer.content.decode().replace("\u00a0", " ").split())


def seen(client: Client, name: str, *args: object, language: str = "en", status: int = 200) -> str:
    answer = client.get(url(name, *args, language=language))
    assert answer.status_code == status
    return words(answer)


def queries_of(client: Client, name: str, *args: object) -> int:
    client.get(url(name, *args))
    with CaptureQueriesContext(connection) as caught:
        seen(client, name, *args)
    return sum(not each["sql"].startswith(("BEGIN", "SAVEPOINT", "RELEASE", "COMMIT")) for each in caught)


# Where it stands


@pytest.mark.requirement("R3.5", "R3.12", "R3.19")
def test_the_page_follows_the_officer_at_the_next_load(
    applicant_client: Client, applicant: User, officer: User
) -> None:
    case = walks.sent(applicant)
    assert "We have received your application." in seen(applicant_client, "case", case.pk)
    review.take(officer=officer, case_id=case.pk, at=clock.now())
    assert "We are checking if your application is complete." in seen(applicant_client, "case", case.pk)
    review.acknowledge(officer=officer, case_id=case.pk, at=clock.now())
    page = seen(applicant_client, "case", case.pk)
    assert "waits for an officer" in page
    assert "You do not need to do anything now." in page
    assert queries.case_of(applicant, case.pk).number in page


@pytest.mark.requirement("R3.6")
def test_the_steps_say_what_is_done_now_and_to_come(applicant_client: Client, case: Case, officer: User) -> None:
    page = seen(applicant_client, "case", case.pk)
    states = [part.split('"')[0] for part in page.split('<li data-state="')[1:]]
    assert states == ["done", "done", "current", "todo", "todo"]
    ask(officer, case)
    page = seen(applicant_client, "case", case.pk)
    states = [part.split('"')[0] for part in page.split('<li data-state="')[1:]]
    assert states == ["done", "done", "done", "current", "todo", "todo"]
    assert 'aria-current="step"' in page


def steps_of(page: str) -> list[tuple[str, str]]:
    """Return each step of a page: its name and whether it is done, now, or to come."""
    found = re.findall(r'<li data-state="(\w+)".*?<strong>(.*?)</strong>', page)
    return [(unescape(name), state) for state, name in found]


@pytest.mark.requirement("R3.6")
def test_the_steps_claim_no_check_that_a_question_interrupted(
    applicant_client: Client, applicant: User, officer: User, second: User
) -> None:
    case = review.take(officer=officer, case_id=walks.sent(applicant).pk, at=clock.now())
    request = ask(officer, case)
    received, reviewed, decided = "We received your application", "An officer reviews it", "We decide"
    assert steps_of(seen(applicant_client, "case", case.pk)) == [
        (received, "done"),
        ("You answer our request", "current"),
        (reviewed, "todo"),
        (decided, "todo"),
    ]
    receive.send(applicant, Slot.objects.get(dossier=case.dossier, code="transcript"))
    applicant_client.post(url("case_request", case.pk, request.pk))
    assert steps_of(seen(applicant_client, "case", case.pk)) == [
        (received, "done"),
        ("You answer our request", "done"),
        (reviewed, "current"),
        (decided, "todo"),
    ]
    refuse(case, officer, second)
    names = dict(steps_of(seen(applicant_client, "case", case.pk)))
    assert names == {
        received: "done",
        "You answer our request": "done",
        reviewed: "done",
        "We decided: refused": "done",
    }


@pytest.mark.requirement("R3.6")
def test_the_steps_claim_no_answer_that_never_came(applicant_client: Client, case: Case, officer: User) -> None:
    ask(officer, case)
    review.start_review(officer=officer, case_id=case.pk, at=clock.now())
    steps = steps_of(seen(applicant_client, "case", case.pk))
    assert [name for name, state in steps if state == "done"] == [
        "We received your application",
        "We check if it is complete",
        "It waits for an officer",
    ]
    assert "You answer our request" not in dict(steps)


@pytest.mark.requirement("R3.19")
def test_the_page_says_when_it_was_made(applicant_client: Client, case: Case) -> None:
    assert "Updated " in seen(applicant_client, "case", case.pk)


def test_a_proposed_refusal_looks_like_any_review(applicant_client: Client, case: Case, officer: User) -> None:
    reasons = decisions.Reasons(words=Bilingual("a", "b"), grounds=("funds",))
    decisions.propose_refusal(officer=officer, case_id=case.pk, reasons=reasons, at=clock.now())
    page = seen(applicant_client, "case", case.pk)
    assert "In review" in page
    assert "final" not in page
    assert "refus" not in page
    assert "In final review" not in seen(applicant_client, "dashboard")


@pytest.mark.parametrize(("language", "sentence"), [("en", "waits for an officer"), ("fr", "attend un agent")])
def test_the_page_speaks_both_languages(applicant_client: Client, case: Case, language: str, sentence: str) -> None:
    assert sentence in seen(applicant_client, "case", case.pk, language=language)


def test_a_draft_leads_to_its_tasks(applicant_client: Client, applicant: User) -> None:
    draft = walks.filled(applicant)
    for name in ("case", "case_documents", "case_answers", "case_history", "case_withdraw"):
        answer = applicant_client.get(url(name, draft.pk))
        assert answer.status_code == 302
        assert answer["Location"] == url("tasks", draft.pk)


@pytest.mark.requirement("R0.9")
def test_somebody_elses_case_and_a_missing_one_are_the_same_404(other_applicant_client: Client, case: Case) -> None:
    bodies: dict[tuple[str, str], set[str]] = {}
    no_request = uuid.uuid4()
    for key in (case.pk, uuid.uuid4()):
        for name, more in [(name, ()) for name in PAGES] + [
            ("case_correct", ("birth_city",)),
            ("case_request", (no_request,)),
        ]:
            for method in ("get", "post"):
                answer = getattr(other_applicant_client, method)(url(name, key, *more))
                if answer.status_code == 405:
                    continue
                assert answer.status_code == 404, name
                bodies.setdefault((name, method), set()).add(words(answer).split("<main")[1].split("</main")[0])
    assert all(len(found) == 1 for found in bodies.values())


@pytest.mark.requirement("R0.9")
def test_somebody_elses_request_is_not_found_in_the_own_case(
    applicant_client: Client, other_applicant: User, case: Case, officer: User
) -> None:
    strange = ask(officer, walks.taken(other_applicant, officer))
    seen(applicant_client, "case_request", case.pk, strange.pk, status=404)
    assert applicant_client.post(url("case_request", case.pk, strange.pk)).status_code == 404
    strange.refresh_from_db()
    assert strange.answered_at is None


# The number of queries, P6


def test_a_case_page_costs_eight_queries_with_one_and_with_three_rows(
    applicant_client: Client, case: Case, officer: User, second: User
) -> None:
    document = Document.objects.select_related("dossier", "slot").filter(dossier=case.dossier).first()
    assert document is not None
    Document.objects.filter(dossier=case.dossier).update(state="ready")
    document.refresh_from_db()
    shared = case.application.shared_dossier
    counts = []
    for amount in (1, 2):
        for step in range(amount):
            ask(officer, case, f"paper{amount}{step}")
            threads.post(dossier=shared, author=officer, text="Hello", at=clock.now())
            file_access.open_for(officer, document, at=clock.now())
            file_access.open_for(second, document, at=clock.now(), reason="complaint")
        names = ("case", "case_history", "case_documents", "case_answers", "dashboard")
        counts.append(
            [queries_of(applicant_client, name, *([] if name == "dashboard" else [case.pk])) for name in names]
        )
    assert counts[0] == counts[1]
    assert counts[0][0] <= 8
    assert counts[0][-1] <= 4
    assert max(counts[0]) <= 8


# Requests


@pytest.mark.requirement("R3.68", "R3.91", "R3.94")
def test_a_request_is_on_top_of_dashboard_and_case(applicant_client: Client, case: Case, officer: User) -> None:
    request = ask(officer, case)
    link = url("case_request", case.pk, request.pk)
    for page in (seen(applicant_client, "dashboard"), seen(applicant_client, "case", case.pk)):
        assert link in page
        assert "What you need to do now" in page
        assert "in 30 days" in page or "days" in page
        assert request.last_day.isoformat() in page
    assert "You have nothing to do now" not in seen(applicant_client, "dashboard")


@pytest.mark.parametrize(
    ("language", "note", "title"), [("en", NOTE.en, "Paper transcript"), ("fr", NOTE.fr, "Papier transcript")]
)
def test_the_request_speaks_the_reader_s_language(
    applicant_client: Client, case: Case, officer: User, language: str, note: str, title: str
) -> None:
    request = ask(officer, case)
    page = seen(applicant_client, "case_request", case.pk, request.pk, language=language)
    assert note in page
    assert title in page
    assert page.count("data-upload data-") == 1


@pytest.mark.requirement("R3.50")
def test_an_answer_without_the_document_is_refused_with_a_link(
    applicant_client: Client, case: Case, officer: User
) -> None:
    request = ask(officer, case)
    answer = applicant_client.post(url("case_request", case.pk, request.pk))
    assert answer.status_code == 422
    slot = Slot.objects.get(dossier=case.dossier, code="transcript")
    assert f'href="#file-{slot.pk}"' in words(answer)
    assert f'id="file-{slot.pk}"' in words(answer)
    request.refresh_from_db()
    assert request.answered_at is None


@pytest.mark.requirement("R3.68")
def test_a_file_that_was_added_is_not_called_an_answer_until_it_is_sent(
    applicant_client: Client, applicant: User, case: Case, officer: User
) -> None:
    request = ask(officer, case)
    slot = Slot.objects.get(dossier=case.dossier, code="transcript")
    assert "not sent yet" not in seen(applicant_client, "case_request", case.pk, request.pk)
    receive.send(applicant, slot)
    where = url("case_request", case.pk, request.pk)
    pages = {"case_request": "#send-answer", "case_documents": f"{where}#send-answer"}
    for name, place in pages.items():
        page = seen(applicant_client, name, case.pk, *([request.pk] if name == "case_request" else []))
        card = page.partition(f'id="slot-{slot.pk}"')[2].partition("</section>")[0]
        assert "File added, not sent yet" in card
        assert "Your answer is not sent yet." in card
        assert f'href="{place}">When everything is there, press “Send my answer”.' in card
        assert "Add this file" in card
        assert "Answered" not in card
    assert 'id="send-answer"' in seen(applicant_client, "case_request", case.pk, request.pk)
    request.refresh_from_db()
    assert request.answered_at is None
    applicant_client.post(where)
    page = seen(applicant_client, "case_documents", case.pk)
    assert "not sent yet" not in page
    assert "Answered" in page


@pytest.mark.requirement("R3.55", "R3.68")
def test_two_presses_send_one_answer(applicant_client: Client, applicant: User, case: Case, officer: User) -> None:
    request = ask(officer, case)
    receive.send(applicant, Slot.objects.get(dossier=case.dossier, code="transcript"))
    where = url("case_request", case.pk, request.pk)
    for _press in range(2):
        answer = applicant_client.post(where)
        assert (answer.status_code, answer["Location"]) == (302, where)
    assert "You sent your answer on" in seen(applicant_client, "case_request", case.pk, request.pk)
    case.refresh_from_db()
    assert case.status == Status.UNDER_REVIEW
    assert Event.objects.filter(chain=case.dossier_id, kind="case.answered").count() == 1


@pytest.mark.requirement("R3.42")
def test_an_explanation_counts_as_an_answer(applicant_client: Client, case: Case, officer: User) -> None:
    request = ask(officer, case)
    slot = Slot.objects.get(dossier=case.dossier, code="transcript")
    where = url("case_request", case.pk, request.pk)
    reason = {"explanation": "The school burned down.", "next": where}
    answer = applicant_client.post(reverse("documents:cannot_get", args=[case.dossier_id, slot.pk]), reason)
    assert answer["Location"].startswith(where)
    assert applicant_client.post(where).status_code == 302
    assert "The school burned down." in seen(applicant_client, "case_request", case.pk, request.pk)


@pytest.mark.requirement("R3.68")
def test_a_late_answer_still_counts_and_leaves_the_case_where_it_is(
    applicant_client: Client, applicant: User, case: Case, officer: User
) -> None:
    request = ask(officer, case)
    review.start_review(officer=officer, case_id=case.pk, at=clock.now())
    MoreNeeded.objects.filter(pk=request.pk).update(last_day=clock.today() - timedelta(days=2))
    assert "You can still answer" in seen(applicant_client, "case", case.pk)
    assert "The last day was" in seen(applicant_client, "case_request", case.pk, request.pk)
    receive.send(applicant, Slot.objects.get(dossier=case.dossier, code="transcript"))
    assert applicant_client.post(url("case_request", case.pk, request.pk)).status_code == 302
    case.refresh_from_db()
    assert case.status == Status.UNDER_REVIEW
    request.refresh_from_db()
    assert request.answered_at is not None


def test_a_request_of_a_closed_case_is_a_conflict(
    applicant_client: Client, applicant: User, case: Case, officer: User
) -> None:
    request = ask(officer, case)
    changes.withdraw(owner=applicant, case_id=case.pk, at=clock.now())
    page = seen(applicant_client, "case_request", case.pk, request.pk)
    assert "This case is closed" in page
    assert "Send my answer" not in page
    answer = applicant_client.post(url("case_request", case.pk, request.pk))
    assert answer.status_code == 409
    request.refresh_from_db()
    assert request.answered_at is None


# Documents


@pytest.mark.requirement("R3.99")
def test_a_file_can_be_added_after_sending_and_leads_back(applicant_client: Client, case: Case) -> None:
    page = seen(applicant_client, "case_documents", case.pk)
    assert "data-upload" in page
    assert "No officer has opened this file yet." in page
    assert "documents:remove" not in page
    assert "Remove" not in page


@pytest.mark.requirement("R3.95")
def test_the_person_sees_that_an_officer_opened_a_file(applicant_client: Client, case: Case, officer: User) -> None:
    Document.objects.filter(dossier=case.dossier).update(state="ready")
    document = Document.objects.select_related("dossier", "slot").filter(dossier=case.dossier).first()
    assert document is not None
    file_access.open_for(officer, document, at=clock.now())
    assert "Opened by an officer on" in seen(applicant_client, "case_documents", case.pk)


def test_a_closed_case_shows_its_files_and_takes_none(applicant_client: Client, applicant: User, case: Case) -> None:
    changes.withdraw(owner=applicant, case_id=case.pk, at=clock.now())
    page = seen(applicant_client, "case_documents", case.pk)
    assert "passport.pdf" in page
    assert "data-upload" not in page


# Who opened my file, history


@pytest.mark.requirement("R1.51", "R3.95", "R3.96")
def test_who_opened_my_file_names_role_and_reason_but_nobody(
    applicant_client: Client, case: Case, officer: User, second: User
) -> None:
    assert "Nobody has opened your file since" in seen(applicant_client, "case", case.pk)
    Document.objects.filter(dossier=case.dossier).update(state="ready")
    document = Document.objects.select_related("dossier", "slot").filter(dossier=case.dossier).first()
    assert document is not None
    file_access.open_for(second, document, at=clock.now(), reason="complaint")
    for name in ("case", "case_history"):
        page = seen(applicant_client, name, case.pk)
        assert "Looking into a complaint" in page
        assert f"no. {second.officer_number}" in page
        assert second.username not in page
        assert "Nobody has opened" not in page


@pytest.mark.requirement("R3.95", "R3.96")
@pytest.mark.parametrize(("language", "a_document"), [("en", "A document"), ("fr", "Un document")])
def test_each_part_that_the_desk_opens_has_a_name_of_its_own(
    applicant_client: Client, case: Case, officer: User, language: str, a_document: str
) -> None:
    english = {str(part.label) for part in Part}
    for part in Part:
        actor = ledger.Actor.officer(officer)
        ledger.record("desk.record_opened", dossier=case.dossier_id, actor=actor, at=clock.now(), part=part.value)
    page = seen(applicant_client, "case_history", case.pk, language=language).split('id="opened-title"')[1]
    with translation.override(language):
        names = {str(part.label) for part in Part}
    assert len(names) == len(Part)
    assert names == english if language == "en" else names.isdisjoint(english)
    assert [name for name in names if f">{name}<" not in unescape(page)] == []
    assert a_document not in page
    # A document's code comes from its program and must never be taken for a page of the desk.
    assert not {rule.code for program in programs.all() for rule in program.documents} & set(Part.values)


@pytest.mark.requirement("R3.95", "R3.96")
def test_an_opened_page_and_a_document_that_was_asked_for_are_called_what_they_are(
    applicant: User, applicant_client: Client, officer: User, officer_client: Client, case: Case
) -> None:
    assert officer_client.get(f"/desk/applications/case/{case.pk}/").status_code == 200
    assert officer_client.get(f"/desk/applications/case/{case.pk}/approve/").status_code == 200
    opened = seen(applicant_client, "case", case.pk).split('id="opened-title"')[-1]
    assert "The page of your case" in opened
    assert "The page where we decide or ask you for more" in opened
    assert "A document" not in opened
    ask(officer, case, "D01-1a2b3c4d")
    slot = Slot.objects.get(dossier=case.dossier, code="D01-1a2b3c4d")
    document = receive.send(applicant, slot)
    Document.objects.filter(pk=document.pk).update(state="ready")
    document = Document.objects.select_related("dossier", "slot").get(pk=document.pk)
    file_access.open_for(officer, document, at=clock.now())
    opened = seen(applicant_client, "case", case.pk)
    rule = next(rule for rule in programs.get(case.program).documents if rule.code == "D01")
    assert str(rule.title) in unescape(opened.split("Who opened my file")[1])
    assert "A document" not in opened


@pytest.mark.requirement("R3.96")
def test_the_history_can_be_filtered_and_paged(applicant_client: Client, applicant: User, case: Case) -> None:
    shared = case.application.shared_dossier
    threads.post(dossier=shared, author=applicant, text="Hello", at=clock.now())
    whole = seen(applicant_client, "case_history", case.pk)
    assert whole.index("You sent us a message.") < whole.index("You signed and sent this application.")
    where = url("case_history", case.pk)
    only = words(applicant_client.get(where + "?show=messages"))
    assert "You sent us a message." in only
    assert "You signed and sent" not in only
    for query in ("?show=nonsense", "?page=999", "?page=x", "?show=%00x&page=-1"):
        assert applicant_client.get(where + query).status_code in {200, 400}


@pytest.mark.requirement("R3.5")
def test_a_page_asks_whether_there_is_news(applicant_client: Client, case: Case, officer: User) -> None:
    page = seen(applicant_client, "case", case.pk)
    mark = page.split('data-mark="')[1].split('"')[0]
    where = url("case_news", case.pk)
    headers = {"If-None-Match": f'"{mark}"', "X-MyCIC-Poll": "1"}
    assert applicant_client.get(where, headers=headers).status_code == 304
    ask(officer, case)
    answer = applicant_client.get(where, headers=headers)
    assert answer.status_code == 200
    assert len(answer.content) < 500
    assert answer["ETag"] != f'"{mark}"'


# Corrections


def content_of(row: Correction) -> dict[str, object]:
    return dict(dossiers.unlock(row.case.dossier).read(row, "content"))


@pytest.mark.requirement("R3.100")
def test_a_correction_stands_beside_the_signed_answer(applicant_client: Client, applicant: User, case: Case) -> None:
    where = url("case_correct", case.pk, "birth_city")
    page = seen(applicant_client, "case_correct", case.pk, "birth_city")
    assert page.count("Enugu") == 2
    typed = {"birth_city": "Nsukka", "why": "I mixed up the two towns."}
    for _press in range(2):
        answer = applicant_client.post(where, typed)
        assert answer.status_code == 302
    row = Correction.objects.select_related("case__dossier").get()
    assert content_of(row) == {"question": "birth_city", "was": "Enugu", "now": "Nsukka", "why": typed["why"]}
    assert queries.draft_of(applicant, case.pk).answers["birth_city"] == "Enugu"
    listed = seen(applicant_client, "case_answers", case.pk)
    for said in ("Enugu", "Nsukka", typed["why"], "Not read yet."):
        assert said in listed
    assert Event.objects.filter(chain=case.dossier_id, kind="answer.corrected").count() == 1


@pytest.mark.requirement("R3.100")
def test_the_person_sees_that_a_correction_was_read(
    applicant_client: Client, applicant: User, case: Case, officer: User
) -> None:
    row = changes.correct(
        owner=applicant, case_id=case.pk, question="birth_city", now_is="Nsukka", why="Error", at=clock.now()
    )
    assert row is not None
    changes.mark_seen(officer=officer, case_id=case.pk, correction_id=row.pk, at=clock.now())
    assert "Read by an officer on" in seen(applicant_client, "case_answers", case.pk)


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"birth_city": "Nsukka", "why": " "}, "why"),
        ({"birth_city": "", "why": "It is wrong"}, "birth_city"),
        ({"birth_city": "Enugu", "why": "Nothing changed"}, "birth_city"),
        ({"birth_city": "Nsukka", "why": "x" * 3001}, "why"),
        ({}, "why"),
    ],
)
def test_a_correction_that_says_too_little_keeps_what_was_typed(
    applicant_client: Client, case: Case, typed: dict[str, str], wrong: str
) -> None:
    answer = applicant_client.post(url("case_correct", case.pk, "birth_city"), typed)
    assert answer.status_code == 422
    assert f'href="#id_{wrong}"' in words(answer)
    for said in typed.values():
        assert said.strip() in words(answer)
    assert not Correction.objects.exists()


@pytest.mark.requirement("R3.100")
@pytest.mark.parametrize("question", ["activities", "date_of_birth", "bg_refused", "funds_evidence_kinds"])
def test_every_kind_of_question_can_be_corrected(applicant_client: Client, case: Case, question: str) -> None:
    kinds: dict[str, dict[str, Any]] = {
        "activities": {"activities": "From May 2017 I was in Lagos."},
        "date_of_birth": {"date_of_birth_0": "18", "date_of_birth_1": "4", "date_of_birth_2": "1999"},
        "bg_refused": {"bg_refused": "yes", "bg_refused_x": "In 2020 I was refused a visa."},
        "funds_evidence_kinds": {"funds_evidence_kinds": ["gic", "loan"]},
    }
    typed = kinds[question]
    page = seen(applicant_client, "case_correct", case.pk, question)
    assert "Why was the first answer not right?" in page
    answer = applicant_client.post(url("case_correct", case.pk, question), {**typed, "why": "I made an error."})
    assert answer.status_code == 302
    assert Correction.objects.count() == 1
    assert "Corrected:" in seen(applicant_client, "case_answers", case.pk)


def test_the_toggle_keeps_what_was_typed_in_a_correction(applicant_client: Client, case: Case) -> None:
    typed = {"birth_city": "Nsukka", "why": "The form was read to me."}
    page = applicant_client.get(url("case_correct", case.pk, "birth_city"))
    french = press_toggle(applicant_client, page, typed)
    assert french.status_code == 200
    assert 'lang="fr-CA"' in french.content.decode()
    assert typed.items() <= shown(french, "correction").items()
    assert "data-error" not in french.content.decode()
    assert not Correction.objects.exists()


def test_an_unknown_question_is_not_found(applicant_client: Client, case: Case) -> None:
    seen(applicant_client, "case_correct", case.pk, "nothing", status=404)


def test_a_closed_case_takes_no_correction(applicant_client: Client, applicant: User, case: Case) -> None:
    changes.withdraw(owner=applicant, case_id=case.pk, at=clock.now())
    answer = applicant_client.post(
        url("case_correct", case.pk, "birth_city"), {"birth_city": "Nsukka", "why": "I made an error."}
    )
    assert answer.status_code == 409
    assert not Correction.objects.exists()
    assert url("case_correct", case.pk, "birth_city") not in seen(applicant_client, "case_answers", case.pk)


# Withdrawing


def test_withdrawing_asks_first_and_needs_the_tick(applicant_client: Client, case: Case) -> None:
    page = seen(applicant_client, "case_withdraw", case.pk)
    assert "You cannot take this back." in page
    answer = applicant_client.post(url("case_withdraw", case.pk))
    assert answer.status_code == 422
    case.refresh_from_db()
    assert case.status == Status.IN_PROCESS


def test_withdrawing_twice_leads_to_the_same_page(applicant_client: Client, case: Case) -> None:
    for _press in range(2):
        answer = applicant_client.post(url("case_withdraw", case.pk), {"agreed": "on"})
        assert (answer.status_code, answer["Location"]) == (302, url("case", case.pk))
    case.refresh_from_db()
    assert case.status == Status.WITHDRAWN
    assert Letter.objects.filter(case=case, kind="L19").count() == 1
    page = seen(applicant_client, "case", case.pk)
    assert "You withdrew this application." in page
    assert "Not needed" in page


@pytest.mark.requirement("R1.36")
def test_withdrawing_needs_a_fresh_second_step(applicant_client: Client, case: Case) -> None:
    with clock.shifted(timedelta(minutes=16)):
        answer = applicant_client.post(url("case_withdraw", case.pk), {"agreed": "on"})
    assert answer.status_code == 302
    assert reverse("accounts:step_up") in answer["Location"]
    case.refresh_from_db()
    assert case.status == Status.IN_PROCESS


def test_a_decided_case_cannot_be_withdrawn(applicant_client: Client, case: Case, officer: User) -> None:
    decisions.approve(officer=officer, case_id=case.pk, reasons=decisions.Reasons(), at=clock.now())
    answer = applicant_client.post(url("case_withdraw", case.pk), {"agreed": "on"})
    assert answer.status_code == 409
    case.refresh_from_db()
    assert case.status == Status.APPROVED


@pytest.mark.parametrize("proof", ["cross-site", "same-site", "same-origin"])
def test_acts_without_proof_do_nothing(applicant: User, case: Case, officer: User, proof: str) -> None:
    browser = people.signed_in(applicant, people.Browser(enforce_csrf_checks=True))
    request = ask(officer, case)
    headers = {"Sec-Fetch-Site": proof}
    for where in (
        url("case_withdraw", case.pk),
        url("case_correct", case.pk, "birth_city"),
        url("case_request", case.pk, request.pk),
    ):
        typed = {"agreed": "on", "birth_city": "Nsukka", "why": "I made an error."}
        assert browser.post(where, typed, headers=headers).status_code == 403
    case.refresh_from_db()
    assert case.status == Status.WAITING_CLIENT
    assert not Correction.objects.exists()


# Decisions


@pytest.mark.requirement("R3.90")
@pytest.mark.parametrize(("language", "reason"), [("en", "There is less money"), ("fr", "Il y a moins d’argent")])
def test_a_refusal_says_result_reasons_and_what_one_can_do(
    applicant_client: Client, case: Case, officer: User, second: User, language: str, reason: str
) -> None:
    refuse(case, officer, second)
    page = seen(applicant_client, "case", case.pk, language=language)
    with translation.override(language):
        result, ground = gettext("Your application is refused"), str(RefusalGround.FUNDS.label)
    assert page.index(result) < page.index(ground) < page.index(reason)
    assert "15 " in page
    letter = Letter.objects.get(case=case, kind="L16")
    assert url("letter", letter.pk, language=language) in page
    assert 'data-kind="danger"' not in page
    assert 'data-tone="danger"' not in page


@pytest.mark.requirement("R3.90", "R3.91")
@pytest.mark.parametrize(
    ("language", "said", "nothing"),
    [
        ("en", "You can ask the Federal Court", "You have nothing to do now"),
        ("fr", "Vous pouvez demander à la Cour fédérale", "Vous n’avez rien à faire"),
    ],
)
def test_the_dashboard_names_the_last_day_for_the_court_until_it_is_over(
    applicant: User, case: Case, officer: User, second: User, language: str, said: str, nothing: str
) -> None:
    refuse(case, officer, second)
    case.refresh_from_db()
    assert case.decided_at is not None
    last_day = local(case.decided_at).date() + timedelta(days=15)
    for days, is_shown in ((0, True), (15, True), (16, False)):
        with clock.shifted(timedelta(days=days)):
            page = seen(people.signed_in(applicant), "dashboard", language=language)
        assert (said in page) is is_shown
        assert (f'datetime="{last_day.isoformat()}"' in page) is is_shown
        assert (nothing in page) is not is_shown
    with translation.override(language):
        day = date_text(last_day)
    letter = Letter.objects.get(case=case, kind="L16")
    assert day.replace("\u00a0", " ") in seen(people.signed_in(applicant), "letter", letter.pk, language=language)


@pytest.mark.requirement("R3.90")
def test_an_approval_says_what_comes_next(applicant_client: Client, case: Case, officer: User) -> None:
    reasons = decisions.Reasons(valid_until=clock.today() + timedelta(days=365))
    decisions.approve(officer=officer, case_id=case.pk, reasons=reasons, at=clock.now())
    page = seen(applicant_client, "case", case.pk)
    assert "Your application is approved" in page
    assert "Your permit is valid until" in page
    assert "We send your permit" in page


@pytest.mark.requirement("R3.90")
def test_an_incomplete_application_says_so(applicant_client: Client, applicant: User, officer: User) -> None:
    case = review.take(officer=officer, case_id=walks.sent(applicant).pk, at=clock.now())
    missing = [Bilingual("The letter of acceptance", "La lettre d’acceptation")]
    review.return_incomplete(officer=officer, case_id=case.pk, missing=missing, at=clock.now())
    page = seen(applicant_client, "case", case.pk)
    assert "returned because it was not complete" in page
    assert "You can send a new one with what was missing." in page


# Letters and messages


@pytest.mark.requirement("R1.7")
def test_letters_and_unread_messages_are_on_the_page(applicant_client: Client, case: Case, officer: User) -> None:
    threads.post(dossier=case.application.shared_dossier, author=officer, text="Secret words", at=clock.now())
    page = seen(applicant_client, "case", case.pk)
    assert "1 new" in page
    assert "Secret words" not in page
    for letter in Letter.objects.filter(case=case):
        assert url("letter", letter.pk) in page
        assert url("letter_file", letter.pk, "en", "pdf") in page
