"""Draw one page as a PNG of our own making: nothing of the sender's file reaches the officer's browser."""

import io
from typing import BinaryIO

import pypdfium2
from PIL import Image, ImageOps

from documents.inspection import images
from documents.inspection.findings import Refused

LONG_EDGE = 1800
_POINTS_TO_PIXELS = 150 / 72


def draw(file: BinaryIO, kind: str, number: int) -> bytes:
    """Return page ``number`` (from 0) as PNG bytes without any metadata.

    Raises:
        Refused: there is no such page, or it cannot be drawn.
    """
    page = _pdf_page(file, number) if kind == "pdf" else _image_page(file, kind, number)
    page.thumbnail((LONG_EDGE, LONG_EDGE))
    out = io.BytesIO()
    # A new image holds pixels only: no EXIF, no colour profile, no comment.
    clean = Image.new("RGB", page.size, "white")
    clean.paste(page)
    clean.save(out, "PNG")
    return out.getvalue()


def _pdf_page(file: BinaryIO, number: int) -> Image.Image:
    try:
        document = pypdfium2.PdfDocument(file)
        page = document[number]
        width, height = page.get_size()
        scale = min(_POINTS_TO_PIXELS, LONG_EDGE / max(width, height))
        drawn: Image.Image = page.render(scale=scale, may_draw_forms=False).to_pil()
    except (pypdfium2.PdfiumError, IndexError, ZeroDivisionError, ValueError, OverflowError, OSError):
        raise Refused("damaged") from None
    return drawn.convert("RGB")


def _image_page(file: BinaryIO, kind: str, number: int) -> Image.Image:
    with images.opened(file, kind) as image:
        image.seek(number)
        image.load()
        upright = ImageOps.exif_transpose(image)
        if upright.mode in {"RGBA", "LA", "P", "PA"}:
            upright = upright.convert("RGBA")
            paper = Image.new("RGBA", upright.size, "white")
            paper.alpha_composite(upright)
            upright = paper
        return upright.convert("RGB")
