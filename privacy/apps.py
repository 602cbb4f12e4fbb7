"""App configuration."""

from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    """Wires this app into the house when Django is ready."""

    name = "privacy"

    def ready(self) -> None:
        """Register what this floor records and checks."""
        from privacy import checks, events  # noqa: F401, PLC0415 - needs the app registry
