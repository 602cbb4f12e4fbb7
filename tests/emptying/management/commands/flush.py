"""Django's flush between transactional tests, with the ledger's triggers lifted meanwhile (decisions 70)."""

from typing import Any

from django.core.management.commands.flush import Command as Flush
from django.db import connections

from privacy.ledger import triggers


class Command(Flush):
    """Shadows ``flush`` in the tests' settings only."""

    def handle(self, **options: Any) -> None:
        with triggers.lifted(connections[options["database"]]):
            super().handle(**options)
