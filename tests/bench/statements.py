"""P6, P13 and the statements of P28, from what was counted in process in the small and in the large world."""

from tests.bench.harness import Goal
from tests.bench.installation import Bench
from tests.bench.pages import Pair

#: Page, most statements, aim.
LIMITS = (("status", 4, 3), ("dashboard", 4, 3), ("detail", 8, 8), ("queue", 8, 8), ("officer case", 14, 14))
MESSAGES = 50


def measure(bench: Bench) -> list[Goal]:
    """Return the rows of P6 and P28."""
    small, large = bench.counts
    rows = []
    for page, must, aim in LIMITS:
        grown = large[page]["queries"] - small[page]["queries"]
        rows += [
            Goal("P6", f"statements of the page: {page}", large[page]["queries"], must, aim),
            Goal("P6", f"statements that come with more rows: {page}", abs(grown), 0, 0),
            Goal("P6", f"the same statement again: {page}", large[page]["repeat"], 1, 1),
        ]
    return [*rows, Goal("P28", "statements of an autosave", large["autosave"]["queries"], 6, 6)]


def measure_messages(pair: Pair, page_ms: float) -> list[Goal]:
    """Return the rows of P13; a page of the product shows fewer messages, so the share is that of a longer thread."""
    each = pair.bench.counts[1]["messages"]["each_us"]
    share = each * MESSAGES / 1000 / page_ms * 100
    return [
        Goal("P13", "µs to open one message", each, 8.0, 5.0),
        Goal("P13", "opening 50 messages, % of the thread page's CPU", share, 3.0, 3.0),
    ]
