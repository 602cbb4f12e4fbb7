"""What the rules say about answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from applications.choices import FindingLevel
from applications.program_kit.texts import Text, fill


@dataclass(frozen=True)
class Finding:
    """Something to solve, to read, or for the officer to know.

    Attributes:
        level: how much it weighs.
        rule_id: the rule that said it, such as ``X11``, ``missing``, ``wrong`` or ``D05``.
        message: a neutral sentence with ``{places}`` for ``values``.
        fields: names of the questions concerned; ``document:D05`` names a document.
        values: merge values; dates and money are written in the reader's language.
        row: which row of a repeated group, if any.
    """

    level: FindingLevel
    rule_id: str
    message: Text
    fields: tuple[str, ...] = ()
    values: Mapping[str, object] = field(default_factory=dict)
    row: str = ""

    @property
    def text(self) -> str:
        """The sentence in the active language."""
        return fill(self.message, self.values)

    @property
    def blocks(self) -> bool:
        """Whether sending is refused while it stands."""
        return self.level == FindingLevel.ERROR


def error(rule_id: str, message: Text, *fields: str, **values: object) -> Finding:
    """Return a finding that must be solved before sending."""
    return Finding(FindingLevel.ERROR, rule_id, message, fields, values)


def warning(rule_id: str, message: Text, *fields: str, **values: object) -> Finding:
    """Return a finding that must be read before sending."""
    return Finding(FindingLevel.WARNING, rule_id, message, fields, values)


def flag(rule_id: str, message: Text, *fields: str, **values: object) -> Finding:
    """Return a finding that only the officer sees."""
    return Finding(FindingLevel.FLAG, rule_id, message, fields, values)
