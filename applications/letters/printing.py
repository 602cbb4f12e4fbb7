"""From a paper to PDF: Typst, tagged (PDF/UA-1) and archival (PDF/A-2a); an accessibility error stops the print.

What a person typed reaches Typst only as JSON in ``sys_inputs``, never as source text.
"""

import datetime as dt
import io
import json
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, Literal

import segno
import typst
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from applications.letters import codes
from applications.letters.paper import Paper

TEMPLATES = Path(__file__).resolve().parent.parent / "letter_templates"
STANDARDS: list[Literal["ua-1", "a-2a"]] = ["ua-1", "a-2a"]
# Libertinus comes with Typst; the others are used where the system has them.
FONTS = ["Libertinus Serif", "Noto Serif", "Noto Sans"]
# Below this every letter is surely in Libertinus: Basic Latin, Latin-1 and Latin Extended-A.
_SURE_BELOW = 0x180
_SURE_SIGNS = frozenset("–—‘’“”…•\u202f")
_PROBE = b'#set document(title: "-")\n#set text(font: json(bytes(sys.inputs.fonts)))\n#text(sys.inputs.text)\n'
_KNOWN_TROUBLE = ("missing document title", "missing alt", "could not be displayed", "heading level")
# One compiler serves all threads of a process; it keeps its input between calls, so one thread prints at a time.
_turn = Lock()


class CannotPrint(Exception):
    """Typst refused the paper: a missing title, text alternative or glyph. The message holds no personal text."""


def print_paper(paper: Paper, *, family: str, code: str, at: dt.datetime) -> bytes:
    """Return the PDF of a paper.

    Args:
        paper: its words.
        family: the template, ``"letter"`` or ``"submission"``.
        code: the verification code, printed with its QR code; empty for a paper that is not in the register.
        at: the moment of issue, written into the file.

    Raises:
        CannotPrint: the result would not be accessible or archival.
    """
    shown = with_glyphs(paper)
    data = json.dumps(_data(shown, code), ensure_ascii=False)
    try:
        return _compile(family, {"data": data}, at)
    except typst.TypstError as error:
        raise CannotPrint(_without_text(error)) from None


def with_glyphs(paper: Paper) -> Paper:
    """Return the paper as this machine can print it (decisions 45).

    A text in a script without glyphs gives way to its Latin spelling or to a pointer to the online copy,
    which keeps the original.
    """
    doubtful = [text for text in dict.fromkeys(paper.texts()) if not _surely_printable(text)]
    if not doubtful or _prints(" ".join(doubtful)):
        return paper
    latin = dict(paper.latin)
    with translation.override(paper.language):
        elsewhere = _("[in own script: see the online copy]")
    replaced = {text: latin.get(text) or elsewhere for text in doubtful if not _prints(text)}
    return paper.mapped(lambda text: replaced.get(text, text))


def verify_url(code: str) -> str:
    """Return the address that the QR code holds."""
    return f"{settings.SITE_ORIGIN}/v/{code}"


def _data(paper: Paper, code: str) -> dict[str, Any]:
    with translation.override(paper.language):
        return {
            "language": paper.language,
            "title": paper.title,
            "operator": {"name": paper.operator[0], "address": paper.operator[1:]},
            "about": paper.about,
            "recipient": paper.recipient,
            "footer": paper.footer,
            "page_word": _("Page"),
            "fonts": FONTS,
            "blocks": paper.as_json()["blocks"],
            "code": code,
            "code_shown": codes.display(code),
            "verify_url": verify_url(code),
            "verify_sentence": _("Anyone can check that this paper is genuine. Scan this sign or type this code:"),
            "qr": _qr(verify_url(code)),
            "qr_alt": _("QR code with the address of the page that checks this paper"),
        }


def _qr(address: str) -> str:
    drawing = io.BytesIO()
    segno.make(address, error="m", micro=False).save(drawing, kind="svg", border=2, xmldecl=False)
    return drawing.getvalue().decode()


def _surely_printable(text: str) -> bool:
    return all(ord(sign) < _SURE_BELOW or sign in _SURE_SIGNS for sign in text)


def _prints(text: str) -> bool:
    """Let Typst try: PDF/UA refuses a sign for which no font has a glyph."""
    try:
        _compile(None, {"text": text, "fonts": json.dumps(FONTS)}, dt.datetime.fromtimestamp(0, tz=dt.UTC))
    except typst.TypstError:
        return False
    return True


def _compile(family: str | None, inputs: dict[str, str], at: dt.datetime) -> bytes:
    with _turn:
        result = _compiler().compile(
            input=_PROBE if family is None else TEMPLATES / f"{family}.typ",  # type: ignore[type-var] # either will do
            format="pdf",
            sys_inputs=inputs,
            pdf_standards=STANDARDS,  # type: ignore[arg-type] # a list of fewer names
            timestamp=int(at.timestamp()),
        )
    assert isinstance(result, bytes)  # noqa: S101 - a list comes only for page images
    return result


@cache
def _compiler() -> typst.Compiler:
    return typst.Compiler(root=str(TEMPLATES), font_paths=typst.Fonts(include_system_fonts=True))


def _without_text(error: typst.TypstError) -> str:
    """Name the trouble without quoting the paper."""
    message = str(error)
    return next((known for known in _KNOWN_TROUBLE if known in message), "Typst refused the paper")
