"""Sample papers of the demonstration, made on the spot: each says in large letters that it is one."""

import io

from PIL import Image, ImageDraw, ImageFont

_PAGE = (1240, 1754)
_PHOTO = (840, 1080)
_INK = (40, 40, 60)


def pdf(title: str) -> bytes:
    """Return a page that carries the title of a document and that it is a sample."""
    out = io.BytesIO()
    _sheet(title, _PAGE).save(out, "PDF", resolution=150)
    return out.getvalue()


def photo() -> bytes:
    """Return a picture in the size of a digital photo."""
    out = io.BytesIO()
    sheet = _sheet("Photo", _PHOTO)
    draw = ImageDraw.Draw(sheet)
    draw.ellipse((270, 260, 570, 640), outline=_INK, width=8)
    draw.arc((140, 680, 700, 1400), 180, 360, fill=_INK, width=8)
    sheet.save(out, "JPEG", quality=85)
    return out.getvalue()


def _sheet(title: str, size: tuple[int, int]) -> Image.Image:
    sheet = Image.new("RGB", size, "white")
    draw = ImageDraw.Draw(sheet)
    draw.text((size[0] / 2, 90), "SAMPLE", fill=_INK, font=ImageFont.load_default(72), anchor="mm")
    draw.text((size[0] / 2, 180), title, fill=_INK, font=ImageFont.load_default(36), anchor="mm")
    return sheet
