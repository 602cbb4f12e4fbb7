"""The officer's acts on a case: what the row holds, what the letter says, who may."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import transaction

from accounts.choices import Role
from accounts.models import User
from applications import personal_data
from applications.choices import Action, DecisionState, LetterKind, Status
from applications.letters.facts import Bilingual
from applications.models import Case, Correction, Decision, Letter, MoreNeeded
from applications.services import changes, decisions, requests, review
from applications.workflow import CannotAdvance, advance
from documents.models import Slot
from documents.services.slots import SlotRule
from mycic import clock
from mycic.models import Job
from privacy import ledger
from privacy.choices import DossierState
from privacy.models import Event
from privacy.services import dossiers
from tests.accounts import people
from tests.applications import desk_pages, walks
from tests.documents import receive

pytestmark = pytest.mark.django_db

TRANSCRIPT = SlotRule(
    code="transcript",
    title={"en": "Transcript of your marks", "fr": "Relevé de vos notes"},
    why={"en": "The copy was not readable.", "fr": "La copie n’était pas lisible."},
)
REASONS = decisions.Reasons(
    words=Bilingual("Your bank account shows less money than you need.", "Votre compte ne montre pas assez d’argent."),
    grounds=("funds",),
)


@pytest.fixture
def second(supervisor: User) -> User:
    """Another officer."""
    return people.officer("off.two", Role.OFFICER)


@pytest.fixture
def case(applicant: User, officer: User) -> Case:
    """A complete case that the officer works on."""
    return walks.taken(applicant, officer)


def ask(officer: User, case: Case, *, days: int = 30, request_id: UUID | None = None) -> MoreNeeded:
    return requests.ask(
        officer=officer,
        case_id=case.pk,
        items=[TRANSCRIPT],
        note=None,
        last_day=clock.today() + timedelta(days=days),
        at=clock.now(),
        request_id=request_id,
    )


def test_taking_a_sent_case_starts_the_check(applicant: User, officer: User) -> None:
    case = review.take(officer=officer, case_id=walks.sent(applicant).pk, at=clock.now())
    assert case.status == Status.COMPLETENESS_CHECK
    assert case.officer == officer


def test_only_one_officer_has_a_case(applicant: User, officer: User, second: User) -> None:
    case = walks.sent(applicant)
    review.take(officer=officer, case_id=case.pk, at=clock.now())
    with pytest.raises(review.TakenMeanwhile):
        review.take(officer=second, case_id=case.pk, at=clock.now())
    review.release(officer=officer, case_id=case.pk, at=clock.now())
    assert review.take(officer=second, case_id=case.pk, at=clock.now()).officer == second


def test_nobody_acts_without_having_taken_the_case(case: Case, second: User, applicant: User) -> None:
    for stranger in (second, applicant):
        with pytest.raises(review.NotYourCase):
            ask(stranger, case)
        with pytest.raises(review.NotYourCase):
            decisions.approve(officer=stranger, case_id=case.pk, reasons=decisions.Reasons(), at=clock.now())


@pytest.mark.requirement("R3.55", "R3.94")
def test_a_request_makes_a_slot_a_letter_and_one_mail(case: Case, officer: User) -> None:
    request = ask(officer, case)
    case.refresh_from_db()
    assert case.status == Status.WAITING_CLIENT
    assert Slot.objects.filter(dossier=case.dossier, code="transcript", is_wanted=True).exists()
    assert request.letter is not None
    assert request.letter.kind == LetterKind.REQUEST
    assert Job.objects.filter(key__contains=f"request:{request.pk}").count() == 1


@pytest.mark.requirement("R3.68")
@pytest.mark.parametrize("days", [6, 61])
def test_the_last_day_has_bounds(case: Case, officer: User, days: int) -> None:
    with pytest.raises(requests.BadLastDay):
        ask(officer, case, days=days)
    assert not MoreNeeded.objects.exists()


@pytest.mark.requirement("R3.55")
def test_an_answer_needs_a_file_or_a_reason(case: Case, officer: User, applicant: User) -> None:
    request = ask(officer, case)
    with pytest.raises(requests.StillMissing):
        requests.answer(owner=applicant, case_id=case.pk, request_id=request.pk, at=clock.now())
    receive.send(applicant, Slot.objects.get(dossier=case.dossier, code="transcript"))
    for _press in range(2):
        requests.answer(owner=applicant, case_id=case.pk, request_id=request.pk, at=clock.now())
    case.refresh_from_db()
    assert case.status == Status.UNDER_REVIEW
    assert Event.objects.filter(kind="case.answered", chain=case.dossier_id).count() == 1


@pytest.mark.requirement("R3.55")
def test_with_two_requests_the_case_moves_on_after_both(case: Case, officer: User, applicant: User) -> None:
    first, other = ask(officer, case), ask(officer, case)
    receive.send(applicant, Slot.objects.get(dossier=case.dossier, code="transcript"))
    requests.answer(owner=applicant, case_id=case.pk, request_id=first.pk, at=clock.now())
    case.refresh_from_db()
    assert case.status == Status.WAITING_CLIENT
    requests.answer(owner=applicant, case_id=case.pk, request_id=other.pk, at=clock.now())
    case.refresh_from_db()
    assert case.status == Status.UNDER_REVIEW


def test_approving_closes_the_case_with_a_letter(case: Case, officer: User) -> None:
    valid_until = clock.today() + timedelta(days=365)
    reasons = decisions.Reasons(valid_until=valid_until)
    decision = decisions.approve(officer=officer, case_id=case.pk, reasons=reasons, at=clock.now())
    case.refresh_from_db()
    assert case.status == Status.APPROVED
    assert case.decided_at is not None
    assert case.dossier.state == DossierState.CLOSED
    assert decision.letter is not None
    assert decision.letter.kind == LetterKind.APPROVAL


def test_a_refusal_needs_a_second_officer(case: Case, officer: User, second: User) -> None:
    decisions.propose_refusal(officer=officer, case_id=case.pk, reasons=REASONS, at=clock.now())
    case.refresh_from_db()
    assert case.status == Status.SECOND_REVIEW
    assert not Letter.objects.filter(kind=LetterKind.REFUSAL).exists()
    with pytest.raises(decisions.NeedsSecondOfficer):
        decisions.confirm_refusal(officer=officer, case_id=case.pk, at=clock.now())
    decision = decisions.confirm_refusal(officer=second, case_id=case.pk, at=clock.now())
    case.refresh_from_db()
    assert case.status == Status.REFUSED
    assert decision.letter is not None
    with pytest.raises(CannotAdvance):
        decisions.confirm_refusal(officer=second, case_id=case.pk, at=clock.now())


def test_a_refusal_that_was_sent_back_tells_nobody(case: Case, officer: User, second: User) -> None:
    decisions.propose_refusal(officer=officer, case_id=case.pk, reasons=REASONS, at=clock.now())
    decisions.send_back(officer=second, case_id=case.pk, at=clock.now())
    case.refresh_from_db()
    assert case.status == Status.UNDER_REVIEW
    assert Decision.objects.get().state == DecisionState.SENT_BACK
    assert not Letter.objects.filter(kind=LetterKind.REFUSAL).exists()
    decisions.approve(officer=officer, case_id=case.pk, reasons=decisions.Reasons(), at=clock.now())


def test_an_incomplete_application_goes_back_with_the_list(applicant: User, officer: User) -> None:
    case = review.take(officer=officer, case_id=walks.sent(applicant).pk, at=clock.now())
    missing = [Bilingual("The letter of acceptance", "La lettre d’acceptation")]
    review.return_incomplete(officer=officer, case_id=case.pk, missing=missing, at=clock.now())
    case.refresh_from_db()
    assert case.status == Status.RETURNED
    assert Letter.objects.filter(case=case, kind=LetterKind.RETURNED).count() == 1


@pytest.mark.requirement("R3.100")
def test_a_correction_stands_beside_what_was_signed(case: Case, applicant: User, officer: User) -> None:
    row = changes.correct(
        owner=applicant, case_id=case.pk, question="birth_city", now_is="Nsukka", why="I mixed them up", at=clock.now()
    )
    assert row is not None
    content = dossiers.unlock(case.dossier).read(row, "content")
    assert content == {"question": "birth_city", "was": "Enugu", "now": "Nsukka", "why": "I mixed them up"}
    changes.mark_seen(officer=officer, case_id=case.pk, correction_id=row.pk, at=clock.now())
    assert Correction.objects.get().seen_by == officer


def test_a_closed_case_takes_no_corrections(case: Case, applicant: User, officer: User) -> None:
    decisions.approve(officer=officer, case_id=case.pk, reasons=decisions.Reasons(), at=clock.now())
    with pytest.raises(changes.TooLateToCorrect):
        changes.correct(owner=applicant, case_id=case.pk, question="birth_city", now_is="x", why="", at=clock.now())


def test_withdrawing_closes_the_case_with_a_letter(case: Case, applicant: User) -> None:
    for _press in range(2):
        changes.withdraw(owner=applicant, case_id=case.pk, at=clock.now())
    case.refresh_from_db()
    assert case.status == Status.WITHDRAWN
    assert Letter.objects.filter(case=case, kind=LetterKind.WITHDRAWAL).count() == 1


def test_a_decided_case_is_not_withdrawn(case: Case, applicant: User, officer: User) -> None:
    decisions.approve(officer=officer, case_id=case.pk, reasons=decisions.Reasons(), at=clock.now())
    with pytest.raises(CannotAdvance):
        changes.withdraw(owner=applicant, case_id=case.pk, at=clock.now())


def test_a_closed_case_is_neither_taken_nor_given_back(
    case: Case, applicant: User, officer: User, second: User
) -> None:
    other = desk_pages.row(applicant)
    changes.withdraw(owner=applicant, case_id=case.pk, at=clock.now())
    with pytest.raises(CannotAdvance):
        review.release(officer=officer, case_id=case.pk, at=clock.now())
    advance(other.pk, Action.CANCEL, actor=ledger.Actor.officer(officer), at=clock.now())
    with pytest.raises(CannotAdvance):
        review.take(officer=second, case_id=other.pk, at=clock.now())
    case.refresh_from_db()
    assert case.officer == officer


def test_an_id_of_another_request_is_no_way_to_it(case: Case, other_applicant: User, officer: User) -> None:
    first, elsewhere = ask(officer, case), walks.taken(other_applicant, officer)
    request = ask(officer, elsewhere, request_id=first.pk)
    assert request.pk != first.pk
    assert (first.case_id, request.case_id) == (case.pk, elsewhere.pk)
    assert Letter.objects.filter(kind=LetterKind.REQUEST).count() == 2


def test_everything_after_sending_is_handed_out_and_erased(case: Case, officer: User, applicant: User) -> None:
    request = ask(officer, case)
    receive.send(applicant, Slot.objects.get(dossier=case.dossier, code="transcript"))
    requests.answer(owner=applicant, case_id=case.pk, request_id=request.pk, at=clock.now())
    said = {"question": "birth_city", "now_is": "Onitsha by the river", "why": "A slip of the pen."}
    changes.correct(owner=applicant, case_id=case.pk, at=clock.now(), **said)
    decisions.approve(officer=officer, case_id=case.pk, reasons=decisions.Reasons(), at=clock.now())
    handed_out = list(personal_data.export(case.dossier_id))
    assert {"request", "correction", "decision"} <= {row.get("kind") for row in handed_out}
    assert "A slip of the pen." in str(handed_out)
    with transaction.atomic():
        personal_data.erase(case.dossier_id)
    assert not Case.objects.filter(pk=case.pk).exists()
