"""The French catalogues: compiled by Babel, so that no gettext needs to be installed."""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils.translation.template import templatize

#: As gettext names its functions, and as Django does.
_KEYWORDS = DEFAULT_KEYWORDS | {
    "gettext_lazy": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
_TEXT = r"""u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
_CALL = re.compile(rf"\bn?p?gettext\({_TEXT}(?:,\s*{_TEXT})*(?:,\s*count)?\)")
_NOT_OURS = {"migrations", "tests"}


def compile_all(*, only_stale: bool = False) -> int:
    """Write the .mo file beside each .po file and return how many were written."""
    count = 0
    for source in _sources():
        target = source.with_suffix(".mo")
        if only_stale and target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        scratch = target.with_suffix(".mo.new")
        with scratch.open("wb") as file:
            write_mo(file, _read(source))
        scratch.replace(target)
        count += 1
    return count


def gaps() -> list[str]:
    """Return the English sentences that have no finished translation, or that no catalogue lists."""
    listed = [message for source in _sources() for message in _read(source)]
    known = {sentence for message in listed for sentence in _sentences(message.id)}
    unfinished = [str(message.id) for message in listed if _is_gap(message)]
    return unfinished + sorted(set(_used()) - known)


def _sentences(said: str | list[str] | tuple[str, ...]) -> Iterator[str]:
    """Yield the sentence of a message, or both of one that counts."""
    yield from (said,) if isinstance(said, str) else said


def _used() -> Iterator[str]:
    """Yield every sentence that the code and the templates ask to be translated."""
    base = Path(settings.BASE_DIR)
    for file in sorted(base.glob("*/**/*.py")):
        if not (_NOT_OURS | {".venv"}) & set(file.relative_to(base).parts):
            yield from _extracted(file.read_bytes())
    for folder in settings.TEMPLATES[0]["DIRS"]:
        for file in sorted(Path(folder).rglob("*.*")):
            yield from _of_template(file)


def _of_template(file: Path) -> Iterator[str]:
    # Django turns a template into calls of gettext between letters without meaning: each call is read by itself.
    for call in _CALL.findall(templatize(file.read_text(encoding="utf-8"))):
        # There, percent signs are doubled.
        yield from (sentence.replace("%%", "%") for sentence in _extracted(call.encode()))


def _extracted(source: bytes) -> Iterator[str]:
    for _line, said, _comments, _context in extract("python", BytesIO(source), _KEYWORDS):
        yield from filter(None, _sentences(said))


def _sources() -> Iterator[Path]:
    for folder in settings.LOCALE_PATHS:
        yield from sorted(Path(folder).glob("*/LC_MESSAGES/*.po"))


def _read(source: Path) -> Catalog:
    with source.open("rb") as file:
        return read_po(file, locale=source.parent.parent.name)


def _is_gap(message: Message) -> bool:
    forms = message.string if isinstance(message.string, tuple | list) else (message.string,)
    return bool(message.id) and (message.fuzzy or not all(forms))
