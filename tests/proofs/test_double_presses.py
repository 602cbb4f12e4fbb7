"""Every button pressed several times in the same instant: done once, and nobody sees a fault.

What may be asked for twice answers twice with the same thing; of two decisions the second is told that it came too
late. Fault catalogue F17, F18 of the security design.
"""

import uuid
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from accounts.choices import Role
from accounts.models import User
from applications.choices import LetterKind
from applications.letters.facts import Bilingual
from applications.models import Case, Correction, Decision, Letter, MoreNeeded
from applications.services import changes, decisions, discarding, drafts, requests, review, submission
from documents.models import Slot
from documents.services import slots
from messaging.models import Message
from messaging.services import threads
from mycic import clock
from mycic.exceptions import DomainError
from privacy.ledger.verification import verify
from privacy.models import Event
from tests.accounts import people
from tests.applications import walks
from tests.proofs.conftest import Place
from tests.proofs.test_races import at_once, many

pytestmark = pytest.mark.django_db(transaction=True)

ITEM = slots.SlotRule(code="transcript-1", title={"en": "Transcript", "fr": "Relevé de notes"})
REASONS = decisions.Reasons(words=Bilingual("Too little money.", "Trop peu d’argent."), grounds=("funds",))
#: One press of a button, as its page does it.
Press = Callable[[], object]


@dataclass(frozen=True)
class Cast:
    """The people of one test."""

    owner: User
    officer: User
    second: User


@pytest.fixture
def cast(transactional_db: Any, place: Place) -> Cast:
    supervisor = people.officer("sup.roy", Role.SUPERVISOR)
    officer = people.officer("off.lee", Role.OFFICER)
    return Cast(people.enrol(people.register("amara.o", "amara@mail.example")), officer, supervisor)


def taken(cast: Cast) -> Case:
    return walks.taken(cast.owner, cast.officer)


def asked(cast: Cast, case: Case) -> MoreNeeded:
    return ask(cast, case, uuid.uuid4())


def ask(cast: Cast, case: Case, request_id: uuid.UUID) -> MoreNeeded:
    return requests.ask(
        officer=cast.officer,
        case_id=case.pk,
        items=[ITEM],
        note=None,
        last_day=clock.today() + timedelta(days=30),
        at=clock.now(),
        request_id=request_id,
    )


def proposed(cast: Cast) -> Case:
    case = taken(cast)
    decisions.propose_refusal(officer=cast.officer, case_id=case.pk, reasons=REASONS, at=clock.now())
    return case


def asking(cast: Cast) -> Press:
    return partial(ask, cast, taken(cast), uuid.uuid4())


def answering(cast: Cast) -> Press:
    case = taken(cast)
    request = asked(cast, case)
    slot = Slot.objects.select_related("dossier").get(code=ITEM.code)
    slots.explain(slot, "The archive burnt down.", user=cast.owner, at=clock.now())
    return lambda: requests.answer(owner=cast.owner, case_id=case.pk, request_id=request.pk, at=clock.now())


def withdrawing(cast: Cast) -> Press:
    case = taken(cast)
    return lambda: changes.withdraw(owner=cast.owner, case_id=case.pk, at=clock.now())


def correcting(cast: Cast) -> Press:
    case = taken(cast)
    said = {"question": "birth_city", "now_is": "Nsukka", "why": "I mixed them up."}
    return lambda: changes.correct(owner=cast.owner, case_id=case.pk, at=clock.now(), **said)


def taking(cast: Cast) -> Press:
    case = walks.sent(cast.owner)
    return lambda: review.take(officer=cast.officer, case_id=case.pk, at=clock.now())


def releasing(cast: Cast) -> Press:
    case = taken(cast)
    return lambda: review.release(officer=cast.officer, case_id=case.pk, at=clock.now())


def accepting(cast: Cast) -> Press:
    case = walks.sent(cast.owner)
    review.take(officer=cast.officer, case_id=case.pk, at=clock.now())
    return lambda: review.acknowledge(officer=cast.officer, case_id=case.pk, at=clock.now())


def returning(cast: Cast) -> Press:
    case = walks.sent(cast.owner)
    review.take(officer=cast.officer, case_id=case.pk, at=clock.now())
    missing = [Bilingual("A stamp", "Un timbre")]
    return lambda: review.return_incomplete(officer=cast.officer, case_id=case.pk, missing=missing, at=clock.now())


def approving(cast: Cast) -> Press:
    case = taken(cast)
    reasons = decisions.Reasons(valid_until=clock.today() + timedelta(days=300))
    return lambda: decisions.approve(officer=cast.officer, case_id=case.pk, reasons=reasons, at=clock.now())


def proposing(cast: Cast) -> Press:
    case = taken(cast)
    return lambda: decisions.propose_refusal(officer=cast.officer, case_id=case.pk, reasons=REASONS, at=clock.now())


def confirming(cast: Cast) -> Press:
    case = proposed(cast)
    return lambda: decisions.confirm_refusal(officer=cast.second, case_id=case.pk, at=clock.now())


def sending_back(cast: Cast) -> Press:
    case = proposed(cast)
    return lambda: decisions.send_back(officer=cast.second, case_id=case.pk, at=clock.now())


def closing_the_draft(cast: Cast) -> Press:
    case = walks.ready(cast.owner)
    walks.answer(cast.owner, case, family_name="Okafor")
    return lambda: submission.make_ready(owner=cast.owner, case_id=case.pk, at=clock.now())


def deleting(cast: Cast) -> Press:
    case = drafts.start(owner=cast.owner, program=walks.PROGRAM, at=clock.now())
    return lambda: discarding.discard(owner=cast.owner, case_id=case.pk, at=clock.now())


def bringing_back(cast: Cast) -> Press:
    case = drafts.start(owner=cast.owner, program=walks.PROGRAM, at=clock.now())
    discarding.discard(owner=cast.owner, case_id=case.pk, at=clock.now())
    return lambda: discarding.take_back(owner=cast.owner, case_id=case.pk, at=clock.now())


def writing(cast: Cast) -> Press:
    case, key = taken(cast), uuid.uuid4()
    dossier = case.application.shared_dossier
    return lambda: threads.post(dossier=dossier, author=cast.owner, text="Good day.", at=clock.now(), message_id=key)


ALL, ONE = "every press is answered with the same", "one press does it, the others come too late"


@pytest.mark.parametrize(
    ("prepare", "answered", "kind", "events"),
    [
        (asking, ALL, "case.more_needed", 1),
        (answering, ALL, "case.answered", 1),
        (withdrawing, ALL, "case.withdrawn", 1),
        (correcting, ALL, "answer.corrected", 1),
        (taking, ALL, "case.assigned", 1),
        (releasing, ONE, "case.released", 1),
        (accepting, ONE, "case.acknowledged", 1),
        (returning, ONE, "case.returned", 1),
        (approving, ONE, "case.approved", 1),
        (proposing, ONE, "case.refusal_proposed", 1),
        (confirming, ONE, "case.refused", 1),
        (sending_back, ONE, "case.sent_back", 1),
        (closing_the_draft, ALL, "case.ready", 2),
        (deleting, ALL, "dossier.discarded", 2),
        (bringing_back, ALL, "dossier.restored", 2),
        (writing, ALL, "message.sent_by_applicant", 1),
    ],
)
def test_a_button_pressed_many_times_at_once_acts_once(
    cast: Cast, prepare: Callable[[Cast], Press], answered: str, kind: str, events: int
) -> None:
    press, presses = prepare(cast), many(6)

    def pressed(_place: int) -> str:
        try:
            press()
        except DomainError:
            return "too late"
        return "done"

    expected = {"done": presses} if answered == ALL else {"done": 1, "too late": presses - 1}
    assert at_once(presses, pressed) == expected
    assert Event.objects.filter(kind=kind).count() == events
    letters = Counter(Letter.objects.values_list("kind", flat=True))
    assert set(letters.values()) <= {1}
    assert (letters[LetterKind.REQUEST] == 1) is (MoreNeeded.objects.count() == 1)
    for model in (Decision, MoreNeeded, Correction, Message):
        assert model._default_manager.count() <= 1
    assert verify().is_sound


def test_a_case_that_went_to_somebody_else_is_not_acted_on(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """While the letter is printed, the officer gives the case back in another tab and a colleague takes it."""
    case = taken(cast)
    printed = review.rendered

    def slowly(*args: Any) -> Any:
        review.release(officer=cast.officer, case_id=case.pk, at=clock.now())
        review.take(officer=cast.second, case_id=case.pk, at=clock.now())
        return printed(*args)

    monkeypatch.setattr(review, "rendered", slowly)
    with pytest.raises(review.NotYourCase):
        asked(cast, case)
    review.release(officer=cast.second, case_id=case.pk, at=clock.now())
    review.take(officer=cast.officer, case_id=case.pk, at=clock.now())
    with pytest.raises(review.NotYourCase):
        decisions.approve(officer=cast.officer, case_id=case.pk, reasons=decisions.Reasons(), at=clock.now())
    case.refresh_from_db()
    assert (case.status, case.officer) == ("in_process", cast.second)
    assert not MoreNeeded.objects.exists()
    assert not Decision.objects.exists()
    assert not Letter.objects.filter(kind__in=[LetterKind.REQUEST, LetterKind.APPROVAL]).exists()
