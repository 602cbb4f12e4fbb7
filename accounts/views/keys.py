"""Public keys: the root certificate, the revocation list, and the state of one certificate."""

import re

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from accounts import queries
from accounts.services import signing
from mycic import clock
from mycic.crypto import signing as crypto_signing

_SERIAL = re.compile(r"[0-9a-f]{16,40}")


@require_safe
@cache_control(public=True, max_age=300)
def root(_request: HttpRequest) -> HttpResponse:
    """The portal's root certificate."""
    return _file(crypto_signing.root_certificate().encode(), "application/x-pem-file", "mycic-root.pem")


@require_safe
@cache_control(public=True, max_age=300)
def issuing(_request: HttpRequest) -> HttpResponse:
    """The certificate below the root that signs people's certificates."""
    return _file(crypto_signing.issuing_certificate().encode(), "application/x-pem-file", "mycic-issuing.pem")


@require_safe
@cache_control(public=True, max_age=300)
def revocation_list(_request: HttpRequest) -> HttpResponse:
    """The signed list of withdrawn certificates."""
    return _file(signing.revocation_list(at=clock.now()), "application/pkix-crl", "mycic.crl")


@require_safe
def status(request: HttpRequest) -> HttpResponse:
    """The state of one certificate by its serial number: no name, no user ID."""
    typed = request.GET.get("serial", "")
    serial = re.sub(r"[\s:]", "", typed).lower().lstrip("0")
    found = queries.certificate_status(serial) if _SERIAL.fullmatch(serial) else None
    asked = bool(typed.strip())
    context = {"asked": asked, "serial": typed, "found": found}
    return render(request, "accounts/certificate_status.html", context, status=404 if asked and not found else 200)


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
