"""Decode an image completely, within limits, and say what the person should look at again."""

import os
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from PIL import Image, ImageFile, ImageFilter, ImageStat, UnidentifiedImageError

from documents.inspection import findings
from documents.inspection.findings import Refused, Report

_FORMATS = {"jpeg": ("JPEG", "MPO"), "png": ("PNG",), "tiff": ("TIFF",), "webp": ("WEBP",), "heic": ("HEIF",)}
_GPS = 0x8825
_SMALL_EDGE = 600
_BLUR_BELOW = 12.0
_DARK_BELOW = 40.0
_ZIP_END = b"PK\x05\x06"
_ZIP_END_REACH = 66_000
_EDGES = ImageFilter.Kernel((3, 3), (0, 1, 0, 1, -4, 1, 0, 1, 0), scale=1, offset=128)
_BROKEN = (OSError, SyntaxError, ValueError, TypeError, KeyError, IndexError, EOFError, OverflowError, zlib.error)


@contextmanager
def opened(file: BinaryIO, kind: str) -> Iterator[Image.Image]:
    """Open an image of one kind and no other, under our own pixel cap.

    Raises:
        Refused: too many pixels, or damaged.
    """
    Image.MAX_IMAGE_PIXELS = findings.PIXELS
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    file.seek(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(file, formats=_FORMATS[kind]) as image:
                _check_pixels(image)
                yield image
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Refused("pixels") from None
    except (UnidentifiedImageError, *_BROKEN):
        raise Refused("damaged") from None


def _check_pixels(image: Image.Image) -> None:
    width, height = image.size
    if width * height > findings.PIXELS:
        raise Refused("pixels")


def inspect(file: BinaryIO, kind: str) -> Report:
    """Return the report on an image.

    Args:
        file: the open image.
        kind: what its signature says.

    Raises:
        Refused: damaged, moving, too large, or carrying another file behind its end.
    """
    _check_tail(file, kind)
    if kind == "png":
        _check_png_sums(file)
    with opened(file, kind) as image:
        pages = _frames(image, kind)
        image.seek(0)
        return Report(kind, pages, tuple(_notes(image)))


def _check_tail(file: BinaryIO, kind: str) -> None:
    """Refuse an archive behind an image, and anything at all behind a PNG."""
    size = file.seek(0, os.SEEK_END)
    start = max(0, size - _ZIP_END_REACH)
    file.seek(start)
    tail = file.read()
    at = tail.rfind(_ZIP_END)
    # A real end-of-archive record says how long its comment is, and the file ends with it.
    if at >= 0 and int.from_bytes(tail[at + 20 : at + 22], "little") == len(tail) - at - 22:
        raise Refused("trailing")
    if kind == "png":
        end = tail.rfind(b"IEND")
        if end < 0 or len(tail) - end < len(b"IEND") + 4:
            raise Refused("trailing" if _has_end_mark(file) else "damaged")
        if len(tail) - end > len(b"IEND") + 4:
            raise Refused("trailing")


def _has_end_mark(file: BinaryIO) -> bool:
    file.seek(0)
    return b"IEND\xaeB`\x82" in file.read()


def _check_png_sums(file: BinaryIO) -> None:
    """Check every checksum of a PNG; decoding alone forgives some of them."""
    with opened(file, "png") as image:
        image.verify()


def _frames(image: Image.Image, kind: str) -> int:
    """Decode every page and count them."""
    if kind in {"png", "webp"} and getattr(image, "n_frames", 1) > 1:
        raise Refused("moving")
    image.load()
    if kind != "tiff":
        return 1
    total = image.width * image.height
    for number in range(1, findings.PAGES + 1):
        try:
            image.seek(number)
        except EOFError:
            return number
        _check_pixels(image)
        total += image.width * image.height
        if total > findings.ALL_PIXELS:
            raise Refused("complex")
        image.load()
    raise Refused("pages")


def _notes(image: Image.Image) -> Iterator[str]:
    """Yield what is worth a second look; none of it stops a file."""
    if image.getexif().get_ifd(_GPS):
        yield "location"
    if min(image.size) < _SMALL_EDGE:
        yield "small"
    grey = image.convert("L")
    grey.thumbnail((1600, 1600))
    if ImageStat.Stat(grey).mean[0] < _DARK_BELOW:
        yield "dark"
        return
    # The filter leaves the outermost pixels as they are; they would count as one long edge.
    edges = grey.filter(_EDGES).crop((1, 1, grey.width - 1, grey.height - 1))
    if min(edges.size) > 0 and ImageStat.Stat(edges).var[0] < _BLUR_BELOW:
        yield "blurred"
