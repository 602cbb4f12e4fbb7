"""App configuration."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Wires this app into the house when Django is ready."""

    name = "accounts"

    def ready(self) -> None:
        """Declare what the ledger may say, and how officers are shown."""
        from accounts import events, queries  # noqa: F401, PLC0415 - declares event kinds; models are ready only now
        from privacy import registry  # noqa: PLC0415

        registry.register_actor_labels(queries.officer_labels)
