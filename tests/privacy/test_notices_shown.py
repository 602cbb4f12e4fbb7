"""Each form that collects stands below its notice, in both languages, and the version is kept with what was sent.

Beside these pages, tests.accounts.people.Browser looks at every page that any test opens.
"""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from accounts.forms import AddressForm
from accounts.models import User
from accounts.services import enrolment
from applications.models import Case
from documents.models import Slot
from mycic import clock
from privacy.models import Event
from privacy.services import notices
from tests.accounts import people
from tests.applications import walks

pytestmark = pytest.mark.django_db
LANGUAGES = ["en", "fr"]
_INPUT = re.compile(r'<(?:textarea|select|input(?![^>]*type="hidden"))')


def shown(answer: Any, slug: str, language: str) -> None:
    """Check that the page holds the notice of this slug, in its language, before the first input."""
    assert answer.status_code == 200, answer
    page, version = answer.content.decode(), notices.current(slug)
    place = page.index(f'data-notice="{version.pk}"')
    main = page.index("<main")
    first_input = _INPUT.search(page, main)
    assert first_input
    assert place < first_input.start()
    beginning = version.content[language]["summary"].split("'")[0].split("’")[0][:40]
    assert beginning in page


@pytest.fixture
def draft(applicant: User) -> Case:
    return walks.filled(applicant)


@pytest.mark.requirement("R0.3", "R1.43", "R2.35")
@pytest.mark.parametrize("language", LANGUAGES)
def test_registration_and_enrolment(visitor: Client, language: str, db: Any) -> None:
    with translation.override(language):
        shown(visitor.get(reverse("accounts:register")), "registration", language)
        newcomer = people.register("new.comer", "new@mail.example")
        shown(people.signed_in(newcomer).get(reverse("accounts:enrol")), "enrolment", language)


@pytest.mark.requirement("R2.35")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["change_address", "change_phone", "change_email"])
def test_the_profile(applicant_client: Client, name: str, language: str) -> None:
    with translation.override(language):
        page = applicant_client.get(reverse(f"accounts:{name}"))
    shown(page, "profile", language)


@pytest.mark.requirement("R2.35")
@pytest.mark.parametrize("language", LANGUAGES)
def test_questions_and_files(applicant_client: Client, draft: Case, language: str) -> None:
    slot = Slot.objects.filter(dossier=draft.dossier).first()
    assert slot is not None
    with translation.override(language):
        tasks = applicant_client.get(reverse("applications:tasks", args=[draft.pk])).content.decode()
        page = next(part.split('"')[0] for part in tasks.split('href="') if f"{draft.pk}/personal/" in part)
        shown(applicant_client.get(page), "study-permit", language)
        shown(applicant_client.get(reverse("documents:slots", args=[draft.dossier_id])), "documents", language)
        explain = reverse("documents:cannot_get", args=[draft.dossier_id, slot.pk])
        shown(applicant_client.get(explain), "documents", language)


@pytest.mark.requirement("R2.35")
@pytest.mark.parametrize("language", LANGUAGES)
def test_messages_and_what_follows_sending(applicant_client: Client, applicant: User, language: str) -> None:
    case = walks.sent(applicant)
    with translation.override(language):
        thread = reverse("messaging:thread", args=[case.application.shared_dossier_id])
        shown(applicant_client.get(thread), "messages", language)
        shown(applicant_client.get(reverse("applications:case_documents", args=[case.pk])), "documents", language)


@pytest.mark.requirement("R2.35", "R1.43")
def test_the_version_is_kept_with_what_was_sent(applicant: User, draft: Case) -> None:
    address = AddressForm(
        {"street": "1 New Road", "city": "Ottawa", "region": "ON", "postal_code": "K1A 0A1", "country": "CA"}
    )
    assert address.is_valid(), address.errors
    enrolment.change_address(applicant, address.to_address(), version=1, at=clock.now())
    kept = {
        "account.started": "registration",
        "account.enrolled": "enrolment",
        "account.profile_changed": "profile",
        "document.received": "documents",
    }
    for kind, slug in kept.items():
        facts = [event.facts for event in Event.objects.filter(kind=kind)]
        assert facts, kind
        assert all(fact["notice_version"] == notices.current(slug).number for fact in facts), kind
