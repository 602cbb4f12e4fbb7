"""Whom letters are for: the postal address, the spelling of the passport, and the sentence about status."""

from datetime import timedelta
from typing import Any, cast

import pytest

from accounts import queries as people_queries
from accounts.models import User
from accounts.services import enrolment
from applications import letters, programs
from applications.choices import LetterKind
from applications.demo import sample_answers
from applications.letters import twin, wording
from applications.letters.facts import Bilingual, Returned
from applications.letters.paper import Language
from applications.models import Case, Letter
from applications.program_kit.base import AnswerBook, Facts
from applications.services import recipients, review
from mycic import clock
from tests.accounts import people
from tests.applications import desk_pages, walks

pytestmark = pytest.mark.django_db
_STATUS = "you may stay in Canada and follow the same conditions until we decide"


def no_answers() -> AnswerBook:
    return programs.get(walks.PROGRAM).book({}, Facts(policy_set="IRCC-2026"), clock.today())


def parts(day: Any) -> dict[str, str]:
    return {"d": str(day.day), "m": str(day.month), "y": str(day.year)}


def confirmation(case: Any) -> str:
    letter = Letter.objects.get(case=case, kind=LetterKind.CONFIRMATION)
    return str(twin.html(letters.opened(letter, "en").paper))


@pytest.mark.parametrize(
    ("name", "expected"), [("Chidinma", True), ("O'Brien-Ñuñez", True), ("李 明", False), ("Ольга", False), ("", False)]
)
def test_a_latin_name_is_told_from_another(name: str, expected: bool) -> None:  # noqa: FBT001 - a parameter of the test
    assert recipients.is_latin(name) is expected


def test_a_name_in_another_script_brings_the_spelling_of_the_passport() -> None:
    owner = people.enrol(
        people.register("li.ming", "li@mail.example"), family_name="李", given_name="明", one_name=False
    )
    case = walks.sent(owner, family_name="Li", given_name="Ming")
    recipient = review.basics(case)["recipient"]
    assert (recipient.name, recipient.latin) == ("明 李", "Ming Li")
    assert recipient.address[0] == people.ADDRESS["street"]
    assert people.ADDRESS["city"] in recipient.address[1]


def test_a_latin_name_needs_no_second_spelling(applicant: User) -> None:
    case = walks.sent(applicant)
    assert review.basics(case)["recipient"].latin == ""
    paper = confirmation(case)
    assert people.ADDRESS["city"] in paper


@pytest.mark.parametrize(("days", "told"), [(20, True), (0, True)])
def test_who_asks_for_more_time_in_time_reads_about_their_status(applicant: User, days: int, told: bool) -> None:  # noqa: FBT001 - a parameter of the test
    sample = sample_answers(clock.today())
    assert sample["reason"] in {"extend_same", "change_dli", "change_level", "change_cond"}
    case = walks.sent(applicant, current_document_expiry=parts(clock.today() + timedelta(days=days)))
    assert (_STATUS in confirmation(case)) is told


@pytest.mark.parametrize(
    ("country", "english", "french"),
    [
        ("CA", "Kingston ON K7L 1A1", "Kingston ON K7L 1A1"),
        ("NG", "NIGERIA", "NIGERIA"),
        ("US", "UNITED STATES OF AMERICA", "ÉTATS-UNIS D'AMÉRIQUE"),
        ("CI", "CÔTE D'IVOIRE", "CÔTE D'IVOIRE"),
        ("DE", "GERMANY", "ALLEMAGNE"),
    ],
)
def test_a_letter_abroad_names_the_country_in_its_own_language_and_capitals(
    applicant: User, officer: User, country: str, english: str, french: str
) -> None:
    address = enrolment.Address(**{**people.ADDRESS, "country": country})
    enrolment.change_address(applicant, address, version=people_queries.profile(applicant).version, at=clock.now())
    who = recipients.recipient(people_queries.profile(applicant), Case(), no_answers())
    facts = Returned(recipient=who, reference="S300412889", program=Bilingual("a", "b"), missing=())
    for language, last in (("en", english), ("fr", french)):
        paper = wording.compose(LetterKind.RETURNED, facts, language=cast("Language", language), at=clock.now())
        assert paper.recipient[-1] == last
        assert country not in paper.recipient


def test_the_desk_reads_the_address_in_its_own_language(applicant: User, officer: User) -> None:
    address = enrolment.Address(**{**people.ADDRESS, "country": "DE"})
    enrolment.change_address(applicant, address, version=people_queries.profile(applicant).version, at=clock.now())
    case = desk_pages.row(applicant)
    for language, country in (("en", "GERMANY"), ("fr", "ALLEMAGNE")):
        User.objects.filter(pk=officer.pk).update(language=language)
        client = people.signed_in(User.objects.get(pk=officer.pk))
        desk_pages.give_reason(client, case)
        assert country in desk_pages.text(client.get(desk_pages.url(case)))
