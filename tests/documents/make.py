"""Files for tests, good and hostile, made on the spot: nothing dangerous is kept in the repository."""

import io
import struct
import zipfile
import zlib
from typing import Any

import pikepdf
from PIL import Image


def pdf(pages: int = 1, *, marker: bytes = b"", **root: Any) -> bytes:
    """Return a PDF; ``root`` entries go into its catalogue, ``marker`` into the page's content."""
    document = pikepdf.new()
    for _number in range(pages):
        document.add_blank_page(page_size=(200, 300))
    document.pages[0].Contents = document.make_stream(b"q Q %" + marker + b"\n")
    for key, value in root.items():
        document.Root["/" + key] = value
    return saved(document)


def saved(document: pikepdf.Pdf, **options: Any) -> bytes:
    out = io.BytesIO()
    if "encryption" not in options:
        options["stream_decode_level"] = pikepdf.StreamDecodeLevel.none
        options["deterministic_id"] = True
    document.save(out, compress_streams=False, **options)
    return out.getvalue()


def picture(kind: str = "JPEG", size: tuple[int, int] = (700, 700), **options: Any) -> bytes:
    """Return a sharp, bright picture."""
    out = io.BytesIO()
    Image.effect_noise(size, 60).convert("RGB").save(out, kind, **options)
    return out.getvalue()


def chunk(kind: bytes, data: bytes) -> bytes:
    """Return a PNG chunk with its checksum."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_header(width: int, height: int, *, body: bytes = b"") -> bytes:
    """Return a PNG that claims a size."""
    head = struct.pack(">IIBBBBB", width & 0xFFFFFFFF, height & 0xFFFFFFFF, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(body)) + chunk(b"IEND", b"")


def bomb_pdf(size: int = 200 * 1024 * 1024) -> bytes:
    """Return a small PDF whose page unpacks to ``size`` bytes."""
    document = pikepdf.new()
    document.add_blank_page()
    squeeze = zlib.compressobj(9)
    packed = b"".join(squeeze.compress(bytes(1024 * 1024)) for _mib in range(size // (1024 * 1024))) + squeeze.flush()
    stream = pikepdf.Stream(document, packed)
    stream.Filter = pikepdf.Name.FlateDecode
    document.pages[0].Contents = document.make_indirect(stream)
    return saved(document)


def stored_zip(name: bytes = b"a.txt", content: bytes = b"hello") -> bytes:
    """Return a tiny archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name.decode(), content)
    return out.getvalue()


EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
