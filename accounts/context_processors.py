"""When the session ends: shown in the foot of every page of a signed-in person."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language

from mycic import addresses, clock


def session_ends(request: HttpRequest) -> dict[str, object]:
    """Give templates ``session_ends``: the moment, the seconds until then, and how to stay signed in."""
    ends_at = getattr(request, "session_ends_at", None)
    if ends_at is None:
        return {}
    return {
        "session_ends": {
            "at": ends_at,
            "seconds": max(0, int((ends_at - clock.now()).total_seconds())),
            "extend_url": reverse("accounts:stay"),
            "language": get_language(),
            "next": addresses.shown_at(request),
        }
    }
