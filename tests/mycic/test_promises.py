"""What the public pages promise is what the code does."""

from datetime import timedelta
from pathlib import Path

from accounts.choices import PRUNE_AFTER
from tests.architecture.places import ROOT


def words(name: str) -> str:
    return Path(ROOT / "templates" / "pages" / f"{name}.html").read_text(encoding="utf-8")


def test_unfinished_registrations_go_after_the_days_that_the_pages_name() -> None:
    assert timedelta(days=7) == PRUNE_AFTER
    assert "If you do not finish in 7 days" in words("before_you_register")
    assert '"7 days"' in words("privacy")


def test_drafts_stay_as_long_as_the_pages_say() -> None:
    rules = (ROOT / "privacy" / "data" / "retention.json").read_text(encoding="utf-8")
    assert "90" in rules
    assert "90 days from the day you start" in words("privacy")
    assert "within 8 days" in words("security")
