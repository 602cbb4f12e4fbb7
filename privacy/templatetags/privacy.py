"""Tags of this floor: ``{% load privacy %}``."""

from typing import Any

from django import template
from django.utils.translation import get_language

from privacy.services import notices

register = template.Library()


@register.inclusion_tag("privacy/collection_notice.html")
def collection_notice(slug: str) -> dict[str, Any]:
    """Show the notice in force above a form that collects: one line, and everything else folded below it."""
    version = notices.current(slug)
    language = "fr" if (get_language() or "en").startswith("fr") else "en"
    return {
        "summary": version.content[language][notices.SUMMARY],
        "elements": notices.elements(version, language),
        "version": version,
    }
