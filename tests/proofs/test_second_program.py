"""A second program goes from its first page to the officer's decision with its module and its line alone."""

import subprocess
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from applications import programs, queries
from applications.choices import LetterKind
from applications.demo import paying
from applications.models import Case, LetterCopy
from applications.services import decisions, review
from documents.models import Slot
from mycic import clock
from mycic.crypto import signing
from privacy.ledger.verification import verify
from privacy.services import dossiers
from tests.accounts.people import PASSWORD
from tests.documents import receive
from tests.installation import ROOT
from tests.proofs import every_kind

CODE = every_kind.PROGRAM.code
# Where the first program's code may stand: its module, its data and notice rows, the demonstration, the catalogue of
# planned services, and the notice above every question page.
_NAMED = {
    "applications/demo",
    "applications/forms/answers.py",
    "applications/forms/changes.py",
    "applications/program_kit/study_assessment.py",
    "applications/program_kit/visit_assessment.py",
    "applications/programs/study_permit.py",
    "applications/programs/study_permit_extension.py",
    "mycic/offers.py",
    "privacy/data/notices.json",
}


@pytest.fixture
def sent(applicant_client: Client, applicant: User, monkeypatch: pytest.MonkeyPatch) -> Case:
    """A case of the new program, played through the pages until it was sent."""
    monkeypatch.setitem(programs._PROGRAMS, CODE, every_kind.PROGRAM)
    assert str(every_kind.PROGRAM.title) in applicant_client.get(reverse("applications:catalogue")).content.decode()
    applicant_client.post(reverse("applications:start", args=[CODE]))
    case = Case.objects.get()
    everything: dict[str, Any] = {}
    for version, (name, right) in enumerate(every_kind.RIGHT.items()):
        url = reverse("applications:page", args=[case.pk, "all", name])
        assert applicant_client.post(url, right | {"version": str(version)}).status_code == 302, name
        everything |= right
    row = reverse("applications:row", args=[case.pk, "all", "rows", "0123abcd"])
    assert applicant_client.post(row, everything | {"version": "99"}).status_code == 302
    applicant_client.get(reverse("applications:documents", args=[case.pk]))
    receive.send(applicant, Slot.objects.select_related("dossier").get(dossier=case.dossier, code="D19"))
    assert applicant_client.post(reverse("applications:sign_start", args=[case.pk])).status_code == 302
    form = {"typed_name": "Amara Chidinma Okonkwo", "agreed": "on", "password": PASSWORD}
    done = applicant_client.post(reverse("applications:sign", args=[case.pk]), form)
    assert done.headers.get("Location") == reverse("applications:pay", args=[case.pk])
    paying.pay(applicant, case.pk, at=clock.now())
    return queries.case_of(applicant, case.pk)


@pytest.mark.requirement("R1.31")
@pytest.mark.django_db
def test_a_second_program_is_sent_and_decided(sent: Case, applicant_client: Client, officer_client: Client) -> None:
    assert sent.reference
    assert sent.reference.startswith(every_kind.PROGRAM.letter)
    copy = LetterCopy.objects.get(letter__kind=LetterKind.SUBMISSION)
    vault = dossiers.unlock(sent.dossier)
    assert signing.verify_cms(vault.read(copy, "payload"), vault.read(copy, "signature"), revoked={}).valid
    assert applicant_client.get(reverse("applications:receipt", args=[sent.pk])).status_code == 200
    assert str(every_kind.PROGRAM.title) in applicant_client.get(reverse("applications:dashboard")).content.decode()
    officer = User.objects.get(username="off.lee")
    review.take(officer=officer, case_id=sent.pk, at=clock.now())
    answers = officer_client.get(reverse("admin:applications_case_answers", args=[sent.pk])).content.decode()
    assert all(str(question.label) in answers for question in every_kind.QUESTIONS)
    review.acknowledge(officer=officer, case_id=sent.pk, at=clock.now())
    decision = decisions.approve(officer=officer, case_id=sent.pk, reasons=decisions.Reasons(), at=clock.now())
    assert decision.letter is not None
    assert verify().is_sound


@pytest.mark.requirement("R1.31")
def test_nothing_else_knows_a_program_by_name() -> None:
    """No other module names the first program, so none needs a line for the second."""
    folders = ("accounts", "applications", "documents", "messaging", "mycic", "privacy", "templates", "static")
    command = ["grep", "-rlE", "--include=*.py", "--include=*.html", "--include=*.js", "--include=*.json"]
    found = subprocess.run(
        [*command, "['\"]study[-_]permit['\"]", *folders], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.split()
    strangers = {path for path in found if not any(path.startswith(named) for named in _NAMED)}
    assert strangers - {"applications/programs/__init__.py"} == set()
