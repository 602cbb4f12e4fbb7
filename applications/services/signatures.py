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
    from datetime import date, datetime

    from accounts.models import User
    from applications.completeness import Review
    from applications.program_kit.base import AnswerBook

_TRIES_FOR_A_NUMBER = 3
#: Days from the signature to the payment (domain/permits 7.4).
DAYS_TO_PAY = 7


@dataclass(frozen=True)
class Signed:
    """A signed application, and by what it is recognised as unchanged."""

    reference: str
    record: Rendered
    answer_versions: dict[str, int]
    file_version: int
    documents: int


def sign(owner: User, review: Review, *, password: str, language: Language, at: datetime) -> Signed:
    """Freeze, print and sign a draft with the owner's key; touches no row.

    Args:
        owner: who signs.
        review: the draft, found to be ready.
        password: opens the signing key for this one act.
        language: in which the person signs.
        at: now.

    Raises:
        WrongPassword: the key does not open.
    """
    draft = review.draft
    key = signing.unlock(owner, password)
    file_version = files.version(draft.case.dossier)
    documents = files.manifest(draft.case.dossier)
    reference = _free_reference(draft.program.letter)
    frozen = snapshot.freeze(
        review,
        documents=documents,
        explanations=files.explanations(draft.case.dossier),
        recipient=recipients.recipient(people.profile(owner), review.book),
        reference=reference,
        language=language,
        notice=str(notices.current(draft.program.notice).pk),
        at=at,
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
    return Signed(reference, record, versions, file_version, len(documents))


def _free_reference(letter: str) -> str:
    for _attempt in range(_TRIES_FOR_A_NUMBER):
        reference = references.new(letter)
        taken = (Case.objects, SignedRecord.objects)
        if not any(rows.filter(reference=reference).exists() for rows in taken):
            return reference
    raise IntegrityError("no free reference")


def is_unchanged(case: Case, signed: Signed, file_version: int) -> bool:
    """Tell whether the answers and files of a case are still those that were signed."""
    versions = dict(Answers.objects.filter(case=case).values_list("section", "version"))
    return file_version == signed.file_version and versions == signed.answer_versions


def keep(case: Case, signed: Signed, *, pay_until: datetime) -> None:
    """Keep what was signed until the fee is paid; call it inside the transaction of signing."""
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


def kept(case: Case) -> Signed | None:
    """Return what waits for its payment; None when nothing does.

    Raises:
        DossierDestroyed: the draft expired.
    """
    row = SignedRecord.objects.filter(case=case).first()
    if row is None:
        return None
    vault = dossiers.unlock(case.dossier)
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
    return Signed(row.reference, record, row.answer_versions, row.file_version, row.documents)


def forget(case: Case) -> None:
    """Make a signature void, or let it go once it became a letter."""
    SignedRecord.objects.filter(case=case).delete()


def last_moment(book: AnswerBook, expires_at: datetime | None, *, at: datetime) -> datetime:
    """Return until when a signature can be paid for: a week, the end of the status, or of the draft.

    Args:
        book: the answers.
        expires_at: when the draft ends.
        at: the moment of signing.
    """
    today = local(at).date()
    how = waiting.at_sending(book, today)
    days: list[date] = [day for day in (how.ends, how.restore_by) if day is not None and day >= today]
    ends = [at + timedelta(days=DAYS_TO_PAY), *map(end_of, days), *([expires_at] if expires_at else [])]
    return min(ends)
