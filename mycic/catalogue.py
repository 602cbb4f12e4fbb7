"""The French catalogues: compiled by Babel, so that no gettext needs to be installed."""

from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings


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
    """Return the English sentences that have no finished translation."""
    return [str(message.id) for source in _sources() for message in _read(source) if _is_gap(message)]


def _sources() -> Iterator[Path]:
    for folder in settings.LOCALE_PATHS:
        yield from sorted(Path(folder).glob("*/LC_MESSAGES/*.po"))


def _read(source: Path) -> Catalog:
    with source.open("rb") as file:
        return read_po(file, locale=source.parent.parent.name)


def _is_gap(message: Message) -> bool:
    forms = message.string if isinstance(message.string, tuple | list) else (message.string,)
    return bool(message.id) and (message.fuzzy or not all(forms))
