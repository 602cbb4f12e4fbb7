"""Answer whether a paper is genuine: by its code, or by the file itself. Nothing personal leaves this module."""

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from applications.choices import LetterKind, LetterState
from applications.letters import codes
from applications.models import LetterCopy
from mycic.crypto import signing


class Answer(TextChoices):
    """What the page says."""

    VALID = "valid", _("This is genuine and valid.")
    REPLACED = "replaced", _("This is genuine, but a newer letter replaced it.")
    WITHDRAWN = "withdrawn", _("This is genuine, but we withdrew it. It does not count any more.")
    EXPIRED = "expired", _("This is genuine, but it is too old. It does not count any more.")
    REVOKED = "revoked", _("Do not trust this. The signature was made after its certificate was withdrawn.")
    ALTERED = "altered", _("Do not trust this. Somebody changed it after it was signed.")
    UNKNOWN = "unknown", _("We do not know this. It does not come from us, or it no longer exists.")


class CertificateStatus(TextChoices):
    """How the signer's certificate stands today."""

    GOOD = "good", _("In order")
    REVOKED_LATER = "revoked_later", _("In order when it was signed; withdrawn later")
    REVOKED = "revoked", _("Withdrawn before it was signed")
    OUT_OF_TIME = "out_of_time", _("Not valid when it was signed")


@dataclass(frozen=True, slots=True)
class Result:
    """Everything the public page shows."""

    answer: Answer
    kind: str = ""
    issued_at: dt.datetime | None = None
    ended_at: dt.datetime | None = None
    expires_at: dt.datetime | None = None
    signed_at: dt.datetime | None = None
    certificate: CertificateStatus | None = None
    revoked_at: dt.datetime | None = None


_UNKNOWN = Result(Answer.UNKNOWN)
_ANSWERS = {
    LetterState.VALID: Answer.VALID,
    LetterState.REPLACED: Answer.REPLACED,
    LetterState.WITHDRAWN: Answer.WITHDRAWN,
}
_CERTIFICATES = {
    signing.Reason.VALID: CertificateStatus.GOOD,
    signing.Reason.REVOKED_LATER: CertificateStatus.REVOKED_LATER,
    signing.Reason.REVOKED_BEFORE: CertificateStatus.REVOKED,
    signing.Reason.NOT_VALID_THEN: CertificateStatus.OUT_OF_TIME,
}
Revoked = Mapping[int, dt.datetime]


def by_code(typed: str, *, at: dt.datetime, revoked: Revoked) -> Result:
    """Look a code up in the register."""
    code = codes.normalise(typed)
    if not codes.is_valid(code):
        return _UNKNOWN
    copies = LetterCopy.objects.select_related("letter").defer("paper", "pdf", "payload", "signature")
    copy = copies.filter(letter__code=code).order_by("language").first()
    return _UNKNOWN if copy is None else _registered(copy, at=at, revoked=revoked)


def by_pdf(pdf: bytes, *, at: dt.datetime, revoked: Revoked) -> Result:
    """Examine a PDF with its signature inside."""
    return _judged(signing.verify_pdf(pdf, revoked=revoked), {"pdf_sha256": _sha256(pdf)}, at=at, revoked=revoked)


def by_signature(content: bytes, signature: bytes, *, at: dt.datetime, revoked: Revoked) -> Result:
    """Examine any file with the detached signature that stands beside it."""
    verdict = signing.verify_cms(content, signature, revoked=revoked)
    return _judged(verdict, {"payload_sha256": _sha256(content)}, at=at, revoked=revoked)


def _judged(verdict: signing.Verdict, fingerprint: Mapping[str, str], *, at: dt.datetime, revoked: Revoked) -> Result:
    if verdict.reason is signing.Reason.ALTERED:
        return Result(Answer.ALTERED)
    if verdict.reason is signing.Reason.UNKNOWN:
        return _UNKNOWN
    copies = LetterCopy.objects.select_related("letter").defer("paper", "pdf", "payload", "signature")
    copy = copies.filter(**fingerprint).first()
    certificate = _CERTIFICATES[verdict.reason]
    if not verdict.valid:
        return Result(
            Answer.REVOKED, signed_at=verdict.signed_at, certificate=certificate, revoked_at=verdict.revoked_at
        )
    if copy is not None:
        return _registered(copy, at=at, revoked=revoked)
    # Signed with a certificate of ours and unchanged, but no longer kept: true, though we cannot say what it is.
    return Result(Answer.VALID, signed_at=verdict.signed_at, certificate=certificate, revoked_at=verdict.revoked_at)


def _registered(copy: LetterCopy, *, at: dt.datetime, revoked: Revoked) -> Result:
    letter = copy.letter
    revoked_at = revoked.get(int(copy.signer_serial, 16))
    certificate = CertificateStatus.GOOD
    if revoked_at is not None:
        before = revoked_at <= copy.signed_at
        certificate = CertificateStatus.REVOKED if before else CertificateStatus.REVOKED_LATER
    answer = _ANSWERS[LetterState(letter.state)]
    if answer is Answer.VALID and letter.expires_at is not None and letter.expires_at <= at:
        answer = Answer.EXPIRED
    return Result(
        answer=Answer.REVOKED if certificate is CertificateStatus.REVOKED else answer,
        kind=str(LetterKind(letter.kind).label),
        issued_at=letter.issued_at,
        ended_at=letter.ended_at,
        expires_at=letter.expires_at,
        signed_at=copy.signed_at,
        certificate=certificate,
        revoked_at=revoked_at,
    )


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
