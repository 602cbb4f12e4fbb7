"""In which languages, widths, browsers and installations a journey runs (decision 49)."""

import itertools
import os
from dataclasses import dataclass

from tests import services


@dataclass(frozen=True)
class Combination:
    """One way to make a journey."""

    language: str
    width: int
    database: str
    script: bool

    def __str__(self) -> str:
        """Return the name under which the test is reported."""
        return f"{self.language}-{self.width}-{'script' if self.script else 'plain'}-{self.database}"


PAIRWISE = (
    Combination("en", 360, "sqlite", script=True),
    Combination("fr", 1280, "postgresql", script=True),
    Combination("fr", 360, "postgresql", script=False),
    Combination("en", 1280, "sqlite", script=False),
)
ALL = tuple(
    Combination(*parts)
    for parts in itertools.product(("en", "fr"), (360, 1280), ("sqlite", "postgresql"), (True, False))
)


def chosen() -> list[Combination]:
    """Return the combinations of this run: each pass of the suite takes those of its own database."""
    if os.environ.get("MYCIC_JOURNEYS") == "all":
        here = {"sqlite", "postgresql"} if services.postgres_found() and services.redis_found() else {"sqlite"}
        return [combination for combination in ALL if combination.database in here]
    database = "postgresql" if os.environ.get("MYCIC_TEST_DATABASE_URL", "").startswith("postgres") else "sqlite"
    if database == "postgresql" and not services.redis_found():
        return []
    return [combination for combination in PAIRWISE if combination.database == database]
