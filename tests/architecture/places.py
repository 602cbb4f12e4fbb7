"""Where things lie, for the tests that look at the house itself."""

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FLOORS = ("mycic", "privacy", "accounts", "documents", "messaging", "applications")


def tracked(*patterns: str) -> list[Path]:
    """Return the files that belong to the repository; without version control, those of the folders that do."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z", "--", *patterns]
    try:
        listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return [path for path in ROOT.rglob("*") if path.is_file() and path.relative_to(ROOT).parts[0] in FLOORS]
    return [path for name in listed.split(b"\0") if name and (path := ROOT / name.decode()).is_file()]


def rooms(floor: str) -> set[str]:
    """Return the names of the rooms of a floor: its modules and packages."""
    found = {path.stem for path in (ROOT / floor).glob("*.py")}
    found |= {path.parent.name for path in (ROOT / floor).glob("*/__init__.py")}
    return found - {"__init__"}
