"""What the case page says about what was asked of us, and what can be."""

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from applications.choices import DECIDED, OWING, PetitionKind, PetitionState, Status
from applications.models import Case
from applications.queries import petitions


def panel(found: Case, valid_until: date | None, today: date) -> dict[str, Any] | None:
    """Return what was asked and what can be asked; None if there is neither.

    Args:
        found: a sent case, as ``queries.sent.sent_of`` loads it.
        valid_until: the last day of the permit that was given, if one was.
        today: the service's date.
    """
    asked = petitions.asked(found) if getattr(found, "asked_petitions", False) else []
    waiting = {each.kind for each in asked if each.state == PetitionState.OPEN}
    offers = [each for each in petitions.openings(found, valid_until, today) if each.kind not in waiting]
    if not (asked or offers):
        return None
    title = _("After our decision") if found.status in DECIDED else _("What you asked us")
    return {
        "title": title,
        "asked": [_asked(found, each) for each in asked],
        "offers": [_offer(found, each) for each in offers],
    }


def fee(found: Case) -> dict[str, Any] | None:
    """Return how the fee of an application stands that was sent without it; None where nothing is owed."""
    if found.status not in OWING:
        return None
    return {
        "url": reverse("applications:pay", args=[found.pk]),
        "last_day": petitions.last_day_to_pay(found),
        "is_asked": found.status == Status.FEE_WAIVER_ASKED,
    }


def _asked(found: Case, each: petitions.Asked) -> dict[str, Any]:
    language = (get_language() or "en")[:2]
    return {
        "title": each.kind.label,
        "state": _("No answer is needed any more") if petitions.is_moot(found, each) else each.state.label,
        "tone": "info" if each.state == PetitionState.OPEN else "mute",
        "text": each.text,
        "asked_at": each.asked_at,
        "answer": each.answer[language] if each.answer else "",
        "answered_at": each.answered_at,
    }


def _offer(found: Case, each: petitions.Opening) -> dict[str, Any]:
    return {
        "label": each.kind.label,
        "explained": explained(each.kind),
        "last_day": each.last_day,
        "url": reverse("applications:case_petition", args=[found.pk, each.kind.value]),
    }


def explained(kind: PetitionKind) -> str:
    """Say what a kind of request is for."""
    return {
        PetitionKind.WAIVE_FEE: _("Ask to pay no fee if you do not have the money."),
        PetitionKind.RECONSIDER: _("Ask us to look again if we missed a fact, or if there is something new."),
        PetitionKind.AMEND: _("Tell us if a name, a date or a condition on the document is not right."),
        PetitionKind.REPLACE: _("Ask for another copy if the document was lost, stolen or damaged."),
    }[kind]
