"""Sign, and send: everything slow before, then one transaction that happens completely or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import queries as people
from applications import completeness, programs, queries
from applications.choices import Action, LetterKind, Status
from applications.letters import issuing
from applications.letters.facts import Confirmation
from applications.models import Application, Case
from applications.program_kit import fees
from applications.program_kit.waiting import Footing
from applications.services import recipients, school_copies, signatures, snapshot, waiting
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
    from collections.abc import Callable, Sequence
    from datetime import date, datetime
    from uuid import UUID

    from accounts.models import User
    from accounts.queries import ProfileCard
    from applications.letters.facts import Bilingual
    from applications.letters.issuing import Rendered
    from applications.letters.paper import Language
    from applications.services.review import Basics
    from applications.services.signatures import Signed


#: With the fee, or without it where somebody asks to pay none.
Sending = Literal[Action.SUBMIT, Action.SUBMIT_UNPAID]


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
class PrintedCase:
    """What sending one person's case needs besides its signature."""

    key: dossiers.Rewrapped
    waiting: waiting.Prepared
    for_schools: tuple[school_copies.Copy, ...]


@dataclass(frozen=True)
class Printed:
    """What sending needs besides the signatures, made before the transaction."""

    shared_key: dossiers.Rewrapped
    confirmation: Rendered
    issued_at: datetime
    cases: tuple[PrintedCase, ...]


def make_ready(*, owner: User, case_id: UUID, at: datetime) -> Case:
    """Close an application for signing; any later change of an answer opens it again.

    Args:
        owner: the applicant.
        case_id: their main case.
        at: now.

    Raises:
        NoSuchCase: not theirs, or gone.
        DossierDestroyed: the draft expired.
        NotReady: something must still be solved, read or confirmed, for anybody in it.
    """
    case = queries.main_case(owner, case_id)
    if case.status != Status.DRAFT:
        return case
    if not _whole(owner, case, clock.today()).can_send:
        raise NotReady
    try:
        with transaction.atomic():
            everybody = [each.pk for each in queries.locked_together(case.application_id)]
            for each in everybody:
                advance(each, Action.MARK_READY, actor=ledger.Actor.person(owner), at=at)
    except CannotAdvance:
        # Pressed twice at the same instant: the first press did it.
        pass
    return queries.case_of(owner, case_id)


def _whole(owner: User, case: Case, today: date) -> completeness.Together:
    return completeness.together(owner, queries.opened(case), today=today)


def sign(*, owner: User, case_id: UUID, password: str, language: Language, at: datetime) -> Case:
    """Sign with the owner's key: where no fee is due it is sent at once, else it waits for the payment.

    One signature for everybody in the application. A second press returns what the first one did.

    Args:
        owner: the applicant.
        case_id: their main case, ready to sign.
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
    case = queries.main_case(owner, case_id)
    if _is_done(case):
        return case
    whole = _whole(owner, case, clock.today())
    if case.status != Status.READY_TO_SIGN or not whole.can_send:
        raise NotReady
    signed = signatures.sign(owner, whole.reviews, password=password, language=language, at=at)
    free = fees.total(whole.fee_lines) == 0
    printed = print_all(owner, whole, signed, at, issued_at=at) if free else None
    faultpoint.reach("send.signed")
    try:
        done = send(signed, printed, ledger.Actor.person(owner), at) if printed else _wait(whole, signed, at)
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
def _wait(whole: completeness.Together, signed: Sequence[Signed], at: datetime) -> Case:
    """Keep what was signed until its fee is paid."""
    _hold(signed)
    pay_until = signatures.last_moment(whole.reviews, at=at)
    moved = []
    for each in signed:
        moved.append(advance(each.case.pk, Action.SIGN, actor=ledger.Actor.person(each.case.owner), at=at))
        signatures.keep(each, pay_until=pay_until)
    faultpoint.reach("sign.kept")
    return moved[0]


def send_kept(
    case: Case, *, action: Sending, actor: ledger.Actor, at: datetime, issued_at: datetime, along: Callable[[], None]
) -> Case:
    """Send what was signed: as of the moment of its payment, or without one.

    Args:
        case: the main one of an application that waits for its payment.
        action: whether it was paid.
        actor: the system where a payment settled, else the applicant.
        at: the legal time of filing.
        issued_at: now; money that somebody finds on an account was paid days before.
        along: happens in the same transaction.

    Raises:
        NotReady: it does not wait for a payment.
        ChangedMeanwhile, CannotAdvance, DossierBusy, DossierDestroyed: it cannot be sent any more.
    """
    signed = signatures.kept(case) if case.status == Status.SIGNED_UNPAID else ()
    if not signed:
        raise NotReady
    whole = _whole(case.owner, case, local(at).date())
    printed = print_all(case.owner, whole, signed, at, issued_at=issued_at, is_unpaid=action is not Action.SUBMIT)
    faultpoint.reach("pay.printed")
    with transaction.atomic():
        sent = send(signed, printed, actor, at, action=action)
        along()
        signatures.forget(case)
        faultpoint.reach("pay.sent")
    return sent


def print_all(
    owner: User,
    whole: completeness.Together,
    signed: Sequence[Signed],
    at: datetime,
    *,
    issued_at: datetime,
    is_unpaid: bool = False,
) -> Printed:
    """Print what goes with sending; touches no row.

    Args:
        owner: the applicant.
        whole: the application with everything that was said about it.
        signed: what was signed, in the same order.
        at: the moment of sending.
        issued_at: the moment at which the letters are signed.
        is_unpaid: whether it is sent without the fee that is due.

    Raises:
        ChangedMeanwhile: somebody was added or removed since it was signed.
    """
    if [review.draft.case.pk for review in whole.reviews] != [each.case.pk for each in signed]:
        raise ChangedMeanwhile
    card, language = people.profile(owner), signed[0].record.language
    cases = tuple(
        _print(card, review, each, at, issued_at, is_unpaid=is_unpaid)
        for review, each in zip(whole.reviews, signed, strict=True)
    )
    main, program = signed[0].case, whole.main.draft.program
    confirmation = Confirmation(
        **_basics(card, whole.main, signed[0]),
        sent_at=at,
        documents=tuple(
            snapshot.sent_document(review.draft.program, each)
            for review in whole.reviews
            for each in files.manifest(review.draft.case.dossier)
        ),
        # What may go on depends on the fee; it is told when that is settled.
        asks_for_more_time=not is_unpaid and any(_goes_on(each) for each in cases),
        is_unpaid=is_unpaid,
        to_schools=len(program.schools),
        people=_people(whole, signed) if whole.members else (),
    )
    return Printed(
        shared_key=dossiers.prepare_submission(main.application.shared_dossier),
        confirmation=issuing.render(LetterKind.CONFIRMATION, confirmation, language=language, at=issued_at),
        issued_at=issued_at,
        cases=cases,
    )


def _goes_on(printed: PrintedCase) -> bool:
    return printed.waiting.waiting.footing is Footing.MAINTAINED


def _basics(card: ProfileCard, review: completeness.Review, signed: Signed) -> Basics:
    return {
        "recipient": recipients.recipient(card, review.draft.case, review.book),
        "reference": signed.reference,
        "program": snapshot.both(review.draft.program.title),
    }


def _people(whole: completeness.Together, signed: Sequence[Signed]) -> tuple[tuple[str, Bilingual, str], ...]:
    return tuple(
        (review.draft.who, snapshot.both(review.draft.program.title), each.reference)
        for review, each in zip(whole.reviews, signed, strict=True)
    )


def _print(
    card: ProfileCard,
    review: completeness.Review,
    signed: Signed,
    at: datetime,
    issued_at: datetime,
    *,
    is_unpaid: bool,
) -> PrintedCase:
    language = signed.record.language
    basics = _basics(card, review, signed)
    return PrintedCase(
        key=dossiers.prepare_submission(review.draft.case.dossier),
        waiting=waiting.prepare(
            review.book, basics, language=language, at=at, issued_at=issued_at, with_letters=not is_unpaid
        ),
        for_schools=school_copies.copies_of(review),
    )


def _hold(signed: Sequence[Signed]) -> None:
    """Hold everybody's answers and files, in the order of the application; refuse what is not what was signed."""
    everybody = queries.locked_together(signed[0].case.application_id)
    if [case.pk for case in everybody] != [each.case.pk for each in signed]:
        raise ChangedMeanwhile
    for each in signed:
        # Uploads wait here, so the signed list of files stays true.
        if not signatures.is_unchanged(each, slots.hold(each.case.dossier)):
            raise ChangedMeanwhile


@transaction.atomic
def send(
    signed: Sequence[Signed],
    printed: Printed,
    actor: ledger.Actor,
    at: datetime,
    *,
    action: Sending = Action.SUBMIT,
) -> Case:
    """Send, completely or not at all; return the main case.

    Args:
        signed: from ``signatures.sign``.
        printed: from ``print_all``.
        actor: the applicant, or the system where a payment settled.
        at: the moment of sending.
        action: whether its fee, where one is due, was paid.

    Raises:
        ChangedMeanwhile, CannotAdvance, DossierBusy, DossierDestroyed: it cannot be sent.
    """
    _hold(signed)
    main = signed[0].case
    for each, its in zip(signed, printed.cases, strict=True):
        dossiers.submit(each.case.dossier, its.key, reference=each.reference, at=at)
    dossiers.submit(main.application.shared_dossier, printed.shared_key, reference=None, at=at)
    faultpoint.reach("send.dossiers")
    sent = [
        advance(each.case.pk, action, actor=actor, at=at, reference=each.reference, documents=each.documents)
        for each in signed
    ]
    _pin_versions(sent)
    Application.objects.filter(pk=main.application_id).update(submitted_at=at)
    faultpoint.reach("send.advanced")
    for case, each, its in zip(sent, signed, printed.cases, strict=True):
        issuing.store(case, each.record, at=printed.issued_at, actor=ledger.Actor.person(main.owner))
        waiting.keep(case, its.waiting)
        waiting.hand_out(case, its.waiting, at=printed.issued_at)
        school_copies.hand_over(case, its.for_schools, at=at)
    issuing.store(sent[0], printed.confirmation, at=printed.issued_at, actor=ledger.Actor.system())
    faultpoint.reach("send.letters")
    alerts.tell(main.owner, AlertKind.LETTER, key=f"sent:{main.pk}")
    faultpoint.reach("send.told")
    return sent[0]


def _pin_versions(sent: Sequence[Case]) -> None:
    """Remember under which version of its program each case was sent; what changed before was read and answered."""
    for case in sent:
        version = programs.get(case.program).version
        if case.program_version != version:
            Case.objects.filter(pk=case.pk).update(program_version=version)
