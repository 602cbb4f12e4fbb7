"""A letter in its owner's browser."""

import uuid

import pytest
from django.test import Client

from applications import letters
from applications.choices import LetterKind, LetterState
from applications.models import Case
from mycic import clock
from mycic.crypto import signing
from privacy import ledger
from tests.applications.letter_facts import NAMES
from tests.applications.test_letters_issuing import case, issue  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db


@pytest.mark.requirement("R1.7")
def test_the_owner_reads_the_letter_in_either_language(applicant_client: Client, case: Case) -> None:  # noqa: F811
    letter = issue(case, name=NAMES["ethiopic"])
    page = f"/en/letters/{letter.pk}/"
    assert NAMES["ethiopic"] in applicant_client.get(page).content.decode()
    assert 'lang="fr-CA"' in applicant_client.get(page + "?lang=fr").content.decode()
    assert applicant_client.get(page + "?lang=xx").status_code == 200


@pytest.mark.requirement("R0.14", "R1.7")
def test_the_files_are_the_signed_ones(applicant_client: Client, case: Case) -> None:  # noqa: F811
    letter = issue(case)
    pdf, signature = (applicant_client.get(f"/en/letters/{letter.pk}/fr.{ending}") for ending in ("pdf", "p7s"))
    assert pdf["Content-Disposition"].startswith("attachment;")
    assert signature["Content-Disposition"].endswith('.pdf.p7s"')
    assert "no-store" in pdf["Cache-Control"]
    assert signing.verify_cms(pdf.content, signature.content, revoked={}).valid
    assert applicant_client.get(f"/en/letters/{letter.pk}/fr.json").status_code == 404


def test_a_letter_that_ended_says_so(applicant_client: Client, case: Case) -> None:  # noqa: F811
    letter = issue(case, LetterKind.REQUEST)
    letters.end(letter, LetterState.WITHDRAWN, at=clock.now(), actor=ledger.Actor.system())
    assert "does not count any more" in applicant_client.get(f"/en/letters/{letter.pk}/").content.decode()


@pytest.mark.requirement("R0.9", "R1.7")
def test_somebody_elses_letter_and_a_missing_one_are_the_same_404(
    other_applicant_client: Client,
    case: Case,  # noqa: F811
) -> None:
    letter = issue(case)
    for key in (letter.pk, uuid.uuid4()):
        for tail in ("", "en.pdf", "en.p7s"):
            assert other_applicant_client.get(f"/en/letters/{key}/{tail}").status_code == 404
