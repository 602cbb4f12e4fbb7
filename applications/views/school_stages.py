"""The stages of a request that schools answer, with their dates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from applications import programs
from applications.choices import CLOSED, Status
from mycic.formats.text import date_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from applications.models import Case

#: Under which stage it stands as long as it is open.
_STAGE = {
    Status.SENT_TO_SCHOOL: "sent",
    Status.AT_SCHOOL: "read",
    Status.SCHOOL_ASKS: "told",
    Status.AT_OLD_SCHOOL: "release",
    Status.AT_NEW_SCHOOL: "answer",
}
#: The events that end a stage.
_DATED = {
    "sent": ("case.submitted",),
    "read": ("school.began",),
    "told": ("school.told",),
    "release": ("school.released", "school.released_anyway"),
    # What came last stands first.
    "answer": (
        "school.consent_withdrawn",
        "school.moved",
        "school.ended",
        "school.left",
        "school.silent",
        "school.verified",
        "school.not_verified",
        "school.accepted",
        "school.not_accepted",
        "school.not_released",
    ),
}


def steps(case: Case, dates: Mapping[str, datetime], status: str) -> list[dict[str, Any]]:
    """Return the stages for the stepper.

    Args:
        case: a sent request that schools answer.
        dates: when each kind of event happened.
        status: where the case stands, in one short phrase.
    """
    ended = case.status in CLOSED
    is_a_move = len(programs.get(case.program).schools) > 1
    names = _moving(dates, ended=ended) if is_a_move else _verifying(dates)
    names["answer"] = status if ended else names["answer"]
    place = list(names).index("answer" if ended else _STAGE[Status(case.status)])
    return [
        {
            "label": label,
            "state": _state(key, index - place, dates, ended=ended),
            "date": first_day(_DATED[key], dates) if index <= place else "",
        }
        for index, (key, label) in enumerate(names.items())
    ]


def _verifying(dates: Mapping[str, datetime]) -> dict[str, str]:
    asked = {"told": _("You answer its question")} if "school.asked" in dates else {}
    return {
        "sent": _("We sent your request to your school"),
        "read": _("Your school reads it"),
        **asked,
        "answer": _("Your school answers"),
    }


def _moving(dates: Mapping[str, datetime], *, ended: bool) -> dict[str, str]:
    names = {
        "sent": _("We sent your request to your former school"),
        "release": _("Your former school releases you"),
        "answer": _("Your new school accepts you"),
    }
    if ended and not first_day(_DATED["release"], dates):
        del names["release"]
    return names


def _state(key: str, distance: int, dates: Mapping[str, datetime], *, ended: bool) -> str:
    if distance > 0:
        return "todo"
    if key == "sent" or (ended and distance == 0):
        return "done"
    if distance == 0:
        return "current"
    return "done" if first_day(_DATED[key], dates) else "skipped"


def first_day(kinds: Iterable[str], dates: Mapping[str, datetime]) -> str:
    """Return the day of the first of some events that happened; empty if none did."""
    found = next((dates[kind] for kind in kinds if kind in dates), None)
    return date_text(found) if found else ""
