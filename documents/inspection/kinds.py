"""Know a file by its first bytes; the name and the browser's word count for nothing."""

import filetype

from documents.inspection.findings import Refused

HEAD_BYTES = 4096
_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1"}
_TIFF = (b"II*\x00", b"MM\x00*")
EXTENSIONS: dict[str, tuple[str, ...]] = {
    "pdf": ("pdf",),
    "jpeg": ("jpg", "jpeg", "jpe", "jfif"),
    "png": ("png",),
    "tiff": ("tif", "tiff"),
    "webp": ("webp",),
    "heic": ("heic", "heif"),
}
MIME = {
    "pdf": "application/pdf",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "tiff": "image/tiff",
    "webp": "image/webp",
    "heic": "image/heic",
}
_TEXT_MARKS = (
    (b"<svg", "svg"),
    (b"<!doctype html", "html"),
    (b"<html", "html"),
    (b"<script", "html"),
    (b"<?xml", "xml"),
)
_OFFICE = {"docx", "xlsx", "pptx", "doc", "xls", "ppt", "odt", "ods", "odp", "rtf"}
_ARCHIVES = {"zip", "rar", "7z", "gz", "tar", "bz2", "xz", "epub"}
_PROGRAMS = {"exe", "elf", "swf", "deb", "rpm", "crx", "dex", "cab"}


def accepted_kind(head: bytes) -> str | None:
    """Return the accepted kind whose signature stands at byte 0, or None."""
    if head.startswith(b"%PDF-"):
        return "pdf"
    if head.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if head.startswith(_TIFF):
        return "tiff"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    return "heic" if head[4:8] == b"ftyp" and head[8:12] in _HEIC_BRANDS else None


def _other_kind(head: bytes) -> str:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    for mark, name in _TEXT_MARKS:
        if start.startswith(mark):
            # An XML declaration may open a drawing.
            return "svg" if name == "xml" and b"<svg" in start else name
    guess = filetype.guess(head)
    return guess.extension if guess else ""


def kind_of(head: bytes, *, heic: bool) -> str:
    """Return the accepted kind of a file.

    Args:
        head: the first bytes, at least ``HEAD_BYTES`` where the file has them.
        heic: whether this installation can read HEIC photos.

    Raises:
        Refused: empty, or of a kind that is not accepted; the kind is named where it can be.
    """
    if not head:
        raise Refused("empty")
    kind = accepted_kind(head)
    if kind and (kind != "heic" or heic):
        return kind
    found = kind or _other_kind(head)
    if found in _OFFICE:
        raise Refused("office", found)
    if found in _ARCHIVES:
        raise Refused("archive", found)
    if found in _PROGRAMS:
        raise Refused("program", found)
    raise Refused("heic" if found == "heic" else "kind", found)
