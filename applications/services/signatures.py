"""What was signed: made before any row is touched, kept sealed while the fee is open, given back for sending."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import IntegrityError

from accounts import queries as people
from accounts.services import signing
from applications.choices import LetterKind
from applications.letters import codes, issuing
from applications.letters.issuing import Copy, Rendered
from applications.letters.paper import Language, Paper
from applications.letters.submission import submission_pdf
from applications.models import Answers, Case, SignedRecord
from applications.program_kit import waiting
from applications.services import recipients, snapshot
from documents import queries as files
from mycic import references
from mycic.crypto import signing as crypto
from mycic.formats.text import end_of, local
from privacy.services import dossiers, notices

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from accounts.models import User
    from accounts.queries import ProfileCard
    from accounts.services.signing import Unlocked
    from applications.completeness import Review

_TRIES_FOR_A_NUMBER = 3
#: Days from the signature to the payment (domain/permits 7.4).
DAYS_TO_PAY = 7


@dataclass(frozen=True)
class Signed:
    """What one person's case says, signed, and by what it is recognised as unchanged."""

    case: Case
    reference: str
    record: Rendered
    answer_versions: dict[str, int]
    file_version: int
    documents: int


def sign(
    owner: User, reviews: Sequence[Review], *, password: str, language: Language, at: datetime
) -> tuple[Signed, ...]:
    """Freeze, print and sign an application with the owner's key, one record for each person; touches no row.

    Each record names all numbers of the application, so that none can be taken out of it, and no record shows what
    another person answered (R1.59).

    Args:
        owner: who signs.
        reviews: the people of the application, found to be ready, the main one first.
        password: opens the signing key for this one act.
        language: in which the person signs.
        at: now.

    Raises:
        WrongPassword: the key does not open.
    """
    key = signing.unlock(owner, password)
    card = people.profile(owner)
    numbers = _free_references([review.draft.program.letter for review in reviews])
    act = snapshot.Act(card.full_name, numbers, language, at)
    return tuple(_sign(key, card, review, number, act) for review, number in zip(reviews, numbers, strict=True))


def _sign(key: Unlocked, card: ProfileCard, review: Review, reference: str, act: snapshot.Act) -> Signed:
    language, at = act.language, act.at
    draft = review.draft
    file_version = files.version(draft.case.dossier)
    documents = files.manifest(draft.case.dossier)
    frozen = snapshot.freeze(
        review,
        documents=documents,
        explanations=files.explanations(draft.case.dossier),
        recipient=recipients.recipient(card, draft.case, review.book),
        reference=reference,
        notice=str(notices.current(draft.program.notice).pk),
        act=act,
    )
    code = codes.new()
    bare = submission_pdf(frozen.snapshot, language, at=at, code=code)
    record = issuing.signed_submission(
        frozen.snapshot,
        language=language,
        code=code,
        pdf=crypto.sign_pdf(bare, key=key.key, certificate_pem=key.certificate_pem, at=at),
        payload=frozen.payload,
        signature=crypto.sign_cms(frozen.payload, key=key.key, certificate_pem=key.certificate_pem, at=at),
        signed_at=at,
        signer_serial=int(key.serial, 16),
    )
    versions = {section: row.version for section, row in draft.rows.items()}
    return Signed(draft.case, reference, record, versions, file_version, len(documents))


def _free_references(letters: Sequence[str]) -> tuple[str, ...]:
    found: list[str] = []
    for letter in letters:
        found.append(_free_reference(letter, found))
    return tuple(found)


def _free_reference(letter: str, given: Sequence[str]) -> str:
    for _attempt in range(_TRIES_FOR_A_NUMBER):
        reference = references.new(letter)
        taken = (Case.objects, SignedRecord.objects)
        if reference not in given and not any(rows.filter(reference=reference).exists() for rows in taken):
            return reference
    raise IntegrityError("no free reference")


def is_unchanged(signed: Signed, file_version: int) -> bool:
    """Tell whether the answers and files of a case are still those that were signed."""
    versions = dict(Answers.objects.filter(case=signed.case).values_list("section", "version"))
    return file_version == signed.file_version and versions == signed.answer_versions


def keep(signed: Signed, *, pay_until: datetime) -> None:
    """Keep what was signed until the fee is paid; call it inside the transaction of signing."""
    case = signed.case
    copy = signed.record.copies[signed.record.language]
    row = SignedRecord(
        case=case,
        reference=signed.reference,
        code=signed.record.code,
        language=signed.record.language,
        signer_serial=f"{copy.signer_serial:x}",
        signed_at=copy.signed_at,
        pay_until=pay_until,
        answer_versions=signed.answer_versions,
        file_version=signed.file_version,
        documents=signed.documents,
    )
    vault = dossiers.unlock(case.dossier)
    vault.write(row, "paper", copy.paper.as_json())
    vault.write(row, "pdf", copy.pdf)
    vault.write(row, "payload", copy.payload)
    vault.write(row, "signature", copy.signature)
    row.save(force_insert=True)


def kept(case: Case) -> tuple[Signed, ...]:
    """Return what of a case's application waits for its payment, the main person's first; nothing when nothing does.

    Raises:
        DossierDestroyed: the draft expired.
    """
    rows = SignedRecord.objects.filter(case__application=case.application_id)
    found = rows.select_related("case__dossier__key", "case__application__shared_dossier", "case__owner")
    return tuple(_kept(row) for row in found.order_by("case__position"))


def _kept(row: SignedRecord) -> Signed:
    vault = dossiers.unlock(row.case.dossier)
    copy = Copy(
        Paper.from_json(vault.read(row, "paper")),
        vault.read(row, "pdf"),
        vault.read(row, "signature"),
        row.signed_at,
        int(row.signer_serial, 16),
        vault.read(row, "payload"),
    )
    language: Language = "fr" if row.language == "fr" else "en"
    record = Rendered(LetterKind.SUBMISSION, row.code, language, {language: copy})
    return Signed(row.case, row.reference, record, row.answer_versions, row.file_version, row.documents)


def forget(case: Case) -> None:
    """Make the signature of a case's application void, or let it go once it became letters."""
    SignedRecord.objects.filter(case__application=case.application_id).delete()


def last_moment(reviews: Sequence[Review], *, at: datetime) -> datetime:
    """Return until when a signature can be paid for: a week, the end of somebody's status, or of the draft.

    Args:
        reviews: the people of the application.
        at: the moment of signing.
    """
    today = local(at).date()
    hows = [waiting.at_sending(review.book, today) for review in reviews]
    days = [day for how in hows for day in (how.ends, how.restore_by) if day is not None and day >= today]
    drafts = [ends for review in reviews if (ends := review.draft.case.dossier.expires_at)]
    return min(at + timedelta(days=DAYS_TO_PAY), *map(end_of, days), *drafts)
