"""The name of a file as people see it. It never reaches the storage, whose keys are random."""

import re
import unicodedata

from documents.inspection.kinds import EXTENSIONS

LONGEST = 150
_MOST_MARKS = 4
_RESERVED = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)$", re.IGNORECASE)
_EXTENSION = re.compile(r"\.([A-Za-z][A-Za-z0-9]{0,4})$")
_JOINER = "\u200d"
# Between letters of several scripts these two change the shape of a word, so they stay; other hidden signs go.
_SHAPING = {"\u200c", _JOINER}


def clean(name: str) -> str:
    """Return a name fit to show: composed, on one line, without hidden or direction-changing signs, not too long."""
    name = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(" " if char.isspace() else char for char in name if char.isspace() or _is_visible(char))
    kept = re.sub(r"[\"*:<>?|;]", "-", kept)
    kept = re.sub(r"\s+", " ", _thin_marks(kept)).lstrip().rstrip(" .")
    return _cut(kept, LONGEST)


def split(name: str) -> tuple[str, str]:
    """Return stem and lower-case extension of a clean name; an unlikely extension counts as part of the stem."""
    found = _EXTENSION.search(name)
    if not found:
        return name, ""
    return name[: found.start()].strip(" ."), found[1].lower()


def fits(extension: str, kind: str) -> bool:
    """Tell whether a name's extension agrees with what the file is."""
    return not extension or extension in EXTENSIONS[kind]


def with_extension(name: str, kind: str, generated: str) -> str:
    """Return the name to keep: a usable stem, else a generated one, and the extension that the file deserves."""
    stem, extension = split(name)
    stem = stem.strip(" .")
    if not stem or _RESERVED.match(stem) or not any(char.isalnum() for char in stem):
        stem = generated
    extension = extension or EXTENSIONS[kind][0]
    return f"{_cut(stem, LONGEST - len(extension) - 1)}.{extension}"


def _is_visible(char: str) -> bool:
    return char in _SHAPING or unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def _thin_marks(name: str) -> str:
    """Keep a few combining marks on a letter; a flood of them would paint over the lines around it."""
    out: list[str] = []
    run = 0
    for char in name:
        run = run + 1 if unicodedata.category(char).startswith("M") else 0
        if run <= _MOST_MARKS:
            out.append(char)
    return "".join(out)


def _cut(name: str, longest: int) -> str:
    """Shorten to so many code points without tearing a letter from its marks or an emoji from its parts."""
    end = longest
    while 0 < end < len(name) and _belongs_to_previous(name, end):
        end -= 1
    return name[: end or longest]


def _belongs_to_previous(name: str, at: int) -> bool:
    char, before = name[at], name[at - 1]
    is_tone = "\U0001f3fb" <= char <= "\U0001f3ff"
    return is_tone or _JOINER in {char, before} or unicodedata.category(char).startswith("M")
