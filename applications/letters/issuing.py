"""Render, sign and keep letters. Rendering needs no database, so it can happen before the transaction."""

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from applications.choices import LetterKind, LetterState
from applications.letters import codes, printing, wording
from applications.letters.facts import Facts, Snapshot
from applications.letters.paper import LANGUAGES, Language, Paper
from applications.letters.submission import paper_of
from applications.models import Letter, LetterCopy
from mycic.crypto import signing
from privacy import ledger
from privacy.services import dossiers

if TYPE_CHECKING:
    from applications.models import Case
    from mycic.crypto.fields import Vault


class BadSignature(Exception):
    """The portal's own signature does not hold: its key and certificate do not belong together."""


# No repr: a traceback must not print a letter.
@dataclass(frozen=True, slots=True, repr=False)
class Copy:
    """A letter in one language, signed."""

    paper: Paper
    pdf: bytes
    signature: bytes
    signed_at: dt.datetime
    signer_serial: int
    payload: bytes | None = None


@dataclass(frozen=True, slots=True)
class Rendered:
    """A letter ready to be kept."""

    kind: LetterKind
    code: str
    language: Language
    copies: Mapping[Language, Copy]


def render(kind: LetterKind, facts: Facts, *, language: Language, at: dt.datetime) -> Rendered:
    """Write, print and sign a letter in both languages. Touches no row.

    Args:
        kind: which letter.
        facts: what it says; of the type in ``wording.FACTS_OF``.
        language: the one the person chose.
        at: the moment of issue.

    Raises:
        TypeError: the facts belong to another kind of letter.
        CannotPrint: the result would not be accessible.
    """
    expected = wording.FACTS_OF[kind]
    if type(facts) is not expected:
        raise TypeError(f"{kind} is written from {expected.__name__}, not from {type(facts).__name__}")
    code = codes.new()
    return Rendered(kind, code, language, {each: _signed(kind, facts, each, code, at) for each in LANGUAGES})


def store(
    case: "Case",
    rendered: Rendered,
    *,
    at: dt.datetime,
    actor: ledger.Actor,
    expires_at: dt.datetime | None = None,
) -> Letter:
    """Keep a rendered letter in the case's dossier; call it inside a transaction.

    Args:
        case: whose letter it is.
        rendered: from ``render``.
        at: the moment of issue.
        actor: who issues it.
        expires_at: until when it can be shown, if it does not count for ever.
    """
    letter = Letter(
        case=case,
        dossier=case.dossier,
        kind=rendered.kind,
        language=rendered.language,
        code=rendered.code,
        issued_at=at,
        expires_at=expires_at,
    )
    letter.save(force_insert=True)
    vault = dossiers.unlock(case.dossier)
    LetterCopy.objects.bulk_create(_row(letter, each, copy, vault) for each, copy in rendered.copies.items())
    ledger.record(
        "letter.issued", dossier=letter.dossier_id, actor=actor, at=at, letter=str(letter.pk), code=str(rendered.kind)
    )
    return letter


def end(
    letter: Letter,
    state: LetterState,
    *,
    at: dt.datetime,
    actor: ledger.Actor,
    replaced_by: Letter | None = None,
) -> None:
    """Make a letter stop to count: withdrawn, or replaced by a newer one. A letter that ended stays as it is."""
    ended = Letter.objects.filter(pk=letter.pk, state=LetterState.VALID).update(
        state=state, ended_at=at, replaced_by=replaced_by
    )
    if ended:
        ledger.record(
            "letter.ended", dossier=letter.dossier_id, actor=actor, at=at, letter=str(letter.pk), state=str(state)
        )


def signed_submission(
    snapshot: Snapshot,
    *,
    language: Language,
    code: str,
    pdf: bytes,
    payload: bytes,
    signature: bytes,
    signed_at: dt.datetime,
    signer_serial: int,
) -> Rendered:
    """Return what the applicant signed, ready for ``store``: it then verifies like a letter.

    Args:
        snapshot: what the PDF shows.
        language: the one it was signed in.
        code: the code printed on it, from ``codes.new``.
        pdf: the PDF with the applicant's signature inside.
        payload: the canonical JSON.
        signature: the detached signature of the payload.
        signed_at: the moment of signing.
        signer_serial: number of the applicant's certificate.
    """
    copy = Copy(paper_of(snapshot, language), pdf, signature, signed_at, signer_serial, payload)
    return Rendered(LetterKind.SUBMISSION, code, language, {language: copy})


def _signed(kind: LetterKind, facts: Facts, language: Language, code: str, at: dt.datetime) -> Copy:
    paper = wording.compose(kind, facts, language=language, at=at)
    bare = printing.print_paper(paper, family="letter", code=code, at=at)
    seal = signing.letters()
    pdf = signing.sign_pdf(bare, key=seal.key, certificate_pem=seal.certificate_pem, at=at)
    signature = signing.sign_cms(pdf, key=seal.key, certificate_pem=seal.certificate_pem, at=at)
    # What goes out is examined as a stranger would do it; the serial number comes from that examination.
    verdict = signing.verify_cms(pdf, signature, revoked={})
    if not verdict.valid or verdict.serial is None:
        raise BadSignature(verdict.reason)
    return Copy(paper, pdf, signature, at, verdict.serial)


def _row(letter: Letter, language: Language, copy: Copy, vault: "Vault") -> LetterCopy:
    covered = copy.pdf if copy.payload is None else copy.payload
    row = LetterCopy(
        letter=letter,
        language=language,
        pdf_sha256=hashlib.sha256(copy.pdf).hexdigest(),
        payload_sha256=hashlib.sha256(covered).hexdigest(),
        signed_at=copy.signed_at,
        signer_serial=f"{copy.signer_serial:x}",
    )
    vault.write(row, "paper", copy.paper.as_json())
    vault.write(row, "pdf", copy.pdf)
    vault.write(row, "payload", copy.payload)
    vault.write(row, "signature", copy.signature)
    return row
