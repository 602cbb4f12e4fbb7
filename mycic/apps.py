"""App configuration of the ground floor."""

from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class MycicConfig(AppConfig):
    """Wires the ground floor when Django is ready."""

    name = "mycic"

    def ready(self) -> None:
        """Register the checks of an installation."""
        from mycic import checks  # noqa: F401, PLC0415 - importing registers


class DeskConfig(admin_apps.AdminConfig):
    """Makes the desk the one admin site, so that each app's admin module registers there."""

    default = False
    default_site = "mycic.desk.DeskSite"
