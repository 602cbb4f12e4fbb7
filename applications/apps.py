"""App configuration."""

from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    """Wires this app into the house when Django is ready."""

    name = "applications"
