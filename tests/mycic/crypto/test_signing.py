import io
import pickle
import random
import subprocess
from collections.abc import Callable
from dataclasses import FrozenInstanceError, dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from functools import partial
from pathlib import Path
from uuid import UUID, uuid4

import pikepdf
import pytest
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import SignatureCoverageLevel, validate_pdf_signature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko_certvalidator import ValidationContext
from pytest_django import Settings

from mycic.crypto import authority, certificates, cms, envelope, pades, signing
from mycic.crypto.errors import CannotOpen
from mycic.crypto.signing import Reason, SigningKey

AT = datetime(2027, 1, 15, 12, 0, tzinfo=UTC)
PASSWORD = "maple river lantern"
PAYLOAD = b'{"declaration":"I declare."}'


@dataclass(frozen=True)
class Person:
    key: SigningKey
    certificate_pem: str
    serial: int


@pytest.fixture
def person() -> Person:
    owner, serial = uuid4(), signing.new_serial()
    pending = signing.new_key_pair(PASSWORD, owner=owner)
    key = signing.unlock(pending.private_sealed, PASSWORD, owner=owner)
    pem = signing.issue_certificate(pending.public_pem, user_id="amara.o", serial=serial, at=AT)
    return Person(key, pem, serial)


def sign(person: Person, payload: bytes = PAYLOAD, at: datetime = AT) -> bytes:
    return signing.sign_cms(payload, key=person.key, certificate_pem=person.certificate_pem, at=at)


def blank_pdf() -> bytes:
    file = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(file)
    return file.getvalue()


def signed_pdf(person: Person) -> bytes:
    return signing.sign_pdf(blank_pdf(), key=person.key, certificate_pem=person.certificate_pem, at=AT)


def flipped(content: bytes, at: int) -> bytes:
    return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]


class TestKeyPairs:
    @pytest.mark.requirement("R1.33", "R1.54")
    def test_open_with_the_password_of_their_owner_only(self) -> None:
        owner = uuid4()
        pending = signing.new_key_pair(PASSWORD, owner=owner)
        assert signing.unlock(pending.private_sealed, PASSWORD, owner=owner).public_pem() == pending.public_pem
        for password, whose in ((PASSWORD + " ", owner), (PASSWORD, uuid4())):
            with pytest.raises(CannotOpen):
                signing.unlock(pending.private_sealed, password, owner=whose)

    @pytest.mark.requirement("R1.33")
    def test_need_this_installation_too(self, settings: Settings, tmp_path: Path) -> None:
        owner = uuid4()
        pending = signing.new_key_pair(PASSWORD, owner=owner)
        settings.KEY_DIR = tmp_path / "elsewhere"
        envelope.forget_all()
        with pytest.raises(CannotOpen):
            signing.unlock(pending.private_sealed, PASSWORD, owner=owner)

    @pytest.mark.requirement("R1.33")
    def test_a_new_password_keeps_the_key(self) -> None:
        owner = uuid4()
        pending = signing.new_key_pair(PASSWORD, owner=owner)
        moved = signing.rewrap(pending.private_sealed, PASSWORD, "another password", owner=owner)
        assert signing.unlock(moved, "another password", owner=owner).public_pem() == pending.public_pem
        with pytest.raises(CannotOpen):
            signing.unlock(moved, PASSWORD, owner=owner)
        with pytest.raises(CannotOpen):
            signing.rewrap(moved, PASSWORD, "x", owner=owner)

    def test_a_password_may_be_typed_in_any_unicode_form(self) -> None:
        owner = uuid4()
        pending = signing.new_key_pair("re\u0301sume\u0301 ﬁn", owner=owner)
        assert signing.unlock(pending.private_sealed, "résumé fin", owner=owner)

    def test_older_costs_still_open(self, settings: Settings) -> None:
        owner = uuid4()
        pending = signing.new_key_pair(PASSWORD, owner=owner)
        settings.SIGNING_ARGON2 = {"memory_cost": 128, "iterations": 2, "lanes": 1}
        assert signing.unlock(pending.private_sealed, PASSWORD, owner=owner)

    def test_show_nothing_and_stay_here(self, person: Person) -> None:
        assert repr(person.key) == "<SigningKey>"
        assert "private_sealed" not in repr(signing.new_key_pair(PASSWORD, owner=uuid4()))
        with pytest.raises(TypeError):
            pickle.dumps(person.key)


class TestCertificates:
    @pytest.mark.requirement("R1.49")
    def test_name_the_user_id_and_nothing_else(self, person: Person) -> None:
        certificate = x509.load_pem_x509_certificate(person.certificate_pem.encode())
        assert certificate.subject.rfc4514_string() == "CN=amara.o"
        assert certificate.serial_number == person.serial
        assert certificate.not_valid_after_utc - certificate.not_valid_before_utc == timedelta(days=730)
        points = certificate.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
        assert points[0].full_name[0].value == "https://mycic.example/pki/mycic.crl"

    @pytest.mark.requirement("R1.49")
    def test_openssl_accepts_them(self, person: Person, tmp_path: Path) -> None:
        files = {
            "root.pem": signing.root_certificate(),
            "issuing.pem": signing.issuing_certificate(),
            "person.pem": person.certificate_pem,
        }
        for name, content in files.items():
            (tmp_path / name).write_text(content)
        command = ["openssl", "verify", "-x509_strict", "-attime", str(int(AT.timestamp())), "-CAfile", "root.pem"]
        done = subprocess.run(
            [*command, "-untrusted", "issuing.pem", "person.pem"], cwd=tmp_path, capture_output=True, check=False
        )
        assert done.stdout == b"person.pem: OK\n", done.stderr

    def test_serial_numbers_are_random_and_positive(self) -> None:
        serials = {signing.new_serial() for _ in range(1000)}
        assert len(serials) == 1000
        assert all(0 < serial < 2**128 for serial in serials)

    @pytest.mark.parametrize(
        ("curve", "serial", "fault"),
        [(ec.SECP384R1(), 2**127 + 1, "P-256"), (ec.SECP256R1(), 5, "128 random bits")],
    )
    def test_are_looked_over_before_they_are_given_out(self, curve: ec.EllipticCurve, serial: int, fault: str) -> None:
        pem = signing.SigningKey(ec.generate_private_key(curve)).public_pem()
        with pytest.raises(ValueError, match=fault):
            signing.issue_certificate(pem, user_id="amara.o", serial=serial, at=AT)

    def test_other_kinds_of_key_are_refused(self) -> None:
        key = ed25519.Ed25519PrivateKey.generate().public_key()
        pem = key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode()
        with pytest.raises(ValueError, match="elliptic"):
            signing.issue_certificate(pem, user_id="amara.o", serial=signing.new_serial(), at=AT)

    def test_none_outlives_its_issuer(self) -> None:
        pem = signing.new_key_pair(PASSWORD, owner=uuid4()).public_pem
        with pytest.raises(ValueError, match="outlives"):
            signing.issue_certificate(
                pem, user_id="amara.o", serial=signing.new_serial(), at=AT + timedelta(days=9 * 365)
            )

    def test_a_certificate_of_somebody_else_does_not_lead_to_the_root(self) -> None:
        stranger = ec.generate_private_key(ec.SECP256R1())
        name = authority.issuing().certificate.subject
        builder = x509.CertificateBuilder().subject_name(authority.name("x")).issuer_name(name)
        builder = builder.public_key(stranger.public_key()).serial_number(7)
        builder = builder.not_valid_before(AT).not_valid_after(AT + timedelta(days=900))
        faults = certificates.lint(builder.sign(stranger, hashes.SHA256()), user_id="amara.o")
        assert len(faults) == 5
        assert faults[-1] == "It does not lead to the root."

    @pytest.mark.requirement("R1.49")
    def test_the_revocation_list_is_signed_and_current(self) -> None:
        der = signing.revocation_list([signing.Revoked(77, AT)], number=3, at=AT)
        crl = x509.load_der_x509_crl(der)
        assert crl.is_signature_valid(authority.issuing().certificate.public_key())  # type: ignore[arg-type]
        assert crl.get_revoked_certificate_by_serial_number(77).revocation_date_utc == AT  # type: ignore[union-attr]
        assert crl.next_update_utc == AT + timedelta(days=7)


class TestCanonicalJson:
    @pytest.mark.requirement("R1.53")
    def test_one_meaning_has_one_spelling(self) -> None:
        local = datetime(2027, 1, 15, 7, 0, 0, 5, tzinfo=timezone(timedelta(hours=-5)))
        case = UUID("6fa459ea-ee8a-3ca4-894e-db77e160355e")
        value = {"b": [1, None, True], "a": "e\u0301", "on": date(2027, 1, 2), "at": local, "case": case, "n": (2,)}
        assert (
            signing.canonical_json(value)
            == (
                '{"a":"é","at":"2027-01-15T12:00:00Z","b":[1,null,true],'
                '"case":"6fa459ea-ee8a-3ca4-894e-db77e160355e","n":[2],"on":"2027-01-02"}'
            ).encode()
        )

    @pytest.mark.parametrize("value", [1.0, {1: 2}, datetime(2027, 1, 1), b"x", object(), {"a": {"b": [float("nan")]}}])  # noqa: DTZ001 - the point
    def test_what_has_no_single_spelling_is_refused(self, value: object) -> None:
        with pytest.raises(TypeError):
            signing.canonical_json(value)

    @pytest.mark.parametrize("value", [2**53, -(2**53), {"é": 1, "e\u0301": 2}, "\ud800"])
    def test_what_others_read_differently_is_refused(self, value: object) -> None:
        with pytest.raises(ValueError, match=r"canonical JSON|surrogates not allowed"):
            signing.canonical_json(value)


class TestDetachedSignatures:
    @pytest.mark.requirement("R1.53")
    def test_name_signer_certificate_and_time(self, person: Person) -> None:
        verdict = signing.verify_cms(PAYLOAD, sign(person), revoked={})
        assert verdict == signing.Verdict(
            valid=True, reason=Reason.VALID, user_id="amara.o", serial=person.serial, signed_at=AT
        )
        with pytest.raises(FrozenInstanceError):
            verdict.valid = False  # type: ignore[misc]

    @pytest.mark.requirement("R1.56", "R1.50")
    def test_one_changed_byte_fails(self, person: Person) -> None:
        p7s = sign(person)
        for at in range(len(PAYLOAD)):
            assert signing.verify_cms(flipped(PAYLOAD, at), p7s, revoked={}).reason is Reason.ALTERED
        for at in range(len(p7s)):
            assert not signing.verify_cms(PAYLOAD, flipped(p7s, at), revoked={}).valid, at
        for at in range(0, len(p7s), 11):
            assert not signing.verify_cms(PAYLOAD, p7s[:at], revoked={}).valid, at
        assert not signing.verify_cms(PAYLOAD, p7s + b"\0", revoked={}).valid

    def test_bad_input_is_unknown_and_never_an_error(self) -> None:
        chance = random.Random(7)  # noqa: S311 - rubbish, not keys
        for size in (0, 1, 10, 1000):
            assert signing.verify_cms(PAYLOAD, chance.randbytes(size), revoked={}).reason is Reason.UNKNOWN

    def test_of_another_installation_are_unknown(self, person: Person, settings: Settings, tmp_path: Path) -> None:
        p7s = sign(person)
        settings.KEY_DIR = tmp_path / "elsewhere"
        envelope.forget_all()
        assert signing.verify_cms(PAYLOAD, p7s, revoked={}).reason is Reason.UNKNOWN

    def test_without_a_time_are_unknown(self, person: Person) -> None:
        digest = hashes.Hash(hashes.SHA256())
        digest.update(PAYLOAD)
        made = cms.sign_digest(digest.finalize(), key=person.key, certificate_pem=person.certificate_pem, at=None)
        assert signing.verify_cms(PAYLOAD, made.dump(), revoked={}).reason is Reason.UNKNOWN

    def test_a_certificate_made_for_something_else_does_not_sign(self) -> None:
        issuer = authority.issuing()
        other = ec.generate_private_key(ec.SECP256R1())
        builder = x509.CertificateBuilder().subject_name(authority.name("amara.o"))
        builder = builder.issuer_name(issuer.certificate.subject).public_key(other.public_key()).serial_number(99)
        builder = builder.not_valid_before(AT).not_valid_after(AT + timedelta(days=2))
        pem = authority.pem(builder.sign(issuer.private, hashes.SHA384()))
        p7s = signing.sign_cms(PAYLOAD, key=SigningKey(other), certificate_pem=pem, at=AT)
        assert signing.verify_cms(PAYLOAD, p7s, revoked={}).reason is Reason.UNKNOWN

    def test_a_certificate_of_another_kind_of_key_does_not_sign(self, person: Person) -> None:
        issuer = authority.issuing()
        builder = x509.CertificateBuilder().subject_name(authority.name("amara.o"))
        public_key = ed25519.Ed25519PrivateKey.generate().public_key()
        builder = builder.issuer_name(issuer.certificate.subject).public_key(public_key).serial_number(99)
        builder = builder.not_valid_before(AT).not_valid_after(AT + timedelta(days=2))
        pem = authority.pem(builder.sign(issuer.private, hashes.SHA384()))
        p7s = signing.sign_cms(PAYLOAD, key=person.key, certificate_pem=pem, at=AT)
        assert signing.verify_cms(PAYLOAD, p7s, revoked={}).reason is Reason.ALTERED

    @pytest.mark.parametrize(
        ("signed", "revoked", "reason"),
        [
            (AT - timedelta(seconds=1), None, Reason.NOT_VALID_THEN),
            (AT + timedelta(days=731), None, Reason.NOT_VALID_THEN),
            (AT, AT + timedelta(days=1), Reason.REVOKED_LATER),
            (AT + timedelta(days=1), AT + timedelta(days=1), Reason.REVOKED_BEFORE),
            (AT + timedelta(days=2), AT + timedelta(days=1), Reason.REVOKED_BEFORE),
        ],
    )
    def test_validity_is_that_of_the_moment_of_signing(
        self, person: Person, signed: datetime, revoked: datetime | None, reason: Reason
    ) -> None:
        register = {person.serial: revoked} if revoked else {}
        verdict = signing.verify_cms(PAYLOAD, sign(person, at=signed), revoked=register)
        assert verdict.reason is reason
        assert verdict.valid is (reason is Reason.REVOKED_LATER)
        assert verdict.revoked_at == revoked

    def test_stay_valid_after_a_password_change(self) -> None:
        owner, serial = uuid4(), signing.new_serial()
        pending = signing.new_key_pair(PASSWORD, owner=owner)
        pem = signing.issue_certificate(pending.public_pem, user_id="amara.o", serial=serial, at=AT)
        moved = signing.rewrap(pending.private_sealed, PASSWORD, "another password", owner=owner)
        for sealed, password in ((pending.private_sealed, PASSWORD), (moved, "another password")):
            key = signing.unlock(sealed, password, owner=owner)
            p7s = signing.sign_cms(PAYLOAD, key=key, certificate_pem=pem, at=AT)
            assert signing.verify_cms(PAYLOAD, p7s, revoked={}).serial == serial

    @pytest.mark.requirement("R1.49", "R1.56")
    def test_stock_openssl_agrees(self, person: Person, tmp_path: Path) -> None:
        (tmp_path / "root.pem").write_text(signing.root_certificate())
        (tmp_path / "x.p7s").write_bytes(sign(person))
        command = ["openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", "x.p7s", "-content", "x.json"]
        when = ["-attime", str(int(AT.timestamp()))]
        run = partial(subprocess.run, cwd=tmp_path, capture_output=True, check=False)
        verify = [*command, "-CAfile", "root.pem", "-purpose", "any", *when, "-out", "out"]
        (tmp_path / "x.json").write_bytes(PAYLOAD)
        assert run(verify).returncode == 0
        assert (tmp_path / "out").read_bytes() == PAYLOAD
        (tmp_path / "x.json").write_bytes(flipped(PAYLOAD, 3))
        assert run(verify).returncode != 0


class TestSignedPdfs:
    @pytest.mark.requirement("R1.53")
    def test_name_signer_certificate_and_time(self, person: Person) -> None:
        assert signing.verify_pdf(signed_pdf(person), revoked={}) == signing.Verdict(
            valid=True, reason=Reason.VALID, user_id="amara.o", serial=person.serial, signed_at=AT
        )
        verdict = signing.verify_pdf(signed_pdf(person), revoked={person.serial: AT + timedelta(days=1)})
        assert verdict.reason is Reason.REVOKED_LATER

    @pytest.mark.requirement("R1.56")
    def test_one_changed_byte_fails(self, person: Person) -> None:
        pdf = signed_pdf(person)
        gap = pdf.index(b"/Contents")
        places = {*range(0, len(pdf), 7), *range(gap, gap + 60), *range(pdf.index(b"/ByteRange"), gap)}
        for at in sorted(places):
            assert not signing.verify_pdf(flipped(pdf, at), revoked={}).valid, at
        lower = pdf.replace(b"/Contents <3082", b"/Contents <3082".swapcase())
        assert not signing.verify_pdf(lower, revoked={}).valid

    @pytest.mark.requirement("R1.56")
    @pytest.mark.parametrize(
        "spoil",
        [
            lambda pdf: pdf + b"\n",
            lambda pdf: pdf + b"\n%%EOF\n",
            lambda pdf: pdf[:-1],
            lambda pdf: b" " + pdf,
            lambda pdf: pdf.replace(b"<3082", b"<3081"),
            lambda pdf: pdf.replace(b"<3082", b"<zz82"),
            lambda pdf: pdf.replace(b"0" * 40 + b">", b"0" * 38 + b"01>"),
        ],
    )
    def test_added_or_missing_bytes_fail(self, person: Person, spoil: Callable[[bytes], bytes]) -> None:
        pdf = signed_pdf(person)
        assert spoil(pdf) != pdf
        assert not signing.verify_pdf(spoil(pdf), revoked={}).valid

    def test_unsigned_and_broken_files_are_unknown(self) -> None:
        for pdf in (blank_pdf(), b"", b"%PDF-1.7 rubbish"):
            assert signing.verify_pdf(pdf, revoked={}).reason is Reason.UNKNOWN
        assert signing.verify_pdf(b"/ByteRange [0 9 5 1]", revoked={}).reason is Reason.ALTERED
        assert pades._signature_in(b"30") is None

    def test_what_is_no_pdf_cannot_be_signed(self, person: Person) -> None:
        with pytest.raises(ValueError, match="no PDF"):
            signing.sign_pdf(b"rubbish", key=person.key, certificate_pem=person.certificate_pem, at=AT)

    def test_an_independent_reader_agrees(self, person: Person) -> None:
        root = asn1_x509.Certificate.load(authority.root().public_bytes(serialization.Encoding.DER))
        trust = ValidationContext(trust_roots=[root], allow_fetching=False, moment=AT)
        (embedded,) = PdfFileReader(io.BytesIO(signed_pdf(person))).embedded_signatures
        usage = KeyUsageConstraints(key_usage={"digital_signature", "non_repudiation"})
        status = validate_pdf_signature(embedded, trust, key_usage_settings=usage)
        assert (status.bottom_line, status.intact, status.coverage) == (True, True, SignatureCoverageLevel.ENTIRE_FILE)


@pytest.mark.requirement("R1.49")
def test_letters_are_signed_by_the_portal_itself() -> None:
    letters = signing.letters()
    p7s = signing.sign_cms(PAYLOAD, key=letters.key, certificate_pem=letters.certificate_pem, at=AT)
    assert signing.verify_cms(PAYLOAD, p7s, revoked={}).user_id == "MyCIC letters"
    assert signing.letters().certificate_pem == letters.certificate_pem
