"""kill -9 twenty times at every named place of upload, send, purge and mail: all or nothing, and nothing twice.

The acts of an officer that send a letter are killed too, and sending once more with its printing. Fault catalogue F1,
F8, F9, F10 of the security design.
"""

import uuid
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from accounts.choices import Role
from accounts.models import User
from applications import completeness, queries
from applications.choices import Status
from applications.demo import paying
from applications.gateways.sandbox import Behaviour
from applications.letters import reading
from applications.letters.facts import Bilingual
from applications.models import Case, LetterCopy, Payment, Refund, SandboxCheckout, Settlement, SignedRecord
from applications.services import decisions, payments, requests, review, sandbox, signatures, submission
from applications.services import drafts as drafting
from applications.services import slots as case_slots
from applications.workflow import CannotAdvance
from documents.models import Document, Slot
from documents.services import slots as file_slots
from documents.services import sweeping, uploads
from mycic import clock, jobs
from mycic.crypto import signing
from privacy.services import retention
from privacy.services.retention import aging
from tests.accounts import people
from tests.accounts.people import PASSWORD
from tests.applications import walks
from tests.documents import make, receive
from tests.proofs.conftest import Place
from tests.proofs.killing import TIMES, TIMES_PRINTED, Flow, killed_everywhere
from tests.smtp_sink import Sink

pytestmark = [pytest.mark.django_db(transaction=True)]
LEASES = timedelta(minutes=11)


def person() -> User:
    return people.enrol(people.register("amara.o", "amara@mail.example"))


def worker(times: int = 1) -> None:
    """Let the worker run until nothing is left to do, later and later, as after each expired lease."""
    for number in range(times):
        with clock.shifted(LEASES * (number + 1)):
            jobs.drain()


def test_signing(place: Place, sink: Sink, monkeypatch: pytest.MonkeyPatch) -> None:
    owner = person()
    case = walks.ready(owner)
    jobs.drain()
    at = clock.now()

    # Printing and signing come before the first place and write nothing: the same print serves every try.
    whole = completeness.together(owner, queries.draft_of(owner, case.pk), today=clock.today())
    signed = signatures.sign(owner, whole.reviews, password=PASSWORD, language="en", at=at)
    monkeypatch.setattr(signatures, "sign", lambda *_, **__: signed)

    def press(_try: int) -> None:
        submission.sign(owner=owner, case_id=case.pk, password=PASSWORD, language="en", at=at)

    kills = killed_everywhere(Flow(press, worker), SIGN_POINTS, place.copy(), sink)
    assert kills == dict.fromkeys(SIGN_POINTS, TIMES)
    assert Case.objects.get().status == Status.SIGNED_UNPAID
    assert SignedRecord.objects.get().reference == signed[0].reference
    assert len(sink.mails) == 0


def pays(owner: User, case: Case, at: datetime) -> Callable[[int], None]:
    """Return what somebody does who pays, and starts again wherever it broke off."""

    def press(_try: int) -> None:
        with suppress(payments.BeingPaid, payments.NotSigned):
            paying.begin(owner, case.pk, at=at)
        payment = Payment.objects.get()
        sandbox.press(uuid.UUID(str(payment.gateway_id)), Behaviour.APPROVE, at=at)
        payments.came_back(owner=owner, payment_id=payment.pk, at=at)

    return press


@pytest.mark.requirement("R1.14")
def test_paying(place: Place, sink: Sink, monkeypatch: pytest.MonkeyPatch) -> None:
    owner = person()
    case = walks.signed(owner)
    jobs.drain()
    at = clock.now()
    signed = signatures.kept(case_of(case))
    whole = completeness.together(owner, queries.draft_of(owner, case.pk), today=clock.today())
    printed = submission.print_all(owner, whole, signed, at, issued_at=at)
    monkeypatch.setattr(submission, "print_all", lambda *_, **__: printed)

    kills = killed_everywhere(Flow(pays(owner, case, at), worker), PAY_POINTS, place.copy(), sink)
    assert kills == dict.fromkeys(PAY_POINTS, TIMES)
    sent = Case.objects.get()
    assert (sent.status, sent.reference) == (Status.SUBMITTED, signed[0].reference)
    assert len(sink.mails) == 1
    assert_paid_once()


def assert_paid_once() -> None:
    """One try, one line, one settlement, nothing back: the books agree with what the gateway took."""
    payment, settlement, taken = Payment.objects.get(), Settlement.objects.get(), SandboxCheckout.objects.get()
    assert [charge.amount for charge in payment.charges.all()] == [Decimal("150.00")]
    assert payment.amount == settlement.amount == taken.taken == Decimal("150.00")
    assert settlement.used_at is not None
    assert taken.refunded == 0
    assert not Refund.objects.exists()


SIGN_POINTS = ("send.signed", "sign.kept", "send.committed")
SEND_POINTS = ("send.dossiers", "send.advanced", "send.letters", "send.told", "pay.sent")
PAY_POINTS = ("pay.begun", "pay.opened", "pay.recorded", "pay.printed", *SEND_POINTS)


def case_of(case: Case) -> Case:
    return Case.objects.select_related("dossier", "application__shared_dossier", "owner").get(pk=case.pk)


def after_a_day() -> None:
    """What the worker does by the next day: jobs, and bytes that no row names go."""
    worker()
    sweeping.sweep(at=clock.now() + sweeping._BLOB_AGE * 2)


@pytest.fixture
def slot(transactional_db: Any, place: Place) -> Callable[[], Slot]:
    owner = person()
    case = drafting.start(owner=owner, program=walks.PROGRAM, at=clock.now())
    case_slots.refresh(queries.draft_of(owner, case.pk), at=clock.now())
    jobs.drain()

    def find() -> Slot:
        slots = Slot.objects.select_related("dossier").filter(dossier=case.dossier, is_wanted=True)
        return slots.order_by("code")[0]

    return find


def test_an_upload(slot: Callable[[], Slot], place: Place, sink: Sink) -> None:
    owner, data = User.objects.get(), make.pdf()

    def press(_try: int) -> None:
        receive.send(owner, slot(), data)

    points = ("upload.after_blob", "upload.after_inspection", "upload.in_transaction", "upload.after_commit")
    kills = killed_everywhere(Flow(press, after_a_day), points, place.copy(), sink)
    assert kills == dict.fromkeys(points, TIMES)


@pytest.mark.parametrize("act", ["remove", "replace"])
def test_a_removal_or_replacement(slot: Callable[[], Slot], place: Place, sink: Sink, act: str) -> None:
    owner = User.objects.get()
    first = receive.send(owner, slot()).pk
    data = make.pdf(2)

    def press(_try: int) -> None:
        document = Document.objects.select_related("dossier", "slot").get(pk=first)
        if act == "remove":
            uploads.remove(user=owner, document=document, at=clock.now())
        elif document.blob_key:  # pressed again when it is done, the page says that it was replaced already
            receive.send(owner, slot(), data, "new.pdf", replaces=document, generation=2)

    points = ("remove.in_transaction",) if act == "remove" else ("upload.in_transaction", "upload.after_commit")
    kills = killed_everywhere(Flow(press, after_a_day), points, place.copy(), sink)
    assert kills == dict.fromkeys(points, TIMES)


PURGE_POINTS = (
    "purge.claimed",
    "purge.key_destroyed",
    "purge.rows_erased",
    "purge.before_commit",
    "purge.committed",
    "purge.file_removed",
    "purge.draft_key_noted",
    "purge.draft_key_destroyed",
)


@pytest.mark.requirement("R3.59")
def test_a_purge(place: Place, sink: Sink, settings: Any) -> None:
    settings.DEMO = True
    owner = person()
    lost = drafting.start(owner=owner, program=walks.PROGRAM, at=clock.now())
    case_slots.refresh(queries.draft_of(owner, lost.pk), at=clock.now())
    slots = Slot.objects.select_related("dossier").filter(dossier=lost.dossier, is_wanted=True)
    for pages in (1, 2):
        receive.send(owner, slots.order_by("code")[0], make.pdf(pages))
    aging.age_drafts([lost.dossier, lost.application.shared_dossier], by=timedelta(days=105))
    jobs.drain()

    def night(_try: int) -> None:
        at = clock.now()
        retention.purge_expired(at=at)
        retention.destroy_draft_keys(at=at)

    kills = killed_everywhere(Flow(night, worker), PURGE_POINTS, place.copy(), sink)
    assert kills == dict.fromkeys(PURGE_POINTS, TIMES)
    assert receive.stored() == []


@pytest.mark.requirement("R3.10")
def test_reminders(place: Place, sink: Sink, settings: Any) -> None:
    settings.DEMO = True
    case = drafting.start(owner=person(), program=walks.PROGRAM, at=clock.now())
    aging.age_drafts([case.dossier, case.application.shared_dossier], by=timedelta(days=84))
    jobs.drain()

    def night(_try: int) -> None:
        retention.remind_expiring(at=clock.now())

    kills = killed_everywhere(Flow(night, worker), ("remind.recorded",), place.copy(), sink)
    assert kills == {"remind.recorded": TIMES}
    assert len(sink.mails) == 1


def test_the_mail_of_a_sent_application(place: Place, sink: Sink) -> None:
    case = walks.sent(person())
    assert case.reference is not None

    def work(tries: int) -> None:
        with clock.shifted(LEASES * tries):
            jobs.drain()

    points = ("job.claimed", "mail.before", "mail.accepted", "job.performed")
    kills = killed_everywhere(Flow(work, lambda: worker(2)), points, place.copy(), sink)
    assert kills == dict.fromkeys(points, TIMES)


def letters() -> dict[str, bool]:
    """Return the kinds of letters that are there, and whether each copy verifies."""
    copies = LetterCopy.objects.select_related("letter__dossier")
    found = [(copy.letter, reading.opened(copy.letter, copy.language)) for copy in copies]
    return {
        letter.kind: signing.verify_pdf(opened.pdf, revoked={}).valid
        and signing.verify_cms(opened.payload or opened.pdf, opened.signature, revoked={}).valid
        for letter, opened in found
    }


def test_sending_with_its_printing(place: Place, sink: Sink) -> None:
    owner = person()
    case = walks.signed(owner)
    jobs.drain()
    kills = killed_everywhere(
        Flow(pays(owner, case, clock.now()), worker, TIMES_PRINTED), SEND_POINTS, place.copy(), sink
    )
    assert kills == dict.fromkeys(SEND_POINTS, TIMES_PRINTED)
    assert Case.objects.get().status == Status.SUBMITTED
    assert letters() == {"submission": True, "L01": True, "L03": True, "L12": True}


ITEM = file_slots.SlotRule(code="transcript-1", title={"en": "Transcript", "fr": "Relevé de notes"})
WORDS = Bilingual("Too little money.", "Trop peu d’argent.")
Press = Callable[[User, Case], object]


def ask(officer: User, case: Case) -> object:
    last_day, request_id = clock.today() + timedelta(days=30), uuid.UUID(int=7)
    return requests.ask(
        officer=officer,
        case_id=case.pk,
        items=[ITEM],
        note=WORDS,
        last_day=last_day,
        at=clock.now(),
        request_id=request_id,
    )


def return_incomplete(officer: User, case: Case) -> object:
    return review.return_incomplete(officer=officer, case_id=case.pk, missing=[WORDS], at=clock.now())


def approve(officer: User, case: Case) -> object:
    reasons = decisions.Reasons(valid_until=clock.today() + timedelta(days=300))
    return decisions.approve(officer=officer, case_id=case.pk, reasons=reasons, at=clock.now())


def confirm(officer: User, case: Case) -> object:
    return decisions.confirm_refusal(officer=officer, case_id=case.pk, at=clock.now())


def places(act: str, *names: str) -> tuple[str, ...]:
    return tuple(f"{act}.{name}" for name in names)


DECIDE_POINTS = places("decide", "printed", "advanced", "letter", "told", "committed")


@pytest.mark.parametrize(
    ("press", "points", "status", "letter"),
    [
        (ask, places("ask", "printed", "kept", "letter", "told", "committed"), Status.WAITING_CLIENT, "L07"),
        (
            return_incomplete,
            places("return", "printed", "advanced", "letter", "told", "committed"),
            Status.RETURNED,
            "L10",
        ),
        (approve, DECIDE_POINTS, Status.APPROVED, "L13"),
        (confirm, DECIDE_POINTS, Status.REFUSED, "L16"),
    ],
    ids=["ask", "return", "approve", "confirm"],
)
def test_an_officer_s_letter(
    place: Place,
    sink: Sink,
    press: Press,
    points: tuple[str, ...],
    status: str,
    letter: str,
) -> None:
    supervisor, officer = people.officer("sup.roy", Role.SUPERVISOR), people.officer("off.lee", Role.OFFICER)
    case = walks.sent(person())
    review.take(officer=officer, case_id=case.pk, at=clock.now())
    if press is not return_incomplete:
        review.acknowledge(officer=officer, case_id=case.pk, at=clock.now())
    if press is confirm:
        why = decisions.Reasons(words=WORDS, grounds=("funds",))
        decisions.propose_refusal(officer=officer, case_id=case.pk, reasons=why, at=clock.now())
    jobs.drain()

    def act(_try: int) -> None:
        with suppress(CannotAdvance):  # pressed again when it is done, the page says what happened
            press(supervisor if press is confirm else officer, case)

    flow = Flow(act, worker, TIMES_PRINTED, names_mails=press is not approve)
    kills = killed_everywhere(flow, points, place.copy(), sink)
    assert kills == dict.fromkeys(points, TIMES_PRINTED)
    assert Case.objects.get().status == status
    assert letters()[letter]
    # Money that was sent back is told besides.
    assert len(sink.mails) == 1 + Refund.objects.filter(letter__isnull=False).count()
    assert Refund.objects.count() == int(press is return_incomplete)
