"""State tables, one a workflow, and ``advance()``: the one function that writes ``Case.status``."""

from applications.workflow.engine import CannotAdvance, advance, may, table
from applications.workflow.moves import Move

__all__ = ["CannotAdvance", "Move", "advance", "may", "table"]
