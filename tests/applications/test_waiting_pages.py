"""While somebody waits: what the case page says, the letter about it, and what a refusal says afterwards."""

from datetime import date, timedelta

import pytest
from django.test import Client

from accounts.models import User
from applications import queries
from applications.choices import LetterKind, LetterState
from applications.demo.answers import lost_status
from applications.letters.checking import Answer, by_code
from applications.letters.facts import Bilingual
from applications.models import Case, Letter
from applications.services import decisions
from mycic import clock
from mycic.formats.text import date_text, end_of
from tests.applications import walks
from tests.applications.test_recipients import parts
from tests.applications.test_views_cases import seen

pytestmark = pytest.mark.django_db
WORDS = Bilingual("There is less money than you need.", "Il y a moins d’argent que nécessaire.")


def day_text(day: date) -> str:
    return date_text(day, language="en").replace("\u00a0", " ")


def test_somebody_who_asked_in_time_reads_that_the_stay_and_the_studies_go_on(
    applicant_client: Client, applicant: User
) -> None:
    today = clock.today()
    ends = today + timedelta(days=20)
    case = walks.sent(applicant, current_document_expiry=parts(ends))
    page = seen(applicant_client, "case", case.pk)
    assert "You asked in time. If we have not decided by " + day_text(ends) in page
    assert "You may go on studying as your permit says until we decide (IRPR s. 189)." in page
    assert "This application does not let you work after" in page
    french = seen(applicant_client, "case", case.pk, language="fr")
    assert "Vous pouvez continuer à étudier comme le dit votre permis" in french
    earliest = min(day for _code, day in queries.waiting_of(case).caps)  # type: ignore[union-attr]  # sent just now
    assert day_text(earliest) in page


def test_somebody_who_asked_too_late_gets_no_letter(applicant_client: Client, applicant: User) -> None:
    ended = clock.today() - timedelta(days=10)
    case = walks.sent(
        applicant,
        purposes=["permit", "restore"],
        **lost_status(clock.today(), days=10),
    )
    assert not Letter.objects.filter(case=case, kind=LetterKind.MAY_STUDY).exists()
    page = seen(applicant_client, "case", case.pk)
    assert "Until we decide, you have no status." in page
    assert "You may not work or study before we approve it." in page
    assert day_text(ended + timedelta(days=90)) in page


def test_a_refusal_says_until_when_status_can_be_restored(
    applicant: User, officer: User, supervisor: User, applicant_client: Client
) -> None:
    ended = clock.today() - timedelta(days=10)
    case = walks.taken(
        applicant,
        officer,
        purposes=["permit", "restore"],
        **lost_status(clock.today(), days=10),
    )
    facts = decisions.refusal(
        Case.objects.select_related("dossier", "owner").get(pk=case.pk),
        grounds=("funds",),
        words=WORDS,
        told_on=clock.today(),
    )
    assert facts.restore_until == ended + timedelta(days=90)


@pytest.mark.parametrize(
    ("program", "kind", "days"),
    [
        ("work-permit", LetterKind.MAY_WORK, 365),
        ("post-graduate-work", LetterKind.MAY_WORK, 180),
        ("study-permit-extension", LetterKind.MAY_STUDY, 365),
    ],
)
def test_each_letter_about_going_on_counts_to_the_end_of_its_last_day(
    applicant: User, program: str, kind: LetterKind, days: int
) -> None:
    """IRPR s. 186(u), 186(w), 189; the days are those of the letters of support."""
    letter = Letter.objects.get(case=walks.sent(applicant, program=program), kind=kind)
    last = end_of(clock.today() + timedelta(days=days))
    assert (letter.expires_at, letter.state) == (last, LetterState.VALID)
    assert by_code(letter.code, at=last - timedelta(seconds=1), revoked={}).answer is Answer.VALID
    assert by_code(letter.code, at=last, revoked={}).answer is not Answer.VALID
