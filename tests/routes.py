"""The table of all addresses, read from the URL configuration, so that tests over it grow with the portal."""

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import translation

_SAMPLES = {
    "UUIDConverter": str(uuid.UUID(int=7)),
    "IntConverter": "7",
    "SlugConverter": "seven",
    "PathConverter": "a/b",
}


@dataclass(frozen=True)
class Route:
    """One named address with sample values in its places."""

    name: str
    path: str
    view: Callable[..., Any]

    @property
    def is_desk(self) -> bool:
        """Tell whether it belongs to the desk."""
        return self.path.startswith("/desk/")


def all_routes(language: str = "en") -> list[Route]:
    """Return every address in one language; those of Django's admin under /desk/ included."""
    with translation.override(language):
        return list(_walk(get_resolver().url_patterns, "/", ""))


def _walk(patterns: list[URLPattern | URLResolver], prefix: str, namespace: str) -> Iterator[Route]:
    for entry in patterns:
        here = prefix + _sample(entry)
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _walk(entry.url_patterns, here, inner)
        elif entry.name:
            yield Route(f"{namespace}{entry.name}", here, entry.callback)


def _sample(entry: URLPattern | URLResolver) -> str:
    text = str(entry.pattern).lstrip("^").rstrip("$").replace("\\Z", "")
    for name, converter in getattr(entry.pattern, "converters", {}).items():
        value = _SAMPLES.get(type(converter).__name__, "seven")
        for spelling in [part for part in text.split("<")[1:] if part.split(">")[0].rpartition(":")[2] == name]:
            text = text.replace(f"<{spelling.split('>')[0]}>", value)
    return text
