"""Counts SQL statements while something runs: ``with connection.execute_wrapper(Watch())``."""

import re
from collections import Counter
from collections.abc import Callable
from typing import Any

_LITERAL = re.compile(r"'[^']*'|\b\d+\b|%s")


class Watch:
    """Counts statements and how often one and the same form of them comes."""

    def __init__(self) -> None:
        self.forms: Counter[str] = Counter()

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: Any, context: Any) -> Any:
        self.forms[_LITERAL.sub("?", sql)] += 1
        return execute(sql, params, many, context)
