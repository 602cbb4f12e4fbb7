"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MessagingConfig(AppConfig):
    """Wires this app into the house when Django is ready."""

    name = "messaging"

    def ready(self) -> None:
        """Declare events, hand in the personal data and the place in the navigation."""
        from messaging import events, views  # noqa: F401, PLC0415 - models exist only now
        from messaging.personal_data import SOURCE  # noqa: PLC0415
        from mycic import navigation  # noqa: PLC0415
        from privacy.registry import register_source  # noqa: PLC0415

        register_source(SOURCE)
        navigation.register(
            navigation.Entry(
                url_name="messaging:inbox",
                label=_("Messages"),
                order=20,
                count=views.unread,
                count_label=_("new messages"),
                shown=views.is_applicant,
            )
        )
