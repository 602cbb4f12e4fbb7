"""App configuration."""

from typing import TYPE_CHECKING

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.http import HttpRequest


class AccountsConfig(AppConfig):
    """Wires this app into the house when Django is ready."""

    name = "accounts"

    def ready(self) -> None:
        """Declare what the ledger may say, and how officers are shown."""
        from accounts import demo, events, personal_data, queries  # noqa: F401, PLC0415 - importing declares; models are ready now
        from accounts.models import SigningKey  # noqa: PLC0415
        from mycic import demo as demonstration  # noqa: PLC0415
        from mycic import navigation  # noqa: PLC0415
        from mycic.crypto import rotation  # noqa: PLC0415
        from privacy import registry  # noqa: PLC0415

        registry.register_actor_labels(queries.officer_labels, queries.actor_label)
        registry.register_source(personal_data.SOURCE)
        rotation.register_rewrap(rotation.SigningKeys(model=SigningKey, column="private_key", owner="user_id"))
        demonstration.register("accounts.people", demo.people)
        navigation.register(navigation.Entry("accounts:profile", _("Profile"), 80, shown=_is_applicant))
        navigation.register(navigation.Entry("accounts:security", _("Sign-in and security"), 90))


def _is_applicant(request: "HttpRequest") -> bool:
    return bool(getattr(request.user, "role", "") == "applicant")
