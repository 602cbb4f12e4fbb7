"""What the floors above hand in: guards, sources of personal data, names of actors.

privacy cannot import them; they call these functions once, from their AppConfig.ready().
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from privacy.choices import Access, DossierKind

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from django.utils.functional import Promise

    from accounts.models import User
    from privacy.models import Dossier

Guard = Callable[["User | AnonymousUser", "Dossier"], Access]
ActorLabels = Callable[[Collection[UUID]], Mapping[UUID, str]]
ActorLabel = Callable[["User"], str]


@dataclass(frozen=True, kw_only=True)
class PersonalDataSource:
    """What one app holds about people.

    Attributes:
        name: short code, for example ``documents``.
        holds: what is held, in plain words.
        expiry: when it goes, in plain words.
        export: returns everything held in a dossier, readable, for the person themself.
        erase: deletes this app's rows of a dossier inside the caller's transaction, is safe to repeat, and returns
            the names of the stored files that had belonged to them.
        remove_file: removes one stored file after the rows are gone; a missing file is no error.
        models: labels of the models whose rows this source exports and erases, for example ``documents.Document``.
        title: returns a short code for what a dossier was (for example a program), for its owner's list of
            deleted drafts; None where this app does not know.
    """

    name: str
    holds: str | Promise
    expiry: str | Promise
    export: Callable[[UUID], Iterable[Mapping[str, object]]]
    erase: Callable[[UUID], Sequence[str]]
    models: frozenset[str] = frozenset()
    remove_file: Callable[[str], None] | None = None
    title: Callable[[UUID], str | None] | None = None


_guards: dict[DossierKind, Guard] = {}
_sources: dict[str, PersonalDataSource] = {}
_actor_labels: list[ActorLabels] = []
_actor_label: list[ActorLabel] = []


def register_guard(kind: DossierKind, guard: Guard) -> None:
    """Let an app decide who may read dossiers of a kind.

    Raises:
        ValueError: another guard decides already.
    """
    if _guards.setdefault(kind, guard) is not guard:
        raise ValueError(f"Dossiers of kind {kind} have a guard already.")


def guard_of(kind: DossierKind) -> Guard:
    """Return the guard of a kind; without one only the owner gets in."""
    return _guards.get(kind, owner_only)


def owner_only(user: User | AnonymousUser, dossier: Dossier) -> Access:
    """Let nobody in but the owner."""
    is_owner = user.is_authenticated and dossier.owner_id == user.pk
    return Access.OWNER if is_owner else Access.NOBODY


def register_source(source: PersonalDataSource) -> None:
    """Make an app's data part of export and destruction.

    Raises:
        ValueError: the name is taken by another source.
    """
    if _sources.setdefault(source.name, source) is not source:
        raise ValueError(f"A source named {source.name} is registered already.")


def sources() -> tuple[PersonalDataSource, ...]:
    """Return every source, the highest floor first: its rows point at those of the floors below."""
    return tuple(reversed(_sources.values()))


def source(name: str) -> PersonalDataSource:
    """Return the source of that name."""
    return _sources[name]


def register_actor_labels(labels: ActorLabels, one: ActorLabel | None = None) -> None:
    """Let accounts say how those who work on files are shown: role, unit and number or the school, never a name.

    Args:
        labels: the labels of the officers among some accounts, by the account's id.
        one: the label of an officer or of a school whose account is loaded already, empty for anybody else.
    """
    _actor_labels[:] = [labels]
    _actor_label[:] = [one] if one else []


def actor_labels(user_ids: Collection[UUID]) -> Mapping[UUID, str]:
    """Return how each officer among the accounts is shown."""
    return _actor_labels[0](user_ids) if _actor_labels and user_ids else {}


def actor_label(user: User) -> str:
    """Return how an officer or a school is shown whose account is loaded already; empty if nobody can say."""
    return _actor_label[0](user) if _actor_label else ""
