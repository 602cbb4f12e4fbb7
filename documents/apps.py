"""The documents app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DocumentsConfig(AppConfig):
    """Slots, sealed files and their inspection."""

    name = "documents"
    verbose_name = _("Documents")

    def ready(self) -> None:
        """Declare event kinds and the personal data held here."""
        from documents import events, personal_data  # noqa: F401, PLC0415

        personal_data.register()
