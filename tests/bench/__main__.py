"""`make bench`: one row for each goal; the exit status tells whether every "must" is reached.

``BENCH_ONLY=P1,P10`` measures a part; ``BENCH_ALL=1`` adds the upload of 1 GiB.
"""

import os
import sys
from collections.abc import Callable, Sequence

from tests import services
from tests.bench import pages, statements, uploads, weight
from tests.bench.harness import Goal, cpu_ms, show
from tests.bench.installation import Bench, installed

ONLY = frozenset(filter(None, os.environ.get("BENCH_ONLY", "").split(",")))


def main() -> int:
    """Measure everything and print the table."""
    with installed() as bench:
        print(f"{bench.database}; BARE-AUTH's page has {bench.reference['bytes']} bytes and makes 2 queries")
        goals = [goal for part, codes in PARTS if not ONLY or ONLY & codes for goal in part(bench)]
    reached = show(goals)
    for code, why in not_measured():
        print(f"{code:5} not measured here: {why}")
    return 0 if reached else 1


def not_measured() -> Sequence[tuple[str, str]]:
    """Name what this machine or this run leaves out."""
    missing = services.missing()
    left_out = []
    if "PostgreSQL" in missing:
        left_out.append(("all", "PostgreSQL was not found, so the figures are those of SQLite"))
    if not pages.has_wrk():
        left_out.append(("P2", "wrk was not found"))
    if not uploads.ALL:
        left_out.append(("P11", "1 GiB; set BENCH_ALL=1"))
    return left_out


def _while_running(bench: Bench) -> list[Goal]:
    with pages.running(bench) as pair:
        thread = bench.get(f"/en/messages/{bench.world['thread']}/", "helped")
        return [*weight.measure(pair), *statements.measure_messages(pair, cpu_ms(pair.product, thread))]


PARTS: tuple[tuple[Callable[[Bench], list[Goal]], frozenset[str]], ...] = (
    (pages.measure, frozenset({"P1", "P2", "P4", "P28"})),
    (statements.measure, frozenset({"P6", "P28"})),
    (_while_running, frozenset({"P8", "P9", "P13"})),
    (uploads.measure, frozenset({"P10", "P11"})),
)

if __name__ == "__main__":
    sys.exit(main())
