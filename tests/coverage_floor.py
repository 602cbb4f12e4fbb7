"""`make coverage`: what share of the code the tests run, room by room, against the floors that this project holds.

Measured on SQLite and in this process only: journeys, proofs and benchmarks judge the portal from outside, and what a
confined child or a second server runs is not counted.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import PurePath
from typing import Any

import coverage

from tests.report import ROOT
from tests.suite import BIN, WORKERS

OUTSIDE = ("tests/journeys", "tests/proofs", "tests/bench")
DATA = ROOT / "build" / "coverage" / "data"
OVERALL = 95.0
#: The rooms in which cases are decided, and the one that keeps people's secrets: every line and every branch.
FULL = ("services", "workflow", "policies", "programs", "program_kit", "crypto")

Measure = Mapping[str, Any]


def room_of(path: str) -> str | None:
    """Return the room of a file, such as ``accounts/services``, if every branch of it has to be run."""
    parts = PurePath(path).with_suffix("").parts
    return next(("/".join(parts[: place + 1]) for place, part in enumerate(parts) if part in FULL), None)


def share(files: Iterable[Measure]) -> float:
    """Return how many percent of lines and branches were run."""
    run = there = 0
    for file in files:
        summary = file["summary"]
        run += summary["covered_lines"] + summary["covered_branches"]
        there += summary["num_statements"] + summary["num_branches"]
    return 100 * run / there if there else 100.0


def judge(files: Mapping[str, Measure], say: Callable[[str], object]) -> bool:
    """Say the share of each room and of everything; tell whether every floor holds."""
    rooms: dict[str, list[str]] = {}
    for path in files:
        if room := room_of(path):
            rooms.setdefault(room, []).append(path)
    left = {path for inside in rooms.values() for path in inside if _holes(files[path])}
    for room, inside in sorted(rooms.items()):
        say(f"{room}: {share(files[path] for path in inside):.2f} %")
        for path in sorted(left.intersection(inside)):
            say(f"  {path}: {_holes(files[path])}")
    say(f"everything: {share(files.values()):.2f} %")
    return not left and share(files.values()) >= OVERALL


def main() -> int:
    """Run the tests under measurement, then judge; 1 when a test fails or a floor does not hold."""
    DATA.parent.mkdir(parents=True, exist_ok=True)
    command = [str(BIN / "pytest"), "-q", "-n", WORKERS, "--dist", "loadgroup"]
    command += ["--cov", "--cov-branch", "--cov-report=", *(f"--ignore={folder}" for folder in OUTSIDE)]
    environment = {**os.environ, "COVERAGE_FILE": str(DATA)}
    code = subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode
    holds = judge(_measured(), lambda line: sys.stdout.write(f"{line}\n"))
    return 0 if holds and code == 0 else 1


def _holes(file: Measure) -> str:
    """Return lines that were not run, and branches as ``from->to`` where only one way was taken."""
    lines = [str(line) for line in file["missing_lines"]]
    known = set(file["missing_lines"])
    branches = [f"{start}->{end}" for start, end in file["missing_branches"] if start not in known]
    return ", ".join((*lines, *branches))


def _measured() -> dict[str, Measure]:
    measured = coverage.Coverage(data_file=str(DATA))
    measured.load()
    report = DATA.with_name("report.json")
    measured.json_report(outfile=str(report))
    files: dict[str, Measure] = json.loads(report.read_text(encoding="utf-8"))["files"]
    return files


if __name__ == "__main__":
    sys.exit(main())
