"""App configuration of the ground floor."""

from django.apps import AppConfig


class MycicConfig(AppConfig):
    """Wires the ground floor when Django is ready."""

    name = "mycic"

    def ready(self) -> None:
        """Register the checks of an installation."""
        from mycic import checks  # noqa: F401, PLC0415 - importing registers
