"""Sign and send: everything slow before, then one transaction that happens completely or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts import queries as people
from accounts.services import signing
from applications import completeness, queries
from applications.choices import Action, LetterKind, Status
from applications.letters import codes, issuing
from applications.letters.facts import Confirmation
from applications.letters.submission import submission_pdf
from applications.models import Answers, Application, Case
from applications.program_kit.waiting import Footing
from applications.services import recipients, schools, snapshot, waiting
from applications.workflow import CannotAdvance, advance
from documents import queries as files
from documents.services import slots
from messaging.choices import AlertKind
from messaging.services import alerts
from mycic import clock, faultpoint, references
from mycic.crypto import signing as crypto
from mycic.exceptions import DomainError
from privacy import ledger
from privacy.services import dossiers, notices

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from accounts.models import User
    from accounts.services.signing import Unlocked
    from applications.letters.issuing import Rendered
    from applications.letters.paper import Language
    from applications.services.review import Basics

_TRIES_FOR_A_NUMBER = 3


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
class Prepared:
    """What was read, printed and signed before the transaction, and by which it is recognised inside."""

    case: Case
    reference: str
    keys: tuple[dossiers.Rewrapped, ...]
    answer_versions: dict[str, int]
    file_version: int
    documents: int
    record: Rendered
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


def sign_and_send(*, owner: User, case_id: UUID, password: str, language: Language, at: datetime) -> Case:
    """Sign with the owner's key and send; a second press returns what the first one sent.

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
    if case.submitted_at is not None:
        return case
    prepared = _prepare(owner, case, password, language, at)
    faultpoint.reach("send.signed")
    try:
        sent = _send(owner, prepared, at)
    except (CannotAdvance, dossiers.DossierBusy, dossiers.DossierDestroyed):
        first = queries.case_of(owner, case_id)
        if first.submitted_at is None:
            raise
        return first
    faultpoint.reach("send.committed")
    return sent


def _prepare(owner: User, case: Case, password: str, language: Language, at: datetime) -> Prepared:
    draft = queries.opened(case)
    review = completeness.review(owner, draft, today=clock.today())
    if case.status != Status.READY_TO_SIGN or not review.can_send:
        raise NotReady
    opened_key = signing.unlock(owner, password)
    file_version = files.version(case.dossier)
    documents, explanations = files.manifest(case.dossier), files.explanations(case.dossier)
    reference = _free_reference(draft.program.letter)
    recipient = recipients.recipient(people.profile(owner), review.book)
    frozen = snapshot.freeze(
        review,
        documents=documents,
        explanations=explanations,
        recipient=recipient,
        reference=reference,
        language=language,
        notice=str(notices.current(draft.program.notice).pk),
        at=at,
    )
    basics: Basics = {"recipient": recipient, "reference": reference, "program": frozen.snapshot.program}
    while_waiting = waiting.prepare(review.book, basics, language=language, at=at)
    confirmation = Confirmation(
        **basics,
        sent_at=at,
        documents=frozen.snapshot.documents,
        asks_for_more_time=while_waiting.waiting.footing is Footing.MAINTAINED,
        to_school=draft.program.workflow == "verification",
    )
    return Prepared(
        case=case,
        reference=reference,
        keys=tuple(map(dossiers.prepare_submission, (case.dossier, case.application.shared_dossier))),
        answer_versions={section: row.version for section, row in draft.rows.items()},
        file_version=file_version,
        documents=len(documents),
        record=_signed_record(frozen, opened_key, language, at),
        confirmation=issuing.render(LetterKind.CONFIRMATION, confirmation, language=language, at=at),
        waiting=while_waiting,
        for_school=schools.copy_of(review),
    )


def _signed_record(frozen: snapshot.Frozen, signer: Unlocked, language: Language, at: datetime) -> Rendered:
    code = codes.new()
    bare = submission_pdf(frozen.snapshot, language, at=at, code=code)
    return issuing.signed_submission(
        frozen.snapshot,
        language=language,
        code=code,
        pdf=crypto.sign_pdf(bare, key=signer.key, certificate_pem=signer.certificate_pem, at=at),
        payload=frozen.payload,
        signature=crypto.sign_cms(frozen.payload, key=signer.key, certificate_pem=signer.certificate_pem, at=at),
        signed_at=at,
        signer_serial=int(signer.serial, 16),
    )


def _free_reference(letter: str) -> str:
    for _attempt in range(_TRIES_FOR_A_NUMBER):
        reference = references.new(letter)
        if not Case.objects.filter(reference=reference).exists():
            return reference
    raise IntegrityError("no free reference")


@transaction.atomic
def _send(owner: User, prepared: Prepared, at: datetime) -> Case:
    case, actor = prepared.case, ledger.Actor.person(owner)
    # Uploads wait here, so the signed list of files stays true; then the answers are held by the case's row.
    file_version = slots.hold(case.dossier)
    Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    if file_version != prepared.file_version or _versions(case) != prepared.answer_versions:
        raise ChangedMeanwhile
    case_key, shared_key = prepared.keys
    dossiers.submit(case.dossier, case_key, reference=prepared.reference, at=at)
    dossiers.submit(case.application.shared_dossier, shared_key, reference=None, at=at)
    faultpoint.reach("send.dossiers")
    sent = advance(
        case.pk, Action.SUBMIT, actor=actor, at=at, reference=prepared.reference, documents=prepared.documents
    )
    Application.objects.filter(pk=case.application_id).update(submitted_at=at)
    faultpoint.reach("send.advanced")
    issuing.store(sent, prepared.record, at=at, actor=actor)
    issuing.store(sent, prepared.confirmation, at=at, actor=ledger.Actor.system())
    waiting.keep(sent, prepared.waiting, at=at)
    if prepared.for_school is not None:
        schools.hand_over(sent, prepared.for_school, at=at)
    faultpoint.reach("send.letters")
    alerts.tell(owner, AlertKind.LETTER, key=f"sent:{case.pk}")
    faultpoint.reach("send.told")
    return sent


def _versions(case: Case) -> dict[str, int]:
    return dict(Answers.objects.filter(case=case).values_list("section", "version"))
