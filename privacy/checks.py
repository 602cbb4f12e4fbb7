"""System checks of this floor: deployment mistakes that would break a promise."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections

from privacy.ledger import triggers


@register(Tags.database)
def append_only_triggers_are_installed(*, databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """Refuse to call a database ready whose ledger could be rewritten."""
    return [
        Error(
            f"The ledger can be rewritten: {', '.join(names)} is missing in the database {alias!r}.",
            hint="Run `manage.py migrate`: it installs what is missing.",
            id="privacy.E001",
        )
        for alias in databases or ()
        if (names := triggers.missing(connections[alias]))
    ]
