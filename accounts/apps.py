"""App configuration."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Wires this app into the house when Django is ready."""

    name = "accounts"
