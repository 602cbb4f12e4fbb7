"""What a conversation is about: said by the floor above, which knows what a dossier is for."""

from collections.abc import Callable, Collection, Mapping
from uuid import UUID

Titles = Callable[[Collection[UUID]], Mapping[UUID, str]]

_titles: list[Titles] = []


def register_titles(titles: Titles) -> None:
    """Let an app name the conversations of its dossiers; it is asked for all of a page at once."""
    if titles not in _titles:
        _titles.append(titles)


def titles_of(dossier_ids: Collection[UUID]) -> Mapping[UUID, str]:
    """Return a title, in the active language, for each dossier that an app knows."""
    found: dict[UUID, str] = {}
    for titles in _titles if dossier_ids else ():
        found.update(titles(dossier_ids))
    return found
