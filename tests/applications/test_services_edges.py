"""Second presses, other tabs and other officers: what each act on a case does when somebody was there before."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any, cast

import pytest
from django.db import IntegrityError

from accounts.choices import Role
from accounts.models import User
from applications import completeness, queries
from applications.choices import DecisionState, LetterKind, Status
from applications.letters.facts import Recipient
from applications.letters.issuing import Rendered
from applications.models import Case, Correction, Decision, Letter, MoreNeeded, SignedRecord
from applications.services import changes, decisions, drafts, requests, review, snapshot, submission
from applications.workflow import CannotAdvance
from documents.models import Slot
from mycic import clock, faultpoint, references
from privacy.choices import DossierState
from privacy.models import Event
from tests.accounts import people
from tests.applications import walks
from tests.applications.test_services_review import REASONS, TRANSCRIPT
from tests.documents import receive

pytestmark = pytest.mark.django_db


@pytest.fixture
def second(supervisor: User) -> User:
    """Another officer."""
    return people.officer("off.two", Role.OFFICER)


@pytest.fixture
def case(applicant: User, officer: User) -> Case:
    """A complete case that the officer works on."""
    return walks.taken(applicant, officer)


def ask(officer: User, case: Case, request_id: uuid.UUID | None = None) -> MoreNeeded:
    return requests.ask(
        officer=officer,
        case_id=case.pk,
        items=[TRANSCRIPT],
        note=None,
        last_day=clock.today() + timedelta(days=30),
        at=clock.now(),
        request_id=request_id,
    )


def events(case: Case, kind: str) -> int:
    return Event.objects.filter(chain=case.dossier_id, kind=kind).count()


class TestTaking:
    def test_taking_ones_own_case_again_changes_nothing(self, applicant: User, officer: User) -> None:
        case = walks.sent(applicant)
        first, again = (review.take(officer=officer, case_id=case.pk, at=clock.now()) for _press in range(2))
        assert (again.officer, again.assigned_at) == (officer, first.assigned_at)
        assert events(case, "case.assigned") == 1

    def test_nobody_takes_a_case_of_their_own_or_one_that_is_not_there(self, applicant: User, officer: User) -> None:
        case = walks.sent(applicant)
        for person, key in ((applicant, case.pk), (officer, uuid.uuid4())):
            with pytest.raises(review.NotYourCase, match="Take this case first"):
                review.take(officer=person, case_id=key, at=clock.now())
        case.refresh_from_db()
        assert (case.officer, case.status) == (None, Status.SUBMITTED)

    def test_the_review_goes_on_without_the_answer_and_a_late_one_still_counts(
        self, case: Case, officer: User, applicant: User
    ) -> None:
        request = ask(officer, case)
        assert review.start_review(officer=officer, case_id=case.pk, at=clock.now()).status == Status.UNDER_REVIEW
        receive.send(applicant, Slot.objects.get(dossier=case.dossier, code="transcript"))
        requests.answer(owner=applicant, case_id=case.pk, request_id=request.pk, at=clock.now())
        case.refresh_from_db()
        request.refresh_from_db()
        assert (case.status, request.answered_at is not None) == (Status.UNDER_REVIEW, True)
        assert events(case, "case.answered") == 1


class TestAsking:
    def test_a_second_press_asks_nothing(self, case: Case, officer: User) -> None:
        key = uuid.uuid4()
        assert ask(officer, case, key).pk == ask(officer, case, key).pk == key
        assert MoreNeeded.objects.count() == 1
        assert Letter.objects.filter(kind=LetterKind.REQUEST).count() == 1

    def test_the_usual_last_day_is_thirty_days_away_and_open(self) -> None:
        friday = clock.now().date().replace(year=2026, month=6, day=5)
        assert requests.usual_last_day(friday) == friday + timedelta(days=31)  # the 30th day is a Sunday

    def test_an_unknown_request_has_no_answer(self, case: Case, applicant: User) -> None:
        with pytest.raises(queries.NoSuchCase):
            requests.answer(owner=applicant, case_id=case.pk, request_id=uuid.uuid4(), at=clock.now())

    def test_a_closed_case_takes_no_answer(self, case: Case, officer: User, applicant: User) -> None:
        request = ask(officer, case)
        changes.withdraw(owner=applicant, case_id=case.pk, at=clock.now())
        with pytest.raises(CannotAdvance):
            requests.answer(owner=applicant, case_id=case.pk, request_id=request.pk, at=clock.now())
        request.refresh_from_db()
        assert request.answered_at is None
        assert not events(case, "case.answered")


class TestDeciding:
    def test_only_an_officer_settles_a_proposal(self, case: Case, officer: User, applicant: User) -> None:
        decisions.propose_refusal(officer=officer, case_id=case.pk, reasons=REASONS, at=clock.now())
        for person, key in ((applicant, case.pk), (officer, uuid.uuid4())):
            with pytest.raises(review.NotYourCase):
                decisions.confirm_refusal(officer=person, case_id=key, at=clock.now())
        assert Decision.objects.get().state == DecisionState.PROPOSED

    def test_a_refusal_sent_back_while_its_letter_is_printed_is_not_told(
        self, case: Case, officer: User, second: User, supervisor: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        decisions.propose_refusal(officer=officer, case_id=case.pk, reasons=REASONS, at=clock.now())
        print_letter: Callable[..., Rendered] = review.rendered

        def meanwhile(*given: Any) -> Rendered:
            decisions.send_back(officer=supervisor, case_id=case.pk, at=clock.now())
            return print_letter(*given)

        monkeypatch.setattr(review, "rendered", meanwhile)
        with pytest.raises(CannotAdvance):
            decisions.confirm_refusal(officer=second, case_id=case.pk, at=clock.now())
        decision = Decision.objects.get()
        assert (decision.state, decision.second_by) == (DecisionState.SENT_BACK, supervisor)
        case.refresh_from_db()
        assert case.status == Status.UNDER_REVIEW
        assert not Letter.objects.filter(kind=LetterKind.REFUSAL).exists()


class TestCorrecting:
    def correct(self, applicant: User, case: Case, question: str = "birth_city") -> Correction | None:
        return changes.correct(
            owner=applicant, case_id=case.pk, question=question, now_is="Nsukka", why="A slip", at=clock.now()
        )

    def test_a_second_press_corrects_nothing(self, case: Case, applicant: User) -> None:
        assert self.correct(applicant, case) is not None
        assert self.correct(applicant, case) is None
        assert Correction.objects.count() == events(case, "answer.corrected") == 1

    def test_only_an_answer_that_was_sent_is_corrected(self, applicant: User) -> None:
        draft = drafts.start(owner=applicant, program=walks.PROGRAM, at=clock.now())
        with pytest.raises(queries.NoSuchCase):
            self.correct(applicant, draft)
        assert not Correction.objects.exists()

    def test_only_a_question_of_the_program_is_corrected(self, applicant: User, case: Case) -> None:
        with pytest.raises(queries.NoSuchCase):
            self.correct(applicant, case, "no_such_question")
        assert not Correction.objects.exists()

    def test_only_the_officer_in_charge_marks_it_as_read_and_once(
        self, case: Case, applicant: User, officer: User, second: User
    ) -> None:
        row = self.correct(applicant, case)
        assert row is not None
        for stranger in (applicant, second):
            with pytest.raises(review.NotYourCase):
                changes.mark_seen(officer=stranger, case_id=case.pk, correction_id=row.pk, at=clock.now())
        for _press in range(2):
            changes.mark_seen(officer=officer, case_id=case.pk, correction_id=row.pk, at=clock.now())
        row.refresh_from_db()
        assert row.seen_by == officer
        assert events(case, "answer.correction_seen") == 1


class TestSending:
    def send(self, owner: User, case: Case) -> Case:
        return submission.sign(owner=owner, case_id=case.pk, password=people.PASSWORD, language="en", at=clock.now())

    def test_a_draft_is_made_ready_once(self, applicant: User) -> None:
        case = walks.ready(applicant)
        again = submission.make_ready(owner=applicant, case_id=case.pk, at=clock.now())
        assert again.status == Status.READY_TO_SIGN
        assert events(case, "case.ready") == 1

    def test_warnings_that_were_read_are_written_once(self, applicant: User) -> None:
        case = drafts.start(owner=applicant, program=walks.PROGRAM, at=clock.now())
        for _press in range(2):
            drafts.acknowledge(owner=applicant, case_id=case.pk, rule_ids=["X05"], at=clock.now())
        draft = queries.draft_of(applicant, case.pk)
        assert draft.version(queries.CHECK) == 1
        assert draft.entries[queries.CHECK][completeness.ACKNOWLEDGED]["v"] == ["X05"]

    def test_two_presses_at_once_sign_once(self, applicant: User, monkeypatch: pytest.MonkeyPatch) -> None:
        case = walks.ready(applicant)
        faster: list[Case] = []

        def another_press(name: str) -> None:
            if name == "send.signed" and not faster:
                faster.append(case)
                faster[0] = self.send(applicant, case)

        monkeypatch.setattr(faultpoint, "reach", another_press)
        slower = self.send(applicant, case)
        assert slower.status == faster[0].status == Status.SIGNED_UNPAID
        assert events(case, "case.signed") == 1
        assert SignedRecord.objects.count() == 1

    def test_a_draft_opened_in_another_tab_after_signing_is_not_sent(
        self, applicant: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        case = walks.ready(applicant)
        check = queries.draft_of(applicant, case.pk).entries.get(queries.CHECK, {})
        read = cast("list[str]", check.get(completeness.ACKNOWLEDGED, {}).get("v") or [])

        def another_tab(name: str) -> None:
            if name == "send.signed":
                drafts.acknowledge(owner=applicant, case_id=case.pk, rule_ids=read, at=clock.now())

        monkeypatch.setattr(faultpoint, "reach", another_tab)
        with pytest.raises(CannotAdvance):
            self.send(applicant, case)
        case = queries.case_of(applicant, case.pk)
        assert (case.status, case.reference, case.dossier.state) == (Status.DRAFT, None, DossierState.OPEN)
        assert not Letter.objects.exists()

    def test_a_number_that_is_taken_is_not_given_again(
        self, applicant: User, other_applicant: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        taken = walks.sent(other_applicant).reference
        free = references.new("S")
        case = walks.ready(applicant)
        monkeypatch.setattr(references, "new", lambda _letter: taken)
        with pytest.raises(IntegrityError):
            self.send(applicant, case)
        case.refresh_from_db()
        assert (case.status, case.reference) == (Status.READY_TO_SIGN, None)
        drawn = iter((taken, free))
        monkeypatch.setattr(references, "new", lambda _letter: next(drawn))
        self.send(applicant, case)
        assert SignedRecord.objects.get().reference == free

    def test_a_part_without_answers_is_not_printed(self, applicant: User) -> None:
        case = drafts.start(owner=applicant, program=walks.PROGRAM, at=clock.now())
        walks.answer(applicant, case, family_name="Okafor")
        draft = queries.draft_of(applicant, case.pk)
        frozen = snapshot.freeze(
            completeness.review(applicant, draft, today=clock.today()),
            documents=(),
            explanations=(),
            recipient=Recipient(name="Okafor", address=(), latin=""),
            reference="S300412889",
            notice="1",
            act=snapshot.Act("Okafor", ("S300412889",), "en", clock.now()),
        )
        assert [[row[1] for row in section.rows] for section in frozen.snapshot.sections] == [["Okafor"]]
