"""Letters kept under the case's key, signed so that anybody can check them."""

import json
import subprocess
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from accounts.models import User
from applications import letters
from applications.choices import LetterKind, LetterState
from applications.letters import checking, codes, issuing, reading, submission, twin
from applications.models import Application, Case, Letter, LetterCopy
from mycic import clock
from mycic.crypto import signing
from mycic.crypto.errors import CannotOpen
from privacy import ledger
from privacy.choices import DossierKind
from privacy.services import dossiers
from tests.applications.letter_facts import AT, NAMES, facts_of, snapshot

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(applicant: User) -> Case:
    """A case whose dossier can hold letters; its way there is not what these tests are about."""
    at = clock.now()
    shared = dossiers.create(kind=DossierKind.SHARED, owner=applicant, at=at)
    own = dossiers.create(kind=DossierKind.CASE, owner=applicant, at=at)
    application = Application.objects.create(owner=applicant, shared_dossier=shared, started_at=at)
    return Case.objects.create(
        application=application, owner=applicant, dossier=own, program="study-permit", program_version=1,
        started_at=at, changed_at=at,
    )  # fmt: skip


def issue(case: Case, kind: LetterKind = LetterKind.APPROVAL, language: Any = "en", **who: str) -> Letter:
    at = clock.now()
    rendered = letters.render(kind, facts_of(kind, **who), language=language, at=at)
    return letters.store(case, rendered, at=at, actor=ledger.Actor.system())


def by_code(code: str, **moved: Any) -> checking.Result:
    return checking.by_code(code, **{"at": clock.now(), "revoked": {}, **moved})


def openssl(folder: Path, content: bytes, signature: bytes) -> subprocess.CompletedProcess[str]:
    """Check as the published recipe says."""
    for name, body in (
        ("content", content),
        ("content.p7s", signature),
        ("root.pem", signing.root_certificate().encode()),
    ):
        (folder / name).write_bytes(body)
    command = ["openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", "content.p7s", "-content", "content"]
    return subprocess.run(
        [*command, "-CAfile", "root.pem", "-purpose", "any", "-out", "checked"],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("kind", [kind for kind in LetterKind if kind is not LetterKind.SUBMISSION])
def test_every_letter_is_kept_in_both_languages(case: Case, kind: LetterKind) -> None:
    letter = issue(case, kind)
    for language in ("en", "fr"):
        opened = letters.opened(letter, language)
        assert opened.language == language
        assert opened.pdf.startswith(b"%PDF-")
        assert opened.paper.title in twin.html(opened.paper)


@pytest.mark.requirement("R1.50", "R2.37")
def test_a_kept_letter_holds_no_text_and_cannot_move_to_another_letter(case: Case) -> None:
    first, second = issue(case, name="Findable Person"), issue(case)
    with connection.cursor() as cursor:
        cursor.execute("SELECT paper, pdf FROM applications_lettercopy")
        assert not any(b"Findable" in bytes(value) for row in cursor.fetchall() for value in row)
    copy = first.copies.get(language="en")
    LetterCopy.objects.filter(letter=second, language="en").update(paper=copy.paper)
    with pytest.raises(CannotOpen):
        letters.opened(second, "en")


@pytest.mark.requirement("R1.49", "R1.55")
def test_stock_openssl_accepts_a_letter_and_refuses_one_changed_byte(case: Case, tmp_path: Path) -> None:
    opened = letters.opened(issue(case, LetterKind.REFUSAL), "fr")
    good = openssl(tmp_path, opened.pdf, opened.signature)
    assert good.returncode == 0, good.stderr
    changed = bytearray(opened.pdf)
    changed[len(changed) // 2] ^= 1
    assert openssl(tmp_path, bytes(changed), opened.signature).returncode != 0


@pytest.mark.requirement("R1.55")
def test_a_letter_is_found_by_its_code_and_by_its_file(case: Case) -> None:
    letter = issue(case)
    opened = letters.opened(letter, "en")
    at = clock.now()
    for result in (
        by_code(codes.display(letter.code)),
        checking.by_pdf(opened.pdf, at=at, revoked={}),
        checking.by_signature(opened.pdf, opened.signature, at=at, revoked={}),
    ):
        assert result.answer is checking.Answer.VALID
        assert result.kind == "Approval letter"
        assert result.issued_at == letter.issued_at
        assert result.certificate is checking.CertificateStatus.GOOD


@pytest.mark.requirement("R1.55", "R1.56")
def test_one_changed_byte_anywhere_is_never_valid(case: Case) -> None:
    opened = letters.opened(issue(case), "en")
    at = clock.now()
    bad = {checking.Answer.ALTERED, checking.Answer.UNKNOWN}
    for place in range(0, len(opened.pdf), len(opened.pdf) // 40):
        changed = bytearray(opened.pdf)
        changed[place] ^= 1
        assert checking.by_pdf(bytes(changed), at=at, revoked={}).answer in bad
    assert checking.by_pdf(opened.pdf + b"\n", at=at, revoked={}).answer in bad
    assert (
        checking.by_signature(opened.pdf + b" ", opened.signature, at=at, revoked={}).answer is checking.Answer.ALTERED
    )


@pytest.mark.requirement("R1.55")
@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 nothing", b"\x00" * 99, b"%PDF-1.7 /ByteRange [0 1 2 3] x"])
def test_a_strangers_file_is_unknown(content: bytes) -> None:
    answers = {checking.Answer.UNKNOWN, checking.Answer.ALTERED}
    assert checking.by_pdf(content, at=AT, revoked={}).answer in answers
    assert checking.by_signature(content, content, at=AT, revoked={}).answer is checking.Answer.UNKNOWN


@pytest.mark.requirement("R1.55")
@pytest.mark.parametrize("state", [LetterState.REPLACED, LetterState.WITHDRAWN])
def test_a_letter_that_ended_says_so_by_code_and_by_file(case: Case, state: LetterState) -> None:
    letter = issue(case)
    pdf = letters.opened(letter, "en").pdf
    letters.end(letter, state, at=clock.now(), actor=ledger.Actor.system())
    at = clock.now()
    assert {by_code(letter.code).answer.value, checking.by_pdf(pdf, at=at, revoked={}).answer.value} == {state.value}


def test_a_letter_ends_once(case: Case) -> None:
    letter = issue(case)
    for state in (LetterState.WITHDRAWN, LetterState.REPLACED):
        letters.end(letter, state, at=clock.now(), actor=ledger.Actor.system())
    letter.refresh_from_db()
    assert letter.state == LetterState.WITHDRAWN


@pytest.mark.requirement("R1.55")
def test_an_expired_letter_says_so(case: Case) -> None:
    letter = issue(case)
    Letter.objects.filter(pk=letter.pk).update(expires_at=clock.now() + timedelta(days=1))
    assert by_code(letter.code).answer is checking.Answer.VALID
    assert by_code(letter.code, at=clock.now() + timedelta(days=2)).answer is checking.Answer.EXPIRED


@pytest.mark.requirement("R1.55")
def test_a_certificate_revoked_later_leaves_the_letter_valid_and_earlier_does_not(case: Case) -> None:
    letter = issue(case)
    opened = letters.opened(letter, "en")
    serial = int(letter.copies.get(language="en").signer_serial, 16)
    at = clock.now()
    for days, answer, status in (
        (1, checking.Answer.VALID, checking.CertificateStatus.REVOKED_LATER),
        (-1, checking.Answer.REVOKED, checking.CertificateStatus.REVOKED),
    ):
        revoked = {serial: at + timedelta(days=days)}
        for result in (by_code(letter.code, revoked=revoked), checking.by_pdf(opened.pdf, at=at, revoked=revoked)):
            assert (result.answer, result.certificate) == (answer, status)
            assert result.revoked_at == revoked[serial]


@pytest.mark.requirement("R1.53", "R1.55", "R1.56")
@pytest.mark.parametrize("script", NAMES)
def test_a_signed_submission_verifies_in_any_script(case: Case, tmp_path: Path, script: str) -> None:
    at = clock.now()
    seal = signing.letters()  # any certified key will do: the applicant's own comes from accounts
    sign: dict[str, Any] = {"key": seal.key, "certificate_pem": seal.certificate_pem, "at": at}
    payload = signing.canonical_json({"name": NAMES[script], "case": str(case.pk)})
    signature = signing.sign_cms(payload, **sign)
    code = codes.new()
    record = snapshot(name=NAMES[script], answer=NAMES[script])
    pdf = signing.sign_pdf(submission.submission_pdf(record, "fr", at=at, code=code), **sign)
    serial = signing.verify_cms(payload, signature, revoked={}).serial
    rendered = issuing.signed_submission(
        record, language="fr", code=code, pdf=pdf, payload=payload, signature=signature, signed_at=at,
        signer_serial=serial or 0,
    )  # fmt: skip
    letter = letters.store(case, rendered, at=at, actor=ledger.Actor.system())
    opened = letters.opened(letter, "en")
    assert (opened.language, opened.payload) == ("fr", payload)
    assert NAMES[script] in twin.html(opened.paper)
    for result in (
        by_code(code),
        checking.by_pdf(pdf, at=at, revoked={}),
        checking.by_signature(payload, signature, at=at, revoked={}),
    ):
        assert (result.answer, result.kind) == (checking.Answer.VALID, "Signed application")
    assert openssl(tmp_path, payload, signature).returncode == 0
    assert openssl(tmp_path, payload.replace(b"case", b"cose"), signature).returncode != 0


def test_a_result_holds_nothing_personal(case: Case) -> None:
    result = by_code(issue(case, name="Findable Person").code)
    shown = json.dumps({name: str(getattr(result, name)) for name in checking.Result.__slots__})
    for private in ("Findable", "S300", "Halifax", "amara"):
        assert private not in shown


def test_facts_of_another_letter_are_refused() -> None:
    with pytest.raises(TypeError):
        issuing.render(LetterKind.REFUSAL, facts_of(LetterKind.APPROVAL), language="en", at=AT)


def test_a_copy_of_ones_data_holds_the_letters_and_erasing_leaves_none(case: Case) -> None:
    issue(case, name="Findable Person")
    exported = list(reading.export(case.dossier_id))
    assert [row["language"] for row in exported] == ["en", "fr"]
    assert "Findable Person" in exported[0]["text"]  # type: ignore[operator]
    for _ in range(2):
        reading.erase(case.dossier_id)
    assert not LetterCopy.objects.exists()
