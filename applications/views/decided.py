"""What the case page says about asking something after a decision."""

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from applications.choices import AfterKind, AfterState
from applications.models import Case
from applications.queries import after


def panel(found: Case, valid_until: date | None, today: date) -> dict[str, Any] | None:
    """Return what was asked and what can be asked; None if there is neither.

    Args:
        found: a sent case, as ``queries.sent.sent_of`` loads it.
        valid_until: the last day of the permit that was given, if one was.
        today: the service's date.
    """
    asked = after.asked(found) if getattr(found, "asked_after", False) else []
    waiting = {each.kind for each in asked if each.state == AfterState.OPEN}
    offers = [each for each in after.openings(found, valid_until, today) if each.kind not in waiting]
    if not (asked or offers):
        return None
    return {"asked": [_asked(each) for each in asked], "offers": [_offer(found, each) for each in offers]}


def _asked(each: after.Asked) -> dict[str, Any]:
    language = (get_language() or "en")[:2]
    return {
        "title": each.kind.label,
        "state": each.state.label,
        "tone": "info" if each.state == AfterState.OPEN else "mute",
        "text": each.text,
        "asked_at": each.asked_at,
        "answer": each.answer[language] if each.answer else "",
        "answered_at": each.answered_at,
    }


def _offer(found: Case, each: after.Opening) -> dict[str, Any]:
    return {
        "label": each.kind.label,
        "explained": explained(each.kind),
        "last_day": each.last_day,
        "url": reverse("applications:case_after", args=[found.pk, each.kind.value]),
    }


def explained(kind: AfterKind) -> str:
    """Say what a kind of request is for."""
    return {
        AfterKind.RECONSIDER: _("Ask us to look again if we missed a fact, or if there is something new."),
        AfterKind.AMEND: _("Tell us if a name, a date or a condition on the document is not right."),
        AfterKind.REPLACE: _("Ask for another copy if the document was lost, stolen or damaged."),
    }[kind]
