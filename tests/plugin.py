"""The suite's own pytest plugin: French catalogues, services that may be missing, and the requirement report."""

import os
from collections.abc import Callable, Generator
from pathlib import Path

import pytest
from django.db import connection

from tests import report, services

_FIRST_PASS = "sqlite"
_DATABASES = (_FIRST_PASS, "postgresql")
_DATABASE_FIXTURES = frozenset({"db", "transactional_db", "portal"})
_passed: dict[str, set[str]] = {}
_failed: set[str] = set()


def pytest_configure(config: pytest.Config) -> None:
    """Compile the French catalogues once, so that a bare `pytest` works in a fresh clone."""
    from mycic import catalogue  # noqa: PLC0415 - after pytest-django has named the settings

    if not hasattr(config, "workerinput"):
        catalogue.compile_all(only_stale=True)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """In one pass of the suite, leave out what the other pass runs: each test meets each database once."""
    name = os.environ.get("MYCIC_TEST_PASS")
    if name is None:
        return
    others = [item for item in items if not _belongs(item, name)]
    config.hook.pytest_deselected(items=others)
    items[:] = [item for item in items if _belongs(item, name)]


def _databases(item: pytest.Item) -> set[str]:
    params = getattr(item, "callspec", None)
    return {value for value in params.params.values() if value in _DATABASES} if params else set()


def _belongs(item: pytest.Item, name: str) -> bool:
    chosen = _databases(item)
    if chosen:
        return name in chosen
    uses_database = bool(_DATABASE_FIXTURES.intersection(getattr(item, "fixturenames", ())))
    return uses_database or item.get_closest_marker("django_db") is not None or name == _FIRST_PASS


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what this machine cannot run, by name; in CI the same is a failure."""
    if item.get_closest_marker("postgres") and connection.vendor != "postgresql":
        pytest.skip("runs in the PostgreSQL pass")
    needs: dict[str, tuple[str, Callable[[], object]]] = {
        "redis": ("Redis", services.redis_found),
        "browser": ("Chromium", services.chromium),
    }
    missing = [name for marker, (name, find) in needs.items() if item.get_closest_marker(marker) and not find()]
    if "postgresql" in _databases(item) and not services.postgres_found():
        missing.append("PostgreSQL")
    if missing:
        (pytest.fail if services.CI else pytest.skip)(f"{', '.join(missing)} not found")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Carry the requirement ids of a test on its report, so that they survive a parallel run."""
    result = yield
    ids = [name for marker in item.iter_markers("requirement") for name in marker.args]
    result.user_properties.append(("requirements", " ".join(ids)))
    return result


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Remember which test passed for which requirement; a test that failed anywhere counts for none."""
    if report.failed:
        _failed.add(report.nodeid)
    if report.when == "call" and report.passed:
        for name, value in report.user_properties:
            if name == "requirements":
                for requirement in str(value).split():
                    _passed.setdefault(requirement, set()).add(report.nodeid)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write the report where the suite asked for it."""
    target = os.environ.get("MYCIC_REPORT")
    if target and not hasattr(session.config, "workerinput"):
        report.write(Path(target), {name: sorted(ids - _failed) for name, ids in _passed.items()})
