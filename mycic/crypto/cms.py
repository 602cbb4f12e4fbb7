"""Detached signatures (CMS, RFC 5652): made by the portal, checked to the last byte.

The format leaves room for several encodings of one signature. We write one and accept that one only: what was read is
put together again, and every byte must come out the same.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from asn1crypto import algos, cms, core, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from mycic.crypto import authority, certificates
from mycic.crypto.key_pairs import SigningKey


class Reason(StrEnum):
    """Why a signature is good or not."""

    VALID = "valid"
    REVOKED_LATER = "revoked_later"
    ALTERED = "altered"
    UNKNOWN = "unknown"
    NOT_VALID_THEN = "not_valid_then"
    REVOKED_BEFORE = "revoked_before"


@dataclass(frozen=True)
class Verdict:
    """What an examination of a signature has found. It holds no personal data but the signer's user ID.

    Args:
        valid: whether the signature holds.
        reason: why.
        user_id: name in the signer's certificate, empty if it could not be trusted.
        serial: the certificate's number.
        signed_at: time of signing as the signature says.
        revoked_at: when the certificate was revoked, if it was.
    """

    valid: bool
    reason: Reason
    user_id: str = ""
    serial: int | None = None
    signed_at: datetime | None = None
    revoked_at: datetime | None = None


def _nowhere() -> None:
    return None


def sign_cms(payload: bytes, *, key: SigningKey, certificate_pem: str, at: datetime) -> bytes:
    """Return the detached signature of a payload (``.p7s``, DER)."""
    digest = hashlib.sha256(payload).digest()
    signature: bytes = sign_digest(digest, key=key, certificate_pem=certificate_pem, at=at).dump()
    return signature


def verify_cms(payload: bytes, p7s: bytes, *, revoked: Mapping[int, datetime]) -> Verdict:
    """Examine a detached signature; never raises for bad input.

    Args:
        payload: what was signed.
        p7s: the signature in DER.
        revoked: serial numbers of revoked certificates and when.
    """
    return verify_digest(hashlib.sha256(payload).digest(), p7s, revoked=revoked)


def sign_digest(digest: bytes, *, key: SigningKey, certificate_pem: str, at: datetime | None) -> cms.ContentInfo:
    """Sign a SHA-256 digest; without ``at`` the time stands elsewhere, as in a PDF."""
    leaf = asn1_x509.Certificate.load(_der(x509.load_pem_x509_certificate(certificate_pem.encode())))
    issuer = asn1_x509.Certificate.load(_der(authority.issuing().certificate))
    attributes = _attributes(digest, leaf, at)
    return _assemble(attributes, key.sign(attributes.dump()), leaf, issuer)


def verify_digest(
    digest: bytes, p7s: bytes, *, revoked: Mapping[int, datetime], signed_at: Callable[[], datetime | None] = _nowhere
) -> Verdict:
    """Examine a signature of a SHA-256 digest.

    Args:
        digest: of what was signed.
        p7s: the signature in DER.
        revoked: serial numbers of revoked certificates and when.
        signed_at: finds the time where it stands in what was signed, as in a PDF; called for genuine content only.
    """
    try:
        parts = _take_apart(p7s)
        holds, trusted = parts.signature_holds(), parts.trusted()
    except Exception:  # noqa: BLE001 - hostile bytes reach two parsers here, and neither lists what it may raise
        return Verdict(valid=False, reason=Reason.UNKNOWN)
    if parts.digest != digest or not holds:
        return Verdict(valid=False, reason=Reason.ALTERED)
    moment = (parts.signed_at or signed_at()) if trusted else None
    if moment is None:
        return Verdict(valid=False, reason=Reason.UNKNOWN)
    return _judge(parts.leaf, moment, revoked.get(parts.leaf.serial_number))


@dataclass(frozen=True)
class _Parts:
    """A signature taken apart."""

    leaf: x509.Certificate
    issuer: x509.Certificate
    digest: bytes
    signed_at: datetime | None
    attributes: bytes
    signature: bytes

    def signature_holds(self) -> bool:
        public_key = self.leaf.public_key()
        if not isinstance(public_key, ec.EllipticCurvePublicKey):
            return False
        try:
            public_key.verify(self.signature, self.attributes, ec.ECDSA(hashes.SHA256()))
        except InvalidSignature:
            return False
        return True

    def trusted(self) -> bool:
        # The leaf's bytes are bound by a signed attribute; the issuer's are not, so they must be exactly ours.
        ours = self.issuer == authority.issuing().certificate
        return (
            ours and certificates.leads_to_root(self.leaf, self.issuer) and certificates.may_sign_documents(self.leaf)
        )


def _judge(leaf: x509.Certificate, moment: datetime, revoked_at: datetime | None) -> Verdict:
    if not certificates.valid_at(leaf, moment):
        reason = Reason.NOT_VALID_THEN
    elif revoked_at is None:
        reason = Reason.VALID
    else:
        reason = Reason.REVOKED_LATER if moment < revoked_at else Reason.REVOKED_BEFORE
    return Verdict(
        valid=reason in {Reason.VALID, Reason.REVOKED_LATER},
        reason=reason,
        user_id=certificates.common_name(leaf),
        serial=leaf.serial_number,
        signed_at=moment,
        revoked_at=revoked_at,
    )


def _take_apart(p7s: bytes) -> _Parts:
    """Read a signature and make sure that we would have written the very same bytes."""
    signed = cms.ContentInfo.load(p7s, strict=True)["content"]
    (signer,) = signed["signer_infos"]
    serial = signer["sid"].chosen["serial_number"].native
    chain = [certificate.chosen for certificate in signed["certificates"]]
    (leaf,) = [certificate for certificate in chain if certificate.serial_number == serial]
    (issuer,) = [certificate for certificate in chain if certificate.serial_number != serial]
    found = {attribute["type"].native: attribute["values"][0].native for attribute in signer["signed_attrs"]}
    digest, signed_at, signature = found["message_digest"], found.get("signing_time"), signer["signature"].native
    attributes = _attributes(digest, leaf, signed_at)
    if _assemble(attributes, signature, leaf, issuer).dump() != p7s:
        raise ValueError
    return _Parts(
        leaf=x509.load_der_x509_certificate(leaf.dump()),
        issuer=x509.load_der_x509_certificate(issuer.dump()),
        digest=digest,
        signed_at=signed_at,
        attributes=attributes.dump(),
        signature=signature,
    )


def _attributes(digest: bytes, leaf: asn1_x509.Certificate, at: datetime | None) -> cms.CMSAttributes:
    bound = tsp.ESSCertIDv2({"cert_hash": hashlib.sha256(leaf.dump()).digest()})
    values: dict[str, object] = {
        "content_type": "data",
        "message_digest": digest,
        "signing_certificate_v2": tsp.SigningCertificateV2({"certs": [bound]}),
    }
    if at is not None:
        values["signing_time"] = cms.Time({"utc_time": core.UTCTime(at.replace(microsecond=0))})
    return cms.CMSAttributes([cms.CMSAttribute({"type": kind, "values": [value]}) for kind, value in values.items()])


def _assemble(
    attributes: cms.CMSAttributes, signature: bytes, leaf: asn1_x509.Certificate, issuer: asn1_x509.Certificate
) -> cms.ContentInfo:
    digest = algos.DigestAlgorithm({"algorithm": "sha256"})
    signer = cms.SignerInfo(
        {
            "version": "v1",
            "sid": cms.IssuerAndSerialNumber({"issuer": leaf.issuer, "serial_number": leaf.serial_number}),
            "digest_algorithm": digest,
            "signed_attrs": attributes,
            "signature_algorithm": algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"}),
            "signature": signature,
        }
    )
    signed = cms.SignedData(
        {
            "version": "v1",
            "digest_algorithms": [digest],
            "encap_content_info": {"content_type": "data"},
            "certificates": [leaf, issuer],
            "signer_infos": [signer],
        }
    )
    return cms.ContentInfo({"content_type": "signed_data", "content": signed})


def _der(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.DER)
