"""What screens show of dossiers and events; everything comes as frozen values."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Count, Max, QuerySet
from django.utils.translation import gettext as _

from privacy import registry
from privacy.choices import ActorRole, Audience, DestroyReason, DossierKind, DossierState, OpenReason
from privacy.events import KINDS, EventKind
from privacy.models import ActorToken, Dossier, Event, Tombstone

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True)
class TimelineEntry:
    """One line of a timeline."""

    dossier: UUID
    at: datetime
    kind: str
    sentence: str
    role: ActorRole
    who: str
    facts: Mapping[str, str | int | bool]


@dataclass(frozen=True)
class Reading:
    """One line of "Who opened my file"."""

    dossier: UUID
    at: datetime
    sentence: str
    who: str
    part: str
    reason: str


@dataclass(frozen=True)
class History:
    """What happened in some dossiers, who read them, and a mark that moves with every new line."""

    timeline: tuple[TimelineEntry, ...]
    readings: tuple[Reading, ...]
    mark: str


@dataclass(frozen=True)
class DeletedDraft:
    """A draft that is gone, as far as its owner may still be told."""

    title: str
    started_at: datetime
    deleted_at: datetime
    reason: DestroyReason


def dossier(dossier_id: UUID) -> Dossier | None:
    """Return a dossier with its key loaded, or None; what may be done with it is for the policies to say."""
    return Dossier.objects.select_related("key").filter(pk=dossier_id).first()


def timeline(dossier_ids: Collection[UUID], audience: Audience) -> list[TimelineEntry]:
    """Return what happened in these dossiers, the newest first, as the audience may read it."""
    events = list(_events(dossier_ids, _codes(audience)))
    people = _people(events)
    return [_entry(event, people, audience) for event in events]


def readings(dossier_ids: Collection[UUID]) -> list[Reading]:
    """Return every reading of these dossiers by somebody else than the owner, the newest first."""
    events = list(_events(dossier_ids, [code for code, kind in KINDS.items() if kind.reading]))
    people = _people(events)
    return [_reading(event, people) for event in events]


def history(dossier_ids: Collection[UUID]) -> History:
    """Return timeline and readings as the owner may see them, with the queries of one of them."""
    events = list(_events(dossier_ids, _codes(Audience.APPLICANT)))
    people = _people(events)
    return History(
        timeline=tuple(_entry(event, people, Audience.APPLICANT) for event in events),
        readings=tuple(_reading(event, people) for event in events if KINDS[event.kind].reading),
        mark=_mark(len(events), events[0].at if events else None),
    )


def mark(dossier_ids: Collection[UUID]) -> str:
    """Return the mark of the owner's history without reading it: one query, for a page that asks for news."""
    found = _events(dossier_ids, _codes(Audience.APPLICANT)).aggregate(count=Count("pk"), at=Max("at"))
    return _mark(found["count"], found["at"])


def deleted_drafts(owner: "User") -> list[DeletedDraft]:
    """Return this person's destroyed drafts, the newest first."""
    gone = Dossier.objects.filter(owner=owner, kind=DossierKind.CASE, state=DossierState.DESTROYED)
    stones = Tombstone.objects.filter(dossier__in=gone.values("pk")).order_by("-destroyed_at")
    return [
        DeletedDraft(
            title=stone.title,
            started_at=stone.started_at,
            deleted_at=stone.destroyed_at,
            reason=DestroyReason(stone.reason),
        )
        for stone in stones
    ]


def _codes(audience: Audience) -> list[str]:
    return [code for code, kind in KINDS.items() if audience in kind.audience]


def _mark(count: int, latest: datetime | None) -> str:
    return f"{count}-{latest.timestamp():.0f}" if latest else "0"


def _entry(event: Event, people: Mapping[UUID, str], audience: Audience) -> TimelineEntry:
    return TimelineEntry(
        dossier=event.chain,
        at=event.at,
        kind=event.kind,
        sentence=_sentence(KINDS[event.kind], audience, event.facts),
        role=ActorRole(event.role),
        who=_who(event, people, audience),
        facts=event.facts,
    )


def _reading(event: Event, people: Mapping[UUID, str]) -> Reading:
    return Reading(
        dossier=event.chain,
        at=event.at,
        sentence=_sentence(KINDS[event.kind], Audience.APPLICANT, event.facts),
        who=_who(event, people, Audience.APPLICANT),
        part=str(event.facts.get("part", "")),
        reason=_reason(str(event.facts.get("reason", ""))),
    )


def _events(dossier_ids: Collection[UUID], codes: Collection[str]) -> QuerySet[Event]:
    return Event.objects.filter(chain__in=dossier_ids, kind__in=codes).order_by("-at", "-seq")


def _people(events: Collection[Event]) -> dict[UUID, str]:
    """Return how to show the officer or the school behind each token: one query."""
    tokens = {event.actor for event in events if event.role in {ActorRole.OFFICER, ActorRole.SCHOOL} and event.actor}
    if not tokens:
        return {}
    rows = ActorToken.objects.filter(pk__in=tokens).select_related("user")
    return {row.token: label for row in rows if (label := registry.actor_label(row.user))}


def _who(event: Event, people: Mapping[UUID, str], audience: Audience) -> str:
    if event.role == ActorRole.PERSON:
        return _("You") if audience is Audience.APPLICANT else _("The applicant")
    if event.actor is not None and event.actor in people:
        return people[event.actor]
    return str(ActorRole(event.role).label)


def _sentence(kind: EventKind, audience: Audience, facts: Mapping[str, str | int | bool]) -> str:
    text = kind.sentence if audience is Audience.APPLICANT else kind.desk_sentence
    return str(text).format(**facts)


def _reason(code: str) -> str:
    return str(OpenReason(code).label) if code in OpenReason.values else code
