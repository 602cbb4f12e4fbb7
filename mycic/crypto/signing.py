"""The door to signatures: key pairs, certificates, canonical JSON, detached signatures and signed PDFs."""

from mycic.crypto.authority import Letters, issuing_certificate, letters, new_serial, root_certificate
from mycic.crypto.canonical import canonical_json
from mycic.crypto.certificates import Revoked, issue_certificate, revocation_list
from mycic.crypto.cms import Reason, Verdict, sign_cms, verify_cms
from mycic.crypto.key_pairs import PendingKey, SigningKey, new_key_pair, rewrap, unlock
from mycic.crypto.pades import sign_pdf, verify_pdf

__all__ = [
    "Letters",
    "PendingKey",
    "Reason",
    "Revoked",
    "SigningKey",
    "Verdict",
    "canonical_json",
    "issue_certificate",
    "issuing_certificate",
    "letters",
    "new_key_pair",
    "new_serial",
    "revocation_list",
    "rewrap",
    "root_certificate",
    "sign_cms",
    "sign_pdf",
    "unlock",
    "verify_cms",
    "verify_pdf",
]
