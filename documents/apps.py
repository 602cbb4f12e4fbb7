"""App configuration."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Wires this app into the house when Django is ready."""

    name = "documents"
