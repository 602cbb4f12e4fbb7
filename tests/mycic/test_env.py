"""Settings come typed from the environment; a bad value is named at start."""

import os
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from mycic import env


@pytest.mark.parametrize(("typed", "value"), [("1", True), ("Yes", True), ("off", False), ("", False)])
def test_a_flag_is_read(monkeypatch: pytest.MonkeyPatch, typed: str, value: bool) -> None:  # noqa: FBT001
    monkeypatch.setenv("MYCIC_X", typed)
    assert env.flag("X", default=not value) is value


def test_a_bad_flag_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MYCIC_X", "perhaps")
    with pytest.raises(ImproperlyConfigured, match="MYCIC_X must be true or false, not 'perhaps'"):
        env.flag("X", default=False)


@pytest.mark.parametrize("typed", ["-1", "ten", "1.5", "", "٣"])
def test_a_bad_number_is_named(monkeypatch: pytest.MonkeyPatch, typed: str) -> None:
    monkeypatch.setenv("MYCIC_X", typed)
    with pytest.raises(ImproperlyConfigured, match="MYCIC_X must be a whole number"):
        env.number("X", 3)


def test_a_missing_value_is_named() -> None:
    with pytest.raises(ImproperlyConfigured, match="MYCIC_NOBODY_SETS_THIS"):
        env.text("NOBODY_SETS_THIS")


def test_a_secret_file_wins_and_loses_its_line_end(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = tmp_path / "secret"
    path.write_text("from file\n", encoding="utf-8")
    monkeypatch.setenv("MYCIC_X", "from variable")
    monkeypatch.setenv("MYCIC_X_FILE", str(path))
    assert env.secret("X") == "from file"


def test_a_secret_file_that_cannot_be_read_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MYCIC_X_FILE", "/nowhere")
    with pytest.raises(ImproperlyConfigured, match="MYCIC_X_FILE names a file"):
        env.secret("X")


def test_a_choice_is_one_of_its_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MYCIC_X", "c")
    with pytest.raises(ImproperlyConfigured, match="one of a, b, not 'c'"):
        env.choice("X", ("a", "b"), "a")


def test_a_file_of_defaults_does_not_win_over_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = tmp_path / "defaults"
    path.write_text("MYCIC_X=file\nMYCIC_Y=file\nOTHER=file\n# a comment\n", encoding="utf-8")
    monkeypatch.setenv("MYCIC_ENV_FILE", str(path))
    monkeypatch.setenv("MYCIC_X", "set")
    monkeypatch.delenv("MYCIC_Y", raising=False)
    env.load(tmp_path / "elsewhere")
    assert (env.text("X"), env.text("Y")) == ("set", "file")
    assert "OTHER" not in os.environ
    monkeypatch.delenv("MYCIC_Y")
