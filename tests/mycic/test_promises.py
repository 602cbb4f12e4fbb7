"""What the public pages promise is what the code does."""

from datetime import timedelta
from pathlib import Path

from accounts.choices import PRUNE_AFTER
from privacy.models import DossierKey
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


def test_the_main_dump_of_the_manual_leaves_the_wrapped_keys_out() -> None:
    manual = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    assert f"--exclude-table-data={DossierKey._meta.db_table} " in manual
    assert f"--data-only --table={DossierKey._meta.db_table} " in manual
