"""App configuration."""

from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    """Wires this app into the house when Django is ready."""

    name = "applications"

    def ready(self) -> None:
        """Declare event kinds, guards and personal data."""
        from applications import events, personal_data, policies, queries  # noqa: F401, PLC0415 - needs the app registry
        from messaging.registry import register_titles  # noqa: PLC0415 - needs the app registry
        from mycic.views import sitemap  # noqa: PLC0415 - needs the app registry
        from privacy import registry  # noqa: PLC0415 - needs the app registry
        from privacy.choices import DossierKind  # noqa: PLC0415 - needs the app registry

        sitemap.register("applications:verify", "applications:verify_offline")
        register_titles(queries.conversation_titles)
        registry.register_guard(DossierKind.CASE, policies.guard_case)
        registry.register_guard(DossierKind.SHARED, policies.guard_shared)
        registry.register_source(personal_data.SOURCE)
