"""Sign, and send: everything slow before, then one transaction that happens completely or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import queries as people
from applications import completeness, queries
from applications.choices import Action, LetterKind, Status
from applications.letters import issuing
from applications.letters.facts import Confirmation
from applications.models import Application, Case
from applications.program_kit import fees
from applications.program_kit.waiting import Footing
from applications.services import recipients, schools, signatures, snapshot, waiting
from applications.workflow import CannotAdvance, advance
from documents import queries as files
from documents.services import slots
from messaging.choices import AlertKind
from messaging.services import alerts
from mycic import clock, faultpoint
from mycic.exceptions import DomainError
from mycic.formats.text import local
from privacy import ledger
from privacy.services import dossiers

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from uuid import UUID

    from accounts.models import User
    from applications.letters.issuing import Rendered
    from applications.letters.paper import Language
    from applications.services.review import Basics
    from applications.services.signatures import Signed


class NotReady(DomainError):
    """Something still stands between the draft and sending."""

    def __init__(self) -> None:
        """Carry the one sentence that a person reads."""
        super().__init__(_("Your application cannot be sent yet. Solve what stands on the check page first."))


class ChangedMeanwhile(DomainError):
    """An answer or a file changed while the application was being signed."""

    def __init__(self) -> None:
        """Carry the one sentence that a person reads."""
        super().__init__(
            _("An answer or a file changed while you signed. Nothing was sent. Check your answers and sign again.")
        )


@dataclass(frozen=True)
class Printed:
    """What sending needs besides the signature, made before the transaction."""

    keys: tuple[dossiers.Rewrapped, ...]
    confirmation: Rendered
    waiting: waiting.Prepared
    for_school: dict[str, object] | None


def make_ready(*, owner: User, case_id: UUID, at: datetime) -> Case:
    """Close the draft for signing; any later change of an answer opens it again.

    Raises:
        NoSuchCase: not theirs, or gone.
        DossierDestroyed: the draft expired.
        NotReady: something must still be solved or read.
    """
    draft = queries.draft_of(owner, case_id)
    if draft.case.status != Status.DRAFT:
        return draft.case
    if not completeness.review(owner, draft, today=clock.today()).can_send:
        raise NotReady
    try:
        return advance(case_id, Action.MARK_READY, actor=ledger.Actor.person(owner), at=at)
    except CannotAdvance:
        # Pressed twice at the same instant: the first press did it.
        return queries.case_of(owner, case_id)


def sign(*, owner: User, case_id: UUID, password: str, language: Language, at: datetime) -> Case:
    """Sign with the owner's key: where no fee is due it is sent at once, else it waits for the payment.

    A second press returns what the first one did.

    Args:
        owner: the applicant.
        case_id: a case of theirs that is ready to sign.
        password: opens the signing key for this one act.
        language: in which the person signs.
        at: now.

    Raises:
        NoSuchCase: not theirs, or gone.
        DossierDestroyed: the draft expired.
        NotReady: it was opened again, or something is missing.
        WrongPassword: the key does not open.
        ChangedMeanwhile: an answer or a file changed between signing and sending.
        CannotAdvance, DossierBusy: it was opened again, or its key was renewed, in that moment.
    """
    case = queries.case_of(owner, case_id)
    if _is_done(case):
        return case
    review = completeness.review(owner, queries.opened(case), today=clock.today())
    if case.status != Status.READY_TO_SIGN or not review.can_send:
        raise NotReady
    signed = signatures.sign(owner, review, password=password, language=language, at=at)
    free = fees.total(review.fee_lines) == 0
    printed = print_all(owner, review, signed, at) if free else None
    faultpoint.reach("send.signed")
    try:
        done = send(case, signed, printed, ledger.Actor.person(owner), at) if printed else _wait(review, signed, at)
    except (CannotAdvance, dossiers.DossierBusy, dossiers.DossierDestroyed):
        first = queries.case_of(owner, case_id)
        if not _is_done(first):
            raise
        return first
    faultpoint.reach("send.committed")
    return done


def _is_done(case: Case) -> bool:
    return case.submitted_at is not None or case.status == Status.SIGNED_UNPAID


@transaction.atomic
def _wait(review: completeness.Review, signed: Signed, at: datetime) -> Case:
    """Keep what was signed until its fee is paid."""
    case = review.draft.case
    _hold(case, signed)
    moved = advance(case.pk, Action.SIGN, actor=ledger.Actor.person(case.owner), at=at)
    pay_until = signatures.last_moment(review.book, case.dossier.expires_at, at=at)
    signatures.keep(case, signed, pay_until=pay_until)
    faultpoint.reach("sign.kept")
    return moved


def send_paid(case: Case, *, at: datetime, settle: Callable[[], None]) -> Case:
    """Send what was signed, as of the moment of its payment.

    Args:
        case: of an application that waits for its payment.
        at: the moment of the payment: the legal time of filing.
        settle: notes in the same transaction that this payment sent it.

    Raises:
        NotReady: it does not wait for a payment.
        ChangedMeanwhile, CannotAdvance, DossierBusy, DossierDestroyed: it cannot be sent any more.
    """
    signed = signatures.kept(case) if case.status == Status.SIGNED_UNPAID else None
    if signed is None:
        raise NotReady
    review = completeness.review(case.owner, queries.opened(case), today=local(at).date())
    printed = print_all(case.owner, review, signed, at)
    faultpoint.reach("pay.printed")
    with transaction.atomic():
        sent = send(case, signed, printed, ledger.Actor.system(), at)
        settle()
        signatures.forget(case)
        faultpoint.reach("pay.sent")
    return sent


def print_all(owner: User, review: completeness.Review, signed: Signed, at: datetime) -> Printed:
    """Print what goes with sending; touches no row.

    Args:
        owner: the applicant.
        review: the draft with everything that was said about it.
        signed: what was signed.
        at: the moment of sending.
    """
    case, program = review.draft.case, review.draft.program
    language = signed.record.language
    basics: Basics = {
        "recipient": recipients.recipient(people.profile(owner), review.book),
        "reference": signed.reference,
        "program": snapshot.both(program.title),
    }
    while_waiting = waiting.prepare(review.book, basics, language=language, at=at)
    confirmation = Confirmation(
        **basics,
        sent_at=at,
        documents=tuple(snapshot.sent_document(program, each) for each in files.manifest(case.dossier)),
        asks_for_more_time=while_waiting.waiting.footing is Footing.MAINTAINED,
        to_school=program.workflow == "verification",
    )
    return Printed(
        keys=tuple(map(dossiers.prepare_submission, (case.dossier, case.application.shared_dossier))),
        confirmation=issuing.render(LetterKind.CONFIRMATION, confirmation, language=language, at=at),
        waiting=while_waiting,
        for_school=schools.copy_of(review),
    )


def _hold(case: Case, signed: Signed) -> None:
    # Uploads wait here, so the signed list of files stays true; then the answers are held by the case's row.
    file_version = slots.hold(case.dossier)
    Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    if not signatures.is_unchanged(case, signed, file_version):
        raise ChangedMeanwhile


@transaction.atomic
def send(case: Case, signed: Signed, printed: Printed, actor: ledger.Actor, at: datetime) -> Case:
    """Send, completely or not at all.

    Args:
        case: what is sent.
        signed: from ``signatures.sign``.
        printed: from ``print_all``.
        actor: the applicant, or the system where a payment settled.
        at: the moment of sending.

    Raises:
        ChangedMeanwhile, CannotAdvance, DossierBusy, DossierDestroyed: it cannot be sent.
    """
    _hold(case, signed)
    case_key, shared_key = printed.keys
    dossiers.submit(case.dossier, case_key, reference=signed.reference, at=at)
    dossiers.submit(case.application.shared_dossier, shared_key, reference=None, at=at)
    faultpoint.reach("send.dossiers")
    sent = advance(case.pk, Action.SUBMIT, actor=actor, at=at, reference=signed.reference, documents=signed.documents)
    Application.objects.filter(pk=case.application_id).update(submitted_at=at)
    faultpoint.reach("send.advanced")
    issuing.store(sent, signed.record, at=at, actor=ledger.Actor.person(case.owner))
    issuing.store(sent, printed.confirmation, at=at, actor=ledger.Actor.system())
    waiting.keep(sent, printed.waiting, at=at)
    if printed.for_school is not None:
        schools.hand_over(sent, printed.for_school, at=at)
    faultpoint.reach("send.letters")
    alerts.tell(case.owner, AlertKind.LETTER, key=f"sent:{case.pk}")
    faultpoint.reach("send.told")
    return sent
