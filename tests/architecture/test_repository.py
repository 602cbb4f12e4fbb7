"""The repository itself: its top level, no names of machines, nothing left to do."""

import re

from tests.architecture.places import ROOT, tracked

TOP = {
    "manage.py", "mycic", "accounts", "applications", "documents", "messaging", "privacy", "templates", "static",
    "tests", "pyproject.toml", "docker-compose.yml", "README.md", "Dockerfile", "Makefile", "LICENSE", "uv.lock",
    "requirements.txt", "locale", "docs",
}  # fmt: skip
_BINARY = {".png", ".jpg", ".woff2", ".ttf", ".otf", ".pdf", ".ico", ".tif", ".webp", ".heic"}
# Addresses of package indexes, mirrors and image stores, and folders of somebody's machine.
_HOSTS = re.compile(r"pypi\.org|pythonhosted|artifactory|nexus\.|index-url|extra-index|devpi|quay\.io|ghcr\.io|gcr\.io")
_PATHS = re.compile(r"(?<![\w.])/(?:work|home/\w+|root|Users/\w+|workspace)/")
_LEFT = re.compile(r"\b(?:TODO|FIXME|HACK)\b")
_README_LINES = 150


def test_the_top_level_holds_only_what_belongs_there() -> None:
    names = {path.relative_to(ROOT).parts[0] for path in tracked()}
    assert {name for name in names if not name.startswith(".")} <= TOP


def test_no_machine_no_registry_and_nothing_left_to_do() -> None:
    found = []
    for path in tracked():
        name = path.relative_to(ROOT).as_posix()
        if path.suffix in _BINARY or name in {"uv.lock", "tests/architecture/test_repository.py"}:
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        found += [f"{name}: {match.group()}" for sign in (_HOSTS, _PATHS, _LEFT) for match in sign.finditer(text)]
    assert not found


def test_the_readme_is_short() -> None:
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) < _README_LINES
