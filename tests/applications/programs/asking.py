"""Ask a program what it says about the sample answers with some changes; no database."""

from datetime import date
from typing import Any

from applications import programs
from applications.demo import sample_answers
from applications.program_kit import fees
from applications.program_kit.base import AnswerBook, Facts
from applications.program_kit.findings import Finding

TODAY = date(2026, 11, 23)


def d(day: date) -> dict[str, str]:
    """A date as typed into three boxes."""
    return {"d": str(day.day), "m": str(day.month), "y": str(day.year)}


class Asked:
    """A program with its sample answers.

    Args:
        code: of the program.
    """

    def __init__(self, code: str) -> None:
        self.program = programs.get(code)
        self.answers = sample_answers(TODAY, code)
        self.files = frozenset(rule.code for rule in self.program.documents)

    def typed(self, changes: dict[str, Any] | None = None) -> dict[str, Any]:
        """Return the sample with some changes; None removes an answer."""
        return {name: value for name, value in {**self.answers, **(changes or {})}.items() if value is not None}

    def book(self, changes: dict[str, Any] | None = None, **facts: Any) -> AnswerBook:
        """Open the answers."""
        return self.program.book(self.typed(changes), self.facts(**facts), TODAY)

    def facts(self, **facts: Any) -> Facts:
        """Return what the rules know besides."""
        return Facts(**{"policy_set": self.program.policy_set, "documents": self.files, **facts})

    def findings(self, changes: dict[str, Any] | None = None, **facts: Any) -> list[Finding]:
        """Return everything that is said about the answers."""
        return self.program.findings(self.typed(changes), self.facts(**facts), TODAY)

    def rules(self, changes: dict[str, Any] | None = None, **facts: Any) -> set[str]:
        """Return the ids of the rules that found something."""
        return {finding.rule_id for finding in self.findings(changes, **facts)}

    def blocking(self, changes: dict[str, Any] | None = None, **facts: Any) -> set[str]:
        """Return the ids of what refuses sending."""
        return {finding.rule_id for finding in self.findings(changes, **facts) if finding.blocks}

    def fees(self, changes: dict[str, Any] | None = None, on: date = TODAY) -> dict[str, str]:
        """Return the lines of the fee."""
        lines = fees.lines(self.program, self.book(changes), on)
        return {line.code: str(line.amount) for line in lines}

    def documents(self, changes: dict[str, Any] | None = None) -> set[str]:
        """Return the codes of the documents that are required."""
        book = self.book(changes)
        return {rule.code for rule in self.program.documents if rule.required(book)}
