"""App configuration."""

from django.apps import AppConfig
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class MessagingConfig(AppConfig):
    """Wires this app into the house when Django is ready."""

    name = "messaging"

    def ready(self) -> None:
        """Declare events, hand in the personal data and the place in the navigation."""
        from messaging import events, queries  # noqa: F401, PLC0415 - models exist only now
        from messaging.personal_data import SOURCE  # noqa: PLC0415
        from mycic import navigation  # noqa: PLC0415
        from privacy.registry import register_source  # noqa: PLC0415

        def unread(request: HttpRequest) -> int:
            return queries.unread_count(request.user)  # type: ignore[arg-type] # the navigation is for signed-in people

        register_source(SOURCE)
        navigation.register(
            navigation.Entry(
                url_name="messaging:inbox",
                label=_("Messages"),
                order=20,
                count=unread,
                count_label=_("new messages"),
                shown=_is_applicant,
            )
        )


def _is_applicant(request: HttpRequest) -> bool:
    return request.user.is_authenticated and not request.user.is_staff
