"""Look for planted texts in bytes: as they are, encoded in the usual ways, and inside compressed streams."""

import base64
import gzip
import html
import json
import quopri
import re
import unicodedata
import urllib.parse
import zlib
from collections.abc import Iterable, Iterator

#: No word of any language: whatever is planted begins with it, so that one look tells whether to look closer.
CORE = "Zqxjuvkwyh"
_PACKED = re.compile(rb"\x1f\x8b\x08|\x78[\x01\x5e\x9c\xda]")
_HEX = re.compile(rb"(?:[0-9a-f]{2}){24,}|(?:[0-9A-F]{2}){24,}")
_BASE64 = re.compile(rb"[A-Za-z0-9+/]{48,}={0,2}")
_MOST = 64 * 1024 * 1024
_DEPTH = 3


def needles(text: str) -> frozenset[bytes]:
    """Return every spelling of a text in bytes that the scan knows."""
    spelled = {unicodedata.normalize(form, text) for form in ("NFC", "NFD")} | {text}
    spelled |= {change(each) for each in spelled for change in (str.upper, str.lower)}
    found: set[bytes] = set()
    for each in spelled:
        found |= {json.dumps(each)[1:-1].encode(), html.escape(each).encode(), quopri.encodestring(each.encode())}
        for quoted in (urllib.parse.quote(each), urllib.parse.quote_plus(each)):
            found |= {quoted.encode(), re.sub("%..", lambda code: code[0].lower(), quoted).encode()}
        for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
            raw = each.encode(encoding)
            found |= {raw, raw.hex().encode(), raw.hex().upper().encode(), *_base64(raw)}
    return frozenset(found)


def _base64(raw: bytes) -> Iterator[bytes]:
    """Return what base64 makes of these bytes at each of the three alignments, without the ends that depend."""
    for before in range(3):
        packed = base64.b64encode(bytes(before) + raw)
        inner = packed[-(-before * 4 // 3) if before else 0 : (before + len(raw)) * 8 // 6]
        yield inner
        yield inner.replace(b"+", b"-").replace(b"/", b"_")


def found_in(data: bytes, texts: Iterable[str]) -> set[str]:
    """Return the texts that the bytes hold in any spelling, at any depth of packing."""
    wanted = {text: needles(text) for text in texts}
    core = needles(CORE)
    held: set[str] = set()
    for view in _views(data, _DEPTH):
        has_core = any(needle in view for needle in core)
        held |= {
            text
            for text, spellings in wanted.items()
            if text not in held
            and (has_core or not text.startswith(CORE))
            and any(needle in view for needle in spellings)
        }
    return held


def _views(data: bytes, depth: int) -> Iterator[bytes]:
    yield data
    if not depth:
        return
    for packed in _PACKED.finditer(data):
        unpacked = _unpacked(data[packed.start() :])
        if len(unpacked) > len(CORE):
            yield from _views(unpacked, depth - 1)
    # One long text at a time would be slow: what was hexadecimal or base64 is decoded and read in one piece.
    for written, decode in ((_HEX, bytes.fromhex), (_BASE64, base64.b64decode)):
        pieces = [_decoded(match[0], decode) for match in written.finditer(data)]
        if pieces:
            yield from _views(b"\n".join(pieces), depth - 1 if depth > 1 else 0)


def _decoded(written: bytes, decode: object) -> bytes:
    try:
        return bytes(decode(written.decode()))  # type: ignore[operator] # one of the two functions above
    except ValueError:
        return b""


def _unpacked(data: bytes) -> bytes:
    """Return what a zlib or gzip stream holds, as far as it goes."""
    stream = zlib.decompressobj(wbits=47)
    try:
        return stream.decompress(data, _MOST)
    except zlib.error:
        return b""


def packed_examples(text: str) -> dict[str, bytes]:
    """Return a text hidden in every way that the scan claims to see through."""
    raw = text.encode()
    around = b"something before " + raw + b" and after"
    return {
        "utf-8": around,
        "utf-16-le": text.encode("utf-16-le"),
        "utf-16-be": text.encode("utf-16-be"),
        **{f"base64 at {before}": base64.b64encode(bytes(before) + around) for before in range(3)},
        "hex": around.hex().encode(),
        "hex in capitals": around.hex().upper().encode(),
        "JSON": json.dumps({"name": text}).encode(),
        "URL": urllib.parse.quote(text).encode(),
        "quoted-printable": quopri.encodestring(raw),
        "gzip": b"before" + gzip.compress(around) + b"after",
        "zlib": b"before" + zlib.compress(around) + b"after",
        "gzip of JSON in hex": gzip.compress(json.dumps({"name": text}).encode() * 9).hex().encode(),
        "base64 of zlib": base64.b64encode(zlib.compress(around)),
        "capitals": text.upper().encode(),
        "decomposed": unicodedata.normalize("NFD", text).encode(),
    }
