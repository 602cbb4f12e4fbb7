"""Every kind of event speaks both languages and is really recorded somewhere."""

import re

import pytest
from django.utils import translation

from privacy.events import KINDS
from tests.architecture.places import FLOORS, tracked

_SOURCES = "\n".join(
    path.read_text(encoding="utf-8")
    for floor in FLOORS
    for path in tracked(f"{floor}/*.py")
    if path.name != "events.py"
)


@pytest.mark.parametrize("code", sorted(KINDS))
def test_a_kind_has_its_sentences(code: str) -> None:
    kind = KINDS[code]
    for sentence in (kind.sentence, kind.desk_sentence):
        with translation.override("en"):
            english = str(sentence)
        with translation.override("fr"):
            french = str(sentence)
        assert english
        assert french != english
        assert set(re.findall(r"{\w+}", french)) == set(re.findall(r"{\w+}", english))


@pytest.mark.parametrize("code", sorted(KINDS))
def test_a_kind_is_recorded(code: str) -> None:
    stem = code.rpartition("_")[0]
    assert f'"{code}"' in _SOURCES or f'f"{stem}_{{' in _SOURCES
