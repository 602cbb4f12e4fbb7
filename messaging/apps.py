"""App configuration."""

from django.apps import AppConfig


class MessagingConfig(AppConfig):
    """Wires this app into the house when Django is ready."""

    name = "messaging"
