"""Templates: no inline code, nothing missing, each short enough to be read at once."""

import re
from pathlib import Path

import pytest
from django.template import TemplateDoesNotExist
from django.template.loader import get_template

from tests.architecture.places import FLOORS, ROOT, tracked

TEMPLATES = tracked("templates")
_INLINE = re.compile(
    r"<script(?![^>]*\bsrc=)|<style|\sstyle\s*=|<[^>]*\son[a-z]+\s*=\s*[\"']|javascript:|\ssrcdoc\s*=", re.IGNORECASE
)
_NAMED = re.compile(r"{%-?\s*(?:extends|include)\s+[\"']([^\"']+)[\"']")
_IN_CODE = re.compile(r"[\"']([a-z_/0-9]+\.(?:html|txt|xml))[\"']")
_LONGEST = 150


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(ROOT / "templates").as_posix())
def test_a_template_is_short_and_without_inline_code(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= _LONGEST
    assert not _INLINE.search(text), _INLINE.search(text)


def test_every_template_that_is_named_exists() -> None:
    named = {name for path in TEMPLATES for name in _NAMED.findall(path.read_text(encoding="utf-8"))}
    code = (path for floor in FLOORS for path in tracked(f"{floor}/*.py"))
    named |= {name for path in code for name in _IN_CODE.findall(path.read_text(encoding="utf-8")) if "/" in name}
    missing = []
    for name in sorted(named):
        try:
            get_template(name)
        except TemplateDoesNotExist:
            missing.append(name)
    assert len(named) > 50
    assert not missing
