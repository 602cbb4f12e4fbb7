"""What every template gets from this floor."""

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.utils.functional import SimpleLazyObject
from django.utils.safestring import SafeString

from privacy.decorators import has_session


def csrf_token(request: HttpRequest) -> dict[str, object]:
    """Make ``{% csrf_token %}`` empty for a visitor: their forms are protected without a cookie (decisions 25)."""

    def token() -> str:
        return SafeString(get_token(request)) if has_session(request) else SafeString("")

    return {"csrf_token": SimpleLazyObject(token)}
