"""Signed PDFs (PAdES baseline B): pyHanko writes the PDF, the signature inside is the one of ``cms``.

A certifying signature over the whole file that allows no change after it. What is checked: the signed ranges cover
every byte but the signature's own hexadecimal text, that text is the one spelling we write, and the signature holds.
"""

import hashlib
import re
from collections.abc import Mapping
from datetime import datetime
from functools import partial
from io import BytesIO

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigMDPSetup, SigObjSetup
from pyhanko.sign.signers.pdf_byterange import SignatureObject

from mycic.crypto.cms import Reason, Verdict, sign_digest, verify_digest
from mycic.crypto.key_pairs import SigningKey

_FIELD = "Signature"
# Hexadecimal digits set aside for the signature: two certificates and the signature itself fit twice over.
_ROOM = 8192
_LENGTH_OF_TWO = 0x82
_RANGE = re.compile(rb"/ByteRange\s*\[\s*0\s+(\d{1,10})\s+(\d{1,10})\s+(\d{1,10})\s*\]")
_UNKNOWN = Verdict(valid=False, reason=Reason.UNKNOWN)
_ALTERED = Verdict(valid=False, reason=Reason.ALTERED)


def sign_pdf(pdf: bytes, *, key: SigningKey, certificate_pem: str, at: datetime) -> bytes:
    """Return the PDF with a signature that certifies it as it is.

    Raises:
        ValueError: it is no PDF that can be signed.
    """
    try:
        writer = IncrementalPdfFileWriter(BytesIO(pdf))
        steps = PdfCMSEmbedder().write_cms(field_name=_FIELD, writer=writer)
        next(steps)
        placeholder = SignatureObject(subfilter=SigSeedSubFilter.PADES, timestamp=at, bytes_reserved=_ROOM)
        sealing = SigMDPSetup(md_algorithm="sha256", certify=True, docmdp_perms=MDPPerm.NO_CHANGES)
        steps.send(SigObjSetup(sig_placeholder=placeholder, mdp_setup=sealing))
        prepared, output = steps.send(SigIOSetup(md_algorithm="sha256", output=BytesIO()))
    except PdfError as error:
        raise ValueError("This is no PDF that can be signed.") from error
    steps.send(sign_digest(prepared.document_digest, key=key, certificate_pem=certificate_pem, at=None))
    signed: bytes = output.getvalue()
    return signed


def verify_pdf(pdf: bytes, *, revoked: Mapping[int, datetime]) -> Verdict:
    """Examine a signed PDF; never raises for bad input.

    Args:
        pdf: the whole file.
        revoked: serial numbers of revoked certificates and when.
    """
    found = _RANGE.search(pdf)
    if found is None:
        return _UNKNOWN
    gap, after, length = (int(number) for number in found.groups())
    digits = pdf[gap:after]
    if after + length != len(pdf) or not gap < after or digits[:1] != b"<" or digits[-1:] != b">":
        return _ALTERED
    signature = _signature_in(digits[1:-1])
    if signature is None:
        return _ALTERED
    digest = hashlib.sha256(pdf[:gap] + pdf[after:]).digest()
    return verify_digest(digest, signature, revoked=revoked, signed_at=partial(_signing_time, pdf))


def _signature_in(digits: bytes) -> bytes | None:
    """Return the signature written in hexadecimal and filled up with zeros, None if written in any other way."""
    try:
        content = bytes.fromhex(digits.decode("ascii"))
        signature = content[: _der_length(content)]
    except (ValueError, IndexError):
        return None
    return signature if digits == signature.hex().upper().encode().ljust(len(digits), b"0") else None


def _der_length(content: bytes) -> int:
    """Return how many bytes the first DER value takes: tag, length (here always of two bytes), value."""
    return 4 + int.from_bytes(content[2:4]) if content[1] == _LENGTH_OF_TWO else 0


def _signing_time(pdf: bytes) -> datetime | None:
    """Return the time in the signature; the file has proved genuine by now."""
    moment: datetime | None = PdfFileReader(BytesIO(pdf)).embedded_signatures[-1].self_reported_timestamp
    return moment
