"""Look through a PDF for what a paper cannot hold: scripts, actions, other files, forms that redraw themselves.

The whole graph is walked from the trailer, because qpdf's object list misses dictionaries that are held directly.
"""

import os
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO

import pikepdf

from documents.inspection import findings
from documents.inspection.findings import Refused, Report

# A link to a web page stays: nobody can press it, because officers see pages as pictures. One that opens by itself
# would tell its owner when and from where an officer reads the saved file.
_REFUSED_ACTIONS = {
    "/JavaScript": "active",
    "/Launch": "active",
    "/SubmitForm": "active",
    "/ImportData": "active",
    "/GoToR": "active",
    "/GoToE": "active",
    "/Rendition": "active",
    "/Movie": "active",
    "/Sound": "active",
    "/RichMediaExecute": "active",
    "/Thread": "active",
}
# Where an action stands that nobody has to press.
_RUNS_BY_ITSELF = {"/OpenAction", "/Next"}
# Keys by which a stream takes its content from another file, perhaps on a stranger's server.
_OUTSIDE = {"/F", "/Ref"}
_REFUSED_KEYS = {
    "/JS": "active",
    "/JavaScript": "active",
    "/AA": "active",
    "/EF": "attachment",
    "/EmbeddedFiles": "attachment",
    "/XFA": "xfa",
    "/RichMediaContent": "active",
    "/3DD": "active",
}
_REFUSED_ANNOTATIONS = {"/FileAttachment": "attachment", "/RichMedia": "active", "/3D": "active", "/Screen": "active"}
_FLATE = {"/FlateDecode", "/Fl"}
_STEP = 1024 * 1024


def inspect(file: BinaryIO) -> Report:
    """Return the report on a PDF.

    Raises:
        Refused: locked, damaged, too long, too large inside, or holding something active.
    """
    _check_end(file)
    file.seek(0)
    try:
        with pikepdf.open(file, attempt_recovery=False, inherit_page_attributes=False) as pdf:
            pages = _page_count(pdf)
            _walk(pdf)
            _measure(pdf)
            return Report("pdf", pages)
    except pikepdf.PasswordError:
        raise Refused("locked") from None
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError, IndexError, RuntimeError):
        raise Refused("damaged") from None


def _check_end(file: BinaryIO) -> None:
    """Refuse a cut file, and one that carries another file behind its end."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - 128 * 1024))
    tail = file.read()
    end = tail.rfind(b"%%EOF")
    if end < 0:
        # Far from the end there may still be a mark, with other data behind it.
        file.seek(0)
        raise Refused("trailing" if b"%%EOF" in file.read() else "damaged")
    rest = tail[end + 5 :].strip(b"\x00\t\n\x0c\r ")
    if len(rest) > findings.TRAILING_BYTES or b"PK\x05\x06" in rest:
        raise Refused("trailing")


def _page_count(pdf: pikepdf.Pdf) -> int:
    pages = len(pdf.pages)
    if pages == 0:
        raise Refused("damaged")
    if pages > findings.PAGES:
        raise Refused("pages")
    return pages


def _walk(pdf: pikepdf.Pdf) -> None:
    """Visit every object that can be reached from the trailer, each once."""
    seen: set[tuple[int, int]] = set()
    waiting: list[pikepdf.Object] = [pdf.trailer]
    visited = 0
    while waiting:
        here = waiting.pop()
        if here.is_indirect:
            if here.objgen in seen:
                continue
            seen.add(here.objgen)
        visited += 1
        if visited > findings.OBJECTS:
            raise Refused("complex")
        waiting.extend(_children(here))


def _children(here: pikepdf.Object) -> Iterator[pikepdf.Object]:
    if isinstance(here, pikepdf.Array):
        values: list[object] = list(here)
    else:
        values = [_checked(here, key, here[key]) for key in here.keys()]  # noqa: SIM118 - a pikepdf object is no mapping
    yield from (value for value in values if isinstance(value, (pikepdf.Array, pikepdf.Dictionary, pikepdf.Stream)))


def _checked(owner: pikepdf.Object, key: str, value: object) -> object:
    """Return the value unless its key, its action or its annotation is one that papers do not need."""
    if key in _REFUSED_KEYS and _holds_something(value):
        raise Refused(_REFUSED_KEYS[key])
    if key in _RUNS_BY_ITSELF and any(map(_opens_an_address, value if isinstance(value, pikepdf.Array) else (value,))):
        raise Refused("active")
    if key in _OUTSIDE and isinstance(owner, pikepdf.Stream):
        raise Refused("active")
    if isinstance(value, pikepdf.Name):
        name = str(value)
        if key == "/S" and name in _REFUSED_ACTIONS:
            raise Refused(_REFUSED_ACTIONS[name])
        # The owner's other keys decide whether this is an annotation: "/Screen" alone may be a blend mode.
        if key == "/Subtype" and name in _REFUSED_ANNOTATIONS and "/Rect" in owner:
            raise Refused(_REFUSED_ANNOTATIONS[name])
    return value


def _opens_an_address(action: object) -> bool:
    return isinstance(action, pikepdf.Dictionary) and action.get("/S") == pikepdf.Name.URI


def _holds_something(value: object) -> bool:
    """Tell an empty dictionary or array, which some writers leave behind, from a real one."""
    if isinstance(value, pikepdf.Stream):
        return True
    if isinstance(value, (pikepdf.Array, pikepdf.Dictionary)):
        return len(value) > 0
    return value is not None


def _measure(pdf: pikepdf.Pdf) -> None:
    """Add up what the streams unpack to, without ever holding it."""
    total = 0
    for thing in pdf.objects:
        if not isinstance(thing, pikepdf.Stream):
            continue
        if thing.get("/Subtype") == "/Image":
            _check_image(thing)
        else:
            total += _unpacked(thing, findings.DECODED_BYTES - total)


def _check_image(image: pikepdf.Object) -> None:
    if int(image.get("/Width", 0)) * int(image.get("/Height", 0)) > findings.PIXELS * 2:
        raise Refused("pixels")
    _unpacked(image, findings.IMAGE_BYTES * 2)


def _unpacked(stream: pikepdf.Object, allowed: int) -> int:
    """Return the size of a stream once its Flate layers are undone, stopping at what is allowed."""
    filters: Any = stream.get("/Filter", [])
    names = [str(filters)] if isinstance(filters, pikepdf.Name) else [str(name) for name in filters]
    raw = stream.read_raw_bytes()
    layers = [zlib.decompressobj() for name in names if name in _FLATE]
    if not layers:
        return len(raw)
    if len(layers) > 3:  # noqa: PLR2004 - nobody packs a page four times
        raise Refused("bomb")
    total = 0
    for piece in _inflate(raw, layers):
        total += len(piece)
        if total > allowed:
            raise Refused("bomb")
    return total


def _inflate(raw: bytes, layers: list["zlib._Decompress"]) -> Iterator[bytes]:
    """Yield the innermost bytes in pieces of at most 1 MiB; a broken tail ends the count, as readers do."""
    layer, deeper = layers[0], layers[1:]
    data = raw
    while data and not layer.eof:
        try:
            piece = layer.decompress(data, _STEP)
        except zlib.error:
            return
        data = layer.unconsumed_tail
        if not piece:
            return
        yield from (_inflate(piece, deeper) if deeper else (piece,))
