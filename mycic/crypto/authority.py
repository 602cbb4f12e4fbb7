"""The portal's certificate authorities: a root that can be taken offline, an issuing one, and the letters' own key.

All are made once. Private keys lie sealed in the key folder; the certificates lie beside them in clear.
"""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.conf import settings

from mycic.crypto import keyfiles, keyring
from mycic.crypto.key_pairs import SigningKey

ROOT, ISSUING, LETTERS = "root-ca-1", "issuing-ca-1", "letters-1"
CRL_PATH = "/pki/mycic.crl"
DOCUMENT_SIGNING = x509.ObjectIdentifier("1.3.6.1.5.5.7.3.36")  # RFC 9336
_ROOT_LIFE, _ISSUING_LIFE = timedelta(days=20 * 365), timedelta(days=10 * 365)
# Clocks of two hosts differ a little; a certificate must be valid at once on both.
_LEEWAY = timedelta(days=1)


@dataclass(frozen=True)
class Authority:
    """A private key together with its certificate."""

    private: ec.EllipticCurvePrivateKey = field(repr=False)
    certificate: x509.Certificate


@dataclass(frozen=True)
class Letters:
    """What the portal signs its own letters with."""

    key: SigningKey
    certificate_pem: str


def issuing() -> Authority:
    """Return the authority that signs people's certificates and the revocation list."""
    return _load(keyring.secret(ISSUING, _make_issuing))


def letters() -> Letters:
    """Return the key and certificate of the portal's letters."""
    loaded = _load(keyring.secret(LETTERS, _make_letters))
    return Letters(SigningKey(loaded.private), pem(loaded.certificate))


def root() -> x509.Certificate:
    """Return the root certificate; its private key may be far away."""
    path = Path(settings.KEY_DIR) / f"{ROOT}.pem"
    if not path.exists():
        keyfiles.create(path, pem(_root().certificate).encode())
    return x509.load_pem_x509_certificate(path.read_bytes())


def root_certificate() -> str:
    """Return the root certificate in PEM, to be published."""
    return pem(root())


def issuing_certificate() -> str:
    """Return the issuing certificate in PEM, to be published."""
    return pem(issuing().certificate)


def new_serial() -> int:
    """Return a random serial number of 128 bits; the caller writes it down before the certificate is made."""
    return int.from_bytes(os.urandom(16)) | 1


def leaf(public_key: ec.EllipticCurvePublicKey, common_name: str, serial: int) -> x509.CertificateBuilder:
    """Return a certificate for signing documents that still lacks its dates."""
    issuer = issuing().certificate
    crl = [x509.UniformResourceIdentifier(settings.SITE_ORIGIN + CRL_PATH)]
    return (
        x509.CertificateBuilder()
        .subject_name(name(common_name))
        .issuer_name(issuer.subject)
        .public_key(public_key)
        .serial_number(serial)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage("digital_signature", "content_commitment"), critical=True)
        .add_extension(x509.ExtendedKeyUsage([DOCUMENT_SIGNING]), critical=False)
        .add_extension(x509.CRLDistributionPoints([x509.DistributionPoint(crl, None, None, None)]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public_key), critical=False)
        .add_extension(authority_identifier(issuer), critical=False)
    )


def usage(*allowed: str) -> x509.KeyUsage:
    """Return the key usage extension that allows only the named uses."""
    uses = (
        "digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
        "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
    )  # fmt: skip
    return x509.KeyUsage(**{use: use in allowed for use in uses})


def name(common_name: str) -> x509.Name:
    """Return a distinguished name that holds a common name only."""
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def authority_identifier(issuer: x509.Certificate) -> x509.AuthorityKeyIdentifier:
    """Return the extension that points to the issuer's key."""
    identifier = issuer.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    return x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier)


def pem(certificate: x509.Certificate) -> str:
    """Return a certificate in PEM."""
    return certificate.public_bytes(serialization.Encoding.PEM).decode()


def prepare() -> list[str]:
    """Make what is missing of root, issuing authority and letters key; return the names made."""
    made = []
    makers: tuple[tuple[str, Callable[[], bytes]], ...] = ((ISSUING, _make_issuing), (LETTERS, _make_letters))
    if not (Path(settings.KEY_DIR) / f"{ROOT}.pem").exists():
        made += [ROOT] if keyring.put_secret(ROOT, _make_root()) else []
        root()
    for secret_name, make in makers:
        if secret_name not in keyring.secret_names() and keyring.put_secret(secret_name, make()):
            made.append(secret_name)
    return made


def _root() -> Authority:
    return _load(keyring.secret(ROOT, _make_root))


def _make_root() -> bytes:
    private = ec.generate_private_key(ec.SECP384R1())
    subject = name("MyCIC root")
    builder = _ca(private, subject, subject, _ROOT_LIFE, path_length=1)
    return _dump(private, builder.sign(private, hashes.SHA384()))


def _make_issuing() -> bytes:
    root()
    above = _root()
    private = ec.generate_private_key(ec.SECP384R1())
    builder = _ca(private, name("MyCIC issuing 1"), above.certificate.subject, _ISSUING_LIFE, path_length=0)
    builder = builder.add_extension(authority_identifier(above.certificate), critical=False)
    return _dump(private, builder.sign(above.private, hashes.SHA384()))


def _make_letters() -> bytes:
    above = issuing()
    private = ec.generate_private_key(ec.SECP256R1())
    builder = leaf(private.public_key(), "MyCIC letters", new_serial())
    start = above.certificate.not_valid_before_utc
    builder = builder.not_valid_before(start).not_valid_after(above.certificate.not_valid_after_utc)
    return _dump(private, builder.sign(above.private, hashes.SHA384()))


def _ca(
    private: ec.EllipticCurvePrivateKey, subject: x509.Name, issuer: x509.Name, life: timedelta, *, path_length: int
) -> x509.CertificateBuilder:
    start = datetime.fromtimestamp(int(time.time()), UTC) - _LEEWAY
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(private.public_key())
        .serial_number(new_serial())
        .not_valid_before(start)
        .not_valid_after(start + life)
        .add_extension(x509.BasicConstraints(ca=True, path_length=path_length), critical=True)
        .add_extension(usage("key_cert_sign", "crl_sign"), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(private.public_key()), critical=False)
    )


def _dump(private: ec.EllipticCurvePrivateKey, certificate: x509.Certificate) -> bytes:
    spelling, closed = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    return private.private_bytes(serialization.Encoding.PEM, spelling, closed) + pem(certificate).encode()


def _load(content: bytes) -> Authority:
    private = serialization.load_pem_private_key(content, None)
    if not isinstance(private, ec.EllipticCurvePrivateKey):  # pragma: no cover - the seal covers what we wrote
        raise TypeError
    return Authority(private, x509.load_pem_x509_certificate(content))
