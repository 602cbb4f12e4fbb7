"""One line of a workflow table."""

from dataclasses import dataclass, field

from applications.choices import Action, Status
from privacy.choices import ActorRole


@dataclass(frozen=True)
class Move:
    """From which states an action leads where, who may do it and what the ledger then says."""

    action: Action
    start: frozenset[Status]
    end: Status
    actors: frozenset[ActorRole]
    records: str
    facts: tuple[str, ...] = field(default=())
