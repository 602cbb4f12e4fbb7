"""App configuration."""

from typing import TYPE_CHECKING

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.http import HttpRequest  # noqa: TID251 - a type only


def _is_applicant(request: "HttpRequest") -> bool:
    return getattr(request.user, "role", "") == "applicant"


def _is_representative(request: "HttpRequest") -> bool:
    return getattr(request.user, "role", "") == "school"


class ApplicationsConfig(AppConfig):
    """Wires this app into the house when Django is ready."""

    name = "applications"

    def ready(self) -> None:
        """Declare event kinds, guards and personal data."""
        from applications import (  # noqa: PLC0415 - needs the app registry
            demo,
            events,  # noqa: F401
            personal_data,
            policies,
            programs,
            queries,
        )
        from messaging.registry import register_titles  # noqa: PLC0415 - needs the app registry
        from mycic import demo as demonstration  # noqa: PLC0415 - needs the app registry
        from mycic import navigation, offers  # noqa: PLC0415 - needs the app registry
        from mycic.views import sitemap  # noqa: PLC0415 - needs the app registry
        from privacy import registry  # noqa: PLC0415 - needs the app registry
        from privacy.choices import DossierKind  # noqa: PLC0415 - needs the app registry

        sitemap.register("applications:assessment", "applications:verify", "applications:verify_offline")
        demonstration.register("applications.cases", demo.load)
        register_titles(queries.conversation_titles)
        registry.register_guard(DossierKind.CASE, policies.guard_case)
        registry.register_guard(DossierKind.SHARED, policies.guard_shared)
        registry.register_guard(DossierKind.VERIFICATION, policies.guard_verification)
        registry.register_source(personal_data.SOURCE)
        navigation.register(navigation.Entry("applications:dashboard", _("Dashboard"), 10, shown=_is_applicant))
        navigation.register(
            navigation.Entry("applications:schools:queue", _("Requests of students"), 10, shown=_is_representative)
        )
        for order, program in enumerate(programs.all(), start=1):
            offers.register(
                offers.Service(
                    program.code,
                    program.group,
                    program.title,
                    program.summary,
                    url_name="applications:start",
                    url_args=(program.code,),
                    order=order,
                    who=program.who,
                    details_name="applications:program",
                )
            )
