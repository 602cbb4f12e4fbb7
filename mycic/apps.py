"""App configuration of the ground floor."""

from django.apps import AppConfig


class MycicConfig(AppConfig):
    """Wires the ground floor when Django is ready."""

    name = "mycic"
