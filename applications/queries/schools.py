"""What a school and a student look up of a request for verification. No key is opened for a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from applications.choices import WITH_SCHOOL, Status
from applications.models import SchoolRequest
from applications.program_kit.base import Verification

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from django.db.models import QuerySet

    from accounts.models import User
    from applications.models import Case


class NoSuchRequest(LookupError):
    """There is no such request, or not for this school: the two look the same."""


def waiting(representative: User) -> QuerySet[SchoolRequest]:
    """Return the requests that a school has not answered yet, the one that waits longest first."""
    return _of(representative).filter(case__status__in=WITH_SCHOOL).order_by("sent_at", "pk")


def ended(representative: User) -> QuerySet[SchoolRequest]:
    """Return the requests of a school that are answered or ended in another way, the newest first."""
    return _of(representative).exclude(case__status__in=WITH_SCHOOL).order_by("-sent_at", "-pk")


def _of(representative: User) -> QuerySet[SchoolRequest]:
    # An account that names no school sees nothing, not what belongs to none.
    found = SchoolRequest.objects.filter(institution=representative.institution).exclude(institution="")
    return found.select_related("case")


def for_school(representative: User, request_id: UUID) -> SchoolRequest:
    """Return a request of a school with its key: one query.

    Raises:
        NoSuchRequest: it does not exist, is another school's, or the student took the consent back.
    """
    found = _of(representative).select_related("dossier__key", "case__owner").filter(pk=request_id)
    row = found.exclude(case__status=Status.CONSENT_WITHDRAWN).first()
    if row is None:
        raise NoSuchRequest
    return row


def of_case(case: Case) -> SchoolRequest | None:
    """Return what a case asked a school, with its key; None for a case that asks none."""
    return SchoolRequest.objects.select_related("dossier__key").filter(case=case).first()


def live_verification(user: User, on: date) -> Verification | None:
    """Return the school's answer on which an application can rest on a day: one query."""
    good = SchoolRequest.objects.filter(case__owner=user, case__status=Status.VERIFIED, valid_until__gte=on)
    row = good.order_by("-valid_until", "-answered_at").values_list("number", "institution", "valid_until").first()
    return Verification(str(row[0]), row[1], row[2]) if row and row[2] else None
