"""What follows a migration: not news between apps, but keeping two promises of the database itself."""

from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection

from mycic import clock
from privacy.ledger import triggers
from privacy.services import notices


def after_migrate(*, using: str, **_: Any) -> None:
    """Install triggers that a remade table lost, and publish notices whose text changed."""
    if using != DEFAULT_DB_ALIAS or "privacy_noticeversion" not in connection.introspection.table_names():
        return
    if triggers.missing():
        triggers.install()
    notices.publish_all(at=clock.now())
