"""People's certificates: issue, look over before handing out, revoke, and trace back to the root."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from mycic.crypto import authority

LIFE = timedelta(days=2 * 365)
_LIST_LIFE = timedelta(days=7)
_SERIAL_BITS = range(65, 129)


class Revoked(NamedTuple):
    """One entry of the revocation list."""

    serial: int
    at: datetime


def issue_certificate(public_pem: str, *, user_id: str, serial: int, at: datetime) -> str:
    """Return a certificate of two years in PEM. The caller has written down the serial number before.

    Args:
        public_pem: the person's public key.
        user_id: epass user ID, the only name in the certificate.
        serial: from ``new_serial()``.
        at: start of validity.

    Raises:
        ValueError: the certificate would break our own rules.
    """
    public_key = serialization.load_pem_public_key(public_pem.encode())
    if not isinstance(public_key, ec.EllipticCurvePublicKey):
        raise ValueError("Only elliptic curve keys are certified.")  # noqa: TRY004 - one error for every refusal
    start = at.replace(microsecond=0)
    builder = authority.leaf(public_key, user_id, serial).not_valid_before(start).not_valid_after(start + LIFE)
    certificate = builder.sign(authority.issuing().private, hashes.SHA384())
    faults = lint(certificate, user_id=user_id)
    if faults:
        raise ValueError(" ".join(faults))
    return authority.pem(certificate)


def lint(certificate: x509.Certificate, *, user_id: str) -> list[str]:
    """Return what is wrong with a person's certificate, one sentence each."""
    public_key = certificate.public_key()
    life = certificate.not_valid_after_utc - certificate.not_valid_before_utc
    on_curve = isinstance(public_key, ec.EllipticCurvePublicKey) and isinstance(public_key.curve, ec.SECP256R1)
    rules = {
        "The subject is not the user ID alone.": certificate.subject == authority.name(user_id),
        "The key is not on P-256.": on_curve,
        "The serial number is not one of 128 random bits.": certificate.serial_number.bit_length() in _SERIAL_BITS,
        "It is valid for longer than two years.": life <= LIFE,
        "It outlives its issuer.": certificate.not_valid_after_utc
        <= authority.issuing().certificate.not_valid_after_utc,
        "Its extensions are not the agreed ones.": may_sign_documents(certificate),
        "It does not lead to the root.": leads_to_root(certificate, authority.issuing().certificate),
    }
    return [sentence for sentence, kept in rules.items() if not kept]


def leads_to_root(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    """Tell whether a certificate was signed by the issuer, and the issuer by our root."""
    root = authority.root()
    try:
        certificate.verify_directly_issued_by(issuer)
        issuer.verify_directly_issued_by(root)
        root.verify_directly_issued_by(root)
    except (InvalidSignature, ValueError, TypeError):
        return False
    return issuer.extensions.get_extension_for_class(x509.BasicConstraints).value.ca


def common_name(certificate: x509.Certificate) -> str:
    """Return the name in a certificate: an epass user ID, or that of the portal's letters."""
    return str(certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value)


def valid_at(certificate: x509.Certificate, at: datetime) -> bool:
    """Tell whether a moment lies within a certificate's validity."""
    return certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc


def revocation_list(entries: Iterable[Revoked], *, number: int, at: datetime) -> bytes:
    """Return the signed revocation list in DER, good for seven days."""
    issuer = authority.issuing()
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(issuer.certificate.subject)
        .last_update(at)
        .next_update(at + _LIST_LIFE)
        .add_extension(x509.CRLNumber(number), critical=False)
        .add_extension(authority.authority_identifier(issuer.certificate), critical=False)
    )
    for entry in entries:
        revoked = x509.RevokedCertificateBuilder().serial_number(entry.serial).revocation_date(entry.at)
        builder = builder.add_revoked_certificate(revoked.build())
    return builder.sign(issuer.private, hashes.SHA384()).public_bytes(serialization.Encoding.DER)


def may_sign_documents(certificate: x509.Certificate) -> bool:
    """Tell whether a certificate has exactly the extensions of one made for signing documents."""
    wanted = [
        x509.BasicConstraints(ca=False, path_length=None),
        authority.usage("digital_signature", "content_commitment"),
        x509.ExtendedKeyUsage([authority.DOCUMENT_SIGNING]),
    ]
    present = [extension.value for extension in certificate.extensions]
    kinds = {type(extension) for extension in present}
    others = {x509.CRLDistributionPoints, x509.SubjectKeyIdentifier, x509.AuthorityKeyIdentifier}
    return all(extension in present for extension in wanted) and kinds == others | {type(item) for item in wanted}
