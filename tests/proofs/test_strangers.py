"""Somebody else's object and a missing one are the same answer, at every address that names one, for everybody."""

import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import translation

from accounts.models import Session, User
from applications.models import Correction, Letter, MoreNeeded
from applications.services import changes, requests
from applications.services import drafts as drafting
from documents.models import Document
from documents.services.slots import SlotRule
from mycic import clock
from tests.accounts import people
from tests.applications import walks

pytestmark = pytest.mark.django_db
#: What stands in the places of an address: its name, and which object's id belongs there.
_WORDS = {
    "section": "personal",
    "page": "names",
    "row": "add",
    "language": "en",
    "extension": "pdf",
    "number": 1,
    "program": "study-permit",
    "act": "request",
    "token": "x" * 43,
    "code": "ABCD-EFGH-JKLM",
    "question": "birth_city",
}


@dataclass(frozen=True)
class Address:
    """A named address with places for ids."""

    name: str
    places: tuple[str, ...]

    def filled(self, ids: dict[str, Any]) -> str:
        """Return it with ids in its places."""
        return reverse(self.name, kwargs={place: ids.get(place, _WORDS.get(place)) for place in self.places})


def addresses() -> list[Address]:
    """Return every address that names an object by its id."""
    with translation.override("en"):
        found = _walk(get_resolver().url_patterns, "", "")
        return [address for address in found if any(place in _ids_known() for place in address.places)]


def _ids_known() -> set[str]:
    return {"key", "dossier_id", "slot_id", "document_id", "letter_id", "public_id", "request_id", "object_id"}


def _walk(patterns: list[Any], namespace: str, before: str) -> Iterator[Address]:
    for entry in patterns:
        text = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _walk(entry.url_patterns, inner, text)
        elif isinstance(entry, URLPattern) and entry.name:
            places = re.findall(r"<(?:\w+:)?(\w+)>", text)
            yield Address(f"{namespace}{entry.name}", tuple(places))


@pytest.fixture
def world(applicant: User, officer: User) -> dict[str, Any]:
    """A sent case with a request, a correction, letters and files; the ids of one object of each kind."""
    case = walks.taken(applicant, officer)
    item = SlotRule(code="transcript", title={"en": "Marks", "fr": "Notes"})
    last_day = requests.usual_last_day(clock.today())
    requests.ask(officer=officer, case_id=case.pk, items=[item], note=None, last_day=last_day, at=clock.now())
    changes.correct(owner=applicant, case_id=case.pk, question="birth_city", now_is="x", why="", at=clock.now())
    people.signed_in(applicant)
    document = Document.objects.filter(dossier=case.dossier).select_related("slot").first()
    letter = Letter.objects.filter(case=case).first()
    assert document is not None
    assert letter is not None
    return {
        "key": case.pk,
        "dossier_id": case.dossier_id,
        "slot_id": document.slot_id,
        "document_id": document.pk,
        "letter_id": letter.pk,
        "public_id": Session.objects.filter(user=applicant).values_list("public_id", flat=True)[0],
        "request_id": MoreNeeded.objects.get().pk,
        "object_id": Correction.objects.get().pk,
    }


def missing(ids: dict[str, Any]) -> dict[str, Any]:
    return {name: uuid.uuid4() for name in ids}


def plain(answer: Any, path: str) -> tuple[int, str, str]:
    """Return status, target and text of an answer without what differs from request to request."""
    # Ids, tokens, and the time at which the session ends.
    hide = re.compile(r'value="[^"]*"|[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{32}|\d+')
    body = b"" if answer.streaming else answer.content
    text = body.decode("utf-8", "replace").replace(path, "")
    return answer.status_code, hide.sub("", answer.headers.get("Location", "")), hide.sub("", text)


@pytest.fixture(params=["visitor", "other_applicant_client"])
def stranger(request: pytest.FixtureRequest) -> Client:
    client: Client = request.getfixturevalue(request.param)
    return client


@pytest.mark.requirement("R0.9", "R1.58")
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_stranger_learns_nothing_from_any_address(world: dict[str, Any], stranger: Client, method: str) -> None:
    problems = []
    for address in addresses():
        theirs, none = address.filled(world), address.filled(missing(world))
        answers = [plain(getattr(stranger, method)(path), path) for path in (theirs, none)]
        if answers[0] != answers[1] or answers[0][0] not in {302, 404, 405}:
            problems.append((address.name, [answer[:2] for answer in answers]))
    assert problems == []


@pytest.mark.requirement("R1.54", "R1.58")
@pytest.mark.parametrize("method", ["get", "post"])
def test_an_officer_gets_nothing_through_the_applicant_s_pages(
    world: dict[str, Any], officer_client: Client, method: str
) -> None:
    for address in addresses():
        if not address.name.startswith("admin:") and address.name != "accounts:end_session":
            path = address.filled(world)
            assert getattr(officer_client, method)(path).status_code in {404, 405}, address.name


@pytest.mark.parametrize("method", ["get", "post"])
def test_an_applicant_who_became_known_to_the_desk_sees_no_desk(
    world: dict[str, Any], applicant_client: Client, method: str
) -> None:
    """The owner of the case gets as little from the desk's addresses as anybody else."""
    for address in addresses():
        if address.name.startswith("admin:"):
            assert getattr(applicant_client, method)(address.filled(world)).status_code == 404, address.name


@pytest.mark.requirement("R0.9")
def test_the_desk_answers_alike_for_a_draft_and_for_no_case(officer_client: Client, other_applicant: User) -> None:
    draft = drafting.start(owner=other_applicant, program=walks.PROGRAM, at=clock.now())
    for address in addresses():
        if address.name.startswith("admin:applications_case") and address.places[:1] == ("key",):
            ids = {**missing(dict.fromkeys(_ids_known())), "key": draft.pk}
            answers = [officer_client.get(address.filled({**ids, "key": key})) for key in (draft.pk, uuid.uuid4())]
            assert {answer.status_code for answer in answers} <= {404, 405}, address.name


def test_the_table_of_addresses_is_not_empty() -> None:
    names = {address.name for address in addresses()}
    assert len(names) > 25
    assert {"applications:tasks", "documents:download", "messaging:thread", "admin:applications_case_change"} <= names
