"""The French catalogue: a sentence that it does not list, or has not finished, fails the build."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from mycic import catalogue


@pytest.fixture
def place(tmp_path: Path, settings: pytest.FixtureRequest) -> Path:
    """A small project of one module, one template and one catalogue."""
    for folder in ("app", "templates", "locale/fr/LC_MESSAGES"):
        (tmp_path / folder).mkdir(parents=True)
    settings.BASE_DIR = tmp_path  # type: ignore[attr-defined]
    settings.LOCALE_PATHS = [tmp_path / "locale"]  # type: ignore[attr-defined]
    settings.TEMPLATES = [{"DIRS": [tmp_path / "templates"]}]  # type: ignore[attr-defined]
    return tmp_path


def write(place: Path, *, module: str = "", template: str = "", french: str = "") -> list[str]:
    (place / "app/views.py").write_text(f"from django.utils.translation import gettext_lazy as _\n{module}\n")
    (place / "templates/page.html").write_text("{% load i18n %}<p>\n   " + template + "\n</p>")
    (place / "locale/fr/LC_MESSAGES/django.po").write_text('msgid ""\nmsgstr ""\n\n' + french)
    return catalogue.gaps()


@pytest.mark.parametrize(
    "said",
    [
        {"module": '_("Read this")'},
        {"module": '_(\n    "Read "\n    "this"\n)'},
        {"module": "from django.utils.translation import pgettext_lazy\npgettext_lazy('verb', 'Read this')"},
        {"template": '{% translate "Read this" %}'},
        {"template": "{% blocktranslate trimmed %}Read\n  this{% endblocktranslate %}"},
    ],
)
def test_a_sentence_that_is_not_listed_is_a_gap(place: Path, said: dict[str, str]) -> None:
    assert write(place, **said) == ["Read this"]
    listed = 'msgid "Read this"\nmsgstr "Lisez ceci"\n'
    assert write(place, **said, french=listed) == []


def test_both_forms_of_a_count_are_listed(place: Path) -> None:
    template = "{% blocktranslate count n=n %}{{ n }} % file{% plural %}{{ n }} % files{% endblocktranslate %}"
    assert write(place, template=template) == ["%(n)s % file", "%(n)s % files"]


@pytest.mark.parametrize("french", ['msgid "Read this"\nmsgstr ""\n', '#, fuzzy\nmsgid "Read this"\nmsgstr "Lisez"\n'])
def test_an_unfinished_translation_fails_the_build(place: Path, french: str) -> None:
    assert write(place, module='_("Read this")', french=french) == ["Read this"]
    with pytest.raises(CommandError, match="Read this"):
        call_command("compile_catalogue", check=True)
