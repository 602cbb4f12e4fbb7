"""What somebody may do between sending and the decision, and how long a permit can be: pure, read from the answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from applications.program_kit.conditions import Condition
from applications.program_kit.dates import add_years, restoration_last_day
from applications.program_kit.texts import Text

if TYPE_CHECKING:
    from applications.program_kit.base import AnswerBook


class Activity(StrEnum):
    """What may go on although the permit for it has ended."""

    STUDY = "study"
    WORK = "work"


class Footing(StrEnum):
    """On what a person stands in Canada while we decide."""

    #: Asked in time for more time: the stay goes on until the decision (IRPR s. 183(5)).
    MAINTAINED = "maintained"
    #: Lost the status and asked for restoration: no status until the decision (IRPR s. 182).
    RESTORING = "restoring"
    #: The application changes nothing about the stay.
    UNCHANGED = "unchanged"


@dataclass(frozen=True, kw_only=True)
class Right:
    """An activity that the law lets go on until the decision.

    Attributes:
        activity: what may go on.
        when: for which applications; sending in time is asked for besides.
        source: section of the law.
        letter_days: code of the limit row that says for how many days the letter about it is good.
    """

    activity: Activity
    when: Condition
    source: str
    letter_days: str


@dataclass(frozen=True, kw_only=True)
class Cap:
    """One thing that a permit cannot outlast.

    Attributes:
        code: names it in what is kept of a case.
        why: the reason, to follow a date.
        source: section of the law or the policy.
        day: reads the last day from the answers.
    """

    code: str
    why: Text
    source: str
    day: Callable[[AnswerBook], date | None]


def biometrics_good_until(given: date, years: int) -> date:
    """Return the last day on which fingerprints and photo count (IRPR s. 12.7)."""
    return add_years(given, years)


def biometrics_until(book: AnswerBook) -> date | None:
    """Return how long biometrics that were given stay valid."""
    given = book.day("biometrics_date")
    years = book.limit("biometrics_years")
    return biometrics_good_until(given, years) if given and years else None


PASSPORT = Cap(
    code="passport",
    why=_("your passport ends on that day"),
    source="IRPR s. 52(1)",
    day=lambda book: book.day("passport_expiry"),
)
BIOMETRICS = Cap(
    code="biometrics",
    why=_("your fingerprints and photo count until that day"),
    source="IRPR s. 12.7, 183(4)(c.1)",
    day=biometrics_until,
)


def asked_until(day: Callable[[AnswerBook], date | None]) -> Cap:
    """Return the cap that the application itself sets: nobody gets more time than they asked for."""
    return Cap(code="asked", why=_("you asked for a permit until that day"), source="IRPR s. 183", day=day)


@dataclass(frozen=True)
class Waiting:
    """How somebody waits, fixed on the day of sending.

    Attributes:
        footing: on what the stay rests.
        sent_on: the local day of sending.
        ends: the last day of the present document or stay, as answered.
        restore_by: the last day on which restoration could be asked for.
        rights: what may go on, by activity.
        caps: what a permit cannot outlast: code and day, the earliest first.
    """

    footing: Footing
    sent_on: date
    ends: date | None = None
    restore_by: date | None = None
    rights: tuple[Activity, ...] = ()
    caps: tuple[tuple[str, date], ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return it for keeping."""
        return {
            "footing": self.footing,
            "sent_on": self.sent_on.isoformat(),
            "ends": self.ends and self.ends.isoformat(),
            "restore_by": self.restore_by and self.restore_by.isoformat(),
            "rights": list(self.rights),
            "caps": [[code, day.isoformat()] for code, day in self.caps],
        }

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Waiting:
        """Read what ``as_json`` returned."""
        return cls(
            footing=Footing(kept["footing"]),
            sent_on=date.fromisoformat(kept["sent_on"]),
            ends=_day(kept["ends"]),
            restore_by=_day(kept["restore_by"]),
            rights=tuple(map(Activity, kept["rights"])),
            caps=tuple((code, date.fromisoformat(day)) for code, day in kept["caps"]),
        )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def at_sending(book: AnswerBook, sent_on: date) -> Waiting:
    """Return how somebody waits whose application is sent on a day.

    Args:
        book: the answers.
        sent_on: the local day of sending; the last day of the stay is still in time (IRPR s. 183(5), 186(u), 189).
    """
    ends = book.day("current_document_expiry")
    footing = _footing(book, ends, sent_on)
    kept = footing is Footing.MAINTAINED
    return Waiting(
        footing=footing,
        sent_on=sent_on,
        ends=ends,
        restore_by=restore_by(book) if footing is Footing.RESTORING else None,
        rights=tuple(right.activity for right in book.program.rights if kept and right.when(book)),
        caps=_caps(book),
    )


def lost_on(book: AnswerBook) -> date | None:
    """Return the day on which status was lost.

    A refusal that came after the document ended counts, not the document: an application made in time keeps the status
    until its decision (IRPR s. 183(5)(a)).
    """
    refused = book.day("refusal_date") if book.restores else None
    said = book.day("status_loss_date") if book.restores else None
    return refused or said or book.day("current_document_expiry")


def _footing(book: AnswerBook, ends: date | None, sent_on: date) -> Footing:
    if book.restores:
        return Footing.RESTORING
    in_time = ends is not None and sent_on <= ends
    return Footing.MAINTAINED if in_time and book.program.extends(book) else Footing.UNCHANGED


def restore_by(book: AnswerBook) -> date | None:
    """Return the last day on which restoration can be asked for; None while no day of the loss is known."""
    days, lost = book.limit("restoration_days"), lost_on(book)
    return restoration_last_day(lost, days) if lost else None


def _caps(book: AnswerBook) -> tuple[tuple[str, date], ...]:
    days = ((cap.code, cap.day(book)) for cap in book.program.caps)
    return tuple(sorted(((code, day) for code, day in days if day), key=lambda cap: cap[1]))


def restore_after_refusal(waiting: Waiting, decided_on: date, days: int) -> date | None:
    """Return the last day to ask for restoration after a refusal, if the status has ended or ends with it.

    Who asked in time kept the status until the refusal, so the days count from there (IRPR s. 182, 183(5)(a)).

    Args:
        waiting: how the person waited.
        decided_on: the local day of the refusal.
        days: how long restoration can be asked for.
    """
    if waiting.ends is None or waiting.ends >= decided_on:
        return None
    lost = decided_on if waiting.footing is Footing.MAINTAINED else waiting.ends
    last = restoration_last_day(lost, days)
    return last if last >= decided_on else None
