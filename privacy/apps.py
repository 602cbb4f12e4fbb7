"""App configuration."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate  # noqa: TID251 - a hook of migrations, not of rows


class PrivacyConfig(AppConfig):
    """Wires this app into the house when Django is ready."""

    name = "privacy"

    def ready(self) -> None:
        """Register what this floor records, checks and keeps true after every migration."""
        from mycic import health  # noqa: PLC0415 - these need the app registry
        from mycic.crypto import rotation  # noqa: PLC0415
        from privacy import checks, events, receivers  # noqa: F401, PLC0415
        from privacy.ledger import triggers  # noqa: PLC0415
        from privacy.models import DossierKey  # noqa: PLC0415

        rotation.register_rewrap(rotation.WrappedRows(model=DossierKey, owner="dossier_id"))

        health.register("ledger", lambda: not triggers.missing())
        post_migrate.connect(receivers.after_migrate, sender=self)
