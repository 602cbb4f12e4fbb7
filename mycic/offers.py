"""What people can apply for: each program announces itself here, so that public pages need no program's code."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Service:
    """One thing to apply for.

    Attributes:
        code: Stable key; a registered service replaces the planned one of the same code.
        group: Key of ``GROUPS``.
        title: Its name.
        summary: One plain sentence.
        url_name: The page that starts it, or nothing while it is planned.
        url_args: Arguments of that page.
        order: Position in its group.
        who: Who can use it, in one sentence.
        needs_epass: Whether one must sign in for it.
        details_name: The public page with all its questions; it takes the arguments of ``url_name``.
    """

    code: str
    group: str
    title: str | Promise
    summary: str | Promise
    url_name: str = ""
    url_args: tuple[str, ...] = ()
    order: int = 50
    who: str | Promise = ""
    needs_epass: bool = True
    details_name: str = ""


GROUPS: dict[str, str | Promise] = {
    "study": _("Study"),
    "work": _("Work"),
    "school": _("Your school"),
    "stay": _("Stay longer"),
    "family": _("Family"),
    "protection": _("Protection"),
}

_services: dict[str, Service] = {
    service.code: service
    for service in (
        Service(
            "study-permit", "study", _("Study permit"),
            _("A first study permit, or more time on the one you have."), order=10,
        ),
        Service(
            "work-permit", "work", _("Work permit"),
            _("A first work permit, more time, or a new employer."), order=10,
        ),
        Service(
            "post-graduate-work", "work", _("Post-graduation work permit"),
            _("Work in Canada after you finish your studies."), order=20,
        ),
        Service(
            "off-campus-work", "work", _("Off-campus work permit"),
            _("Work outside your school while you study."), order=30,
        ),
        Service(
            "visitor-extension", "stay", _("Stay longer as a visitor"),
            _("Ask for more time in Canada as a visitor."), order=10,
        ),
        Service(
            "restoration", "stay", _("Restore your status"),
            _("Get your status back within 90 days after you lost it."), order=20,
        ),
        Service(
            "family-member", "family", _("Family members in Canada"),
            _("Apply for your family members together with your own application."), order=10,
        ),
        Service(
            "refugee-claim", "protection", _("Refugee claim"),
            _("Ask Canada to protect you if you cannot go home safely."), order=10,
        ),
    )
}  # fmt: skip


def register(service: Service) -> None:
    """Announce a service, or replace its planned entry."""
    _services[service.code] = service


def services() -> list[Service]:
    """Return all services, in the order of groups and of each group."""
    groups = list(GROUPS)
    return sorted(_services.values(), key=lambda s: (groups.index(s.group), s.order, s.code))
