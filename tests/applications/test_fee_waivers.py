"""Pay no fee: an application that is sent without money, the answer about it, and what follows from each answer."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from accounts.models import User
from applications import personal_data, queries
from applications.choices import LetterKind, PetitionKind, PetitionState, RefundReason, Status
from applications.demo import paying
from applications.gateways.sandbox import Behaviour
from applications.letters.facts import Bilingual
from applications.models import Case, Charge, Letter, Payment, Petition, Refund, Settlement, SignedRecord
from applications.program_kit import tables
from applications.queries import desk
from applications.queries import petitions as made
from applications.services import changes, fee_waivers, owed_fees, payments, petitions, review, sandbox
from applications.workflow import CannotAdvance
from mycic import clock, faultpoint, jobs
from privacy.models import Event
from tests.applications import families, walks
from tests.applications.mails import told

pytestmark = pytest.mark.django_db
FEE = Decimal("150.00")
WHY = "I lost my job in May and my family cannot send money."
WORDS = Bilingual("We have read it.", "Nous l’avons lu.")
DAYS = 30


@pytest.fixture
def case(applicant: User) -> Case:
    """A signed case that waits for its fee of 150 dollars."""
    return walks.signed(applicant)


def url(name: str, *keys: object, language: str = "en") -> str:
    with override(language):
        return reverse(f"applications:{name}", args=list(keys))


def words(answer: Any) -> str:
    return " ".join(answer.content.decode().replace("\u00a0", " ").split())


def ask(owner: User, case: Case) -> Case:
    fee_waivers.ask(owner=owner, case_id=case.pk, text=WHY, at=clock.now())
    return queries.case_of(owner, case.pk)


def answer(officer: User, case: Case, *, grant: bool) -> None:
    row = Petition.objects.get(case=case)
    petitions.answer(officer=officer, case_id=case.pk, request_id=row.pk, grant=grant, words=WORDS, at=clock.now())


def pay(owner: User, case: Case, behaviour: Behaviour = Behaviour.APPROVE) -> Payment:
    payment = paying.begin(owner, case.pk, at=clock.now())
    sandbox.press(UUID(str(payment.gateway_id)), behaviour, at=clock.now())
    return payment


def kinds(case: Case) -> list[str]:
    return sorted(Letter.objects.filter(case=case).values_list("kind", flat=True))


@pytest.mark.parametrize(
    ("language", "heading", "state"),
    [
        ("en", "Ask to pay no fee", "Sent. We decide if you pay a fee"),
        ("fr", "Demander à ne pas payer de frais", "Envoyée. Nous décidons si vous payez des frais"),
    ],
)
def test_who_cannot_pay_sends_without_and_says_why(
    applicant: User, applicant_client: Client, case: Case, language: str, heading: str, state: str
) -> None:
    there = url("waiver", case.pk, language=language)
    assert there in words(applicant_client.get(url("pay", case.pk, language=language)))
    page = words(applicant_client.get(there))
    assert heading in page
    assert ("150.00" if language == "en" else "150,00") in page
    before = clock.now()
    sent = applicant_client.post(there, {"text": WHY})
    assert sent.headers["Location"] == url("receipt", case.pk, language=language)
    row = queries.case_of(applicant, case.pk)
    assert row.status == Status.FEE_WAIVER_ASKED
    # The day counts, and the number is the one that was signed.
    assert row.submitted_at is not None
    assert before <= row.submitted_at <= clock.now()
    assert row.reference is not None
    assert not SignedRecord.objects.exists()
    assert not Payment.objects.exists()
    assert kinds(row) == sorted([LetterKind.CONFIRMATION, LetterKind.SUBMISSION])
    shown = words(applicant_client.get(url("case", case.pk, language=language)))
    assert state in shown
    assert WHY in shown
    petition = Petition.objects.get()
    assert (petition.kind, petition.state) == (PetitionKind.WAIVE_FEE, PetitionState.OPEN)
    assert WHY.encode() not in bytes(petition.said)
    assert set(Event.objects.filter(chain=case.dossier_id).values_list("kind", flat=True)) >= {
        "petition.made",
        "case.submitted",
    }
    assert WHY in str(list(personal_data.export(case.dossier_id)))


def test_without_a_reason_nothing_is_sent_and_what_was_typed_stays(
    applicant: User, applicant_client: Client, case: Case
) -> None:
    for typed in ("", "   ", "x" * 3001):
        refused = applicant_client.post(url("waiver", case.pk), {"text": typed})
        assert refused.status_code == 422
    assert "x" * 3001 in refused.content.decode()
    assert queries.case_of(applicant, case.pk).status == Status.SIGNED_UNPAID
    assert not Petition.objects.exists()


def test_a_second_press_sends_once(applicant: User, applicant_client: Client, case: Case) -> None:
    for _press in range(2):
        assert applicant_client.post(url("waiver", case.pk), {"text": WHY}).status_code == 302
    assert ask(applicant, case).status == Status.FEE_WAIVER_ASKED
    assert Petition.objects.count() == 1
    assert Letter.objects.filter(kind=LetterKind.CONFIRMATION).count() == 1


@pytest.mark.parametrize(
    "point", ["pay.printed", "send.dossiers", "send.advanced", "send.letters", "send.told", "pay.sent"]
)
def test_a_crash_on_the_way_leaves_the_signed_draft_as_it_was(
    applicant: User, case: Case, point: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(reached: str) -> None:
        if reached == point:
            raise RuntimeError(point)

    with monkeypatch.context() as patched:
        patched.setattr(faultpoint, "reach", crash)
        with pytest.raises(RuntimeError, match=point):
            ask(applicant, case)
    row = queries.case_of(applicant, case.pk)
    assert (row.status, row.submitted_at) == (Status.SIGNED_UNPAID, None)
    assert SignedRecord.objects.count() == 1
    assert not Petition.objects.exists()
    assert ask(applicant, case).status == Status.FEE_WAIVER_ASKED


def test_a_draft_a_strangers_case_and_a_sent_one_have_no_such_page(
    applicant: User, applicant_client: Client, other_applicant: User, case: Case
) -> None:
    strange = walks.signed(other_applicant)
    assert applicant_client.get(url("waiver", strange.pk)).status_code == 404
    assert applicant_client.post(url("waiver", uuid4()), {"text": WHY}).status_code == 404
    payments.reopen(owner=applicant, case_id=case.pk, at=clock.now())
    assert applicant_client.post(url("waiver", case.pk), {"text": WHY}).headers["Location"] == url("check", case.pk)
    with pytest.raises(payments.NotSigned):
        ask(applicant, case)
    assert not Petition.objects.exists()


def test_while_a_payment_is_not_finished_nothing_is_asked(
    applicant: User, applicant_client: Client, case: Case
) -> None:
    paying.begin(applicant, case.pk, at=clock.now())
    refused = applicant_client.post(url("waiver", case.pk), {"text": WHY})
    assert refused.status_code == 409
    assert "A payment for this application is not finished" in words(refused)
    assert queries.case_of(applicant, case.pk).status == Status.SIGNED_UNPAID


def test_a_signature_that_lapsed_is_given_again(applicant: User, case: Case) -> None:
    with clock.shifted(timedelta(days=8)), pytest.raises(payments.TooLateToPay):
        ask(applicant, case)
    assert queries.case_of(applicant, case.pk).status == Status.DRAFT
    assert not Petition.objects.exists()


def test_a_granted_one_goes_on_to_the_check_and_costs_nothing(
    applicant: User, applicant_client: Client, officer: User, officer_client: Client, case: Case
) -> None:
    case = ask(applicant, case)
    review.take(officer=officer, case_id=case.pk, at=clock.now())
    page = words(officer_client.get(reverse("admin:applications_case_change", args=[case.pk])))
    assert "Asks to pay no fee" in page
    there = reverse("admin:applications_case_petitions", args=[case.pk])
    assert WHY in words(officer_client.get(there))
    said = {"grant": "yes", "answer_en": WORDS.en, "answer_fr": WORDS.fr, "request": str(Petition.objects.get().pk)}
    assert officer_client.post(there, said).status_code == 302
    assert officer_client.post(there, said).status_code == 409
    row = queries.case_of(applicant, case.pk)
    assert (row.status, row.submitted_at) == (Status.SUBMITTED, case.submitted_at)
    assert WORDS.en in words(applicant_client.get(url("case", case.pk)))
    # Nothing is owed any more, and nothing can be paid.
    assert applicant_client.get(url("pay", case.pk)).headers["Location"] == url("receipt", case.pk)
    assert "Waived" in words(officer_client.get(reverse("admin:applications_case_change", args=[case.pk])))
    assert review.acknowledge(officer=officer, case_id=case.pk, at=clock.now()).status == Status.IN_PROCESS


def test_one_that_is_not_granted_is_paid_later_as_of_the_day_of_sending(
    applicant: User, applicant_client: Client, officer: User, case: Case
) -> None:
    case = ask(applicant, case)
    mails = told(applicant)
    answer(officer, case, grant=False)
    assert told(applicant) == mails + 1
    assert queries.case_of(applicant, case.pk).status == Status.FEE_DUE
    receipt = words(applicant_client.get(url("receipt", case.pk)))
    assert url("pay", case.pk) in receipt
    assert "Nothing. Tell us" not in receipt
    page = words(applicant_client.get(url("case", case.pk)))
    assert WORDS.en in page
    assert url("pay", case.pk) in page
    dashboard = words(applicant_client.get(url("dashboard")))
    assert "We work on your application when the fee is paid." in dashboard
    assert url("pay", case.pk) in dashboard
    assert "150.00" in words(applicant_client.get(url("pay", case.pk)))
    with clock.shifted(timedelta(days=5)):
        payment = pay(applicant, case)
    mails = told(applicant)
    back = applicant_client.get(url("paying", payment.pk))
    assert back.headers["Location"] == url("receipt", case.pk)
    row = queries.case_of(applicant, case.pk)
    assert (row.status, row.submitted_at) == (Status.SUBMITTED, case.submitted_at)
    assert [(line.code, line.amount, line.case_id) for line in Charge.objects.all()] == [("F01", FEE, case.pk)]
    assert Settlement.objects.get().used_at is not None
    assert not Refund.objects.exists()
    assert "150.00" in words(applicant_client.get(url("receipt", case.pk)))
    assert told(applicant) == mails + 1
    assert Event.objects.filter(chain=case.dossier_id, kind="case.fee_paid").count() == 1
    # It is returned later: then all of it goes back, as for everybody.
    review.take(officer=officer, case_id=case.pk, at=clock.now())
    missing = (Bilingual("The form", "Le formulaire"),)
    review.return_incomplete(officer=officer, case_id=case.pk, missing=missing, at=clock.now())
    assert [(row.reason, row.amount) for row in Refund.objects.all()] == [(RefundReason.RETURNED, FEE)]


@pytest.mark.parametrize("behaviour", [Behaviour.APPROVE, Behaviour.TWICE, Behaviour.LATE, Behaviour.NEVER])
def test_whatever_the_messages_do_a_late_fee_is_one_charge(
    applicant: User, officer: User, case: Case, behaviour: Behaviour
) -> None:
    case = ask(applicant, case)
    answer(officer, case, grant=False)
    pay(applicant, case, behaviour)
    for minutes in (1, 5, 10, 65):
        with clock.shifted(timedelta(minutes=minutes)):
            jobs.drain()
            payments.reconcile(at=clock.now())
            jobs.drain()
    assert queries.case_of(applicant, case.pk).status == Status.SUBMITTED
    assert (Charge.objects.count(), Settlement.objects.count(), Refund.objects.count()) == (1, 1, 0)
    assert Event.objects.filter(chain=case.dossier_id, kind="payment.settled").count() == 1


def test_who_pays_before_the_answer_needs_none(
    applicant: User, applicant_client: Client, officer: User, officer_client: Client, case: Case
) -> None:
    case = ask(applicant, case)
    assert desk.asked_of_us(officer, clock.today())[0] == [case]
    review.take(officer=officer, case_id=case.pk, at=clock.now())
    assert "You do not have to pay before we answer." in words(applicant_client.get(url("pay", case.pk)))
    payments.came_back(owner=applicant, payment_id=pay(applicant, case).pk, at=clock.now())
    assert queries.case_of(applicant, case.pk).status == Status.SUBMITTED
    assert desk.asked_of_us(officer, clock.today())[0] == []
    assert "No answer is needed any more" in words(applicant_client.get(url("case", case.pk)))
    page = words(officer_client.get(reverse("admin:applications_case_petitions", args=[case.pk])))
    assert WHY in page
    assert 'name="grant"' not in page
    with pytest.raises(CannotAdvance):
        answer(officer, case, grant=True)
    with pytest.raises(CannotAdvance):
        answer(officer, case, grant=False)


def test_money_for_what_is_not_due_any_more_goes_back(applicant: User, officer: User, case: Case) -> None:
    case = ask(applicant, case)
    payment = paying.begin(applicant, case.pk, at=clock.now())
    answer(officer, case, grant=True)
    sandbox.press(UUID(str(payment.gateway_id)), Behaviour.APPROVE, at=clock.now())
    payments.came_back(owner=applicant, payment_id=payment.pk, at=clock.now())
    assert [(row.reason, row.amount) for row in Refund.objects.all()] == [(RefundReason.NOT_DUE, FEE)]
    assert Settlement.objects.get().used_at is None


def test_another_amount_goes_back_and_the_fee_stays_due(applicant: User, officer: User, case: Case) -> None:
    case = ask(applicant, case)
    answer(officer, case, grant=False)
    payment = pay(applicant, case, Behaviour.WRONG_AMOUNT)
    payments.came_back(owner=applicant, payment_id=payment.pk, at=clock.now())
    assert [row.reason for row in Refund.objects.all()] == [RefundReason.WRONG_AMOUNT]
    assert queries.case_of(applicant, case.pk).status == Status.FEE_DUE


@pytest.mark.parametrize(("days", "is_late"), [(DAYS - 1, False), (DAYS, False), (DAYS + 1, True)])
def test_the_desk_sees_a_fee_that_was_not_paid_in_time(
    applicant: User,
    officer: User,
    officer_client: Client,
    case: Case,
    days: int,
    is_late: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    """The term of 30 days is the operator's own."""
    case = ask(applicant, case)
    answer(officer, case, grant=False)
    with clock.shifted(timedelta(days=days)):
        found, has_more = desk.asked_of_us(officer, clock.today())
        assert (found, has_more) == ([case] if is_late else [], False)
    if is_late:
        # It can still be paid until an officer returns it.
        review.take(officer=officer, case_id=case.pk, at=clock.now())
        missing = (Bilingual("The fee", "Les frais"),)
        returned = review.return_incomplete(officer=officer, case_id=case.pk, missing=missing, at=clock.now())
        assert returned.status == Status.RETURNED
        assert not Refund.objects.exists()
        assert owed_fees.owing(returned) is None


@pytest.mark.parametrize(("days", "count"), [(22, 0), (23, 1), (30, 1)])
def test_a_reminder_comes_once_in_the_last_week(
    applicant: User, officer: User, case: Case, days: int, count: int
) -> None:
    case = ask(applicant, case)
    assert owed_fees.remind(at=clock.now()) == 0
    answer(officer, case, grant=False)
    mails = told(applicant)
    with clock.shifted(timedelta(days=days)):
        for _run in range(2):
            assert owed_fees.remind(at=clock.now()) == count
    assert told(applicant) == mails + count


def test_what_may_go_on_is_told_when_the_fee_is_settled(applicant: User, officer: User) -> None:
    """IRPR s. 10(1)(d), 12, 183(5): without its fee an application keeps nobody's stay going."""
    case = ask(applicant, walks.signed(applicant, program="study-permit-extension"))
    assert LetterKind.MAY_STUDY not in kinds(case)
    assert queries.waiting_of(case) is not None
    answer(officer, case, grant=True)
    assert kinds(case).count(LetterKind.MAY_STUDY) == 1


def test_until_then_the_case_page_promises_nothing(applicant: User, applicant_client: Client, officer: User) -> None:
    case = ask(applicant, walks.signed(applicant, program="study-permit-extension"))
    promise = "You asked in time."
    assert promise not in words(applicant_client.get(url("case", case.pk)))
    answer(officer, case, grant=True)
    assert promise in words(applicant_client.get(url("case", case.pk)))


@pytest.fixture
def family(applicant: User) -> list[Case]:
    """A main person and a spouse, signed together."""
    main = walks.filled(applicant)
    families.spouse(applicant, main)
    families.confirm(applicant, queries.together(main.application_id)[1])
    families.read_all(applicant, main)
    walks.sign(applicant, families.ready(applicant, main))
    return queries.together(main.application_id)


def test_a_family_is_answered_together_and_each_owes_their_own_part(
    applicant: User, officer: User, family: list[Case]
) -> None:
    main, spouse = family
    lines = payments.lines(applicant, queries.case_of(applicant, main.pk))
    ask(applicant, main)
    assert {each.status for each in queries.together(main.application_id)} == {Status.FEE_WAIVER_ASKED}
    answer(officer, main, grant=False)
    assert {each.status for each in queries.together(main.application_id)} == {Status.FEE_DUE}
    assert payments.lines(applicant, queries.case_of(applicant, main.pk)) == lines
    # The main person withdraws: the spouse owes only what is the spouse's, and pays it.
    changes.withdraw(owner=applicant, case_id=main.pk, at=clock.now())
    payments.came_back(owner=applicant, payment_id=pay(applicant, main).pk, at=clock.now())
    assert {line.case_id for line in Charge.objects.all()} == {spouse.pk}
    assert [each.status for each in queries.together(main.application_id)] == [Status.WITHDRAWN, Status.SUBMITTED]
    assert not Refund.objects.exists()


def test_who_withdraws_while_the_money_is_on_its_way_gets_their_part_back(
    applicant: User, officer: User, family: list[Case]
) -> None:
    main, spouse = family
    ask(applicant, main)
    answer(officer, main, grant=False)
    payment = pay(applicant, main)
    changes.withdraw(owner=applicant, case_id=spouse.pk, at=clock.now())
    payments.came_back(owner=applicant, payment_id=payment.pk, at=clock.now())
    theirs = sum(line.amount for line in Charge.objects.filter(case=spouse))
    assert theirs > 0
    assert [(row.case_id, row.reason, row.amount) for row in Refund.objects.all()] == [
        (spouse.pk, RefundReason.NOT_STARTED, theirs)
    ]


def test_nobody_answers_about_their_own_fee(applicant: User, case: Case) -> None:
    ask(applicant, case)
    with pytest.raises(review.NotYourCase):
        answer(applicant, case, grant=True)


def test_no_officer_can_work_on_it_before(applicant: User, officer: User, case: Case) -> None:
    ask(applicant, case)
    review.take(officer=officer, case_id=case.pk, at=clock.now())
    for step in (review.acknowledge, review.start_review):
        with pytest.raises(CannotAdvance):
            step(officer=officer, case_id=case.pk, at=clock.now())


def test_it_stands_in_the_queue_where_it_is_asked_for_only(applicant: User, officer: User, case: Case) -> None:
    case = ask(applicant, case)
    assert desk.waiting(officer, {}, after=None)[0] == []
    assert desk.waiting(officer, {"stage": Status.FEE_WAIVER_ASKED}, after=None)[0] == [case]


def test_the_dashboard_asks_for_last_days_once(
    applicant: User, applicant_client: Client, officer: User, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    counts = []
    applicant_client.get(url("dashboard"))
    for _turn in range(3):
        case = ask(applicant, walks.signed(applicant))
        answer(officer, case, grant=False)
        with django_assert_max_num_queries(12) as captured:
            page = words(applicant_client.get(url("dashboard")))
        counts.append(len(captured))
    assert page.count("We work on your application when the fee is paid.") == 3
    assert len(set(counts)) == 1
    last = clock.today() + timedelta(days=DAYS)
    assert [each.last_day for each in made.fees_due(applicant)] == [last] * 3
    assert tables.limit("fee_due_days", "IRCC-2026", clock.today()) == DAYS


def test_the_family_still_waits_when_the_main_person_withdraws(
    applicant: User, applicant_client: Client, officer: User, officer_client: Client, family: list[Case]
) -> None:
    main, spouse = family
    ask(applicant, main)
    changes.withdraw(owner=applicant, case_id=main.pk, at=clock.now())
    assert desk.asked_of_us(officer, clock.today())[0] == [main]
    assert "Waits for our answer" in words(applicant_client.get(url("case", main.pk)))
    answer(officer, main, grant=True)
    assert queries.case_of(applicant, spouse.pk).status == Status.SUBMITTED
    assert queries.case_of(applicant, main.pk).status == Status.WITHDRAWN


def test_who_was_returned_while_the_money_is_on_its_way_gets_their_part_back(
    applicant: User, officer: User, family: list[Case]
) -> None:
    main, spouse = family
    ask(applicant, main)
    answer(officer, main, grant=False)
    payment = pay(applicant, main)
    review.take(officer=officer, case_id=spouse.pk, at=clock.now())
    missing = (Bilingual("The fee", "Les frais"),)
    review.return_incomplete(officer=officer, case_id=spouse.pk, missing=missing, at=clock.now())
    payments.came_back(owner=applicant, payment_id=payment.pk, at=clock.now())
    theirs = sum(line.amount for line in Charge.objects.filter(case=spouse))
    assert [(row.case_id, row.reason, row.amount) for row in Refund.objects.all()] == [
        (spouse.pk, RefundReason.RETURNED, theirs)
    ]
