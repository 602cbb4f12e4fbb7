"""System checks of this floor: deployment mistakes that would break a promise."""

from collections.abc import Iterator, Sequence
from importlib import import_module
from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections
from django.forms.forms import BaseForm
from django.utils.module_loading import module_has_submodule

from privacy.ledger import triggers
from privacy.models import NoticeVersion
from privacy.services import notices


@register(Tags.database)
def append_only_triggers_are_installed(*, databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """Refuse to call a database ready whose ledger could be rewritten."""
    return [
        Error(
            f"The ledger can be rewritten: {', '.join(names)} is missing in the database {alias!r}.",
            hint="Run `manage.py migrate`: it installs what is missing.",
            id="privacy.E001",
        )
        for alias in databases or ()
        if (names := triggers.missing(connections[alias]))
    ]


@register()
def notices_are_complete(**_: Any) -> list[CheckMessage]:
    """Refuse a notice that lacks an element in a language."""
    return [
        Error(f"The notice {slug!r} lacks {', '.join(gaps)}.", id="privacy.E002")
        for slug in notices.slugs()
        if (gaps := list(notices.gaps(notices.compose(slug))))
    ]


@register()
def collecting_forms_have_a_notice(**_: Any) -> list[CheckMessage]:
    """Refuse a form marked ``collects = "<slug>"`` for which there is no notice text."""
    known = set(notices.slugs())
    return [
        Error(f"{form.__module__}.{form.__name__} collects under {slug!r}, which is no notice.", id="privacy.E003")
        for form, slug in collecting_forms()
        if slug not in known
    ]


@register(Tags.database)
def notices_are_published(*, databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """Refuse a database in which the text of a notice is not the published one."""
    if "default" not in (databases or ()) or not _has_notices():
        return []
    newest: dict[str, str] = dict(
        NoticeVersion.objects.order_by("notice_id", "number").values_list("notice_id", "digest")
    )
    return [
        Error(
            f"The present text of the notice {slug!r} is not published.",
            hint="Run `manage.py migrate`: it publishes changed notices.",
            id="privacy.E004",
        )
        for slug in notices.slugs()
        if newest.get(slug) != notices.digest(notices.compose(slug))
    ]


def collecting_forms() -> Iterator[tuple[type[BaseForm], str]]:
    """Yield every form class of the house that is marked as collecting, with the slug of its notice."""
    for config in apps.get_app_configs():
        if config.module is not None and module_has_submodule(config.module, "forms"):
            import_module(f"{config.name}.forms")
    pending: list[type[BaseForm]] = [BaseForm]
    while pending:
        form = pending.pop()
        pending.extend(form.__subclasses__())
        slug = form.__dict__.get("collects")
        if isinstance(slug, str):
            yield form, slug


def _has_notices() -> bool:
    return NoticeVersion._meta.db_table in connections["default"].introspection.table_names()
