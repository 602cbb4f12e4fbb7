"""App configuration."""

from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    """Wires this app into the house when Django is ready."""

    name = "privacy"
