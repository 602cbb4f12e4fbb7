"""Thirty fingers on one button, twenty tabs with one version: one winner, and everybody sees the same result.

Fault catalogue F17, F18 of the security design. SQLite lets one writer in at a time and makes the others wait, so the
number is smaller there.
"""

import threading
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.db import OperationalError, connection, connections
from django.urls import reverse

from accounts.choices import Role
from accounts.models import User
from accounts.services import signing
from applications import programs, queries
from applications.choices import LetterKind, LetterState, SchoolDecision, SchoolStep, Status
from applications.demo import paying
from applications.gateways.sandbox import Behaviour
from applications.models import Answers, BankOrder, Case, Letter, Payment, Refund, Settlement, SignedRecord
from applications.services import (
    bank_payments,
    discarding,
    drafts,
    family,
    payments,
    review,
    sandbox,
    school_clock,
    schools,
    submission,
    transfers,
)
from mycic import clock, jobs
from mycic.exceptions import DomainError
from mycic.models import Job
from privacy.ledger.verification import verify
from privacy.models import Event
from tests.accounts import people
from tests.accounts.people import PASSWORD
from tests.applications import at_school, families, walks
from tests.proofs.conftest import Place

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(number: int, act: Callable[[int], str]) -> Counter[str]:
    """Let so many threads do something at the same moment; count how it ended."""
    start, outcomes = threading.Barrier(number), Counter[str]()

    def run(place: int) -> None:
        start.wait()
        try:
            outcome = act(place)
        except OperationalError:
            outcome = "busy"
        finally:
            connections.close_all()
        outcomes[outcome] += 1

    threads = [threading.Thread(target=run, args=(place,)) for place in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def many(number: int) -> int:
    return number if connection.vendor == "postgresql" else number // 3


@pytest.fixture
def owner(transactional_db: Any, place: Place) -> User:
    return people.enrol(people.register("amara.o", "amara@mail.example"))


def test_thirty_presses_of_sign_and_of_pay_make_one_submission(owner: User, monkeypatch: pytest.MonkeyPatch) -> None:
    case = walks.ready(owner)
    # The gate before Argon2 would answer some of them "try again"; here all of them shall reach the transaction.
    opened = signing.unlock(owner, PASSWORD)
    monkeypatch.setattr(signing, "unlock", lambda *_: opened)

    def press(_place: int) -> str:
        signed = submission.sign(owner=owner, case_id=case.pk, password=PASSWORD, language="en", at=clock.now())
        return str(signed.status)

    def pay(_place: int) -> str:
        return str(paying.begin(owner, case.pk, at=clock.now()).gateway_id)

    def come_back(place: int) -> str:
        payments.came_back(owner=owner, payment_id=Payment.objects.get().pk, at=clock.now())
        # Meanwhile the worker writes the receipt.
        while place == 0 and jobs.drain():
            pass
        return "back"

    assert at_once(many(30), press) == {Status.SIGNED_UNPAID: many(30)}
    assert SignedRecord.objects.count() == 1
    assert at_once(many(30), pay) == {Payment.objects.get().gateway_id: many(30)}
    sandbox.press(UUID(str(Payment.objects.get().gateway_id)), Behaviour.NEVER, at=clock.now())
    assert at_once(many(30) // 3, come_back) == {"back": many(30) // 3}
    jobs.drain()
    assert Case.objects.get().status == Status.SUBMITTED
    assert Settlement.objects.count() == 1
    assert not Refund.objects.exists()
    assert Letter.objects.count() == 4
    assert Event.objects.filter(kind="case.submitted").count() == 1
    assert Job.objects.filter(key__contains=f"sent:{case.pk}").count() == 1
    assert verify().is_sound


def test_twenty_saves_of_one_version_have_one_winner(owner: User) -> None:
    case = drafts.start(owner=owner, program=walks.PROGRAM, at=clock.now())
    walks.answer(owner, case, family_name="Before")
    section = programs.get(walks.PROGRAM).section("personal")
    assert section is not None
    version = Answers.objects.get(case=case, section="personal").version

    def save(place: int) -> str:
        typed = drafts.Typed(section, {"family_name": f"Tab {'abcdefghijklmnopqrstuvwxyz'[place]}"}, version)
        try:
            drafts.save(owner=owner, case_id=case.pk, read=lambda _: typed, at=clock.now(), confirmed=True)
        except drafts.Conflict:
            return "conflict"
        return "saved"

    outcomes = at_once(many(20), save)
    assert outcomes == {"saved": 1, "conflict": many(20) - 1}
    row = Answers.objects.get(case=case, section="personal")
    assert row.version == version + 1
    entry = queries.draft_of(owner, case.pk).entries["personal"]["family_name"]
    assert str(entry["v"]).startswith("Tab ")


def test_ten_presses_of_start_make_one_draft(owner: User) -> None:
    browsers = [people.signed_in(owner) for _ in range(many(30) // 3)]
    url = reverse("applications:start", args=[walks.PROGRAM])
    outcomes = at_once(len(browsers), lambda place: str(browsers[place].post(url).status_code))
    assert set(outcomes) == {"302"}
    assert Case.objects.count() == 1


def test_two_presses_of_withdraw_lead_to_the_same_page(owner: User) -> None:
    case = walks.sent(owner)
    browsers = [people.signed_in(owner) for _ in range(4)]
    url = reverse("applications:case_withdraw", args=[case.pk])

    def press(place: int) -> str:
        answer = browsers[place].post(url, {"agreed": "on"})
        return f"{answer.status_code} {answer.headers.get('Location')}"

    assert at_once(4, press) == {f"302 {reverse('applications:case', args=[case.pk])}": 4}
    assert Event.objects.filter(kind="case.withdrawn").count() == 1
    assert Letter.objects.filter(case=case, kind=LetterKind.WITHDRAWAL).count() == 1


@pytest.mark.requirement("R1.26")
def test_a_family_stays_together_whatever_happens_to_it_at_once(owner: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """Signing the whole, saving one person, adding and removing another: nobody waits for each other for ever."""
    main = walks.filled(owner, program="visitor-extension")
    first, second = families.child(owner, main), families.child(owner, main, "Lina")
    families.ready(owner, main)
    opened = signing.unlock(owner, PASSWORD)
    monkeypatch.setattr(signing, "unlock", lambda *_: opened)
    new = {"relationship": "son", "given_name": "Obi", "family_name": "Okafor"}

    def sign() -> None:
        submission.sign(owner=owner, case_id=main.pk, password=PASSWORD, language="en", at=clock.now())

    def add() -> None:
        family.add(owner=owner, case_id=main.pk, program=families.MEMBER, answers=new, at=clock.now())

    acts: list[Callable[[], object]] = [
        sign,
        lambda: walks.answer(owner, first, birth_city="Lagos"),
        add,
        lambda: discarding.discard(owner=owner, case_id=second.pk, at=clock.now()),
        lambda: families.ready(owner, main),
    ]

    def press(place: int) -> str:
        try:
            acts[place % len(acts)]()
        except (DomainError, queries.NoSuchCase):
            return "refused"
        return "done"

    outcomes = at_once(many(15), press)
    if connection.vendor == "postgresql":
        assert outcomes["busy"] == 0
    living = queries.together(main.application_id)
    assert len({case.status for case in living}) == 1
    signed = set(SignedRecord.objects.values_list("case", flat=True))
    assert signed == ({case.pk for case in living} if living[0].status == Status.SIGNED_UNPAID else set())
    assert Case.objects.filter(application=main.application_id).count() in {3, 4}


def test_a_new_school_accepts_while_the_student_takes_the_consent_back(owner: User) -> None:
    boss = people.officer("boss.one", Role.SUPERVISOR)
    old = at_school.representative("reg.maple", boss)
    new = at_school.representative("reg.fleuve", boss, at_school.OTHER_SCHOOL)
    verified = at_school.verified(owner, old)
    case = at_school.transfer(owner, evn=at_school.request_of(verified).number)
    at_school.say(old, case, SchoolDecision.RELEASED)
    key = at_school.request_of(case, SchoolStep.ACCEPT).pk

    def act(place: int) -> str:
        try:
            if place == 0:
                schools.withdraw_consent(owner=owner, case_id=case.pk, at=clock.now())
                return "taken back"
            yes = at_school.says(SchoolDecision.ACCEPTED)
            schools.answer(representative=new, request_id=key, said=yes, at=clock.now())
        except (DomainError, LookupError):
            return "too late"
        return "accepted"

    outcomes = at_once(many(12), act)
    case.refresh_from_db()
    verified.refresh_from_db()
    row = at_school.request_of(case, SchoolStep.ACCEPT)
    # Whoever came first, in the end nothing counts that the student took back, and there is one answer at most.
    assert outcomes["accepted"] <= 1
    assert case.status in {Status.CONSENT_WITHDRAWN, Status.TRANSFERRED}
    assert (case.status == Status.CONSENT_WITHDRAWN) is (outcomes["taken back"] == 1)
    assert (verified.status == Status.MOVED) is (outcomes["accepted"] == 1)
    assert (row.number is not None) is (outcomes["accepted"] == 1)
    letters = Letter.objects.filter(case=case, kind=LetterKind.TRANSFER)
    assert letters.count() == 1 + outcomes["accepted"]
    if case.status == Status.CONSENT_WITHDRAWN:
        assert not letters.filter(state=LetterState.VALID).exists()
        assert (row.content, row.answer) == (None, None)
    assert verify().is_sound


def test_an_officer_and_the_former_school_release_at_once(owner: User) -> None:
    boss = people.officer("boss.one", Role.SUPERVISOR)
    old, officer = at_school.representative("reg.maple", boss), people.officer("off.one", Role.OFFICER)
    case = at_school.transfer(owner)
    school_clock.escalate(at=clock.now() + timedelta(days=14))
    review.take(officer=officer, case_id=case.pk, at=clock.now())
    key = at_school.request_of(case, SchoolStep.RELEASE).pk

    def act(place: int) -> str:
        try:
            if place % 2:
                transfers.release_anyway(officer=officer, case_id=case.pk, at=clock.now())
            else:
                yes = at_school.says(SchoolDecision.RELEASED)
                schools.answer(representative=old, request_id=key, said=yes, at=clock.now())
        except DomainError:
            return "too late"
        return "released"

    outcomes = at_once(many(12), act)
    assert outcomes["released"] == 1
    case.refresh_from_db()
    assert case.status == Status.AT_NEW_SCHOOL
    assert Letter.objects.filter(case=case, kind=LetterKind.TRANSFER).count() == 1
    assert Event.objects.filter(kind__in=["school.released", "school.released_anyway"]).count() == 1


def test_two_officers_find_the_same_money(owner: User, settings: Any) -> None:
    settings.BANK_DETAILS = {"en": ["Sample Bank"], "fr": ["Banque échantillon"]}
    case = walks.signed(owner)
    payments.begin(
        owner=owner,
        case_id=case.pk,
        shown=Decimal("150.00"),
        return_to=str,
        language="en",
        at=clock.now(),
        at_bank=True,
    )
    slip, officer = BankOrder.objects.get(), people.officer("off.one", Role.OFFICER)

    def act(_place: int) -> str:
        try:
            bank_payments.found(
                officer=officer, number=slip.number, amount=slip.amount, paid_on=clock.today(), at=clock.now()
            )
        except DomainError:
            return "too late"
        return "found"

    assert at_once(many(12), act)["found"] == 1
    jobs.drain()
    assert Settlement.objects.count() == 1
    assert Case.objects.get(pk=case.pk).status == Status.SUBMITTED
    assert not Refund.objects.exists()
