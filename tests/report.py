"""Which requirement is carried by how many passing tests: ``python -m tests.report`` prints one line for each.

The numbers come from the last `make test` of exactly this tree; without one the suite is run first.
"""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from xml.etree import ElementTree as ET

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "build" / "report"


def tree_key() -> str:
    """Return a name for the tested tree: the commit, and a digest of what differs from it."""
    try:
        commit = _git("rev-parse", "HEAD").decode().strip()
        changed = _git("diff", "HEAD")
        added = _git("ls-files", "--others", "--exclude-standard", "-z")
    except (OSError, subprocess.CalledProcessError):
        return "unversioned"
    if not changed and not added:
        return commit
    digest = hashlib.sha256(changed)
    for name in filter(None, added.split(b"\0")):
        digest.update(name + (ROOT / os.fsdecode(name)).read_bytes())
    return f"{commit}-{digest.hexdigest()[:16]}"


def write(target: Path, passed: Mapping[str, list[str]]) -> None:
    """Keep the outcome of one pass of the suite."""
    target.parent.mkdir(parents=True, exist_ok=True)
    content = {"tree": os.environ.get("MYCIC_REPORT_TREE", tree_key()), "passed": passed}
    target.write_text(json.dumps(content, indent=1, sort_keys=True), encoding="utf-8")


def known_ids() -> list[str]:
    """Return every requirement id, in order."""
    return (ROOT / "tests" / "requirements.txt").read_text(encoding="utf-8").split()


def counts() -> dict[str, int] | None:
    """Return passing tests by requirement, over all passes of this tree's last run; None when there was no run."""
    passed: dict[str, set[str]] = {}
    key, found = tree_key(), False
    for path in sorted(FOLDER.glob("*.json")):
        content = json.loads(path.read_text(encoding="utf-8"))
        if content["tree"] == key:
            found = True
            for name, tests in content["passed"].items():
                passed.setdefault(name, set()).update(tests)
    return {name: len(passed.get(name, ())) for name in known_ids()} if found else None


def outcomes(name: str) -> Path:
    """Return where one pass of the suite (``sqlite`` or ``postgresql``) writes its outcomes as JUnit's XML."""
    return FOLDER / f"{name}.xml"


def failures(name: str) -> list[str]:
    """Return a line for each test that did not pass in one pass of the suite: its name and the first line of why."""
    if not outcomes(name).exists():
        return ["  the run ended before it wrote its outcomes"]
    cases = ET.parse(outcomes(name)).iter("testcase")  # noqa: S314 - pytest wrote it a moment ago
    return [
        f"  {case.get('classname')}::{case.get('name')}: {(found.get('message') or '').partition(chr(10))[0][:300]}"
        for case in cases
        for found in case
        if found.tag in ("failure", "error")
    ]


def main() -> int:
    """Print one line for each requirement; run the suite first if this tree has no report."""
    numbers = counts()
    if numbers is None:
        subprocess.run([sys.executable, "-m", "tests.suite"], cwd=ROOT, stdout=sys.stderr, check=False)
        numbers = counts()
    if numbers is None:
        sys.stderr.write("The suite ended before it could write a report.\n")
        return 1
    sys.stdout.write("".join(f"{name} {number}\n" for name, number in numbers.items()))
    return 0


def _git(*arguments: str) -> bytes:
    return subprocess.run(["git", *arguments], cwd=ROOT, check=True, capture_output=True).stdout


if __name__ == "__main__":
    sys.exit(main())
