"""The one door to the network address of a request. It is never stored: only a hash of it, under a key of the day."""

import ipaddress
from typing import Final

from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from mycic import clock

UNKNOWN: Final = "unknown"
_HOUSEHOLD: Final = 64  # what one line gets of IPv6; a single address there costs nothing


def client_address(request: HttpRequest) -> str:
    """Return the address of whoever asked.

    Each trusted proxy writes the address that it saw at the end of ``X-Forwarded-For``. With ``TRUSTED_PROXIES = n``
    the n-th entry from the end was written by our own outermost proxy; what stands before it may be invented and is not
    read. A request with fewer entries did not pass them all: then the connection itself counts.
    """
    seen = str(request.META.get("REMOTE_ADDR", ""))
    trusted: int = settings.TRUSTED_PROXIES
    told = [part.strip() for part in str(request.META.get("HTTP_X_FORWARDED_FOR", "")).split(",") if part.strip()]
    if trusted and len(told) >= trusted:
        seen = told[-trusted]
    return _plain(seen)


def place(request: HttpRequest) -> str:
    """Return a name for where a request comes from, for counting tries.

    It is an IPv4 address or an IPv6 network of one line, hashed under a key that changes each day, so that what was
    counted yesterday leads to nobody today.
    """
    address = client_address(request)
    if ":" in address:
        address = str(ipaddress.ip_network((address, _HOUSEHOLD), strict=False))
    day = clock.now().date().isoformat()
    return salted_hmac(f"mycic.whence/{day}", address, algorithm="sha256").hexdigest()


def _plain(text: str) -> str:
    try:
        address = ipaddress.ip_address(text.strip("[]").partition("%")[0])
    except ValueError:
        return UNKNOWN
    mapped = getattr(address, "ipv4_mapped", None)
    return str(mapped or address)
