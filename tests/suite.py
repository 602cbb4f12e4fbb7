"""`make test`: style, types, contracts, templates, migrations and catalogue first, then the tests on each database."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from tests import report, services

BIN = Path(sys.executable).parent
WORKERS = os.environ.get("MYCIC_TEST_WORKERS", "2")
APPS = ("mycic", "privacy", "accounts", "documents", "messaging", "applications")
_DJANGO = {"DJANGO_SETTINGS_MODULE": "tests.settings"}


def checks() -> list[tuple[str, list[str]]]:
    """Return the checks that need no database, each as a name and a command."""
    manage = [sys.executable, "manage.py"]
    return [
        ("packages", [sys.executable, "-m", "pip", "check", "--disable-pip-version-check"]),
        ("catalogue", [*manage, "compile_catalogue"]),
        ("style", [str(BIN / "ruff"), "check", "."]),
        ("format", [str(BIN / "ruff"), "format", "--check", "--quiet", "."]),
        ("types", [str(BIN / "mypy"), *APPS, "tests"]),
        ("contracts", [str(BIN / "lint-imports")]),
        ("templates", [str(BIN / "djlint"), "templates", "--lint", "--quiet"]),
        ("migrations", [*manage, "makemigrations", "--check", "--dry-run"]),
        ("French", [*manage, "compile_catalogue", "--check"]),
    ]


def passes() -> list[tuple[str, Mapping[str, str]]]:
    """Return the passes of the test suite: SQLite without a broker, then PostgreSQL with Redis where they are."""
    found: list[tuple[str, Mapping[str, str]]] = [("sqlite", {})]
    url = services.postgres_url()
    if url:
        found.append(("postgresql", {"MYCIC_TEST_DATABASE_URL": url.rsplit("/", 1)[0] + "/mycic"}))
    return found


def main() -> int:
    """Run everything and return the exit code.

    pytest's closing line is the last thing printed; a red run closes with what failed, for whoever sees only its end.
    """
    missing = services.missing()
    for name in missing:
        _say(f"{'missing' if services.CI else 'skipped'}: {name} not found")
    if missing and services.CI:
        return 1
    shutil.rmtree(report.FOLDER, ignore_errors=True)
    broken = [name for name, command in checks() if not _run(name, command, _DJANGO)]
    key = report.tree_key()
    failed = [name for name, extra in passes() if not _test(name, extra, key)]
    for name in broken:
        _say(f"failed: {name}")
    for name in failed:
        _say("\n".join([f"failed: tests on {name}", *report.failures(name)]))
    return 1 if broken or failed else 0


def _test(name: str, extra: Mapping[str, str], key: str) -> bool:
    environment = {
        **extra,
        "MYCIC_TEST_PASS": name,
        "MYCIC_REPORT": str(report.FOLDER / f"{name}.json"),
        "MYCIC_REPORT_TREE": key,
    }
    command = [
        str(BIN / "pytest"),
        "-q",
        "-n",
        WORKERS,
        "--dist",
        "loadgroup",
        f"--junitxml={report.outcomes(name)}",
    ]
    return _run(f"tests on {name}", command, environment)


def _run(name: str, command: list[str], extra: Mapping[str, str]) -> bool:
    _say(f"== {name}")
    started = time.monotonic()
    code = subprocess.run(command, cwd=report.ROOT, env={**os.environ, **extra}, check=False).returncode
    if not name.startswith("tests on"):
        _say(f"   {'ok' if code == 0 else 'FAILED'} after {time.monotonic() - started:.0f} s")
    return code == 0


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
