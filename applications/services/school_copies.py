"""The copies of a student's answers: one for each school that is asked, sealed under a key of its own."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from accounts import queries as people
from applications.models import SchoolRequest
from messaging.choices import AlertKind
from messaging.services import alerts
from privacy.choices import DossierKind
from privacy.services import dossiers

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from applications.completeness import Review
    from applications.models import Case
    from applications.program_kit.schooling import SchoolCopy


# No repr: a traceback must not print what a student wrote or what a school says.
@dataclass(frozen=True, repr=False)
class Opened:
    """A request, opened."""

    row: SchoolRequest
    content: Mapping[str, object]
    exchange: list[dict[str, Any]]
    answer: Mapping[str, Any] | None
    before: Mapping[str, Any] | None


@dataclass(frozen=True, repr=False)
class Copy:
    """What one school gets: which it is, what it is asked, and the answers as typed."""

    plan: SchoolCopy
    content: Mapping[str, object]


def copies_of(review: Review) -> tuple[Copy, ...]:
    """Return what each school gets; nothing for a program that asks no school."""
    draft = review.draft
    return tuple(
        Copy(plan, {name: value for name, value in draft.answers.items() if _gets(plan, review, name)})
        for plan in draft.program.schools
    )


def _gets(plan: SchoolCopy, review: Review, name: str) -> bool:
    place = review.draft.program.places.get(name)
    return place is not None and place.section.key in plan.sections and review.book.shows(name)


def hand_over(case: Case, copies: Sequence[Copy], *, at: datetime) -> None:
    """Put each copy where its school can read it; the first one now, another when the one before it has answered.

    Call it inside the transaction of sending.
    """
    for place, copy in enumerate(copies):
        dossier = dossiers.create(kind=DossierKind.VERIFICATION, owner=case.owner, at=at, closed=True)
        row = SchoolRequest(
            pk=uuid.uuid4(),
            case=case,
            dossier=dossier,
            institution=str(copy.content[copy.plan.institution]),
            step=copy.plan.step,
            sent_at=at if place == 0 else None,
        )
        dossiers.unlock(dossier).write(row, "content", dict(copy.content))
        row.save(force_insert=True)
        if place == 0:
            alert_school(row, AlertKind.REQUEST, key="new")


def alert_school(row: SchoolRequest, kind: AlertKind, *, key: str) -> None:
    """Tell everybody who answers for a school about a request; the same key tells once."""
    alert_representatives(row.institution, kind, key=f"school:{row.pk}:{key}")


def alert_representatives(institution: str, kind: AlertKind, *, key: str) -> None:
    """Tell everybody who answers for a school something that is not about one request; the same key tells once."""
    for person in people.representatives(institution):
        alerts.tell(person, kind, key=f"{key}:{person.pk}")


def opened(row: SchoolRequest) -> Opened:
    """Return a request with what it says; the caller has settled who may read.

    Raises:
        DossierDestroyed: the student took the consent back.
    """
    vault = dossiers.unlock(row.dossier)
    return Opened(
        row,
        vault.read(row, "content"),
        vault.read(row, "exchange") or [],
        vault.read(row, "answer"),
        vault.read(row, "before"),
    )
